"""The loop outlives its jobs, and many workers share one queue."""

import os
import subprocess
import sys
import threading
import time

import pytest

from portal import db
from portal.config import ROOT
from portal.notifications.worker import Job, run_worker
from tests.notifications.letters import queued, stored

pytestmark = pytest.mark.usefixtures("database")


PATIENCE_SECONDS = 60


def run_until(is_enough, *jobs):
    """Run the loop in a thread until that is so, and see it end when told to."""
    stop, end = threading.Event(), time.monotonic() + PATIENCE_SECONDS
    thread = threading.Thread(target=run_worker, args=(stop, 0.01, jobs))
    thread.start()
    while not is_enough() and time.monotonic() < end:
        time.sleep(0.01)
    stop.set()
    thread.join(PATIENCE_SECONDS)
    assert not thread.is_alive() and is_enough()


def test_each_job_runs_at_its_own_pace():
    often, seldom = [], []
    run_until(lambda: len(often) >= 3, Job("often", 0.05, lambda: often.append(1)), Job("seldom", 3600, lambda: seldom.append(1)))
    assert len(seldom) == 1


def test_a_failing_job_pauses_longer_and_longer_and_leaves_the_others_alone(caplog):
    tries, others = [], []
    secret = "@".join(("a", "b.example"))

    def fail():
        tries.append(time.monotonic())
        raise RuntimeError(secret)

    job = Job("failing", 0.05, fail)
    run_until(lambda: len(tries) >= 4 and len(others) > len(tries), job, Job("other", 0.01, lambda: others.append(1)))
    pauses = [later - earlier for earlier, later in zip(tries, tries[1:], strict=False)]
    assert all(pause >= 0.05 * 2**number for number, pause in enumerate(pauses, start=1)), pauses
    assert "failing" in caplog.text and secret not in caplog.text
    job.failures = 50
    assert job.pause_seconds() <= 300


def test_a_job_comes_back_after_its_error():
    outcomes = iter([OSError("down"), None, None])
    done = []

    def stumble():
        outcome = next(outcomes, None)
        if outcome:
            raise outcome
        done.append(1)

    job = Job("stumbling", 0.05, stumble)
    run_until(lambda: bool(done), job)
    assert job.failures == 0


def test_a_locked_database_is_waited_for(database, monkeypatch):
    if not database.startswith("sqlite"):
        pytest.skip("only SQLite locks the whole database")
    with db.engine().connect().execution_options(writing=True) as locker:
        locker.exec_driver_sql("SELECT 1")
        threading.Timer(0.5, locker.rollback).start()
        done = []

        def work():
            with db.transaction():
                done.append(1)

        run_until(lambda: bool(done), Job("writing", 3600, work))


DELIVER = """
import sys
from flask import Flask
import portal.cases.exchanges, portal.notifications.models
from datetime import datetime
from portal.notifications.delivery import deliver_pending
from portal.notifications.mailer import init_mail
app = Flask("worker")
init_mail(app)
sys.stdin.readline()
with app.app_context():
    print(deliver_pending(datetime.fromisoformat(sys.argv[1])).sent)
"""


def test_workers_in_parallel_send_each_message_once(mail_app, sink):
    keys = [queued(f"person{number}@company.example") for number in range(30)]
    sink.pause_seconds = 0.01
    moment = stored(keys[0]).next_attempt_at.isoformat()
    command = [sys.executable, "-c", DELIVER, moment]
    environment = {**os.environ, "PYTHONPATH": os.environ.get("PYTHONPATH") or str(ROOT)}
    workers = [subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment) for _ in range(2)]
    shares = [int(worker.communicate("go\n", timeout=120)[0]) for worker in workers]
    assert sum(shares) == 30
    assert sorted(sink.message_ids) == sorted(stored(key).message_id for key in keys)
