"""Writing the audit log, and checking that nobody bent it."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from portal import clock
from portal.access.actors import SYSTEM, Actor, Reporter
from portal.audit import queries
from portal.audit.chain import FIRST_HASH, commitment, entry_hash, follows, hashed_fields, new_salt
from portal.audit.models import AuditCheck, AuditEntry, AuditHead, AuditPersonal
from portal.crypto import SealBroken, seal_bytes, unseal_bytes
from portal.db import add, at_end, flush, session

AT_END = 100  # the head of this log is locked before that of any other
WHOLE_EVERY = timedelta(hours=20)
ERASED = "已按期限销毁"


@dataclass(frozen=True)
class _Written:
    """An entry that waits for its place in the chain."""

    fields: dict[str, Any]
    personal: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Doer:
    """Who did it, known before the rows that say so are forgotten at the begin of a transaction."""

    id: int | None
    label: str

    @classmethod
    def of(cls, actor: Actor) -> "Doer":
        """The actor as the log names them."""
        return cls(actor.id, actor_label(actor))


def actor_label(actor: Actor | Doer) -> str:
    """How an actor is named in the log: department and account for staff, never a reporter's name."""
    if isinstance(actor, Doer):
        return actor.label
    if actor is SYSTEM:
        return "系统"
    if isinstance(actor, Reporter):
        return "反映人"
    department = actor.department.name if actor.department else "未分配部门"
    return f"{department} {getattr(actor, 'username', '')}"


def record(
    actor: Actor | Doer,
    action: str,
    object_kind: str,
    object_id: object,
    detail: dict[str, Any] | None = None,
    succeeded: bool = True,
    personal: dict[str, str] | None = None,
) -> None:
    """Append one entry in the caller's transaction; it gets its place in the chain just before the commit.

    ``detail`` stays for ever and must hold nobody's words and nothing of a reporter's identity. What may name or describe a person,
    such as a reason somebody typed, goes into ``personal``: the chain holds only its salted commitment, so that ``erase_personal``
    can destroy the value later. Raises ``RuntimeError`` outside ``transaction()``.
    """
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
    at_end(AT_END, _chain, _Written(fields, {name: value for name, value in (personal or {}).items() if value}))


def _chain(written: list[_Written]) -> None:
    """Give each entry of this transaction its number and its hash. The head is locked only now, for the moment until the commit."""
    head = queries.find_head_for_update() or add(AuditHead(id=queries.HEAD_ID, entry_hash=FIRST_HASH, last_id=0))
    previous, number = head.entry_hash, head.last_id
    for each in written:
        number += 1
        salts = {name: new_salt() for name in each.personal}
        bound = {name: commitment(salts[name], value) for name, value in each.personal.items()}
        fields = {**each.fields, "id": number, "commitments": bound}
        own = entry_hash(previous, hashed_fields(fields))
        add(AuditEntry(**fields, previous_hash=previous, entry_hash=own))
        previous = own
        for name, value in each.personal.items():
            flush()
            sealed = seal_bytes(value.encode("utf-8"), _place(number, name))
            about = {"object_kind": each.fields["object_kind"], "object_id": each.fields["object_id"]}
            add(AuditPersonal(entry_id=number, name=name, salt=salts[name], sealed=sealed, **about))
    flush()
    head.entry_hash, head.last_id = previous, number


def _place(entry_id: int, name: str) -> str:
    return f"audit:{entry_id}:{name}"


def opened(row: AuditPersonal) -> str:
    """The personal value itself. Raises ``SealBroken`` when it was changed."""
    return unseal_bytes(row.sealed, _place(row.entry_id, row.name)).decode("utf-8")


def personal_values(entries: list[AuditEntry]) -> dict[int, dict[str, str]]:
    """By entry, its personal values for a page; for those destroyed a sentence that says so."""
    values = {entry.id: dict.fromkeys(entry.commitments or {}, ERASED) for entry in entries}
    for row in queries.list_personal([entry.id for entry in entries if entry.commitments]):
        values[row.entry_id][row.name] = opened(row)
    return values


