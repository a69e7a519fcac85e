"""The only place that speaks SMTP: Flask-Mail, with a time limit, bodies that every server takes, and a quiet good-bye."""

import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from email import charset
from urllib.parse import urlsplit

from flask import Flask
from flask_mail import Connection, Mail, Message

from portal.config import settings
from portal.notifications.addresses import deliverable

IMPLICIT_TLS_PORT = 465

# Flask-Mail asks for 8bit bodies: a Chinese line of more than some 330 characters then breaks the limit of 998 octets a line.
charset.add_charset("utf-8", charset.SHORTEST, charset.BASE64, "utf-8")


@dataclass(frozen=True)
class Letter:
    """A message as it goes out; the same Message-ID and date at every attempt."""

    message_id: str
    address: str
    subject: str
    text: str
    html: str
    written_at: datetime


class _LimitedConnection(Connection):
    """A connection every step of which has a time limit."""

    def configure_host(self) -> smtplib.SMTP | smtplib.SMTP_SSL:
        """Connect, encrypt and sign in as the settings say. Raises ``OSError`` (all of smtplib's errors are)."""
        values = settings()
        own_name = urlsplit(values.public_base_url).hostname or "localhost"
        if self.mail.use_ssl:
            host: smtplib.SMTP = smtplib.SMTP_SSL(
                self.mail.server, self.mail.port, own_name, timeout=values.mail_timeout_seconds, context=ssl.create_default_context()
            )
        else:
            host = smtplib.SMTP(self.mail.server, self.mail.port, own_name, timeout=values.mail_timeout_seconds)
        try:
            if self.mail.use_tls:
                host.starttls(context=ssl.create_default_context())
            if self.mail.username and self.mail.password:
                host.login(self.mail.username, self.mail.password)
        except BaseException:
            host.close()
            raise
        return host

    def __exit__(self, *_error: object) -> None:
        """Say good-bye; a server that does not answer to that has the message all the same."""
        if self.host is not None:
            with suppress(OSError):
                self.host.quit()
            self.host.close()


class _HouseMail(Mail):
    def connect(self) -> Connection:
        """A connection with a time limit."""
        return _LimitedConnection(super().connect().mail)


_mail = _HouseMail()


def init_mail(app: Flask) -> None:
    """Give an app its mail, set up from the settings; port 465 means TLS from the first byte."""
    values = settings()
    implicit = values.mail_use_tls and values.mail_port == IMPLICIT_TLS_PORT
    app.config.update(
        MAIL_SERVER=values.mail_server,
        MAIL_PORT=values.mail_port,
        MAIL_USERNAME=values.mail_username or None,
        MAIL_PASSWORD=values.mail_password or None,
        MAIL_USE_TLS=values.mail_use_tls and not implicit,
        MAIL_USE_SSL=implicit,
        MAIL_DEFAULT_SENDER=values.mail_sender,
        MAIL_DEBUG=0,  # it would print addresses
        MAIL_SUPPRESS_SEND=False,  # an empty MAIL_SERVER is the way to send nothing
    )
    _mail.init_app(app)


def send(letter: Letter) -> None:
    """Hand one letter to the mail server; needs an app context. Returns when the server has taken it.

    Raises ``BadAddress``, or an ``OSError`` of smtplib or the network, which ``problems.diagnose`` understands.
    """
    message = Message(
        subject=" ".join(letter.subject.split()),
        recipients=[deliverable(letter.address)],
        body=letter.text,
        html=letter.html,
        date=letter.written_at.timestamp(),
        extra_headers={"Auto-Submitted": "auto-generated"},
    )
    message.msgId = letter.message_id
    _mail.send(message)
