"""The written reply and what follows it: review by the head, closing, reopening, the commitment, the decision on a review."""

from dataclasses import dataclass
from datetime import date

from portal import clock
from portal.access import Actor
from portal.cases import queries
from portal.cases import vocabulary as v
from portal.cases.exchanges import Reply
from portal.cases.handling import checked_text, refuse_placeholders
from portal.cases.models import Case
from portal.cases.steps import SUBJECT, drop_extension, refresh_due, take
from portal.cases.workflow import Action
from portal.db import add, flush
from portal.deadlines import operations as deadlines
from portal.deadlines import queries as deadline_queries
from portal.deadlines.counting import Unit, suspended_days, working_days_between
from portal.errors import RuleBroken, TransitionRefused


@dataclass(frozen=True)
class ReplyText:
    """The five parts a written reply must have (信访条例 art. 32)."""

    claim: str
    facts: str
    basis: str
    conclusion: str
    remedy: str


_PARTS = {
    "claim": "反映人的诉求",
    "facts": "查明的事实",
    "basis": "依据（法律、政策或合同条款）",
    "conclusion": "结论",
    "remedy": "救济途径和期限",
}


def submit_reply(case: Case, actor: Actor, text: ReplyText) -> Reply:
    """Hand the written reply to the head for review."""
    parts = {}
    for name, what in _PARTS.items():
        parts[name] = checked_text(name, getattr(text, name), what, 4)
        refuse_placeholders(name, parts[name])
    take(case, Action.REPLY, actor)
    drop_extension(case)
    reply = Reply(case_id=case.id, status=v.ReplyStatus.SUBMITTED, author_id=actor.id, written_at=clock.now(), **parts)
    case.replies.append(reply)
    add(reply)
    flush()
    return reply


def approve_reply(case: Case, actor: Actor) -> None:
    """The head sends the reply; the clock of handling is met and what it took is kept for the figures."""
    reply = _waiting(case)
    running = deadline_queries.open_deadline(SUBJECT, case.id, "handle")
    take(case, Action.APPROVE, actor)
    reply.status = v.ReplyStatus.APPROVED
    reply.reviewer_id, reply.reviewed_at = actor.id, clock.now()
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


def close(case: Case, actor: Actor, finding: v.Finding, measures: str, commitment: str = "", commitment_due_on: date | None = None) -> None:
    """Close the case with a finding, what is done about it, and, where something is promised, by which local date."""
    measures = checked_text("measures", measures, "处理结果和措施", 4)
    commitment = commitment.strip()
    if commitment and commitment_due_on is None:
        raise RuleBroken("commitment_due_on", "请写明承诺在哪一天前做到。")
    if commitment_due_on is not None and not commitment:
        raise RuleBroken("commitment", "请写明承诺的内容。")
    if commitment_due_on is not None and commitment_due_on <= clock.today():
        raise RuleBroken("commitment_due_on", "承诺日期要在今天之后。")
    case.finding, case.measures = finding, measures
    case.commitment, case.commitment_due_on, case.commitment_met_on = commitment, commitment_due_on, None
    take(
        case,
        Action.CLOSE,
        actor,
        detail={"finding": finding.label, "commitment_due_on": commitment_due_on.isoformat() if commitment_due_on else ""},
    )
    if commitment_due_on is not None:
        deadlines.start_until(SUBJECT, case.id, "commitment", clock.today(), commitment_due_on, case.lead_department_id, "办结时作出的承诺")
        refresh_due(case)


def fulfil_commitment(case: Case, actor: Actor, proof: str) -> None:
    """Record that what was promised has been done, and how that is known."""
    if not case.commitment or case.commitment_met_on is not None:
        raise TransitionRefused("没有等待履行的承诺。")
    take(case, Action.FULFIL, actor, proof)
    case.commitment_met_on = clock.today()


def reopen(case: Case, actor: Actor, reason: str) -> None:
    """Handle the case again; a new clock of handling runs."""
    take(case, Action.REOPEN, actor, reason)
    _forget_outcome(case)


def decide_review(case: Case, actor: Actor, upholds: bool, decision: str) -> None:
    """Decide the reporter's request for a review: uphold the reply, or have the case handled again (信访条例 art. 35)."""
    request = queries.find_open_review(case.id)
    if request is None:
        raise TransitionRefused("没有等待决定的复查申请。")
    decision = checked_text("decision", decision, "复查决定和理由", 10)
    take(case, Action.UPHOLD if upholds else Action.OVERTURN, actor, decision)
    request.decided_at, request.decision, request.is_upheld = clock.now(), decision, upholds
    if not upholds:
        _forget_outcome(case)


def _forget_outcome(case: Case) -> None:
    """A reopened case has no outcome until it is closed again; the events keep the old one."""
    case.was_reopened = True
    case.finding = case.commitment_due_on = case.was_on_time = case.days_used = case.decline_ground = None
    case.measures = case.commitment = ""
    flush()
