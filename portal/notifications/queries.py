"""Every SELECT on messages and notices. A notice about a case is shown as long as its reader may see the case."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, or_, select

from portal.accounts.queries import get_user
from portal.cases.models import Case
from portal.cases.queries import visibility
from portal.db import session
from portal.errors import NotFound
from portal.notifications.models import Notice, OutboxMessage
from portal.notifications.vocabulary import DeliveryStatus, RecipientKind


def lock_next_due(moment: datetime) -> OutboxMessage | None:
    """The message that has waited longest past its time, locked for this transaction; others locked elsewhere are passed over."""
    due = (
        select(OutboxMessage)
        .where(
            OutboxMessage.status == DeliveryStatus.PENDING,
            OutboxMessage.next_attempt_at <= moment,
            or_(OutboxMessage.leased_until.is_(None), OutboxMessage.leased_until <= moment),
        )
        .order_by(OutboxMessage.next_attempt_at, OutboxMessage.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    return session.scalars(due).one_or_none()


def find_leased(key: int, lease_token: str) -> OutboxMessage | None:
    """The message, if this lease still holds it; locked for this transaction."""
    wanted = select(OutboxMessage).where(OutboxMessage.id == key, OutboxMessage.lease_token == lease_token)
    return session.scalars(wanted.with_for_update()).one_or_none()


def get_message(key: int) -> OutboxMessage:
    """The message with this key. Raises ``NotFound``."""
    found = session.get(OutboxMessage, key)
    if found is None:
        raise NotFound
    return found


def is_queued(dedupe_key: str) -> bool:
    """Whether a message with this key was ever queued."""
    return session.scalar(select(OutboxMessage.id).where(OutboxMessage.dedupe_key == dedupe_key)) is not None


def list_failed(limit: int = 50) -> list[OutboxMessage]:
    """Messages that were given up, newest first."""
    wanted = select(OutboxMessage).where(OutboxMessage.status == DeliveryStatus.FAILED)
    return list(session.scalars(wanted.order_by(OutboxMessage.id.desc()).limit(limit)))


def count_failed() -> int:
    """How many messages were given up."""
    return _count(DeliveryStatus.FAILED)


def count_waiting() -> int:
    """How many messages wait to be sent."""
    return _count(DeliveryStatus.PENDING)


def _count(status: DeliveryStatus) -> int:
    return session.scalar(select(func.count()).select_from(OutboxMessage).where(OutboxMessage.status == status)) or 0


def list_to_reporter(reporter_id: int) -> list[OutboxMessage]:
    """All messages ever queued for one reporter, oldest first: the proof of notice."""
    wanted = select(OutboxMessage).where(OutboxMessage.recipient_kind == RecipientKind.REPORTER, OutboxMessage.recipient_id == reporter_id)
    return list(session.scalars(wanted.order_by(OutboxMessage.id)))


def list_notices(user_id: int, limit: int = 50, offset: int = 0) -> list[Notice]:
    """A person's notices, newest first."""
    wanted = select(Notice).where(_may_read(user_id))
    return list(session.scalars(wanted.order_by(Notice.id.desc()).limit(limit).offset(offset)))


def list_unread(user_id: int) -> list[Notice]:
    """A person's unread notices, newest first."""
    wanted = select(Notice).where(_may_read(user_id), Notice.read_at.is_(None))
    return list(session.scalars(wanted.order_by(Notice.id.desc())))


def count_notices(user_id: int) -> int:
    """How many notices a person has."""
    return session.scalar(select(func.count()).select_from(Notice).where(_may_read(user_id))) or 0


def count_unread(user_id: int) -> int:
    """How many notices a person has not read."""
    wanted = select(func.count()).select_from(Notice).where(_may_read(user_id), Notice.read_at.is_(None))
    return session.scalar(wanted) or 0


def get_notice(user_id: int, key: int) -> Notice:
    """A person's own notice. Raises ``NotFound`` also for somebody else's."""
    found = session.scalars(select(Notice).where(Notice.id == key, _may_read(user_id))).one_or_none()
    if found is None:
        raise NotFound
    return found


def _may_read(user_id: int) -> ColumnElement[bool]:
    """A person's notices, without those about cases that were hidden from them since (a respondent confirmed, a department moved)."""
    seen = select(Case.id).where(Case.id == Notice.case_id, visibility(get_user(user_id))).correlate(Notice).exists()
    return and_(Notice.user_id == user_id, or_(Notice.case_id.is_(None), seen))


def list_given(dedupe_keys: Iterable[str]) -> set[str]:
    """Those of the keys under which a notice exists."""
    return set(session.scalars(select(Notice.dedupe_key).where(Notice.dedupe_key.in_(list(dedupe_keys)))).all()) - {None}  # type: ignore[return-value]
