"""Every SELECT on rows, deliveries and batches."""

from collections.abc import Collection

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from portal.access import Actor
from portal.db import session
from portal.errors import NotFound
from portal.exchange.aggregation.models import ExchangeBatch, ExchangeRow, RowDelivery
from portal.exchange.models import ExchangeMessage, ExchangePartner
from portal.exchange.vocabulary import MessageState, PartnerKind, RowState
from portal.records.models import DishonestyRecord, RecordEvent, RecordSubject
from portal.records.queries import kept_ids, visibility
from portal.records.workflow import RecordAction


def find_last_row(record_id: int) -> ExchangeRow | None:
    """How a record stood after its last change."""
    query = select(ExchangeRow).where(ExchangeRow.record_id == record_id).order_by(ExchangeRow.number.desc()).limit(1)
    return session.scalars(query).one_or_none()


def was_corrected(record_id: int) -> bool:
    """Whether the words of a public record were ever changed."""
    query = select(RecordEvent.id).where(RecordEvent.record_id == record_id, RecordEvent.action == RecordAction.CORRECT).limit(1)
    return session.scalar(query) is not None


def list_record_partners() -> list[ExchangePartner]:
    """The partners that get our records, also those closed for now: what changes waits for them."""
    kinds = [kind for kind in PartnerKind if kind.takes_records]
    return list(session.scalars(select(ExchangePartner).where(ExchangePartner.kind.in_(kinds)).order_by(ExchangePartner.id)))


def list_deliveries_of(record_ids: Collection[int], partner_id: int | None = None) -> list[RowDelivery]:
    """What became of the rows of some records, oldest first."""
    query = select(RowDelivery).where(RowDelivery.record_id.in_(record_ids)).order_by(RowDelivery.id)
    if partner_id is not None:
        query = query.where(RowDelivery.partner_id == partner_id)
    return list(session.scalars(query.options(joinedload(RowDelivery.partner), joinedload(RowDelivery.row), joinedload(RowDelivery.batch))))


def list_published_after(record_id: int, limit: int) -> list[DishonestyRecord]:
    """Records in public now with a key behind another one, in order."""
    query = select(DishonestyRecord).where(DishonestyRecord.id > record_id, DishonestyRecord.status == "published")
    return list(session.scalars(query.order_by(DishonestyRecord.id).limit(limit)))


def list_pending(partner_id: int, limit: int) -> list[RowDelivery]:
    """What has to be sent to a partner, in the order in which it changed; locked."""
    query = select(RowDelivery).where(RowDelivery.partner_id == partner_id, RowDelivery.state == RowState.PENDING)
    query = query.order_by(RowDelivery.id).limit(limit).with_for_update(of=RowDelivery)
    return list(session.scalars(query.options(joinedload(RowDelivery.row))))


def has_batch_under_way(partner_id: int) -> bool:
    """Whether a batch is still on its way to a partner."""
    query = select(ExchangeMessage.id).join(ExchangeBatch, ExchangeBatch.message_id == ExchangeMessage.id)
    query = query.where(ExchangeBatch.partner_id == partner_id, ExchangeBatch.answered_at.is_(None))
    return session.scalar(query.where(ExchangeMessage.state != MessageState.DONE).limit(1)) is not None


def find_batch(number: str) -> ExchangeBatch | None:
    """A batch by its number."""
    return session.scalars(select(ExchangeBatch).where(ExchangeBatch.number == number)).one_or_none()


def get_batch(number: str) -> ExchangeBatch:
    """A batch by its number. Raises ``NotFound``."""
    found = find_batch(number)
    if found is None:
        raise NotFound("没有找到这个批次。")
    return found


def list_batches(before: int | None = None, limit: int = 50) -> list[ExchangeBatch]:
    """A page of batches, newest first, from behind the one with the key ``before``."""
    query = select(ExchangeBatch).order_by(ExchangeBatch.id.desc()).limit(limit)
    if before is not None:
        query = query.where(ExchangeBatch.id < before)
    return list(session.scalars(query.options(joinedload(ExchangeBatch.partner), joinedload(ExchangeBatch.message))))


def list_in_batch(batch_id: int) -> list[RowDelivery]:
    """The rows of a batch in their order, with what became of them."""
    query = select(RowDelivery).where(RowDelivery.batch_id == batch_id).order_by(RowDelivery.id)
    return list(session.scalars(query.options(joinedload(RowDelivery.row), joinedload(RowDelivery.record))))


def list_visible_in_batch(actor: Actor, batch_id: int) -> list[RowDelivery]:
    """The rows of a batch whose records the actor may see, in their order."""
    query = _of_visible(actor).where(RowDelivery.batch_id == batch_id).order_by(RowDelivery.id)
    return list(session.scalars(query.options(joinedload(RowDelivery.row))))


def is_kept_from_batch(actor: Actor, batch_id: int) -> bool:
    """Whether a record of a batch is one that the actor is kept from."""
    query = select(RowDelivery.id).where(RowDelivery.batch_id == batch_id, RowDelivery.record_id.in_(kept_ids(actor)))
    return session.scalar(query.limit(1)) is not None


def _of_visible(actor: Actor) -> Select[RowDelivery]:
    query = select(RowDelivery).join(DishonestyRecord, DishonestyRecord.id == RowDelivery.record_id)
    return query.join(RecordSubject, RecordSubject.id == DishonestyRecord.subject_id).where(visibility(actor))


def count_in_batches(batch_ids: Collection[int]) -> dict[int, dict[RowState, int]]:
    """By batch, how many of its rows stand where."""
    query = select(RowDelivery.batch_id, RowDelivery.state, func.count()).where(RowDelivery.batch_id.in_(batch_ids))
    found: dict[int, dict[RowState, int]] = {}
    for batch_id, state, number in session.execute(query.group_by(RowDelivery.batch_id, RowDelivery.state)):
        found.setdefault(batch_id or 0, {})[state] = number
    return found


def count_by_partner() -> dict[tuple[int, RowState], int]:
    """By partner and state, how many rows."""
    query = select(RowDelivery.partner_id, RowDelivery.state, func.count()).group_by(RowDelivery.partner_id, RowDelivery.state)
    return {(row[0], row[1]): row[2] for row in session.execute(query)}


def list_visible(actor: Actor, state: RowState | None, before: int | None = None, limit: int = 50) -> list[RowDelivery]:
    """A page of deliveries of records the actor may see, newest first, from behind the one with the key ``before``."""
    query = _of_visible(actor).order_by(RowDelivery.id.desc()).limit(limit)
    if state is not None:
        query = query.where(RowDelivery.state == state)
    if before is not None:
        query = query.where(RowDelivery.id < before)
    loaded = (joinedload(RowDelivery.partner), joinedload(RowDelivery.row), joinedload(RowDelivery.record), joinedload(RowDelivery.batch))
    return list(session.scalars(query.options(*loaded)))


def find_delivery(record_id: int, partner_id: int, number: int) -> RowDelivery | None:
    """What became of one version of a record at one partner."""
    query = select(RowDelivery).join(ExchangeRow, ExchangeRow.id == RowDelivery.row_id)
    query = query.where(RowDelivery.record_id == record_id, RowDelivery.partner_id == partner_id, ExchangeRow.number == number)
    return session.scalars(query.with_for_update(of=RowDelivery)).one_or_none()
