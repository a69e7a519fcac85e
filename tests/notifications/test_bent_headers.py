"""Line ends in whatever people may write never become headers of a letter: shown through real delivery."""

import pytest
from flask import Flask

from portal import clock
from portal.config import settings
from portal.db import transaction
from portal.notifications import outbox
from portal.notifications.delivery import deliver_pending
from portal.notifications.mailer import init_mail
from tests.notifications.sink import Sink

BENDS = [
    "\r\nBcc: thief@evil.example",
    "\nBcc: thief@evil.example",
    "\rBcc: thief@evil.example",
    "\r\n\r\n<b>body</b>",
    "\u2028Bcc: x@evil.example",
    "\x0b\x0cBcc: x@evil.example",
    "\x85Bcc: x@evil.example",
    "=?utf-8?q?=0d=0aBcc:_thief@evil.example?=",
]
ADDRESSES = ["a@company.example,thief@evil.example", "a@company.example>\r\nRCPT TO:<thief@evil.example", "<a@company.example> x"]
WRITTEN = {"From", "To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type", "Auto-Submitted", "Content-Transfer-Encoding"}


def sent(mail_app: Flask, sink: Sink, subject: str = "有新进展", address: str = "someone@company.example", text: str = "请登录查看。"):
    """What arrives of a message."""
    with transaction():
        outbox.queue("reporter_news", "reporter", 1, address, subject, text, f"<p>{text}</p>")
    with mail_app.app_context():
        deliver_pending(clock.now())
    return sink.letters


@pytest.mark.same_queries
@pytest.mark.parametrize("bend", BENDS)
def test_a_bent_subject_stays_one_line(mail_app: Flask, sink: Sink, bend: str) -> None:
    (letter,) = sent(mail_app, sink, subject=f"区财政局{bend}")
    check(letter, sink)


@pytest.mark.same_queries
@pytest.mark.parametrize("bend", BENDS)
def test_a_bent_text_stays_a_text(mail_app: Flask, sink: Sink, bend: str) -> None:
    (letter,) = sent(mail_app, sink, text=f"区财政局{bend}")
    check(letter, sink)


@pytest.mark.same_queries
@pytest.mark.parametrize("bend", BENDS)
def test_a_bent_address_reaches_nobody_else(mail_app: Flask, sink: Sink, bend: str) -> None:
    letters = sent(mail_app, sink, address=f"someone@company.example{bend}")
    for letter in letters:
        check(letter, sink)


@pytest.mark.parametrize("address", ADDRESSES)
def test_two_addresses_in_one_reach_nobody(mail_app: Flask, sink: Sink, address: str) -> None:
    sent(mail_app, sink, address=address)
    assert not any("evil.example" in name for envelope in sink.envelopes for name in envelope.rcpt_tos)


@pytest.mark.parametrize("bend", BENDS[:3])
def test_a_bent_sender_in_the_settings_adds_no_header(database: str, sink: Sink, monkeypatch: pytest.MonkeyPatch, bend: str) -> None:
    for name, value in {
        "MAIL_SERVER": "127.0.0.1",
        "MAIL_PORT": str(sink.port),
        "MAIL_SENDER": f"信诺{bend} <xinnuo@portal.example>",
    }.items():
        monkeypatch.setenv(name, value)
    settings.cache_clear()
    app = Flask("mail-test")
    init_mail(app)
    for letter in sent(app, sink):
        check(letter, sink)


def check(letter, sink: Sink) -> None:
    """One reader, and no header that the portal did not write."""
    assert set(letter.keys()) <= WRITTEN, letter.keys()
    assert all(len(letter.get_all(name)) == 1 for name in letter)
    assert [name for envelope in sink.envelopes for name in envelope.rcpt_tos] == ["someone@company.example"]
    assert "\n" not in letter["Subject"] and "\r" not in letter["Subject"]
