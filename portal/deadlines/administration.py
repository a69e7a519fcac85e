"""What an administrator sets of the calendar: days and published years. Inside the caller's transaction."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date

from portal import clock
from portal.db import add, flush, session
from portal.deadlines import queries
from portal.deadlines.calendar import SpecialDay
from portal.deadlines.events import CalendarChanged
from portal.deadlines.models import CalendarDay, CalendarYear, TimingRevision
from portal.deadlines.moves import recompute
from portal.deadlines.notices import check_days, check_published
from portal.events import emit

RECOMPUTED_AT_ONCE = 500


def set_calendar_days(days: Iterable[SpecialDay], source: str = queries.HOUSE, published_years: Collection[int] = ()) -> int:
    """Enter days over what the year files say, and mark years whose whole notice is now in. How many open clocks were moved.

    Days of an earlier notice for these years that the new one leaves out are taken back; those entered one by one stay.
    Open clocks are computed anew at once up to ``RECOMPUTED_AT_ONCE``; the sweep does the rest. Raises ``RuleBroken`` for
    days that contradict each other or a notice that leaves out a fixed holiday.
    """
    days = list(days)
    check_days(days)
    at = clock.now()
    in_force = queries.calendar_with(days, published_years)
    for year in published_years:
        check_published(year, [day for day in in_force.special.values() if day.on.year == year])
    gone = queries.list_left_out(days, published_years)
    for left_out in gone:
        session.delete(left_out)
    if published_years and source == queries.HOUSE:
        source = f"{min(published_years)}年放假安排，{queries.HOUSE}"
    known_days, known_years = queries.find_calendar_days([day.on for day in days]), queries.find_calendar_years(published_years)
    for day in days:
        row = known_days.get(day.on) or add(CalendarDay(day=day.on))
        row.is_working, row.name, row.source, row.changed_at = day.is_working, day.name.strip(), source, at
    for year in published_years:
        row_of_year = known_years.get(year) or add(CalendarYear(year=year))
        row_of_year.source, row_of_year.changed_at = source, at
    return _calendar_changed([*(day.on for day in days), *(row.day for row in gone)], published_years)


def remove_calendar_days(days: Collection[date]) -> int:
    """Take back days that were entered, so that the year files hold again. How many open clocks were moved."""
    for row in queries.find_calendar_days(days).values():
        session.delete(row)
    return _calendar_changed(sorted(days), ())


def _calendar_changed(days: Sequence[date], years: Collection[int]) -> int:
    note_revision("calendar")
    stale = queries.list_stale(queries.calendar().version, RECOMPUTED_AT_ONCE)
    moved = sum(recompute(deadline) for deadline in stale)
    emit(CalendarChanged(tuple(days), tuple(sorted(years))))
    return moved


def note_revision(reason: str) -> None:
    """Tell every process that calendar or limits are others from now on."""
    add(TimingRevision(at=clock.now(), reason=reason))
    flush()
    queries.forget_timing()
