"""What the case does when its clocks speak."""

from portal.cases import queries
from portal.cases.handling import lapse_supplement
from portal.cases.steps import SUBJECT, refresh_due
from portal.cases.vocabulary import Status
from portal.deadlines.events import DeadlineMoved, DeadlineOverdue


def follow_moved_clock(event: DeadlineMoved) -> None:
    """A change of the calendar moved a last day: the queue must sort by the new one."""
    if event.subject_kind == SUBJECT:
        refresh_due(queries.get_case(event.subject_id))


def end_waiting_for_supplement(event: DeadlineOverdue) -> None:
    """The reporter's time to supplement is over: the case goes back to the office."""
    if event.subject_kind == SUBJECT and event.rule_key == "supplement_answer":
        case = queries.get_case(event.subject_id)
        if case.status is Status.SUPPLEMENT:
            lapse_supplement(case)
