"""Somebody says that a public text is wrong: marked on the page at once, decided with reasons in three or seven working days."""

from dataclasses import dataclass

from portal import clock
from portal.access import SYSTEM, Actor, Permission, require
from portal.audit import operations as audit
from portal.cases.handling import checked_text
from portal.crypto import keyed_hash, seal, unseal
from portal.db import add, flush
from portal.deadlines import operations as deadlines
from portal.deadlines import queries as clocks
from portal.deadlines.counting import due_date
from portal.errors import NotAllowed, RuleBroken, TransitionRefused
from portal.events import emit
from portal.publication import queries, versions
from portal.publication.events import ObjectionDecided, ObjectionReceived
from portal.publication.models import Publication, PublicObjection
from portal.publication.operations import withdraw
from portal.publication.vocabulary import ObjectionOutcome, ObjectionStatus, Objector, PublicationStatus
from portal.richtext import plain_text

KIND = "outcome"
CLOCK = "objection"
OWN, OTHERS = "objection_decide_own", "objection_decide_other"
_NAME, _CONTACT = "objection:name", "objection:contact"
_KEPT = "有人对这条信息提出异议，经核对，维持原来的内容"
_FORGET = "keep_address"


@dataclass(frozen=True)
class NewObjection:
    """What somebody says is wrong, who they are, and how they can be reached."""

    who: Objector
    name: str
    contact: str
    wrong: str
    proof: str = ""


def receive(publication: Publication, new: NewObjection, submission_key: str) -> PublicObjection:
    """Take an objection to a text that is public; the same press twice is one. The page bears the mark from now on."""
    pressed = keyed_hash(submission_key, "objection")
    found = queries.find_objection_by_submission(pressed)
    if found is not None:
        return found
    if publication.status is not PublicationStatus.RELEASED:
        raise TransitionRefused("这条公示已经不在公开页面上。")
    objection = PublicObjection(
        subject_kind=KIND,
        subject_id=publication.id,
        who=new.who,
        sealed_name=seal(new.name, _NAME),
        sealed_contact=seal(new.contact, _CONTACT),
        wrong=plain_text(new.wrong),
        proof=plain_text(new.proof),
        status=ObjectionStatus.OPEN,
        received_at=clock.now(),
        submission_hash=pressed,
    )
    add(objection)
    flush()
    deadlines.start(CLOCK, objection.id, OWN, clock.today())
    _mark(publication)
    audit.record(SYSTEM, "objection:receive", "publication", publication.public_id, {"case": publication.case_id})
    emit(ObjectionReceived(publication.id, objection.id))
    return objection


def name_and_contact(objection: PublicObjection) -> tuple[str, str]:
    """Who objects and how to reach them; empty when it is forgotten."""
    name, contact = objection.sealed_name, objection.sealed_contact
    return unseal(name, _NAME) if name else "", unseal(contact, _CONTACT) if contact else ""


def ask_others(objection: PublicObjection, publication: Publication, actor: Actor) -> None:
    """Another body has to check it: the longer limit runs, from the day the objection came in."""
    _expect(objection, publication, actor)
    if deadlines.cancel(CLOCK, objection.id, OWN) is None:
        raise TransitionRefused("已经请其他单位核实。")
    deadlines.start(CLOCK, objection.id, OTHERS, clock.local_date(objection.received_at))
    audit.record(actor, "objection:ask_others", "publication", publication.public_id, {"case": publication.case_id})


def decide(objection: PublicObjection, publication: Publication, actor: Actor, outcome: ObjectionOutcome, reasons: str) -> None:
    """Keep, correct or withdraw, with reasons. Corrected is only what has a new version since; withdrawing says the reasons publicly."""
    _expect(objection, publication, actor)
    reasons = checked_text("reasons", reasons, "处理的理由", 4)
    if outcome is ObjectionOutcome.CORRECTED and not _was_changed_since(objection, publication):
        raise RuleBroken("outcome", "收到异议以后还没有更正，请先更正，签发以后再办结异议。")
    if outcome is ObjectionOutcome.WITHDRAWN and publication.status is PublicationStatus.RELEASED:
        withdraw(publication, actor, reasons)
    objection.outcome, objection.reasons, objection.status = outcome, reasons, ObjectionStatus.DECIDED
    objection.decided_by_id, objection.decided_at = actor.id, clock.now()
    flush()
    for rule in (OWN, OTHERS):
        deadlines.meet(CLOCK, objection.id, rule, clock.now())
    if outcome is ObjectionOutcome.KEPT:
        versions.keep(publication, actor.id, _KEPT)
    _mark(publication)
    audit.record(actor, "objection:decide", "publication", publication.public_id, {"case": publication.case_id, "outcome": outcome.label})
    emit(ObjectionDecided(publication.id, objection.id))


def _was_changed_since(objection: PublicObjection, publication: Publication) -> bool:
    kept = queries.list_versions(publication.id)
    return any(each.made_at > objection.received_at and each.what != _KEPT for each in kept)


def _expect(objection: PublicObjection, publication: Publication, actor: Actor) -> None:
    require(actor, Permission.PUBLICATION_WITHDRAW, publication.case)
    if objection.status is not ObjectionStatus.OPEN:
        raise TransitionRefused("这条异议已经处理。")
    if publication.was_written_by(actor.id):
        raise NotAllowed("起草人不能处理对自己文字的异议，请由另一位审核员处理。")


def _mark(publication: Publication) -> None:
    publication.is_objected = bool(queries.list_objections_to(publication.id, ObjectionStatus.OPEN))
    publication.changed_at = clock.now()
    publication.version += 1


def forget_contacts(limit: int = 100) -> int:
    """Forget names and contacts when the term after the decision is over; returns how many."""
    term = clocks.limits()[_FORGET]
    over = [
        each
        for each in queries.list_objections_with_contact(limit)
        if each.decided_at and due_date(clock.local_date(each.decided_at), term.value, term.unit, clocks.calendar()).on < clock.today()
    ]
    for each in over:
        each.sealed_name = each.sealed_contact = None
    return len(over)
