"""Every SELECT on the public registers."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute, joinedload

from portal import clock
from portal.accounts.models import Department
from portal.db import session
from portal.errors import Gone, NotFound
from portal.registers.models import RegisterCorrection, RegisterEntry, RegisterStep, RegisterTerm
from portal.registers.vocabulary import CorrectionStatus, EntryStatus, Kind, Promise, Standing
from portal.registers.workflow import EntryAction
from portal.textsearch import bigrams

_E = RegisterEntry
_ONCE_PUBLIC = (EntryStatus.PUBLISHED, EntryStatus.WITHDRAWN, EntryStatus.ENDED)
_PUBLIC_STEPS = (EntryAction.PUBLISH, EntryAction.FULFIL, EntryAction.DENY, EntryAction.MISS, EntryAction.CORRECT)
MOST_TERMS = 12
CHUNK = 500


@dataclass(frozen=True)
class EntryFilter:
    """What narrows the public list of one register."""

    kind: Kind
    keyword: str = ""
    department_id: int | None = None
    topic: str = ""
    promise: Promise | None = None
    standing: Standing | None = None


def list_entries(
    wanted: EntryFilter,
    after: RegisterEntry | None = None,
    limit: int = 20,
    before: RegisterEntry | None = None,
    from_end: bool = False,
) -> list[RegisterEntry]:
    """A page of published entries, newest first: those behind the row ``after``, in front of ``before``, or the last."""
    query = _published(wanted).limit(limit)
    place = tuple_(_E.published_at, _E.id)
    if before is not None:
        query = query.where(place > (before.published_at, before.id))
    if before is not None or from_end:
        return list(session.scalars(query.order_by(_E.published_at, _E.id)))[::-1]
    if after is not None:
        query = query.where(place < (after.published_at, after.id))
    return list(session.scalars(query.order_by(_E.published_at.desc(), _E.id.desc())))


def iterate_entries(wanted: EntryFilter) -> Iterator[RegisterEntry]:
    """Every published entry that fits, newest first, read by key in chunks."""
    last = None
    while True:
        found = list_entries(wanted, last, CHUNK)
        yield from found
        if len(found) < CHUNK:
            return
        last = found[-1]


def count_entries(wanted: EntryFilter) -> int:
    """How many published entries fit."""
    return session.scalar(_published(wanted).with_only_columns(func.count(), maintain_column_froms=True)) or 0


def count_ahead(wanted: EntryFilter, row: RegisterEntry) -> int:
    """How many published entries that fit stand in front of a row of the list."""
    query = _published(wanted).where(tuple_(_E.published_at, _E.id) > (row.published_at, row.id))
    return session.scalar(query.with_only_columns(func.count(), maintain_column_froms=True)) or 0


def _published(wanted: EntryFilter) -> Select[RegisterEntry]:
    query = select(_E).where(_E.kind == wanted.kind, _E.status == EntryStatus.PUBLISHED)
    exact: dict[InstrumentedAttribute[Any], Any] = {
        _E.department_id: wanted.department_id,
        _E.topic: wanted.topic,
        _E.promise: wanted.promise,
    }
    for column, value in exact.items():
        if value:
            query = query.where(column == value)
    if wanted.standing is not None:
        query = query.where(*_stands(wanted.standing))
    for term in sorted(bigrams(wanted.keyword))[:MOST_TERMS]:
        query = query.where(_E.id.in_(select(RegisterTerm.entry_id).where(RegisterTerm.term == term)))
    return query


def _stands(standing: Standing) -> tuple[ColumnElement[bool], ...]:
    today, is_open = clock.today(), _E.fulfilled_on.is_(None)
    return {
        Standing.KEPT: (_E.fulfilled_on.is_not(None),),
        Standing.MISSED: (is_open, _E.due_on < today),
        Standing.RUNNING: (is_open, (_E.due_on.is_(None)) | (_E.due_on >= today)),
    }[standing]


def find_place(kind: Kind, public_id: str) -> RegisterEntry | None:
    """An entry that was public once, as a place in the list; also when it is there no longer."""
    query = select(_E).where(_E.public_id == public_id, _E.kind == kind, _E.published_at.is_not(None))
    return session.scalars(query).one_or_none()


def get_published(kind: Kind, public_id: str) -> RegisterEntry:
    """A published entry by its public id. Raises ``Gone`` with the public reason when it was withdrawn or is over, ``NotFound``."""
    found = session.scalars(select(_E).where(_E.public_id == public_id, _E.kind == kind)).one_or_none()
    if found is None or found.status not in _ONCE_PUBLIC:
        raise NotFound
    if found.status is EntryStatus.WITHDRAWN:
        raise Gone(f"这条内容已经撤下。原因：{found.withdrawal_reason}")
    if found.status is EntryStatus.ENDED:
        raise Gone("这条内容已经到期，不再展示。")
    return found


def find_published(public_id: str) -> RegisterEntry | None:
    """A published entry of any register."""
    query = select(_E).where(_E.public_id == public_id, _E.status == EntryStatus.PUBLISHED)
    return session.scalars(query).one_or_none()


def last_change() -> datetime | None:
    """The instant at which anything that is or was public last changed; one leap into the index for each status."""
    newest = [select(func.max(_E.changed_at)).where(_E.status == status).scalar_subquery() for status in _ONCE_PUBLIC]
    return max((found for found in session.execute(select(*newest)).one() if found is not None), default=None)


def list_departments(kind: Kind) -> list[Department]:
    """The departments with published entries in a register, in the order of their position."""
    used = select(_E.department_id).where(_E.kind == kind, _E.status == EntryStatus.PUBLISHED, _E.department_id.is_not(None)).distinct()
    return list(session.scalars(select(Department).where(Department.id.in_(used)).order_by(Department.position, Department.id)))


def list_missed(department_id: int, limit: int = 50) -> list[RegisterEntry]:
    """The published commitments of a department that were not kept by their last day."""
    return list_entries(EntryFilter(Kind.COMMITMENT, department_id=department_id, standing=Standing.MISSED), limit=limit)


def list_public_steps(entry_id: int) -> list[RegisterStep]:
    """What the public may know happened to an entry, the oldest first."""
    query = select(RegisterStep).where(RegisterStep.entry_id == entry_id, RegisterStep.action.in_(_PUBLIC_STEPS))
    return list(session.scalars(query.order_by(RegisterStep.id)))


def list_corrected(kind: Kind, limit: int = 50) -> list[tuple[RegisterEntry, RegisterStep]]:
    """The newest corrections of the published entries of a register that has one page for all, each with its entry."""
    query = select(_E, RegisterStep).join(RegisterStep, RegisterStep.entry_id == _E.id)
    query = query.where(_E.kind == kind, _E.status == EntryStatus.PUBLISHED, RegisterStep.action == EntryAction.CORRECT)
    return [(entry, step) for entry, step in session.execute(query.order_by(RegisterStep.id.desc()).limit(limit))]


def list_steps(entry_id: int) -> list[RegisterStep]:
    """Everything that happened to an entry, the oldest first."""
    return list(session.scalars(select(RegisterStep).where(RegisterStep.entry_id == entry_id).order_by(RegisterStep.id)))


def find_correction(entry_id: int) -> RegisterCorrection | None:
    """The correction of an entry that waits for a decision."""
    query = select(RegisterCorrection).where(RegisterCorrection.entry_id == entry_id, RegisterCorrection.status == CorrectionStatus.OPEN)
    return session.scalars(query).first()


def list_applied(entry_id: int) -> list[RegisterCorrection]:
    """The corrections that changed the public page of an entry, the newest first."""
    query = select(RegisterCorrection).where(RegisterCorrection.entry_id == entry_id, RegisterCorrection.status == CorrectionStatus.APPLIED)
    return list(session.scalars(query.order_by(RegisterCorrection.id.desc())))


def list_waiting_corrections(kind: Kind, limit: int = 50) -> list[RegisterEntry]:
    """The public entries of a register with a correction that waits, the longest waiting first."""
    query = select(_E).join(RegisterCorrection, RegisterCorrection.entry_id == _E.id)
    query = query.where(RegisterCorrection.status == CorrectionStatus.OPEN, _E.kind == kind, _E.status == EntryStatus.PUBLISHED)
    return list(session.scalars(query.order_by(RegisterCorrection.id).limit(limit)))


def list_for_desk(
    kind: Kind, status: EntryStatus, department_id: int | None = None, before_id: int | None = None, limit: int = 50
) -> list[RegisterEntry]:
    """A page of entries in a status for staff, newest first; of one department if given."""
    query = _of_desk(kind, department_id).where(_E.status == status)
    if before_id is not None:
        query = query.where(_E.id < before_id)
    return list(session.scalars(query.options(joinedload(_E.author)).order_by(_E.id.desc()).limit(limit)))


def count_for_desk(kind: Kind, department_id: int | None = None) -> dict[EntryStatus, int]:
    """How many entries of a register stand where."""
    query = _of_desk(kind, department_id).with_only_columns(_E.status, func.count(), maintain_column_froms=True).group_by(_E.status)
    counted = {row[0]: row[1] for row in session.execute(query)}
    return {status: counted.get(status, 0) for status in EntryStatus}


def _of_desk(kind: Kind, department_id: int | None) -> Select[RegisterEntry]:
    query = select(_E).where(_E.kind == kind)
    return query if department_id is None else query.where(_E.department_id == department_id)


def get_entry(entry_id: int, for_update: bool = False) -> RegisterEntry:
    """An entry by its key. Raises ``NotFound``."""
    if for_update:
        session.execute(select(_E.id).where(_E.id == entry_id).with_for_update())
    found = find_entry(entry_id)
    if found is None:
        raise NotFound("没有找到这条内容。")
    return found


def find_entry(entry_id: int) -> RegisterEntry | None:
    """An entry by its key."""
    return session.get(_E, entry_id)


def find_by_submission(submission_hash: str) -> RegisterEntry | None:
    """The entry that came with this key."""
    return session.scalars(select(_E).where(_E.submission_hash == submission_hash)).one_or_none()


def list_over(today: date, limit: int) -> list[RegisterEntry]:
    """Published entries whose display ended before today."""
    query = select(_E).where(_E.status == EntryStatus.PUBLISHED, _E.shown_until < today)
    return list(session.scalars(query.order_by(_E.id).limit(limit)))


def list_terms(entry_id: int) -> list[RegisterTerm]:
    """The search terms of an entry."""
    return list(session.scalars(select(RegisterTerm).where(RegisterTerm.entry_id == entry_id)))
