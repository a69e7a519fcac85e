"""The written reply and what follows it: review by the head, closing, reopening, the commitment, the decision on a review."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from portal import clock
from portal.access import SYSTEM, Actor, Permission, allows
from portal.cases import queries
from portal.cases import vocabulary as v
from portal.cases.exchanges import Message, Reply
from portal.cases.handling import checked_text, refuse_placeholders
from portal.cases.inspecting import Inspector, refuse_telling
from portal.cases.merging import queries as merging
from portal.cases.merging.models import CaseMerge
from portal.cases.merging.operations import split
from portal.cases.models import Case
from portal.cases.steps import SUBJECT, drop_extension, refresh_due, take
from portal.cases.terms import HANDLING_RULES
from portal.cases.workflow import Action
from portal.db import add, flush
from portal.deadlines import operations as deadlines
from portal.deadlines import queries as deadline_queries
from portal.deadlines.counting import Unit, suspended_days, working_days_between
from portal.deadlines.models import Deadline
from portal.errors import RuleBroken, TransitionRefused


@dataclass(frozen=True)
class ReplyText:
    """The five parts a written reply must have (信访条例 art. 32)."""

    claim: str
    facts: str
    basis: str
    conclusion: str
    remedy: str


# Which step decides: for the final review or the first, upheld or not.
DECISIONS = {
    False: {True: Action.UPHOLD, False: Action.OVERTURN},
    True: {True: Action.UPHOLD_FINAL, False: Action.OVERTURN_FINAL},
}
_PARTS = {
    "claim": "反映人的诉求",
    "facts": "查明的事实",
    "basis": "依据（法律、政策或合同条款）",
    "conclusion": "结论",
    "remedy": "救济途径和期限",
}
_SHARED = tuple(name for name in _PARTS if name != "claim")  # what the reporters of merged cases get as well


def submit_reply(case: Case, actor: Actor, inspector: Inspector, text: ReplyText) -> Reply:
    """Hand the written reply to the head for review. A case that was merged has none of its own.

    Raises ``RuleBroken`` for a part that is missing and, where other reporters get the same reply, for one that tells of any of them.
    """
    if merging.find_open(case.id) is not None:
        raise TransitionRefused("这件办件已经合并，随主办件一起答复。要单独答复的，先撤销合并。")
    parts = {}
    for name, what in _PARTS.items():
        parts[name] = checked_text(name, getattr(text, name), what, 4)
        refuse_placeholders(name, parts[name])
    _refuse_telling_others(case, merging.list_waiting(case.id), {name: parts[name] for name in _SHARED}, inspector)
    take(case, Action.REPLY, actor)
    drop_extension(case)
    reply = Reply(case_id=case.id, status=v.ReplyStatus.SUBMITTED, author_id=actor.id, written_at=clock.now(), **parts)
    case.replies.append(reply)
    add(reply)
    flush()
    return reply


def approve_reply(case: Case, actor: Actor, inspector: Inspector) -> None:
    """The head sends the reply; the clock of handling is met and what it took is kept for the figures.

    Merged cases are answered as well: each reporter gets the reply under their own claim, and learns of no other. Cases may have been
    merged after the reply was written, so that its words are looked through again; raises ``RuleBroken`` where they tell of a reporter.
    """
    reply = _waiting(case)
    waiting = merging.list_waiting(case.id)
    _refuse_telling_others(case, waiting, {name: getattr(reply, name) for name in _SHARED}, inspector)
    running = deadline_queries.earliest_due(SUBJECT, case.id, HANDLING_RULES)
    take(case, Action.APPROVE, actor)
    reply.status = v.ReplyStatus.APPROVED
    reply.reviewer_id, reply.reviewed_at = actor.id, clock.now()
    _keep_time(case, running)
    for row in waiting:
        _answer_with(row, reply, actor)


def _refuse_telling_others(main: Case, rows: Sequence[CaseMerge], texts: Mapping[str, str], inspector: Inspector) -> None:
    """What the reporters of several cases read tells none of them of another."""
    for case in [main, *(row.case for row in rows)] if rows else []:
        for field, text in texts.items():
            try:
                refuse_telling(case, field, text, inspector(case))
            except RuleBroken as error:
                raise RuleBroken(field, f"{error.message}合并的办件的反映人也会看到这段话，不能改写的，先撤销合并。") from None


def _answer_with(row: CaseMerge, reply: Reply, actor: Actor) -> None:
    """Give a merged case the answer of the main one; unless who wrote or sends it keeps out of it, which parts the two."""
    case = row.case
    if not (allows(actor, Permission.CASE_REVIEW, case) and allows(reply.author, Permission.CASE_READ, case)):
        split(row, SYSTEM, "写答复或者审核答复的人在这件办件中回避，要另外答复。")
        return
    drop_extension(case)
    running = deadline_queries.earliest_due(SUBJECT, case.id, HANDLING_RULES)
    parts = {"claim": row.claim, **{name: getattr(reply, name) for name in _SHARED}}
    sent = {"author_id": reply.author_id, "written_at": reply.written_at, "reviewer_id": actor.id, "reviewed_at": reply.reviewed_at}
    case.replies.append(add(Reply(case_id=case.id, status=v.ReplyStatus.APPROVED, **parts, **sent)))
    take(case, Action.ANSWER_WITH_MAIN, actor)  # whoever hears of the step finds the reply
    row.answered_at = clock.now()
    _keep_time(case, running)
    flush()


def _keep_time(case: Case, running: Deadline | None) -> None:
    """Keep for the figures whether the answer was in time, and how many working days it took."""
    if running is not None:
        calendar = deadline_queries.calendar()
        stood = suspended_days(running.finished_pauses, Unit.WORKING, calendar)
        case.was_on_time = clock.today() <= running.due_on
        case.days_used = working_days_between(running.started_on, clock.today(), calendar) - stood


def refuse_reply(case: Case, actor: Actor, reason: str) -> None:
    """The head gives the reply back with the reason."""
    reply = _waiting(case)
    take(case, Action.REFUSE, actor, reason)
    reply.status, reply.refusal = v.ReplyStatus.REFUSED, reason.strip()
    reply.reviewer_id, reply.reviewed_at = actor.id, clock.now()


def _waiting(case: Case) -> Reply:
    if case.open_reply is None:
        raise TransitionRefused("没有等待审核的答复。")
    return case.open_reply


def close(
    case: Case,
    actor: Actor,
    inspector: Inspector,
    finding: v.Finding | None,
    measures: str,
    commitment: str = "",
    commitment_due_on: date | None = None,
) -> None:
    """Close the case with a finding, what is done about it, and, where something is promised, by which local date.

    Enquiries and suggestions have no finding. Cases that were answered with this one are closed with it; raises ``RuleBroken`` where
    what their reporters then read tells of any of them.
    """
    finding = finding if case.matter is v.Matter.REPORT else None
    if finding is None and case.matter is v.Matter.REPORT:
        raise RuleBroken("finding", "请选择认定结果。")
    measures = checked_text("measures", measures, "处理结果和措施", 4)
    commitment = commitment.strip()
    if commitment and commitment_due_on is None:
        raise RuleBroken("commitment_due_on", "请写明承诺在哪一天前做到。")
    if commitment_due_on is not None and not commitment:
        raise RuleBroken("commitment", "请写明承诺的内容。")
    if commitment_due_on is not None and commitment_due_on <= clock.today():
        raise RuleBroken("commitment_due_on", "承诺日期要在今天之后。")
    answered = [
        row
        for row in merging.list_answered(case.id)
        if row.case.status is v.Status.REPLIED and allows(actor, Permission.CASE_CLOSE, row.case)
    ]
    _refuse_telling_others(case, answered, {"measures": measures, "commitment": commitment}, inspector)
    case.finding, case.measures = finding, measures
    case.commitment, case.commitment_due_on, case.commitment_met_on = commitment, commitment_due_on, None
    take(
        case,
        Action.CLOSE,
        actor,
        detail={
            "finding": finding.label if finding else "",
            "commitment_due_on": commitment_due_on.isoformat() if commitment_due_on else "",
        },
    )
    for row in answered:
        close(row.case, actor, inspector, finding, measures, commitment, commitment_due_on)
    if commitment_due_on is not None:
        deadlines.start_until(SUBJECT, case.id, "commitment", clock.today(), commitment_due_on, case.lead_department_id, "办结时作出的承诺")
        refresh_due(case)


def fulfil_commitment(case: Case, actor: Actor, proof: str) -> None:
    """Record that what was promised has been done, and how that is known."""
    if not case.commitment or case.commitment_met_on is not None:
        raise TransitionRefused("没有等待履行的承诺。")
    take(case, Action.FULFIL, actor, proof)
    case.commitment_met_on = clock.today()


def call_back(case: Case, actor: Actor, way: v.CallbackWay, text: str) -> None:
    """Ask the reporter whether it is settled, or note down what was said when asking; the reporter sees the text among the messages."""
    text = checked_text("text", text, "回访内容")
    refuse_placeholders("text", text)
    take(case, Action.CALL_BACK, actor, detail={"way": way.label})
    add(Message(case_id=case.id, sender=v.MessageSender.OFFICE, author_id=actor.id, text=text, sent_at=clock.now()))


def reopen(case: Case, actor: Actor, reason: str) -> None:
    """Handle the case again; a new clock of handling runs."""
    if case.transferred_at is not None:
        raise TransitionRefused("这件办件已经移送纪检监察机关，不能重办。")
    take(case, Action.REOPEN, actor, reason)
    _forget_outcome(case)


def decide_review(case: Case, actor: Actor, upholds: bool, decision: str) -> None:
    """Decide the reporter's request for a review: uphold the reply, or have the case handled again (信访条例 art. 35).

    The final review (36) is decided by somebody else, of another body than the first and not below it.
    """
    request = queries.find_open_review(case.id)
    if request is None:
        raise TransitionRefused("没有等待决定的复查申请。")
    decision = checked_text("decision", decision, "决定和理由", 10)
    take(case, DECISIONS[request.is_final][upholds], actor, decision)
    request.decided_at, request.decision, request.is_upheld = clock.now(), decision, upholds
    request.decided_by_id = actor.id
    if not upholds:
        _forget_outcome(case)


def _forget_outcome(case: Case) -> None:
    """A reopened case has no outcome until it is closed again; the events keep the old one."""
    case.was_reopened = True
    case.finding = case.commitment_due_on = case.was_on_time = case.days_used = case.decline_ground = None
    case.measures = case.commitment = ""
    flush()
