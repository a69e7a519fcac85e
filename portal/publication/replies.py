"""The named unit's right of reply. It is shown the public text and nothing else; of a tip-off it learns only when the text is public."""

from portal import clock
from portal.access import Actor, Permission, allows, require
from portal.accounts.models import Department
from portal.audit import operations as audit
from portal.cases.handling import checked_text
from portal.cases.vocabulary import ReportKind, RespondentSource
from portal.db import add, flush
from portal.deadlines import operations as deadlines
from portal.deadlines import queries as clocks
from portal.errors import NotAllowed, TransitionRefused
from portal.events import emit
from portal.publication import queries, redaction, versions
from portal.publication.checking import known_values
from portal.publication.events import PublicationStepped, ReplyAsked, ReplyGiven
from portal.publication.models import Publication, PublicationReply
from portal.publication.operations import waits_for_reporter
from portal.publication.vocabulary import PublicationStatus, ReplyStatus
from portal.publication.workflow import PublicationAction
from portal.richtext import plain_text

CLOCK, RULE = "publication_reply", "respond_to_publication"
_ADDED = "补充被反映单位的回应"
_LONGEST = 1000


def named_unit(publication: Publication) -> Department | None:
    """The body in the department tree that the text is about, a confirmed one first; None when there is none."""
    rows = sorted(publication.case.respondents, key=lambda row: row.source is not RespondentSource.CONFIRMED)
    return rows[0].department if rows else None


def why_not_ask(publication: Publication) -> str:
    """Why the text cannot go to the named unit now, in a sentence; empty when it can."""
    status, is_tip_off = publication.status, publication.case.kind is ReportKind.TIP_OFF
    if named_unit(publication) is None:
        return "被反映单位不在单位名录里，不能送。"
    if queries.find_reply(publication.id) is not None:
        return "已经送过被反映单位。"
    if is_tip_off and status is not PublicationStatus.RELEASED:
        return "这是举报，公开以前不能让被反映单位知道；公开以后可以请它回应。"
    if status not in {PublicationStatus.SUBMITTED, PublicationStatus.REVIEWED, PublicationStatus.RELEASED}:
        return "提交审核以后、签发以前，或者公开以后，才能送被反映单位。"
    return (
        "反映人要先看，看过以后才能送被反映单位。" if status is not PublicationStatus.RELEASED and waits_for_reporter(publication) else ""
    )


def may_ask(publication: Publication, actor: Actor) -> bool:
    """Whether this person may send the text: whoever writes, or whoever reviews and wants it."""
    return any(allows(actor, each, publication.case) for each in (Permission.PUBLICATION_DRAFT, Permission.PUBLICATION_RELEASE))


def ask(publication: Publication, actor: Actor) -> PublicationReply:
    """Send the public text to the named unit; its clock runs, and its silence lets the release go on."""
    if not may_ask(publication, actor):
        raise NotAllowed
    unit, reason = named_unit(publication), why_not_ask(publication)
    if reason or unit is None:
        raise TransitionRefused(reason)
    reply = PublicationReply(
        publication_id=publication.id, department_id=unit.id, status=ReplyStatus.ASKED, asked_by_id=actor.id, asked_at=clock.now()
    )
    add(reply)
    flush()
    deadlines.start(CLOCK, reply.id, RULE, clock.today())
    publication.version += 1
    _record(publication, actor, "ask")
    emit(ReplyAsked(publication.id, reply.id))
    return reply


def ask_about_new_words(event: PublicationStepped) -> None:
    """A text that was given back comes again with other words: a unit that has not answered yet has its whole time for them.

    Where the reporter reads first, the unit's time begins when the reporter's is over; it may answer as soon as it sees the text.
    """
    reply = queries.find_reply(event.publication_id) if event.action is PublicationAction.SUBMIT else None
    if reply is None or reply.status is not ReplyStatus.ASKED:
        return
    deadlines.cancel(CLOCK, reply.id, RULE)
    deadlines.start(CLOCK, reply.id, RULE, reply.publication.preview_due_on or clock.today())
    if is_shown(reply):
        emit(ReplyAsked(reply.publication_id, reply.id))


