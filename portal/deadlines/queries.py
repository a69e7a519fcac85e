"""Every SELECT about clocks, the calendar in force, and the limits in force."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, event, func, or_, select, tuple_
from sqlalchemy.orm import joinedload, selectinload

from portal.db import session
from portal.deadlines.calendar import Calendar, SpecialDay, files_calendar
from portal.deadlines.limits import Limit, limits_for, with_pauses
from portal.deadlines.models import (
    CalendarDay,
    CalendarYear,
    Deadline,
    DeadlinePause,
    LimitChange,
    LimitOverride,
    LimitSetting,
    TimingRevision,
)
from portal.deadlines.plan import plan

_TERM = (
    Deadline.id,
    Deadline.subject_kind,
    Deadline.subject_id,
    Deadline.rule_key,
    Deadline.department_id,
    Deadline.started_on,
    Deadline.value,
    Deadline.unit,
    Deadline.extension_days,
    Deadline.due_on,
)
HOUSE = "管理员录入"  # the source of days that come from no notice
_STAMP_KEY = "deadlines.timing_stamp"
Stamp = tuple[Any, ...]


@dataclass(frozen=True)
class _Timing:
    calendar: Calendar
    limits: Mapping[str, Limit]


# What the process remembers, under the stamp of the revisions it was read at. One entry: replaced whole, so threads need no lock.
_remembered: tuple[Stamp, _Timing] | None = None


@dataclass(frozen=True)
class Move:
    """An open clock whose last day a calendar change would move; ``deadline`` is a row with the columns of ``_TERM``."""

    deadline: Any
    new_due_on: date


def calendar() -> Calendar:
    """The calendar in force: the year files with the administrator's days over them.

    Read anew when a revision was added by any process; asked of the database once per database transaction.
    """
    return _timing().calendar


def limits() -> Mapping[str, Limit]:
    """The limits in force: the table with the profile's overrides."""
    return _timing().limits


def find_limit(rule_key: str) -> Limit | None:
    """The limit in force for a rule key, if there is one."""
    return limits().get(rule_key)


def forget_timing() -> None:
    """Ask the database again on the next use; for the transaction that changes calendar or limits."""
    session().info.pop(_STAMP_KEY, None)


@event.listens_for(session, "after_transaction_end")
def _forget_stamp(ended_session: Any, ended: Any) -> None:
    if ended.parent is None:
        ended_session.info.pop(_STAMP_KEY, None)


def _timing() -> _Timing:
    global _remembered
    stamp = _stamp()
    if _remembered is None or _remembered[0] != stamp:
        _remembered = (stamp, _read_timing())
    return _remembered[1]


def _stamp() -> Stamp:
    # Count and newest together notice a revision committed late under an older id. The address keeps databases apart.
    info = session().info
    if _STAMP_KEY not in info:
        count, newest, at = session.execute(select(func.count(), func.max(TimingRevision.id), func.max(TimingRevision.at))).one()
        info[_STAMP_KEY] = (str(session.get_bind().url), count, newest, at)  # type: ignore[union-attr]
    return info[_STAMP_KEY]


def _read_timing() -> _Timing:
    days = [SpecialDay(row.day, row.is_working, row.name) for row in session.scalars(select(CalendarDay))]
    years = session.scalars(select(CalendarYear.year)).all()
    overrides = {
        row.rule_key: {"value": row.value, "unit": row.unit, "basis": row.basis, "label": row.label, "start": row.start}
        for row in session.scalars(select(LimitOverride))
    }
    settings = find_limit_settings()
    overrides.update({key: _with_setting(overrides.get(key, {}), row) for key, row in settings.items()})
    limits = limits_for(overrides)
    limits.update({key: with_pauses(limits[key], row.grounds) for key, row in settings.items() if row.grounds is not None})
    return _Timing(files_calendar().with_days(days, years), limits)


def _with_setting(of_profile: dict[str, Any], row: LimitSetting) -> dict[str, Any]:
    return {**of_profile, "value": row.value, "unit": row.unit, "basis": row.basis}


def get_deadline(deadline_id: int) -> Deadline:
    """The clock with this id. Raises ``sqlalchemy.exc.NoResultFound``: ids never come from people."""
    return session.get_one(Deadline, deadline_id)


def open_deadline(subject_kind: str, subject_id: int, rule_key: str) -> Deadline | None:
    """The open clock (running or stopped) of this rule on the subject; there is at most one."""
    return session.scalar(_of(subject_kind, [subject_id]).where(Deadline.is_open, Deadline.rule_key == rule_key))


def latest_deadline(subject_kind: str, subject_id: int, rule_key: str) -> Deadline | None:
    """The newest clock of this rule on the subject that was not cancelled, open or met."""
    newest = _of(subject_kind, [subject_id]).where(Deadline.rule_key == rule_key, Deadline.cancelled_at.is_(None))
    return session.scalar(newest.order_by(None).order_by(Deadline.id.desc()).limit(1))


