"""What the case does when its clocks speak, and when the department tree changes under it."""

from portal.accounts import events as accounts
from portal.accounts.departments.events import DepartmentAdded, DepartmentChanged
from portal.accounts.departments.queries import get_department
from portal.accounts.queries import get_user
from portal.cases import queries, support
from portal.cases.assignment import recheck_conflict
from portal.cases.events import CaseStepped
from portal.cases.handling import lapse_supplement
from portal.cases.intake import name_respondent
from portal.cases.letters import operations as letters
from portal.cases.letters.queries import get_letter
from portal.cases.merging.operations import split_all
from portal.cases.recusal.operations import exclude_bearer, follow_moved_person
from portal.cases.steps import SUBJECT, refresh_due
from portal.cases.vocabulary import RespondentSource, Status
from portal.cases.workflow import Action
from portal.db import flush
from portal.deadlines.events import DeadlineMoved, DeadlineOverdue
from portal.routing import operations as routing


def follow_moved_clock(event: DeadlineMoved) -> None:
    """A change of the calendar moved a last day: the queue must sort by the new one."""
    if event.subject_kind == SUBJECT:
        supplement = queries.find_open_supplement(event.subject_id) if event.rule_key == "supplement_answer" else None
        if supplement is not None:
            supplement.due_on = event.due_on
        refresh_due(queries.get_case(event.subject_id))
    elif event.subject_kind == letters.SUBJECT:
        get_letter(event.subject_id).due_on = event.due_on


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
        letters.hand_on(department)
    for case in queries.list_with_conflict():
        recheck_conflict(case)


def follow_named_department(event: DepartmentAdded | DepartmentChanged) -> None:
    """A body that came later, or got the name that a report uses, is its respondent from now on, and leaves its case."""
    department = get_department(event.department_id)
    if department.is_collective:
        return
    for case_id, words in queries.list_words_in_hand():
        if routing.may_mean(words, department) and department.id in routing.departments_meant(words).named:
            case = queries.get_case(case_id, for_update=True)
            name_respondent(case, department, RespondentSource.REPORTED)
            flush()
            recheck_conflict(case)


_ENDS = {Action.WITHDRAW, Action.DECLINE, Action.CLOSE, Action.TRANSFER}


def end_questions(event: CaseStepped) -> None:
    """A case that is over needs no answer from the body complained of, nor from those who helped."""
    if event.action in _ENDS:
        case = queries.get_case(event.case_id)
        letters.end_all(case)
        support.end_all(case)


_PARTS_WAYS = {
    Action.WITHDRAW: "反映人撤回了其中一件。",
    Action.LOSE_LEAD: "其中一件换了牵头单位。",
    Action.REASSIGN: "其中一件换了牵头单位。",
}


def end_merges(event: CaseStepped) -> None:
    """A case that is taken back, or goes to another department, is no longer answered with others."""
    if event.action in _PARTS_WAYS:
        split_all(queries.get_case(event.case_id), _PARTS_WAYS[event.action])


def follow_new_name(event: accounts.UserCreated | accounts.UserEnabled | accounts.PersonEdited) -> None:
    """Whoever bears a name that a report complains of leaves its case, whenever the account or the name came (domain rule §5)."""
    if event.user_id is not None:
        exclude_bearer(get_user(event.user_id))


def follow_moved(event: accounts.PersonEdited) -> None:
    """Whoever works in another department now is no longer in charge of cases of the old one."""
    follow_moved_person(get_user(event.user_id))