def answer(reply: PublicationReply, actor: Actor, text: str) -> None:
    """The named unit answers; late answers are taken as long as the text is about to be or is public."""
    require(actor, Permission.PUBLICATION_ANSWER, reply)
    if reply.status is not ReplyStatus.ASKED or not is_shown(reply):
        raise TransitionRefused("现在没有等本单位回应的公示。")
    reply.text = checked_text("text", plain_text(text), "回应", 5)[:_LONGEST]
    reply.status, reply.answered_by_id, reply.answered_at = ReplyStatus.ANSWERED, actor.id, clock.now()
    deadlines.meet(CLOCK, reply.id, RULE, clock.now())
    reply.publication.version += 1
    audit.record(actor, "reply:answer", "publication", reply.publication.public_id, {})
    emit(ReplyGiven(reply.publication_id, reply.id))


def is_shown(reply: PublicationReply) -> bool:
    """Whether the named unit sees the text: while it is public, or handed in and read by a reporter who reads first.

    It never sees a draft, and of a tip-off nothing before release.
    """
    publication = reply.publication
    if publication.status is PublicationStatus.RELEASED:
        return True
    if publication.case.kind is ReportKind.TIP_OFF or waits_for_reporter(publication):
        return False
    return publication.status in {PublicationStatus.SUBMITTED, PublicationStatus.REVIEWED, PublicationStatus.APPROVED}


def public_words(reply: PublicationReply) -> str:
    """The answer as it would be public: whatever could identify somebody is hidden or masked."""
    found = redaction.find(reply.text, known_values(reply.publication.case))
    hidden = [redaction.Decision(each.start, each.end, each.label, _choice(each), each.suggestion) for each in found]
    return redaction.apply(reply.text, hidden)


def _choice(finding: redaction.Finding) -> redaction.Choice:
    can_replace = finding.suggestion and finding.suggestion != redaction.hidden_mark(finding.label)
    return redaction.Choice.REPLACE if can_replace else redaction.Choice.HIDE


def decide(reply: PublicationReply, actor: Actor, accepts: bool, reason: str) -> None:
    """Somebody who did not write the text puts the answer under it, masked, or says why not."""
    publication = reply.publication
    require(actor, Permission.PUBLICATION_RELEASE, publication.case)
    if publication.was_written_by(actor.id):
        raise NotAllowed("起草人不能审核被反映单位的回应，请由另一位审核员办理。")
    if reply.status is not ReplyStatus.ANSWERED:
        raise TransitionRefused("现在没有要处理的回应。")
    reply.reason = "" if accepts else checked_text("reason", reason, "不采用的理由")
    reply.status = ReplyStatus.ACCEPTED if accepts else ReplyStatus.REFUSED
    reply.shown = public_words(reply) if accepts else ""
    reply.decided_by_id = actor.id
    publication.version += 1
    if accepts and publication.status is PublicationStatus.RELEASED:
        publication.changed_at = clock.now()
        versions.keep(publication, actor.id, _ADDED)
    _record(publication, actor, "accept" if accepts else "refuse")


def why_wait(publication: Publication) -> str:
    """Why release has to wait for the named unit, in a sentence; empty when it has answered and that is decided, or its days are over."""
    reply = queries.find_reply(publication.id)
    if reply is None or reply.status in {ReplyStatus.ACCEPTED, ReplyStatus.REFUSED}:
        return ""
    if reply.status is ReplyStatus.ANSWERED:
        return "被反映单位已经回应，请先处理回应。"
    running = clocks.open_deadline(CLOCK, reply.id, RULE)
    return "还在等被反映单位回应，暂时不能公开。" if running is not None and clock.today() <= running.due_on else ""


def shown_reply(publication: Publication) -> str:
    """The named unit's answer as it stands under the text; empty when there is none."""
    reply = queries.find_reply(publication.id)
    return reply.shown if reply is not None and reply.status is ReplyStatus.ACCEPTED else ""


def _record(publication: Publication, actor: Actor, what: str) -> None:
    audit.record(actor, f"reply:{what}", "publication", publication.public_id, {"case": publication.case_id})
