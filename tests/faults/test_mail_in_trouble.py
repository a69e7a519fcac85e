"""From a report to its mail, with a mail server that is away for an hour, and a worker that is killed with the letter on its way."""

import os
import signal
import subprocess
import sys
from datetime import timedelta

import pytest

from portal import clock, jobs
from portal.config import settings
from portal.notifications.mailer import init_mail
from tests.browser import apart
from tests.notifications.sink import Sink

MINUTE = timedelta(minutes=1)
ADDRESS = "someone@company.example"


class Assassin(Sink):
    """Takes a letter and kills the worker before it can note that the letter was taken."""

    victim = 0

    async def handle_DATA(self, server, session, envelope):  # noqa: N802  named by aiosmtpd
        """Take the letter; while there is a victim, kill it."""
        answer = await super().handle_DATA(server, session, envelope)
        if self.victim:
            os.kill(self.victim, signal.SIGKILL)
        return answer


@pytest.fixture
def mail():
    """A mail server that listens."""
    server = Assassin()
    server.start()
    yield server
    server.stop()


@pytest.fixture
def mailed(app, mail, monkeypatch):
    """The portal's mail goes there."""
    for name, value in {"MAIL_SERVER": "127.0.0.1", "MAIL_PORT": str(mail.port), "MAIL_TIMEOUT_SECONDS": "2"}.items():
        monkeypatch.setenv(name, value)
    settings.cache_clear()
    init_mail(app)
    return app


def deliver(app, at):
    """One round of the worker at an instant."""
    with apart(), clock.pretend(at), app.app_context():
        return jobs.deliver_mail()


def test_a_mail_server_that_is_away_for_an_hour_loses_nothing_and_doubles_nothing(mailed, mail, company):
    company.press("提交反映")
    mail.stop()
    start = clock.now()
    for minute in range(1, 60):
        assert deliver(mailed, start + minute * MINUTE).sent == 0
    mail.start()
    for minute in range(60, 200):
        deliver(mailed, start + minute * MINUTE)
    assert [letter["To"] for letter in mail.letters] == [ADDRESS]


def test_a_worker_killed_between_sending_and_marking_sends_again_under_the_same_message_id(mailed, mail, company):
    company.press("提交反映")
    worker = subprocess.Popen([sys.executable, "-m", "flask", "--app", "portal", "worker"], stderr=subprocess.DEVNULL)
    mail.victim = worker.pid
    assert worker.wait(60) == -signal.SIGKILL
    mail.victim = 0
    assert len(mail.letters) == 1
    assert deliver(mailed, clock.now()).sent == 0
    assert deliver(mailed, clock.now() + 30 * MINUTE).sent == 1
    assert deliver(mailed, clock.now() + 60 * MINUTE).sent == 0
    assert len(mail.letters) == 2 and len(set(mail.message_ids)) == 1
