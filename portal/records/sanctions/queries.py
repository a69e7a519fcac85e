"""Every SELECT on sanctions, leniency and questions about honours."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from portal.access.actors import Actor
from portal.db import session
from portal.errors import NotFound
from portal.records.sanctions.models import HonoursCheck, Leniency, Sanction


def list_of(record_ids: Collection[int]) -> list[Sanction]:
    """The sanctions of some records, oldest first."""
    return list(session.scalars(select(Sanction).where(Sanction.record_id.in_(record_ids)).order_by(Sanction.id)))


def get_sanction(record_id: int, sanction_id: int) -> Sanction:
    """A sanction of this record. Raises ``NotFound``."""
    found = session.scalars(select(Sanction).where(Sanction.record_id == record_id, Sanction.id == sanction_id)).one_or_none()
    if found is None:
        raise NotFound("没有找到这项惩戒。")
    return found


def list_not_lifted(record_id: int) -> list[Sanction]:
    """The sanctions of a record that nobody lifted."""
    return list(session.scalars(select(Sanction).where(Sanction.record_id == record_id, Sanction.lifted_on.is_(None))))


def find_leniency(record_id: int) -> Leniency | None:
    """The decision on leniency for a record."""
    return session.scalars(select(Leniency).where(Leniency.record_id == record_id)).one_or_none()


def is_check_number(number: str) -> bool:
    """Whether a question bears this number."""
    return session.scalar(select(HonoursCheck.id).where(HonoursCheck.number == number)) is not None


def get_check(actor: Actor, number: str) -> HonoursCheck:
    """A question of the actor's department, with its answers. Raises ``NotFound``."""
    home = actor.department.id if actor.department else 0
    query = select(HonoursCheck).where(HonoursCheck.number == number, HonoursCheck.department_id == home)
    found = session.scalars(query.options(selectinload(HonoursCheck.rows), joinedload(HonoursCheck.asked_by))).one_or_none()
    if found is None:
        raise NotFound("没有找到这次查询。")
    return found


def list_checks(actor: Actor, before_id: int | None = None, limit: int = 50) -> list[HonoursCheck]:
    """A page of the questions of the actor's department, newest first."""
    home = actor.department.id if actor.department else 0
    query = select(HonoursCheck).where(HonoursCheck.department_id == home).order_by(HonoursCheck.id.desc()).limit(limit)
    if before_id is not None:
        query = query.where(HonoursCheck.id < before_id)
    return list(session.scalars(query.options(selectinload(HonoursCheck.rows), joinedload(HonoursCheck.asked_by))))


def list_checks_before(at: datetime, limit: int) -> list[HonoursCheck]:
    """Questions asked before an instant, for the job that forgets them."""
    return list(session.scalars(select(HonoursCheck).where(HonoursCheck.asked_at < at).order_by(HonoursCheck.id).limit(limit)))
