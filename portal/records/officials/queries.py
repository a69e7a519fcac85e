"""Every SELECT on the restricted file. Only ``operations.read`` may ask for rows: it logs who and why."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload

from portal.accounts.models import User
from portal.db import session
from portal.records.officials.models import OfficialReading, OfficialRecord


def list_in_effect(keeper_id: int, today: date, name_hash: str = "", limit: int = 50) -> list[OfficialRecord]:
    """What a keeper keeps and is in effect on a local day, the newest first; of one person, if a hash is given."""
    query = select(OfficialRecord).where(OfficialRecord.keeper_id == keeper_id, OfficialRecord.expired_at.is_(None))
    query = query.where(OfficialRecord.ends_on >= today)  # whether or not the job that closes them has run
    if name_hash:
        query = query.where(OfficialRecord.name_hash == name_hash)
    query = query.options(joinedload(OfficialRecord.department)).order_by(OfficialRecord.id.desc())
    return list(session.scalars(query.limit(limit)))


def list_over(today: date, limit: int) -> list[OfficialRecord]:
    """Decisions whose effect ended before today and that were not closed yet."""
    query = select(OfficialRecord).where(OfficialRecord.expired_at.is_(None), OfficialRecord.ends_on < today)
    return list(session.scalars(query.order_by(OfficialRecord.id).limit(limit).with_for_update(of=OfficialRecord)))


def list_readings(keeper_id: int, limit: int = 50) -> list[OfficialReading]:
    """Who of a keeper looked into its file and for what, the newest first: purposes name people, and are no other keeper's business."""
    query = select(OfficialReading).join(OfficialReading.user).where(User.department_id == keeper_id)
    query = query.options(contains_eager(OfficialReading.user)).order_by(OfficialReading.id.desc())
    return list(session.scalars(query.limit(limit)))