def list_open(subject_kind: str, subject_id: int) -> list[Deadline]:
    """The open clocks of a subject, the earliest last day first."""
    return list(session.scalars(_of(subject_kind, [subject_id]).where(Deadline.is_open)))


def list_for(subject_kind: str, subject_ids: Collection[int]) -> dict[int, list[Deadline]]:
    """The clocks of many subjects in one query, cancelled ones left out; each list has open ones first, then by last day."""
    found: dict[int, list[Deadline]] = {subject_id: [] for subject_id in subject_ids}
    if subject_ids:
        for row in session.scalars(_of(subject_kind, subject_ids).where(Deadline.cancelled_at.is_(None))):
            found[row.subject_id].append(row)
    for rows in found.values():
        rows.sort(key=lambda row: (not row.is_open, row.due_on, row.id))
    return found


def earliest_due(subject_kind: str, subject_id: int, rule_keys: Collection[str] | None = None) -> Deadline | None:
    """The governing clock: the open one with the earliest last day, among ``rule_keys`` when given."""
    wanted = _of(subject_kind, [subject_id]).where(Deadline.is_open)
    return session.scalar((wanted if rule_keys is None else wanted.where(Deadline.rule_key.in_(rule_keys))).limit(1))


def earliest_due_column(subject_kind: str, subject_id: ColumnElement[int]) -> ScalarSelect[date]:
    """The earliest last day among a subject's open clocks, as a column for sorting lists of subjects."""
    earliest = select(func.min(Deadline.due_on)).where(Deadline.subject_kind == subject_kind, Deadline.subject_id == subject_id)
    return earliest.where(Deadline.is_open).correlate_except(Deadline).scalar_subquery()


def overdue_subject_ids(subject_kind: str, today: date) -> Select[int]:
    """The ids of subjects with an overdue clock, to be put into an ``IN``."""
    return select(Deadline.subject_id).where(Deadline.subject_kind == subject_kind, Deadline.is_overdue(today))


def due_subject_ids(subject_kind: str, first: date, last: date) -> Select[int]:
    """The ids of subjects with a running clock whose last day lies between the two days, both included."""
    running = (Deadline.is_open, Deadline.paused_on.is_(None), Deadline.due_on.between(first, last))
    return select(Deadline.subject_id).where(Deadline.subject_kind == subject_kind, *running)


def list_due_for_sweep(today: date, after: tuple[date, int] | None = None, limit: int = 100) -> list[Deadline]:
    """Clocks with a step to fire by ``today``, the longest waiting first, behind the key (next step's day, id) ``after``.

    They are locked for this transaction. On PostgreSQL rows that another sweep holds are passed over; on SQLite a writing
    transaction is alone anyway.
    """
    due = select(Deadline).where(Deadline.next_step_on <= today)
    if after is not None:
        due = due.where(tuple_(Deadline.next_step_on, Deadline.id) > after)
    return _locked(due.order_by(Deadline.next_step_on, Deadline.id).limit(limit))


def count_due_for_sweep(today: date) -> int:
    """How many clocks have a step to fire by ``today``, without locking them."""
    return session.scalar(select(func.count()).select_from(Deadline).where(Deadline.next_step_on <= today)) or 0


def list_stale(version: str, limit: int = 100) -> list[Deadline]:
    """Open clocks last computed with another calendar than this version, in any order, locked like those of the sweep."""
    # Two ranges instead of <>, so that the index finds the few that differ; an order by key would walk all the others.
    other = or_(Deadline.calendar_version < version, Deadline.calendar_version > version)
    return _locked(select(Deadline).where(Deadline.is_open, other).limit(limit))


def _locked(wanted: Select[Deadline]) -> list[Deadline]:
    loaded = wanted.options(selectinload(Deadline.steps), selectinload(Deadline.pauses))
    return list(session.scalars(loaded.with_for_update(skip_locked=True, of=Deadline)))


def list_affected(changed: Calendar, limit: int | None = None, after: tuple[date, int] | None = None) -> list[Move]:
    """The open clocks whose last day would move if ``changed`` came into force, earliest first; nothing is written.

    ``after`` is the key (present last day, id) behind which a page begins.
    """
    return list(islice(_affected(changed, after), limit))


def _affected(changed: Calendar, after: tuple[date, int] | None = None) -> Iterator[Move]:
    days = _differing_days(calendar(), changed)
    if not days:
        return
    near = and_(Deadline.is_open, Deadline.started_on <= max(days), Deadline.due_on >= min(days))
    if after is not None:
        near = and_(near, tuple_(Deadline.due_on, Deadline.id) > after)
    pauses = _finished_pauses(near)
    for row in session.execute(select(*_TERM).where(near).order_by(Deadline.due_on, Deadline.id)).yield_per(1000):
        new = plan(row.started_on, row.value, row.unit, pauses[row.id], row.extension_days, changed).on
        if new != row.due_on:
            yield Move(row, new)


