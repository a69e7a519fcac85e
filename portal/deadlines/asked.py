"""A term that somebody asks about: its last day and why, from the same functions as a running clock. Pure."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from portal.deadlines.calendar import Calendar
from portal.deadlines.counting import Unit, due_date
from portal.deadlines.limits import Limit
from portal.deadlines.wording import explain_lines


@dataclass
class AskedTerm:
    """A term of ``value`` days of its unit that begins with an event on ``started_on``; it has no pause and no extension."""

    started_on: date
    value: int
    unit: Unit
    due_on: date
    provisional: bool
    rule_key: str = ""
    basis: str = ""
    extension_days: int = 0
    paused_days: int = 0
    paused_on: date | None = None
    pause_reason: str = ""
    met_on: date | None = None
    cancelled_at: datetime | None = None


def ask(started_on: date, value: int, unit: Unit, calendar: Calendar) -> AskedTerm:
    """The term of some days from a local date on (民法典 201–203). Raises ``ValueError`` for a number of days that makes no term."""
    due = due_date(started_on, value, unit, calendar)
    return AskedTerm(started_on, value, unit, due.on, due.provisional)


def ask_limit(started_on: date, limit: Limit, calendar: Calendar) -> AskedTerm:
    """The term of one of the legal limits, as it would run for a case."""
    return replace(ask(started_on, limit.value, limit.unit, calendar), rule_key=limit.key, basis=limit.basis)


def why(term: AskedTerm, calendar: Calendar) -> list[str]:
    """「为什么是这一天」 for a term that was asked about: the same lines as for a clock of a case."""
    return explain_lines(term, [], [], calendar)
