"""Every SELECT on the audit log."""

from collections.abc import Iterator

from sqlalchemy import select

from portal.audit.chain import FIRST_HASH
from portal.audit.models import AuditEntry, AuditHead
from portal.db import session

HEAD_ID = 1


def find_head_for_update() -> AuditHead | None:
    """The row with the newest hash, locked until the end of the transaction."""
    return session.execute(select(AuditHead).where(AuditHead.id == HEAD_ID).with_for_update()).scalar_one_or_none()


def newest_hash() -> str:
    """The hash of the newest entry as the head keeps it."""
    return session.scalar(select(AuditHead.entry_hash).where(AuditHead.id == HEAD_ID)) or FIRST_HASH


def list_entries(
    before_id: int | None = None, limit: int = 50, action: str = "", object_kind: str = "", object_id: str = "", actor_id: int | None = None
) -> list[AuditEntry]:
    """A page of entries, newest first, older than ``before_id``, narrowed by whatever is given."""
    query = select(AuditEntry).order_by(AuditEntry.id.desc()).limit(limit)
    wanted = {
        AuditEntry.action: action,
        AuditEntry.object_kind: object_kind,
        AuditEntry.object_id: object_id,
        AuditEntry.actor_id: actor_id,
    }
    for column, value in wanted.items():
        if value:
            query = query.where(column == value)
    if before_id is not None:
        query = query.where(AuditEntry.id < before_id)
    return list(session.scalars(query))


def iterate_all(chunk: int = 1000) -> Iterator[AuditEntry]:
    """All entries, oldest first, without holding them in memory."""
    yield from session.scalars(select(AuditEntry).order_by(AuditEntry.id).execution_options(yield_per=chunk))