def _finished_pauses(of_which: ColumnElement[bool]) -> Mapping[int, list[tuple[date, date]]]:
    pauses: dict[int, list[tuple[date, date]]] = defaultdict(list)
    ended = select(DeadlinePause.deadline_id, DeadlinePause.started_on, DeadlinePause.ended_on).join(DeadlinePause.deadline)
    for deadline_id, stopped, resumed in session.execute(ended.where(of_which, DeadlinePause.ended_on.is_not(None))):
        if resumed is not None:
            pauses[deadline_id].append((stopped, resumed))
    return pauses


def count_affected(changed: Calendar) -> Counter[tuple[str, int]]:
    """How many open clocks a calendar change would move, by rule and by how many days; ``total()`` is all of them."""
    return Counter((move.deadline.rule_key, (move.new_due_on - move.deadline.due_on).days) for move in _affected(changed))


def _differing_days(old: Calendar, new: Calendar) -> list[date]:
    explicit = set(old.special) | set(new.special)
    years = old.known_years ^ new.known_years
    guessed = {day for year in years for calendar_ in (old, new) for day in _special_days_of(year, calendar_)}
    return [day for day in explicit | guessed if old.is_working_day(day) != new.is_working_day(day)]


def _special_days_of(year: int, of_calendar: Calendar) -> Iterable[date]:
    first, last = date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal()
    return (day for day in map(date.fromordinal, range(first, last + 1)) if of_calendar.special_day(day))


def list_calendar_days(year: int | None = None) -> list[CalendarDay]:
    """The administrator's days in order, of one year when it is given."""
    wanted = select(CalendarDay).order_by(CalendarDay.day)
    if year is not None:
        wanted = wanted.where(CalendarDay.day.between(date(year, 1, 1), date(year, 12, 31)))
    return list(session.scalars(wanted))


def list_left_out(days: Iterable[SpecialDay], years: Collection[int]) -> list[CalendarDay]:
    """The days of the notices entered before for these years that a new notice no longer has; days of other sources stay."""
    sources = {row.source for row in find_calendar_years(years).values()} - {HOUSE}
    kept = {day.on for day in days}
    rows = session.scalars(select(CalendarDay).where(CalendarDay.source.in_(sources)).order_by(CalendarDay.day))
    return [row for row in rows if row.day not in kept]


def calendar_with(days: Collection[SpecialDay], years: Collection[int] = ()) -> Calendar:
    """The calendar as it would be with these days entered, as the whole notices of these years."""
    gone = {row.day for row in list_left_out(days, years)}
    kept = [SpecialDay(row.day, row.is_working, row.name) for row in list_calendar_days() if row.day not in gone]
    return files_calendar().with_days([*kept, *days], [*years, *(row.year for row in list_calendar_years())])


def find_calendar_days(days: Collection[date]) -> dict[date, CalendarDay]:
    """The administrator's rows for these days."""
    return {row.day: row for row in session.scalars(select(CalendarDay).where(CalendarDay.day.in_(days)))}


def list_calendar_years() -> list[CalendarYear]:
    """The years the administrator has entered a notice for."""
    return list(session.scalars(select(CalendarYear).order_by(CalendarYear.year)))


def find_calendar_years(years: Collection[int]) -> dict[int, CalendarYear]:
    """The administrator's rows for these years."""
    return {row.year: row for row in session.scalars(select(CalendarYear).where(CalendarYear.year.in_(years)))}


def list_limit_overrides() -> dict[str, LimitOverride]:
    """The profile's limits by rule key."""
    return {row.rule_key: row for row in session.scalars(select(LimitOverride))}


def find_limit_settings() -> dict[str, LimitSetting]:
    """The limits an administrator set, by rule key."""
    return {row.rule_key: row for row in session.scalars(select(LimitSetting))}


def list_limit_changes(rule_key: str, limit: int, before: int | None = None) -> list[LimitChange]:
    """The versions of a limit, the newest first, behind the version ``before``."""
    wanted = select(LimitChange).where(LimitChange.rule_key == rule_key).options(joinedload(LimitChange.by))
    if before is not None:
        wanted = wanted.where(LimitChange.version < before)
    return list(session.scalars(wanted.order_by(LimitChange.version.desc()).limit(limit)))


def last_version(rule_key: str) -> int:
    """The number of the newest version of a limit; 0 while it is as the law has it."""
    return session.scalar(select(func.max(LimitChange.version)).where(LimitChange.rule_key == rule_key)) or 0


def _of(subject_kind: str, subject_ids: Collection[int]) -> Select[Deadline]:
    wanted = select(Deadline).where(Deadline.subject_kind == subject_kind, Deadline.subject_id.in_(subject_ids))
    return wanted.order_by(Deadline.due_on, Deadline.id)
