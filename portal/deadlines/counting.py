"""Terms counted as 民法典 201–203 has them: pure arithmetic on calendar days in Asia/Shanghai."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from portal.deadlines.calendar import ONE_DAY, Calendar, days_from, next_working_day
from portal.vocabulary import Labelled

LONGEST_TERM = 3660


class Unit(Labelled):
    """What a term is counted in."""

    WORKING = "working", "工作日"
    NATURAL = "natural", "天"


class StepKind(Labelled):
    """What a calendar day did in the counting of a term."""

    COUNTED = "counted", "计入"
    SKIPPED = "skipped", "跳过"
    MOVED = "moved", "顺延"


@dataclass(frozen=True)
class Step:
    """One calendar day of a term. ``number`` is its place among the counted days, None when it was not counted."""

    on: date
    kind: StepKind
    number: int | None


@dataclass(frozen=True)
class Due:
    """The last day of a term (it ends at 24:00) and how it was found. ``provisional``: a coming notice may still move it."""

    on: date
    provisional: bool
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Remaining:
    """Days to go when not overdue, days gone by when overdue; never negative, in the unit of the term.

    Zero days and not overdue is the last day itself. Zero working days and overdue: no worked day has ended since.
    """

    days: int
    is_overdue: bool


def due_date(start_on: date, value: int, unit: Unit, calendar: Calendar) -> Due:
    """The end of a term of ``value`` days after an event on ``start_on``, whose own day is not counted (民法典 201).

    Natural days: all are counted, and a last day that is off moves to the next worked one (203). Working days: only worked
    days are counted. Raises ``ValueError`` for a value below 1 or above ``LONGEST_TERM``.
    """
    if not 1 <= value <= LONGEST_TERM:
        raise ValueError(f"a term has 1 to {LONGEST_TERM} days, not {value}")
    steps = _working_steps(start_on, value, calendar) if unit is Unit.WORKING else _natural_steps(start_on, value, calendar)
    looked_at = [step.on for step in steps if unit is Unit.WORKING or step.kind is StepKind.MOVED]
    looked_at.append(steps[-1].on)
    return Due(steps[-1].on, not all(calendar.is_settled(day) for day in looked_at), tuple(steps))


def _working_steps(start_on: date, value: int, calendar: Calendar) -> list[Step]:
    steps: list[Step] = []
    number, day = 0, start_on
    while number < value:
        day += ONE_DAY
        worked = calendar.is_working_day(day)
        number += worked
        steps.append(Step(day, StepKind.COUNTED, number) if worked else Step(day, StepKind.SKIPPED, None))
    return steps


def _natural_steps(start_on: date, value: int, calendar: Calendar) -> list[Step]:
    steps = [Step(start_on + timedelta(days=number), StepKind.COUNTED, number) for number in range(1, value + 1)]
    last = steps[-1].on
    moved = days_from(last + ONE_DAY, next_working_day(last, calendar))
    return steps + [Step(day, StepKind.MOVED, None) for day in moved]


def working_days_between(after: date, until: date, calendar: Calendar) -> int:
    """How many worked days lie after ``after`` up to and including ``until``; 0 when ``until`` is not later."""
    return sum(calendar.is_working_day(day) for day in days_from(after + ONE_DAY, until))


def days_between(after: date, until: date, unit: Unit, calendar: Calendar) -> int:
    """The length of the time after ``after`` up to and including ``until``, in the unit; 0 when ``until`` is not later."""
    if unit is Unit.WORKING:
        return working_days_between(after, until, calendar)
    return max(0, (until - after).days)


def working_days_before(day: date, number: int, calendar: Calendar) -> date:
    """The latest day from which ``number`` worked days lead up to and including ``day``."""
    while number > 0:
        number -= calendar.is_working_day(day)
        day -= ONE_DAY
    while not calendar.is_working_day(day):
        day -= ONE_DAY
    return day


def last_day_over(today: date, calendar: Calendar) -> date:
    """The latest day that is over as the end of a term: one that is off ends on the next worked day (203), and that has to be past too."""
    day = today - ONE_DAY
    while not calendar.is_working_day(day):
        day -= ONE_DAY
    return day


def remaining(today: date, due_on: date, unit: Unit, calendar: Calendar) -> Remaining:
    """What is left of a term at the beginning of ``today``'s successor, or how long it has been over."""
    if today > due_on:
        return Remaining(days_between(due_on, today, unit, calendar), True)
    return Remaining(days_between(today, due_on, unit, calendar), False)


def suspended_days(pauses: Iterable[tuple[date, date]], unit: Unit, calendar: Calendar) -> int:
    """How many days finished pauses took, in the unit. The day of stopping still ran; the day of resuming did not."""
    return sum(days_between(started_on, ended_on, unit, calendar) for started_on, ended_on in pauses)
