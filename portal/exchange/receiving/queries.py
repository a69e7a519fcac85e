"""Every SELECT on what lower platforms sent."""

from collections.abc import Collection

from sqlalchemy import select, tuple_
from sqlalchemy.orm import joinedload

from portal.db import session
from portal.errors import NotFound
from portal.exchange.receiving.models import ReceivedBatch, ReceivedRow


def find_batch(partner_id: int, number: str) -> ReceivedBatch | None:
    """The batch with that number of a partner."""
    query = select(ReceivedBatch).where(ReceivedBatch.partner_id == partner_id, ReceivedBatch.number == number)
    return session.scalars(query).one_or_none()


def list_versions(partner_id: int, record_ref: str, before: int | None = None, limit: int = 50) -> list[ReceivedRow]:
    """A page of the versions of a record of a partner that were taken, the highest first, from behind the version ``before``."""
    query = select(ReceivedRow).where(ReceivedRow.partner_id == partner_id, ReceivedRow.record_ref == record_ref)
    if before is not None:
        query = query.where(ReceivedRow.number < before)
    return list(session.scalars(query.order_by(ReceivedRow.number.desc()).limit(limit).options(joinedload(ReceivedRow.batch))))


def map_taken(partner_id: int, keys: Collection[tuple[str, int]]) -> dict[tuple[str, int], ReceivedRow]:
    """Of some versions of records of a partner those that were taken before."""
    query = select(ReceivedRow).where(
        ReceivedRow.partner_id == partner_id, tuple_(ReceivedRow.record_ref, ReceivedRow.number).in_(list(keys))
    )
    return {(each.record_ref, each.number): each for each in session.scalars(query)}


def map_newest(partner_id: int, refs: Collection[str]) -> dict[str, ReceivedRow]:
    """Of some records of a partner the version that counts, however many there are."""
    query = select(ReceivedRow).where(ReceivedRow.partner_id == partner_id, ReceivedRow.record_ref.in_(list(refs)))
    query = query.where(ReceivedRow.is_newest.is_(True))
    return {each.record_ref: each for each in session.scalars(query)}


def list_newest(partner_id: int | None = None, before: int | None = None, limit: int = 50) -> list[ReceivedRow]:
    """A page of records of lower platforms as they stand, the last received first, from behind the row with the key ``before``."""
    query = select(ReceivedRow).where(ReceivedRow.is_newest.is_(True)).order_by(ReceivedRow.id.desc()).limit(limit)
    if partner_id is not None:
        query = query.where(ReceivedRow.partner_id == partner_id)
    if before is not None:
        query = query.where(ReceivedRow.id < before)
    return list(session.scalars(query.options(joinedload(ReceivedRow.partner), joinedload(ReceivedRow.batch))))


def get_row(row_id: int) -> ReceivedRow:
    """A received row by its key. Raises ``NotFound``."""
    found = session.get(ReceivedRow, row_id)
    if found is None:
        raise NotFound("没有找到这条记录。")
    return found
