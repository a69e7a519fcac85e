"""What the command ``deadline`` prints. Pure."""

from datetime import date

from portal.deadlines.calendar import Calendar
from portal.deadlines.counting import Due, Step, StepKind, Unit, due_date


def describe(from_date: date, days: int, unit: Unit, calendar: Calendar, explain: bool = False) -> str:
    """The last day of a term as ``2027-01-05 provisional``; with ``explain`` a line for each day counted, skipped or moved over.

    Raises ``ValueError`` for a number of days that makes no term.
    """
    due = due_date(from_date, days, unit, calendar)
    lines = [f"{due.on}{' provisional' if due.provisional else ''}"]
    return "\n".join(lines + (_days(from_date, due, calendar) if explain else []))


def _days(from_date: date, due: Due, calendar: Calendar) -> list[str]:
    return [f"{from_date} {from_date:%a} start, not counted", *(_day(step, calendar) for step in due.steps)]


def _day(step: Step, calendar: Calendar) -> str:
    moved = "moved to" if calendar.is_working_day(step.on) else "moved over"
    did = {StepKind.COUNTED: f"counted {step.number}", StepKind.SKIPPED: "skipped", StepKind.MOVED: moved}[step.kind]
    unsure = "" if calendar.is_settled(step.on) else " (provisional)"
    return f"{step.on} {step.on:%a} {did} {calendar.day_name(step.on)}{unsure}"
