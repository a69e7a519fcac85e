"""What records do when a case or the department tree changes under them."""

from portal.access import SYSTEM
from portal.accounts.departments.events import DepartmentChanged
from portal.accounts.departments.queries import get_department, successors_of
from portal.cases.events import CaseStepped
from portal.cases.queries import get_case
from portal.cases.workflow import Action
from portal.deadlines.events import DeadlineMoved
from portal.records import ending, queries
from portal.records.rectification import operations as rectification
from portal.records.rectification.queries import get_order

_FALLS = {Action.REOPEN, Action.OVERTURN, Action.OVERTURN_FINAL}
_AGAIN = "办件重新办理，原来的核查结果不再作为整改的依据。"
NO_BASIS = "办件重新办理，原来的核查结果不再成立，拒不整改认定书失去依据。"


def follow_case(event: CaseStepped) -> None:
    """A case that is handled again has no finding to rectify, and what was recognised for want of rectification has no basis."""
    if event.action in _FALLS:
        rectification.cancel_all(get_case(event.case_id), SYSTEM, _AGAIN)
        for record in queries.list_of_case(event.case_id):
            ending.follow_fallen_finding(record, NO_BASIS)


def follow_succession(event: DepartmentChanged) -> None:
    """Whoever takes over from a department bears its records, and answers its orders."""
    department = get_department(event.department_id)
    heirs = successors_of(department)
    if heirs:
        for subject in queries.list_borne_by(department.id):
            subject.present_department_id = heirs[-1].id
        rectification.hand_on(department)


def follow_moved_clock(event: DeadlineMoved) -> None:
    """A change of the calendar moved the last day of an order."""
    if event.subject_kind == rectification.SUBJECT:
        get_order(event.subject_id).due_on = event.due_on
