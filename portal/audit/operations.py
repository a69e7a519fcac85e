"""Writing the audit log, and checking that nobody bent it."""

from typing import Any

from portal import clock
from portal.access.actors import SYSTEM, Actor, Reporter
from portal.audit import queries
from portal.audit.chain import FIRST_HASH, entry_hash
from portal.audit.models import AuditEntry, AuditHead
from portal.db import add, flush

HASHED_FIELDS = ("at", "actor_id", "actor_label", "action", "object_kind", "object_id", "succeeded", "detail")


def actor_label(actor: Actor) -> str:
    """How an actor is named in the log: department and account for staff, never a reporter's name."""
    if actor is SYSTEM:
        return "系统"
    if isinstance(actor, Reporter):
        return "反映人"
    department = actor.department.name if actor.department else "未分配部门"
    return f"{department} {getattr(actor, 'username', '')}"


def record(
    actor: Actor, action: str, object_kind: str, object_id: object, detail: dict[str, Any] | None = None, succeeded: bool = True
) -> AuditEntry:
    """Append one entry in the caller's transaction. ``detail`` must hold nothing of a reporter's identity."""
    head = queries.find_head_for_update()
    if head is None:
        head = add(AuditHead(id=queries.HEAD_ID, entry_hash=FIRST_HASH))
    fields = {
        "at": clock.now().replace(microsecond=0),
        "actor_id": actor.id,
        "actor_label": actor_label(actor),
        "action": action,
        "object_kind": object_kind,
        "object_id": str(object_id),
        "succeeded": succeeded,
        "detail": detail or {},
    }
    entry = add(AuditEntry(**fields, previous_hash=head.entry_hash, entry_hash=entry_hash(head.entry_hash, fields)))
    head.entry_hash = entry.entry_hash
    flush()
    return entry


def first_break() -> int | None:
    """The id of the first entry whose chain does not hold, or None when the whole log is intact.

    A log cut off at its end breaks at the id after the last one that is left.
    """
    previous, last_id = FIRST_HASH, 0
    for entry in queries.iterate_all():
        fields = {name: getattr(entry, name) for name in HASHED_FIELDS}
        if entry.previous_hash != previous or entry_hash(previous, fields) != entry.entry_hash:
            return entry.id
        previous, last_id = entry.entry_hash, entry.id
    return None if previous == queries.newest_hash() else last_id + 1
