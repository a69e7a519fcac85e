"""Every SELECT on the audit log."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Select, or_, select

from portal.audit.chain import FIRST_HASH
from portal.audit.models import AuditCheck, AuditEntry, AuditHead, AuditPersonal
from portal.db import session

HEAD_ID = 1


@dataclass(frozen=True)
class AuditFilter:
    """Which entries are wanted; what is empty or None does not narrow. ``since`` is included, ``until`` is not.

    ``hidden`` names by kind the objects whose entries the reader must not see, because the own unit is complained of in them.
    """

    action: str = ""
    object_kind: str = ""
    object_id: str = ""
    actor_id: int | None = None
    since: datetime | None = None
    until: datetime | None = None
    hidden: Mapping[str, Collection[str]] = field(default_factory=dict)


def find_head_for_update() -> AuditHead | None:
    """The row with the newest hash, locked until the end of the transaction."""
    wanted = select(AuditHead).where(AuditHead.id == HEAD_ID).with_for_update().execution_options(populate_existing=True)
    return session.execute(wanted).scalar_one_or_none()


def newest() -> tuple[str, int]:
    """Hash and number of the newest entry as the head keeps them."""
    row = session.execute(select(AuditHead.entry_hash, AuditHead.last_id).where(AuditHead.id == HEAD_ID)).one_or_none()
    return (FIRST_HASH, 0) if row is None else (row[0], row[1])


def find_check() -> AuditCheck | None:
    """What the last walk along the chain found; None before the first."""
    return session.get(AuditCheck, HEAD_ID)


def hashes_at(ids: list[int]) -> dict[int, str]:
    """The hash of each of these entries that exists."""
    rows = session.execute(select(AuditEntry.id, AuditEntry.entry_hash).where(AuditEntry.id.in_(ids)))
    return {entry_id: own for entry_id, own in rows}


def list_entries(before_id: int | None = None, limit: int = 50, **wanted: Any) -> list[AuditEntry]:
    """A page of entries, newest first, older than ``before_id``, narrowed by ``wanted``, which are the names of ``AuditFilter``."""
    return list(session.scalars(_wanted(AuditFilter(**wanted), before_id).limit(limit)))


def iterate_wanted(wanted: AuditFilter, limit: int) -> Iterator[AuditEntry]:
    """Up to ``limit`` entries, newest first, without holding them in memory."""
    yield from session.scalars(_wanted(wanted, None).limit(limit).execution_options(yield_per=1000))


def _wanted(wanted: AuditFilter, before_id: int | None) -> Select[AuditEntry]:
    query = select(AuditEntry).order_by(AuditEntry.id.desc())
    for name in ("action", "object_kind", "object_id"):
        if getattr(wanted, name):
            query = query.where(getattr(AuditEntry, name) == getattr(wanted, name))
    if wanted.actor_id is not None:
        query = query.where(AuditEntry.actor_id == wanted.actor_id)
    if wanted.since is not None:
        query = query.where(AuditEntry.at >= wanted.since)
    if wanted.until is not None:
        query = query.where(AuditEntry.at < wanted.until)
    for kind, ids in wanted.hidden.items():
        query = query.where(or_(AuditEntry.object_kind != kind, AuditEntry.object_id.not_in(ids)))
    return query if before_id is None else query.where(AuditEntry.id < before_id)


def iterate_all(chunk: int = 1000) -> Iterator[AuditEntry]:
    """All entries, oldest first, without holding them in memory."""
    query = select(AuditEntry).order_by(AuditEntry.id)
    yield from session.scalars(query.execution_options(yield_per=chunk))


def iterate_plain(after_id: int, chunk: int = 2000) -> Iterator[dict[str, Any]]:
    """The columns of the entries after one number, oldest first, as plain values."""
    query = select(*AuditEntry.__table__.columns).where(AuditEntry.id > after_id).order_by(AuditEntry.id)
    for row in session.execute(query.execution_options(yield_per=chunk)):
        yield dict(row._mapping)


def list_personal(entry_ids: list[int]) -> list[AuditPersonal]:
    """The personal values of these entries that are still kept."""
    return list(session.scalars(select(AuditPersonal).where(AuditPersonal.entry_id.in_(entry_ids)))) if entry_ids else []


def list_personal_of(object_kind: str, object_id: str) -> list[AuditPersonal]:
    """The personal values of all entries about one thing."""
    query = select(AuditPersonal).where(AuditPersonal.object_kind == object_kind, AuditPersonal.object_id == object_id)
    return list(session.scalars(query))


def iterate_personal(after_id: int, chunk: int = 1000) -> Iterator[AuditPersonal]:
    """The personal values of the entries after one number, in the order of the entries."""
    query = select(AuditPersonal).where(AuditPersonal.entry_id > after_id).order_by(AuditPersonal.entry_id, AuditPersonal.name)
    yield from session.scalars(query.execution_options(yield_per=chunk))
