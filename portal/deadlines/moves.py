"""How the last day of a clock is set and moved, with its history; the parts that operations and administration share."""

from datetime import date

from portal import clock
from portal.deadlines import queries
from portal.deadlines.calendar import Calendar
from portal.deadlines.events import DeadlineMoved
from portal.deadlines.ladder import LadderStep, Rung, ladder, next_step_on
from portal.deadlines.models import ChangeCause, Deadline, DeadlineChange
from portal.deadlines.plan import Plan, plan
from portal.events import emit


def set_last_day(deadline: Deadline) -> None:
    """Compute the last day of a new clock with the calendar in force."""
    _set_plan(deadline, _plan(deadline), queries.calendar())


def recompute(deadline: Deadline, reason: str = "节假日安排发生变化") -> bool:
    """Compute an open clock anew with the calendar in force. Whether its last day moved; the old one stays in its history."""
    planned, in_force = _plan(deadline), queries.calendar()
    old_due_on, old_version = deadline.due_on, deadline.calendar_version
    # A last day that now lies ahead was not missed, whatever was said while a guessed calendar held: its steps come again.
    if planned.on > old_due_on and (planned.on >= clock.today() or not _was_missed(deadline)):
        deadline.due_round += 1
    _set_plan(deadline, planned, in_force)
    if planned.on == old_due_on:
        return False
    _record_change(deadline, ChangeCause.CALENDAR, old_due_on, old_version, reason)
    emit(
        DeadlineMoved(
            deadline.id, deadline.subject_kind, deadline.subject_id, deadline.rule_key, deadline.department_id, deadline.due_on, old_due_on
        )
    )
    return True


def rungs_of(deadline: Deadline, in_force: Calendar) -> tuple[Rung, ...]:
    """The ladder of a clock under the limits in force."""
    limits = queries.limits()
    return ladder(deadline.started_on, deadline.due_on, in_force, limits["remind_before"].value, limits["supervise_after"].value)


def put_off(deadline: Deadline, cause: ChangeCause, reason: str) -> None:
    """Set the new last day after a pause or an extension. Steps come again for it, unless the old last day was missed."""
    old_due_on, old_version = deadline.due_on, deadline.calendar_version
    planned = _plan(deadline)
    if planned.on > old_due_on and not _was_missed(deadline):
        deadline.due_round += 1
    _set_plan(deadline, planned, queries.calendar())
    if planned.on != old_due_on:
        _record_change(deadline, cause, old_due_on, old_version, reason)


def _was_missed(deadline: Deadline) -> bool:
    return bool(deadline.fired & {LadderStep.OVERDUE, LadderStep.SUPERVISE})


def _plan(deadline: Deadline) -> Plan:
    pauses = deadline.finished_pauses
    return plan(deadline.started_on, deadline.value, deadline.unit, pauses, deadline.extension_days or 0, queries.calendar())


def _set_plan(deadline: Deadline, planned: Plan, in_force: Calendar) -> None:
    deadline.due_on, deadline.provisional, deadline.paused_days = planned.on, planned.provisional, planned.paused_days
    deadline.calendar_version = in_force.version
    deadline.next_step_on = None if deadline.is_paused else next_step_on(rungs_of(deadline, in_force), deadline.fired)


def _record_change(deadline: Deadline, cause: ChangeCause, old_due_on: date, old_version: str, reason: str) -> None:
    deadline.changes.append(
        DeadlineChange(
            cause=cause, old_due_on=old_due_on, new_due_on=deadline.due_on, old_calendar_version=old_version, reason=reason, at=clock.now()
        )
    )
