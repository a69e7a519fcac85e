"""A mail server of its own, and the portal's mail pointed at it."""

import pytest
from flask import Flask

from portal.config import settings
from portal.notifications.mailer import init_mail
from tests.notifications.sink import Sink


@pytest.fixture
def sink():
    """A real SMTP server in this process; what it took lies in ``sink.letters``."""
    server = Sink()
    server.start()
    yield server
    server.stop()


@pytest.fixture
def mail_app(database, sink, monkeypatch):
    """An app whose mail goes to the sink, on an empty database."""
    for name, value in {
        "MAIL_SERVER": "127.0.0.1",
        "MAIL_PORT": str(sink.port),
        "MAIL_SENDER": "信诺 <xinnuo@portal.example>",
        "MAIL_TIMEOUT_SECONDS": "1",
        "PUBLIC_BASE_URL": "https://portal.example",
    }.items():
        monkeypatch.setenv(name, value)
    settings.cache_clear()
    made = Flask("mail-test")
    init_mail(made)
    return made
