"""Short ways to queue and deliver."""

from datetime import UTC, datetime

from portal.db import transaction
from portal.notifications.delivery import deliver_pending
from portal.notifications.models import OutboxMessage
from portal.notifications.outbox import queue

START = datetime(2026, 11, 2, 1, 0, tzinfo=UTC)


def queued(address="zhang@company.example", at=START, subject="有新消息", text="请登录查看。", dedupe_key=None):
    """The key of a message that has waited since ``at``."""
    with transaction():
        message = queue("reporter_news", "reporter", 7, address, subject, text, f"<p>{text}</p>", dedupe_key=dedupe_key)
        message.created_at = message.next_attempt_at = at
        return message.id


def delivered(app, at=START, **options):
    """One round at an instant, as (sent, postponed, failed)."""
    with app.app_context():
        counts = deliver_pending(at, **options)
    return counts.sent, counts.postponed, counts.failed


def stored(key):
    """The message as the database has it now, detached from any session."""
    with transaction() as session:
        message = session.get(OutboxMessage, key)
        session.refresh(message)
        session.expunge(message)
    return message
