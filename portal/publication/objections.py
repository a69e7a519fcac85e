"""Somebody says that a public text is wrong: marked on the page at once, decided with reasons in three or seven working days."""

from portal import clock
from portal.access import SYSTEM, Actor, Permission, require
from portal.audit import operations as audit
from portal.errors import NotAllowed, RuleBroken, TransitionRefused
from portal.events import emit
from portal.publication import queries, versions
from portal.publication.checking import known_values, pointing_words
from portal.publication.events import ObjectionDecided, ObjectionReceived
from portal.publication.models import Publication
from portal.publication.operations import withdraw
from portal.publication.queries import OUTCOME
from portal.publication.vocabulary import PublicationStatus
from portal.records.objections import filing
from portal.records.objections import queries as objections
from portal.records.objections.filing import Decision, NewObjection
from portal.records.objections.models import PublicObjection
from portal.records.objections.vocabulary import ObjectionOutcome, ObjectionStatus


def receive(
    publication: Publication, new: NewObjection, submission_key: str, draft_files: tuple[str, int] | None = None
) -> tuple[int, str]:
    """Take an objection to a text that is public: its id and the code that opens its page. The mark shows from now on.

    ``draft_files`` names the owner of the proofs that were uploaded before. Raises ``TransitionRefused`` when the text is not public.
    """
    if publication.status is not PublicationStatus.RELEASED:
        raise TransitionRefused("这条公示已经不在公开页面上。")
    objection, code = filing.file(OUTCOME, publication.id, new, submission_key, draft_files)
    _mark(publication)
    audit.record(SYSTEM, "objection:receive", "publication", publication.public_id, {"case": publication.case_id})
    emit(ObjectionReceived(publication.id, objection.id))
    return objection.id, code


def why_not_decide(publication: Publication, actor: Actor) -> str:
    """Why this person cannot decide about the text, in a sentence; empty when nothing but the policy stands in the way."""
    return "起草人不能处理对自己文字的异议，请由另一位审核员处理。" if publication.was_written_by(actor.id) else ""


def ask_others(objection: PublicObjection, publication: Publication, actor: Actor) -> None:
    """Another body has to check it: the longer limit runs, from the day the objection came in."""
    _expect(objection, publication, actor)
    filing.lengthen(objection)
    _log("ask_others", publication, actor)


def begin_expertise(objection: PublicObjection, publication: Publication, actor: Actor, why: str) -> None:
    """Experts look at it; the clock stands still."""
    _expect(objection, publication, actor)
    filing.begin_expertise(objection, why)
    _log("begin_expertise", publication, actor)


def end_expertise(objection: PublicObjection, publication: Publication, actor: Actor) -> None:
    """The experts have answered."""
    _expect(objection, publication, actor)
    filing.end_expertise(objection)
    _log("end_expertise", publication, actor)


def decide(objection: PublicObjection, publication: Publication, actor: Actor, decision: Decision) -> None:
    """Keep, correct or withdraw, with reasons. Corrected is only what has a new version since; withdrawing says the reasons publicly."""
    _expect(objection, publication, actor)
    decision = decision.checked()
    _refuse_pointing(publication, decision)
    if decision.outcome is ObjectionOutcome.CORRECTED and not _was_changed_since(objection, publication):
        raise RuleBroken("outcome", "收到异议以后还没有更正，请先更正，签发以后再办结异议。")
    if decision.outcome is ObjectionOutcome.WITHDRAWN and publication.status is PublicationStatus.RELEASED:
        withdraw(publication, actor, decision.reasons)
    filing.close(objection, actor, decision)
    if decision.outcome is ObjectionOutcome.KEPT:
        versions.keep(publication, actor.id, filing.KEPT)
    _mark(publication)
    _log("decide", publication, actor, outcome=decision.outcome.label)
    emit(ObjectionDecided(publication.id, objection.id))


def _refuse_pointing(publication: Publication, decision: Decision) -> None:
    """Whoever objects reads the words, and may be the body complained of: nothing in them leads to the reporter."""
    for field in ("reasons", "remedy"):
        found = pointing_words(getattr(decision, field), known_values(publication.case))
        if found:
            raise RuleBroken(field, f"这里有“{found[0]}”，提出异议的人会看到，请去掉。")


def _log(what: str, publication: Publication, actor: Actor, **detail: object) -> None:
    audit.record(actor, f"objection:{what}", "publication", publication.public_id, {"case": publication.case_id, **detail})


def _was_changed_since(objection: PublicObjection, publication: Publication) -> bool:
    kept = queries.list_versions(publication.id)
    return any(each.made_at > objection.received_at and each.what != filing.KEPT for each in kept)


def _expect(objection: PublicObjection, publication: Publication, actor: Actor) -> None:
    require(actor, Permission.PUBLICATION_WITHDRAW, publication.case)
    if objection.status is not ObjectionStatus.OPEN:
        raise TransitionRefused("这条异议已经处理。")
    why_not = why_not_decide(publication, actor)
    if why_not:
        raise NotAllowed(why_not)


def _mark(publication: Publication) -> None:
    publication.is_objected = bool(objections.list_to(OUTCOME, publication.id, ObjectionStatus.OPEN))
    publication.changed_at = clock.now()
    publication.version += 1
