"""Sending what waits in the outbox: lease, send outside any transaction, mark. Several workers may do it at once."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from portal.config import settings
from portal.crypto import random_token, unseal
from portal.db import transaction
from portal.notifications import mailer, queries
from portal.notifications.models import ADDRESS_CONTEXT, OutboxMessage
from portal.notifications.problems import Diagnosis, diagnose
from portal.notifications.vocabulary import DeliveryStatus

LEASE = timedelta(minutes=5)  # longer than all the steps of one attempt may last together
BACK_OFF = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15), timedelta(hours=1))
GIVE_UP_AFTER = timedelta(hours=72)

_log = logging.getLogger(__name__)
Send = Callable[[mailer.Letter], None]


@dataclass
class DeliveryCounts:
    """What one round did."""

    sent: int = 0
    postponed: int = 0
    failed: int = 0


@dataclass(frozen=True)
class _Leased:
    """A message in hand: what must be known of it outside a transaction."""

    key: int
    lease_token: str
    message_id: str
    address: bytes
    subject: str
    text: str
    html: str
    written_at: datetime

    def letter(self) -> mailer.Letter:
        """The letter to send. Raises ``SealBroken``."""
        return mailer.Letter(self.message_id, unseal(self.address, ADDRESS_CONTEXT), self.subject, self.text, self.html, self.written_at)


def mail_is_set_up() -> bool:
    """Whether a mail server is named in the settings; until then messages wait and no attempt is counted."""
    return bool(settings().mail_server)


def deliver_pending(now: datetime, limit: int = 100, send: Send = mailer.send) -> DeliveryCounts:
    """Send up to ``limit`` messages that are due at an aware instant; needs an app context and must not run in a transaction.

    The round ends early when the server itself is the trouble: the rest would meet the same wall. A process that dies between
    sending and marking leaves a lease; when that has run out the message is sent again under the same Message-ID.
    """
    counts = DeliveryCounts()
    started = time.monotonic()
    for _ in range(limit if mail_is_set_up() else 0):
        leased = _lease_next(_moment(now, started))
        if leased is None:
            break
        trouble = _try_to_send(leased, send)
        _mark(leased, trouble, _moment(now, started), counts)
        if trouble is not None and trouble.is_about_server:
            break
    return counts


def _moment(now: datetime, started: float) -> datetime:
    """The round's instant moved on by the time it has taken so far: a slow server must not make leases look old."""
    return now + timedelta(seconds=time.monotonic() - started)


def _lease_next(moment: datetime) -> _Leased | None:
    with transaction():
        message = queries.lock_next_due(moment)
        if message is None:
            return None
        token = random_token()
        message.lease(token, moment + LEASE)
        return _Leased(
            message.id,
            token,
            message.message_id,
            message.address,
            message.subject,
            message.body_text,
            message.body_html,
            message.created_at,
        )


def _try_to_send(leased: _Leased, send: Send) -> Diagnosis | None:
    """None when it was sent. No error may stop the queue, so every one becomes a diagnosis."""
    try:
        send(leased.letter())
    except Exception as error:
        trouble = diagnose(error)
        # The error's own words may hold the address: only its class is written down.
        _log.warning("message %s not sent: %s %s (%s)", leased.key, trouble.problem.value, trouble.code or "", type(error).__name__)
        return trouble
    return None


def _mark(leased: _Leased, trouble: Diagnosis | None, moment: datetime, counts: DeliveryCounts) -> None:
    with transaction():
        message = queries.find_leased(leased.key, leased.lease_token)
        if message is None:
            return  # the lease ran out and another worker has it
        message.attempts += 1
        message.first_attempt_at = message.first_attempt_at or moment
        if trouble is None:
            message.enter(DeliveryStatus.SENT, moment)
            message.last_error = message.last_code = None
            counts.sent += 1
        else:
            _postpone_or_fail(message, trouble, moment, counts)


def _postpone_or_fail(message: OutboxMessage, trouble: Diagnosis, moment: datetime, counts: DeliveryCounts) -> None:
    message.last_error, message.last_code = trouble.problem, trouble.code
    began = message.first_attempt_at or moment
    if trouble.is_final or moment - began >= GIVE_UP_AFTER:
        message.enter(DeliveryStatus.FAILED, moment)
        counts.failed += 1
    else:
        message.enter(DeliveryStatus.PENDING, moment)
        message.next_attempt_at = moment + BACK_OFF[min(message.attempts, len(BACK_OFF)) - 1]
        counts.postponed += 1
