"""When a running clock speaks up: shortly before its last day, on it, after it, and when a supervisor should step in."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from portal.deadlines.calendar import ONE_DAY, Calendar
from portal.deadlines.counting import Unit, due_date, working_days_before
from portal.vocabulary import Labelled


class LadderStep(Labelled):
    """The steps of a clock's ladder, in order."""

    DUE_SOON = "due_soon", "即将超期"
    DUE_TODAY = "due_today", "今天到期"
    OVERDUE = "overdue", "已超期"
    SUPERVISE = "supervise", "应当督办"


@dataclass(frozen=True)
class Rung:
    """A step and the day from which it holds."""

    step: LadderStep
    on: date


def ladder(started_on: date, due_on: date, calendar: Calendar, remind_before: int, supervise_after: int) -> tuple[Rung, ...]:
    """The rungs of a clock. Working days: ``remind_before`` the last day, and ``supervise_after`` the first day over it.

    A term too short for the reminder (the reminder would fall on or before its start) has none.
    """
    soon = working_days_before(due_on, remind_before, calendar)
    first = (Rung(LadderStep.DUE_SOON, soon),) if started_on < soon < due_on else ()
    over = due_on + ONE_DAY
    supervise = due_date(over, supervise_after, Unit.WORKING, calendar).on
    return (*first, Rung(LadderStep.DUE_TODAY, due_on), Rung(LadderStep.OVERDUE, over), Rung(LadderStep.SUPERVISE, supervise))


def steps_to_fire(rungs: Sequence[Rung], fired: Collection[LadderStep], today: date) -> list[LadderStep]:
    """The steps reached and not yet fired. What is out of date after missed days (“due soon” once it is over) is left out."""
    reached = [rung for rung in rungs if rung.on <= today]
    is_over = any(rung.step is LadderStep.OVERDUE for rung in reached)
    current = {LadderStep.OVERDUE, LadderStep.SUPERVISE} if is_over else {reached[-1].step} if reached else set()
    return [rung.step for rung in reached if rung.step in current and rung.step not in fired]


def next_step_on(rungs: Sequence[Rung], fired: Collection[LadderStep]) -> date | None:
    """The day of the first rung above the highest fired one; steps left out below it never come back. None at the top."""
    highest = max((number for number, rung in enumerate(rungs) if rung.step in fired), default=-1)
    return rungs[highest + 1].on if highest + 1 < len(rungs) else None
