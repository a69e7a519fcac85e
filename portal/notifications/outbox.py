"""What other rooms may say: queue a message, notify staff. Everything is a row in the caller's transaction; nothing is sent here."""

from collections.abc import Iterable
from email.utils import parseaddr
from typing import Protocol

from portal.clock import now
from portal.config import settings
from portal.crypto import random_token, seal
from portal.db import add, flush
from portal.notifications import queries
from portal.notifications.messages import MessageText, render
from portal.notifications.models import ADDRESS_CONTEXT, Notice, OutboxMessage
from portal.notifications.vocabulary import DeliveryProblem, DeliveryStatus, MessageKind, RecipientKind

MAX_NOTICE = 300


class Notified(Protocol):
    """The part of a member of staff that matters here."""

    id: int
    email: str
    is_active: bool


def queue(
    kind: str,
    recipient_kind: str,
    recipient_id: int,
    address: str,
    subject: str,
    text: str,
    html: str,
    dedupe_key: str | None = None,
) -> OutboxMessage | None:
    """Put a message in the outbox, to be sent after this transaction. None when ``dedupe_key`` was used before."""
    if dedupe_key is not None and queries.is_queued(dedupe_key):
        return None
    message = OutboxMessage(
        message_id=_new_message_id(),
        kind=MessageKind(kind),
        recipient_kind=RecipientKind(recipient_kind),
        recipient_id=recipient_id,
        address=seal(address.strip(), ADDRESS_CONTEXT),
        subject=subject,
        body_text=text,
        body_html=html,
        dedupe_key=dedupe_key,
    )
    add(message)
    flush()
    return message


def notify_users(
    users: Iterable[Notified],
    kind: str,
    text: str,
    case_id: int | None = None,
    dedupe_key: str | None = None,
    mail: MessageText | None = None,
) -> list[Notice]:
    """Ring the bell of every active user, and mail those who have an address; returns the new notices.

    ``text`` is shown at the desk only, the mail says nothing of it: it is the kind's own, or ``mail`` where values go in (the digest).
    With a ``dedupe_key`` each user is told once, however often this is called.
    """
    message_kind = MessageKind(kind)
    wanted = {user.id: user for user in users if user.is_active}
    keys = {user_id: f"{dedupe_key}:{user_id}" if dedupe_key else None for user_id in wanted}
    given = queries.list_given(key for key in keys.values() if key)
    notices = []
    for user in wanted.values():
        key = keys[user.id]
        if key not in given:
            notices.append(add(Notice(user_id=user.id, kind=message_kind, text=text[:MAX_NOTICE], case_id=case_id, dedupe_key=key)))
            if user.email:
                queue(kind, RecipientKind.USER, user.id, user.email, *(mail or render(message_kind)), dedupe_key=key)
    flush()
    return notices


def forget_address(message: OutboxMessage) -> None:
    """Wipe where a message goes or went. One that still waits is given up."""
    message.address = b""
    if message.status is DeliveryStatus.PENDING:
        message.enter(DeliveryStatus.FAILED, now())
        message.last_error = DeliveryProblem.NO_ADDRESS


def mark_read(notice: Notice) -> None:
    """The notice was read; the first time counts."""
    notice.read_at = notice.read_at or now()


def mark_all_read(user_id: int) -> int:
    """All notices of a person were read; returns how many were not yet."""
    unread = queries.list_unread(user_id)
    for notice in unread:
        mark_read(notice)
    return len(unread)


def try_again(message: OutboxMessage) -> None:
    """Give a message that was given up another 72 hours, under its old Message-ID."""
    if message.status is DeliveryStatus.FAILED and message.address:
        message.enter(DeliveryStatus.PENDING, now())
        message.first_attempt_at = None
        message.attempts = 0
        message.next_attempt_at = now()


def _new_message_id() -> str:
    """A Message-ID (RFC 5322) of pure chance under the sender's domain: it tells nothing."""
    domain = parseaddr(settings().mail_sender)[1].rpartition("@")[2]
    return f"<{random_token()}@{domain or 'localhost'}>"
