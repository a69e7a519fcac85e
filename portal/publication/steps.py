"""The one way a public text moves: the table and the policy are asked, the state changes, the log is written, the event told."""

from portal import clock
from portal.access import Actor, require
from portal.audit import operations as audit
from portal.cases.vocabulary import PublicationStage
from portal.db import session
from portal.events import emit
from portal.publication import queries
from portal.publication.events import PublicationStepped
from portal.publication.models import Publication
from portal.publication.vocabulary import PublicationStatus
from portal.publication.workflow import PublicationAction, PublicationTransition, check

_STAGES = {
    PublicationStatus.DRAFT: PublicationStage.DRAFTED,
    PublicationStatus.SUBMITTED: PublicationStage.SUBMITTED,
    PublicationStatus.REVIEWED: PublicationStage.SUBMITTED,
    PublicationStatus.APPROVED: PublicationStage.APPROVED,
    PublicationStatus.RELEASED: PublicationStage.RELEASED,
    PublicationStatus.REFUSED: PublicationStage.REFUSED,
    PublicationStatus.WITHDRAWN: PublicationStage.WITHDRAWN,
    PublicationStatus.ENDED: PublicationStage.WITHDRAWN,
    PublicationStatus.CANCELLED: PublicationStage.NONE,
}


def may(publication: Publication, actor: Actor, action: PublicationAction) -> PublicationTransition:
    """The row of the table, when state and policy allow the action. Raises ``TransitionRefused`` or ``NotAllowed``."""
    row = check(action, publication.status)
    if row.permission is not None:
        require(actor, row.permission, publication.case)
    return row


def enter(publication: Publication, status: PublicationStatus) -> None:
    """Change the state and make pages seen before stale."""
    publication.status = status
    publication.changed_at = clock.now()
    publication.version += 1


def log(publication: Publication, actor: Actor, action: PublicationAction, **detail: object) -> None:
    """Write the log, tell the case how far its text has come, and tell whoever listens."""
    publication.case.publication_stage = _STAGES[publication.status]
    audit.record(actor, f"publication:{action.value}", "publication", publication.public_id, {"case": publication.case_id, **detail})
    emit(PublicationStepped(publication.id, action))


def take_off(publication: Publication, target: PublicationStatus, reason: str) -> None:
    """The text leaves page, list and search; the reason stays."""
    publication.withdrawal_reason, publication.withdrawn_at = reason, clock.now()
    enter(publication, target)
    forget_terms(publication)


def forget_terms(publication: Publication) -> None:
    """The text is found by its words no longer."""
    for term in queries.list_terms(publication.id):
        session.delete(term)
