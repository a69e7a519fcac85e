"""What a public text does when its case goes on: it never stands as if nothing had happened."""

from collections.abc import Callable

from portal import clock
from portal.cases import queries as cases
from portal.cases.events import CaseStepped
from portal.cases.steps import SUBJECT
from portal.cases.vocabulary import Satisfaction
from portal.cases.workflow import Action
from portal.deadlines.events import DeadlineOverdue
from portal.publication import queries
from portal.publication.models import Publication
from portal.publication.operations import cancel
from portal.publication.vocabulary import PublicationStatus

_SATISFACTION = {member.label: member for member in Satisfaction}


def follow_case(event: CaseStepped) -> None:
    """Bring the text of a case up to date after a step that the public page speaks of."""
    follow = _FOLLOWS.get(event.action)
    if follow is not None:
        for publication in queries.list_living(event.case_id):
            follow(publication, event)


def follow_commitment(event: DeadlineOverdue) -> None:
    """The last day of a promise has passed: the text keeps that it was broken, also when it is kept later."""
    if event.subject_kind == SUBJECT and event.rule_key == "commitment":
        for publication in queries.list_living(event.subject_id):
            publication.was_promise_late = True
            publication.changed_at = clock.now()


def _fulfilled(publication: Publication, event: CaseStepped) -> None:
    publication.commitment_met = True
    publication.fulfilled_month = f"{clock.today():%Y-%m}"
    publication.changed_at = clock.now()


def _rated(publication: Publication, event: CaseStepped) -> None:
    """Words not yet public take the rating along; a public page takes it over with the next batch, for its day is the reporter's."""
    if publication.status is PublicationStatus.RELEASED:
        return
    # The step is told before its rating row is written, so the words of the event are read.
    publication.satisfaction = _SATISFACTION.get(cases.get_event(event.event_id).detail.get("satisfaction", ""))


def _handled_again(publication: Publication, event: CaseStepped) -> None:
    publication.changed_at = clock.now()
    if publication.status is PublicationStatus.RELEASED:
        publication.is_handled_again = True
    else:
        cancel(publication, "办件决定重新办理，这份稿子作废；再次办结后重新起草。")


_FOLLOWS: dict[Action, Callable[[Publication, CaseStepped], None]] = {
    Action.FULFIL: _fulfilled,
    Action.RATE: _rated,
    Action.REOPEN: _handled_again,
    Action.OVERTURN: _handled_again,
    Action.OVERTURN_FINAL: _handled_again,
}
