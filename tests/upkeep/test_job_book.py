"""What the jobs last did is kept by the worker, told in words, and costs nothing to a job of every three seconds."""

import threading
from datetime import timedelta

import pytest

from portal import clock, jobs
from portal.db import session, transaction
from portal.notifications.worker import Job, run_worker
from portal.upkeep import queries
from portal.upkeep.operations import BACKUP, JobBook, note_success
from portal.web.admin.job_words import JOB_WORDS, job_rows

pytestmark = pytest.mark.usefixtures("database")


def test_the_worker_notes_success_and_the_class_of_a_failure():
    stop = threading.Event()

    def fail() -> None:
        raise ValueError("李建国的电话是 13800138000")

    def end() -> None:
        stop.set()

    run_worker(stop, 0.01, [Job("sweep-deadlines", 60, lambda: None), Job("clean-up", 60, fail), Job("end", 60, end)], JobBook().keep)
    known = queries.runs()
    assert known["sweep-deadlines"].last_success_at is not None and not known["sweep-deadlines"].is_failing
    assert known["clean-up"].is_failing and known["clean-up"].last_failure == "ValueError"


def test_a_book_that_cannot_write_does_not_stop_the_worker():
    stop, ran = threading.Event(), []

    def broken(_name: str, _error: Exception | None) -> None:
        raise OSError

    def end() -> None:
        ran.append(1)
        stop.set()

    run_worker(stop, 0.01, [Job("a", 60, lambda: ran.append(1)), Job("b", 60, end)], broken)
    assert len(ran) == 2


def test_success_is_written_once_a_minute_and_at_once_after_a_failure():
    book, start = JobBook(), clock.now()
    with clock.pretend(start):
        book.keep("deliver-mail", None)
    with clock.pretend(start + timedelta(seconds=30)):
        book.keep("deliver-mail", None)
    assert queries.find_run("deliver-mail").last_success_at == start
    with clock.pretend(start + timedelta(seconds=31)):
        book.keep("deliver-mail", OSError())
    with clock.pretend(start + timedelta(seconds=40)):
        book.keep("deliver-mail", None)
    session.expire_all()
    run = queries.find_run("deliver-mail")
    assert run.last_success_at == start + timedelta(seconds=40) and not run.is_failing


def test_every_job_has_words_and_its_state_is_told():
    assert {job.name for job in jobs.all_jobs()} == set(JOB_WORDS)
    start = clock.now()
    with clock.pretend(start), transaction():
        note_success("sweep-deadlines")
    with clock.pretend(start + timedelta(minutes=10)):
        states = {row.label: row.state for row in job_rows(queries.runs())}
    assert states["检查期限、发出提醒"] == "正常" and states["发送邮件"] == "没有运行过"
    with clock.pretend(start + timedelta(minutes=16)):
        assert "很久没有运行" in {row.state for row in job_rows(queries.runs())}


def test_a_backup_is_noted():
    jobs.note_backup()
    assert queries.find_run(BACKUP).last_success_at is not None
