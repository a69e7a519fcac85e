"""The last day of a running clock from everything that moved it: term, pauses, extension. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from portal.deadlines.calendar import Calendar
from portal.deadlines.counting import Due, Unit, days_between, due_date

Pauses = Sequence[tuple[date, date]]


@dataclass(frozen=True)
class Plan:
    """The term without its extension, the extension, and the days pauses took in all (in the unit of the clock)."""

    base: Due
    base_days: int
    extension: Due | None
    extension_days: int
    paused_days: int

    @property
    def on(self) -> date:
        """The last day."""
        return (self.extension or self.base).on

    @property
    def provisional(self) -> bool:
        """Whether a holiday notice still to come may move the last day."""
        return self.base.provisional or bool(self.extension and self.extension.provisional)


def plan(started_on: date, value: int, unit: Unit, pauses: Pauses, extension_days: int, calendar: Calendar) -> Plan:
    """The last day of a clock. ``pauses`` are finished ones as (stopped on, resumed on).

    A pause lengthens the part of the term it fell into, by the days it took in the clock's own unit, and the rule for a last
    day that is off is applied afresh. An extension starts where the term ended, as 信访条例 34 has it.
    """
    return _planned(started_on, value, unit, tuple(sorted(pauses)), extension_days, calendar)


# Many clocks start on the same day under the same limit: recomputing them after a calendar change is mostly looking up.
@lru_cache(maxsize=512)
def _planned(
    started_on: date, value: int, unit: Unit, ordered: tuple[tuple[date, date], ...], extension_days: int, calendar: Calendar
) -> Plan:
    base_days, base, rest = value, due_date(started_on, value, unit, calendar), list(ordered)
    while rest and (rest[0][0] <= base.on or not extension_days):
        base_days += days_between(*rest.pop(0), unit, calendar)
        base = due_date(started_on, base_days, unit, calendar)
    paused = sum(days_between(stopped, resumed, unit, calendar) for stopped, resumed in ordered)
    if not extension_days:
        return Plan(base, base_days, None, 0, paused)
    longer = extension_days + sum(days_between(stopped, resumed, unit, calendar) for stopped, resumed in rest)
    return Plan(base, base_days, due_date(base.on, longer, unit, calendar), longer, paused)
