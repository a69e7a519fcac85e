"""What the case does when its clocks speak, and when the department tree changes under it."""

from portal.accounts.departments.events import DepartmentChanged
from portal.accounts.departments.queries import get_department
from portal.cases import queries
from portal.cases.assignment import recheck_conflict
from portal.cases.handling import lapse_supplement
from portal.cases.intake import name_respondent
from portal.cases.steps import SUBJECT, refresh_due
from portal.cases.vocabulary import Status
from portal.db import flush
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


def follow_changed_tree(event: DepartmentChanged) -> None:
    """A department that came under a respondent, or took over from one, leaves the cases about it at once (domain rule §5)."""
    department = get_department(event.department_id)
    if department.successor_id is not None:
        for row in queries.list_named_as_respondent(department.id):
            name_respondent(row.case, department, row.source)
        flush()
    for case in queries.list_with_conflict():
        recheck_conflict(case)
