"""What supervision hears: clocks that ran out, steps of cases, its own papers, and the loading of a profile."""

from portal.access import SYSTEM
from portal.audit.operations import record
from portal.cases import queries as cases
from portal.cases.events import CaseStepped
from portal.cases.steps import SUBJECT as CASE
from portal.cases.workflow import TRANSITIONS, Action
from portal.deadlines import queries as deadlines
from portal.deadlines.events import DeadlineMoved, DeadlineOverdue
from portal.routing.events import ProfileLoaded
from portal.supervision import operations, queries
from portal.supervision.events import OrderDismissed, OrderIssued
from portal.supervision.ladder import climbing, talks
from portal.supervision.ladder import queries as ladder
from portal.supervision.vocabulary import OrderKind

_NEW_LEAD = frozenset({Action.ASSIGN, Action.ROUTE, Action.REASSIGN, Action.LOSE_LEAD, Action.SEND_BACK})


def log_profile_loaded(event: ProfileLoaded) -> None:
    """Log a profile that the command line loaded; the administrator's page writes its own entry."""
    if event.by_id is None:
        record(SYSTEM, "profile:load", "profile", event.key, {"digest": event.digest, "changes": event.n_changes})


def follow_overdue(event: DeadlineOverdue) -> None:
    """A clock ran out: of a case, of an answer, or of a promise made in a talk."""
    if event.subject_kind == CASE:
        climbing.watch_case(cases.get_case(event.subject_id), deadlines.get_deadline(event.deadline_id))
    elif event.subject_kind == operations.SUBJECT:
        climbing.follow_paper(queries.get_order(event.subject_id))
    elif event.subject_kind == talks.SUBJECT:
        climbing.follow_paper(queries.get_order(ladder.get_commitment_by_id(event.subject_id).order_id))


def follow_moved_clock(event: DeadlineMoved) -> None:
    """The calendar moved the last day of an answer or of a promise: the paper says the new one, and the ladder waits for it."""
    if event.subject_kind == operations.SUBJECT:
        queries.get_order(event.subject_id).due_on = event.due_on
    elif event.subject_kind == talks.SUBJECT:
        ladder.get_commitment_by_id(event.subject_id).due_on = event.due_on


def follow_issued(event: OrderIssued) -> None:
    """A paper was sent: the step after it is scheduled."""
    climbing.follow_paper(queries.get_order(event.order_id))


def follow_dismissed(event: OrderDismissed) -> None:
    """A draft is not used: nothing more comes by itself for this clock."""
    climbing.stop(event.case_id)


def follow_step(event: CaseStepped) -> None:
    """A step of a case: somebody urged it on by hand, another department leads it, or clocks ended."""
    row = TRANSITIONS[event.action]
    if event.action is Action.REMIND:
        _note_reminder(event)
    elif event.action in _NEW_LEAD:
        climbing.start_over(cases.get_case(event.case_id))
    elif row.meets or row.cancels:
        climbing.settle(cases.get_case(event.case_id))


def _note_reminder(event: CaseStepped) -> None:
    """A 催办 by hand is a numbered letter as well; it takes the place of one that was not answered."""
    case, step = cases.get_case(event.case_id), cases.get_event(event.event_id)
    if step.actor is None:
        return
    before = queries.find_open_order(case.id, OrderKind.REMINDER)
    if before is not None:
        operations.end_by_itself(before, "已另行催办，本件不再单独答复。")
    operations.issue(case, step.actor, f"催办事由：{step.reason}", operations.usual_days(OrderKind.REMINDER), OrderKind.REMINDER)
