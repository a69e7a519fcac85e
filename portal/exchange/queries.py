"""Every SELECT on partners, messages, attempts and nonces."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from portal.db import session
from portal.errors import NotFound
from portal.exchange.models import ExchangeAttempt, ExchangeMessage, ExchangeNonce, ExchangePartner
from portal.exchange.vocabulary import MessageKind, MessageState, PartnerKind


def get_partner(partner_id: int) -> ExchangePartner:
    """A partner by its key. Raises ``NotFound``."""
    found = session.get(ExchangePartner, partner_id)
    if found is None:
        raise NotFound("没有找到这个对接方。")
    return found


def lock_partner(partner_id: int) -> None:
    """Let only one transaction at a time go on with what a partner sent."""
    session.execute(select(ExchangePartner.id).where(ExchangePartner.id == partner_id).with_for_update(key_share=True))


def find_partner_by_key(key_id: str) -> ExchangePartner | None:
    """The partner whose link bears this key id."""
    return session.scalars(select(ExchangePartner).where(ExchangePartner.key_id == key_id)).one_or_none()


def find_partner_by_name(name: str) -> ExchangePartner | None:
    """The partner with this name."""
    return session.scalars(select(ExchangePartner).where(ExchangePartner.name == name)).one_or_none()


def list_partners() -> list[ExchangePartner]:
    """All partners, by kind and name; there are few."""
    return list(session.scalars(select(ExchangePartner).order_by(ExchangePartner.kind, ExchangePartner.name)))


def list_open_partners(*kinds: PartnerKind) -> list[ExchangePartner]:
    """The partners of some kinds with which we exchange now."""
    query = select(ExchangePartner).where(ExchangePartner.is_open.is_(True), ExchangePartner.kind.in_(kinds))
    return list(session.scalars(query.order_by(ExchangePartner.id)))


def lock_next_due(moment: datetime, without: Collection[int] = ()) -> ExchangeMessage | None:
    """The message that has waited longest past its time, locked for this transaction; others locked elsewhere are passed over.

    Partners whose keys are in ``without`` are left out.

    What is for a partner whose link is closed waits until it is opened again; no attempt is counted. News of a case waits for the
    news before it, so that an old state never comes after a newer one.
    """
    earlier = aliased(ExchangeMessage)
    is_behind = exists().where(
        ExchangeMessage.kind == MessageKind.CASE_NEWS,
        earlier.kind == MessageKind.CASE_NEWS,
        earlier.partner_id == ExchangeMessage.partner_id,
        earlier.reference == ExchangeMessage.reference,
        earlier.state == MessageState.PENDING,
        earlier.id < ExchangeMessage.id,
    )
    due = (
        select(ExchangeMessage)
        .join(ExchangePartner, ExchangePartner.id == ExchangeMessage.partner_id)
        .where(
            ExchangePartner.is_open.is_(True),
            ExchangePartner.id.not_in(without),
            ExchangeMessage.state == MessageState.PENDING,
            ExchangeMessage.next_attempt_at <= moment,
            ~is_behind,
            or_(ExchangeMessage.leased_until.is_(None), ExchangeMessage.leased_until <= moment),
        )
        .order_by(ExchangeMessage.next_attempt_at, ExchangeMessage.id)
        .limit(1)
        .with_for_update(skip_locked=True, of=ExchangeMessage)
    )
    return session.scalars(due).one_or_none()


def find_leased(key: int, lease_token: str) -> ExchangeMessage | None:
    """The message, if this lease still holds it; locked for this transaction."""
    wanted = select(ExchangeMessage).where(ExchangeMessage.id == key, ExchangeMessage.lease_token == lease_token)
    return session.scalars(wanted.with_for_update()).one_or_none()


def is_queued(dedupe_key: str) -> bool:
    """Whether a message with this key was ever queued."""
    return session.scalar(select(ExchangeMessage.id).where(ExchangeMessage.dedupe_key == dedupe_key)) is not None


def find_by_dedupe_key(dedupe_key: str) -> ExchangeMessage | None:
    """The message that was queued with this key, locked for this transaction."""
    query = select(ExchangeMessage).where(ExchangeMessage.dedupe_key == dedupe_key)
    return session.scalars(query.with_for_update().execution_options(populate_existing=True)).one_or_none()


def list_undelivered(partner_id: int, kind: MessageKind) -> list[ExchangeMessage]:
    """The messages of a kind that are on their way to a partner, locked for this transaction."""
    query = select(ExchangeMessage).where(ExchangeMessage.partner_id == partner_id, ExchangeMessage.state == MessageState.PENDING)
    return list(session.scalars(query.where(ExchangeMessage.kind == kind).order_by(ExchangeMessage.id).with_for_update()))


def list_too_long_closed(kinds: Collection[MessageKind], before: datetime, limit: int) -> list[ExchangeMessage]:
    """Messages of some kinds, queued before an instant, that wait for partners whose link is closed; locked for this transaction."""
    query = (
        select(ExchangeMessage)
        .join(ExchangePartner, ExchangePartner.id == ExchangeMessage.partner_id)
        .where(ExchangePartner.is_open.is_(False), ExchangeMessage.state == MessageState.PENDING)
        .where(ExchangeMessage.kind.in_(kinds), ExchangeMessage.created_at < before)
        .order_by(ExchangeMessage.id)
        .limit(limit)
        .with_for_update(skip_locked=True, of=ExchangeMessage)
    )
    return list(session.scalars(query))


def get_message(message_id: int) -> ExchangeMessage:
    """A message by its key. Raises ``NotFound``."""
    found = session.get(ExchangeMessage, message_id)
    if found is None:
        raise NotFound("没有找到这条报文。")
    return found


def list_messages(before: int | None = None, limit: int = 50, state: MessageState | None = None) -> list[ExchangeMessage]:
    """A page of messages, newest first, from behind the one with the key ``before``."""
    query = select(ExchangeMessage).options(joinedload(ExchangeMessage.partner)).order_by(ExchangeMessage.id.desc()).limit(limit)
    if before is not None:
        query = query.where(ExchangeMessage.id < before)
    if state is not None:
        query = query.where(ExchangeMessage.state == state)
    return list(session.scalars(query))


def list_attempts(message_id: int) -> list[ExchangeAttempt]:
    """What was tried with a message, oldest first."""
    return list(session.scalars(select(ExchangeAttempt).where(ExchangeAttempt.message_id == message_id).order_by(ExchangeAttempt.id)))


def count_waiting() -> dict[int, int]:
    """By partner, how many messages have not arrived."""
    query = select(ExchangeMessage.partner_id, func.count()).where(ExchangeMessage.state.in_({MessageState.PENDING, MessageState.FAILED}))
    return {row[0]: row[1] for row in session.execute(query.group_by(ExchangeMessage.partner_id))}


def is_nonce_used(key_id: str, nonce: str) -> bool:
    """Whether a nonce came with this key before."""
    return session.get(ExchangeNonce, (key_id, nonce)) is not None


def list_nonces(before: datetime, limit: int) -> list[ExchangeNonce]:
    """Nonces older than an instant."""
    return list(session.scalars(select(ExchangeNonce).where(ExchangeNonce.at < before).limit(limit)))
