"""The periodic round over the clocks: fires each step once. The caller opens a transaction for each chunk and calls until it is done."""

import logging
from dataclasses import dataclass
from datetime import date

from portal import clock
from portal.db import savepoint
from portal.deadlines import moves, operations, queries
from portal.deadlines.events import DeadlineDueSoon, DeadlineDueToday, DeadlineEvent, DeadlineOverdue, DeadlineSuperviseDue
from portal.deadlines.ladder import LadderStep, steps_to_fire
from portal.deadlines.models import Deadline
from portal.events import emit

EVENTS: dict[LadderStep, type[DeadlineEvent]] = {
    LadderStep.DUE_SOON: DeadlineDueSoon,
    LadderStep.DUE_TODAY: DeadlineDueToday,
    LadderStep.OVERDUE: DeadlineOverdue,
    LadderStep.SUPERVISE: DeadlineSuperviseDue,
}
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class FiredStep:
    """A step that this round fired."""

    deadline_id: int
    subject_kind: str
    subject_id: int
    rule_key: str
    step: LadderStep
    due_on: date


def sweep(today: date, limit: int = 100) -> list[FiredStep]:
    """Fire the steps of up to ``limit`` clocks that have come due by ``today``; an empty answer means that nothing is left.

    Running it again fires nothing twice: a fired clock's next step lies later, its row is locked until the transaction ends,
    and the database refuses a second row for the same step.
    """
    fired: list[FiredStep] = []
    after: tuple[date, int] | None = None
    while not fired:
        deadlines = queries.list_due_for_sweep(today, after, limit)
        if not deadlines:
            break
        after = (deadlines[-1].next_step_on or today, deadlines[-1].id)
        for deadline in deadlines:
            fired += _fire_alone(deadline, today)
    return fired


def recompute_stale(limit: int = 100) -> int:
    """Compute up to ``limit`` open clocks anew that were last computed with another calendar. How many were; 0 when done."""
    stale = queries.list_stale(queries.calendar().version, limit)
    for deadline in stale:
        moves.recompute(deadline)
    return len(stale)


def _fire_alone(deadline: Deadline, today: date) -> list[FiredStep]:
    """Fire one clock's steps; when somebody who hears of them fails, undo this clock only and leave it for the next round."""
    deadline_id = deadline.id
    try:
        with savepoint():
            return _fire(deadline, today)
    except Exception:
        log.exception("the steps of deadline %s could not be fired", deadline_id)
        return []


def _fire(deadline: Deadline, today: date) -> list[FiredStep]:
    in_force = queries.calendar()
    if deadline.calendar_version != in_force.version:
        moves.recompute(deadline)
    steps = steps_to_fire(moves.rungs_of(deadline, in_force), deadline.fired, today)
    operations.record_steps(deadline, steps, clock.now())
    about = (deadline.id, deadline.subject_kind, deadline.subject_id, deadline.rule_key)
    for step in steps:
        emit(EVENTS[step](*about, deadline.department_id, deadline.due_on))
    return [FiredStep(*about, step, deadline.due_on) for step in steps]
