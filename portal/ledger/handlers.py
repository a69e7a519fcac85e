"""What the ledger does when the house changes: the plan, the departments, the calendar."""

from portal import clock
from portal.accounts.departments.events import DepartmentAdded, DepartmentChanged
from portal.accounts.departments.queries import get_department, successors_of
from portal.deadlines.events import DeadlineMoved
from portal.ledger import findings, operations, rounds
from portal.ledger.following import follow_plan
from portal.ledger.queries import inspections, tasks
from portal.routing.events import ProfileLoaded


def follow() -> int:
    """Bring tasks and inspections to the plan in force; returns how many changed. Safe to repeat."""
    changed = follow_plan()
    began = tasks.first_followed_at()
    return changed + (rounds.make_planned_rounds(clock.today(), clock.local_date(began)) if began else 0)


def follow_profile(event: ProfileLoaded) -> None:
    """A profile was loaded."""
    follow()


def follow_department(event: DepartmentAdded | DepartmentChanged) -> None:
    """A department came, was renamed, or handed its duties on: its tasks and what it has to put right follow."""
    follow_plan()
    department = get_department(event.department_id)
    successors = successors_of(department)
    if successors:
        for finding in inspections.list_open_findings(department.id):
            findings.follow_successor(finding, successors[-1])


def follow_moved_clock(event: DeadlineMoved) -> None:
    """The calendar moved a last day."""
    if event.subject_kind == operations.SUBJECT:
        progress = tasks.find_progress(event.subject_id)
        if progress is not None:
            progress.due_on = event.due_on
    elif event.subject_kind == findings.SUBJECT:
        inspections.get_finding(event.subject_id).due_on = event.due_on