def erase_personal(object_kind: str, object_id: object) -> int:
    """Destroy the personal values of all entries about one thing, and log that; the chain still holds. How many were destroyed."""
    rows = queries.list_personal_of(object_kind, str(object_id))
    for row in rows:
        session.delete(row)
    if rows:
        record(SYSTEM, "audit:erase", object_kind, object_id, {"number": len(rows)})
    return len(rows)


def first_break() -> int | None:
    """The id of the first entry whose chain does not hold, or None when the whole log is intact.

    A log cut off at its end breaks at the id after the last one that is left. Personal values that are kept must fit what the chain
    says of them.
    """
    return walk_whole().broken_id


@dataclass(frozen=True)
class Walk:
    """How far the chain holds, and the first entry that does not fit. ``is_whole``: walked from the beginning."""

    last_id: int
    last_hash: str
    broken_id: int | None = None
    is_whole: bool = True


def walk_whole(log: Any = queries) -> Walk:
    """Walk the whole chain; ``log`` is where the rows come from."""
    return _walk(0, FIRST_HASH, False, log)


def walk_on() -> Walk:
    """Walk the chain from where the last walk ended, once a day from its beginning. Reads only, so that nobody waits for it."""
    known = queries.find_check()
    if known is None or known.whole_checked_at is None or clock.now() - known.whole_checked_at >= WHOLE_EVERY:
        return walk_whole()
    return replace(_walk(known.last_id, known.last_hash, known.last_id > 0), is_whole=False)


def keep_walk(walk: Walk) -> AuditCheck:
    """Keep what a walk found, for the page of the audit administrator. A break stays known until a whole walk finds none."""
    at, known = clock.now(), queries.find_check()
    if known is None:
        known = add(AuditCheck(id=queries.HEAD_ID, last_id=0, last_hash=FIRST_HASH))
    known.checked_at = at
    known.last_id, known.last_hash = walk.last_id, walk.last_hash
    known.broken_id = walk.broken_id if walk.is_whole else known.broken_id or walk.broken_id
    known.whole_checked_at = at if walk.is_whole else known.whole_checked_at
    return known


def _walk(after_id: int, after_hash: str, newer_before: bool, log: Any = queries) -> Walk:
    """Entries that others append meanwhile are walked too; the head read before and the one read after bound where the end may lie."""
    last_id, last_hash = after_id, after_hash
    counted_hash, counted = log.newest()
    for entry, values in _entries_and_values(after_id, log):
        is_other = entry["id"] == counted and entry["entry_hash"] != counted_hash
        if not follows(entry, last_id, last_hash, newer_before) or is_other or not _values_fit(entry, values):
            return Walk(last_id, last_hash, entry["id"])
        last_id, last_hash, newer_before = entry["id"], entry["entry_hash"], entry["commitments"] is not None
    if last_id < counted:
        return Walk(last_id, last_hash, last_id + 1)
    counted = log.newest()[1]
    return Walk(last_id, last_hash, counted + 1 if last_id > counted else None)


def _entries_and_values(after_id: int, log: Any) -> Iterator[tuple[dict[str, Any], list[AuditPersonal]]]:
    """The entries in order, each with the personal values of it that are kept."""
    kept = log.iterate_personal(after_id)
    row = next(kept, None)
    for entry in log.iterate_plain(after_id):
        values = []
        while row is not None and row.entry_id <= entry["id"]:
            values.append(row)
            row = next(kept, None)
        yield entry, values


def _values_fit(entry: dict[str, Any], values: list[AuditPersonal]) -> bool:
    for row in values:
        try:
            if row.entry_id != entry["id"] or (entry["commitments"] or {}).get(row.name) != commitment(row.salt, opened(row)):
                return False
        except SealBroken:
            return False
    return True
