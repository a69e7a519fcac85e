"""约谈: the invitation, what was said, and what the department promised by which day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from portal import clock
from portal.access import Actor
from portal.audit import operations as audit
from portal.cases.handling import checked_text
from portal.cases.models import Case
from portal.db import add, flush
from portal.deadlines import operations as deadlines
from portal.errors import RuleBroken, TransitionRefused
from portal.supervision import operations
from portal.supervision.ladder import queries
from portal.supervision.ladder.models import AdmonitoryTalk, TalkCommitment
from portal.supervision.models import SupervisionOrder
from portal.supervision.vocabulary import OrderKind
from portal.supervision.workflow import OrderAction

SUBJECT = "talk_promise"
PROMISE_RULE = "talk_promise"
MOST_PROMISES = 10


@dataclass(frozen=True)
class Invitation:
    """When and where the talk is, and who is to come. ``meet_at`` is the time of day in words."""

    meet_on: date | None
    meet_at: str
    place: str
    attendees: str


@dataclass(frozen=True)
class Promise:
    """What the department will do, and by which day."""

    text: str
    due_on: date


def begin(case: Case, actor: Actor, demand: str, working_days: int, invitation: Invitation) -> SupervisionOrder:
    """A supervisor invites to a talk by hand."""
    order = operations.prepare(case, actor, OrderKind.TALK, demand, working_days)
    invite(order, actor, demand, working_days, invitation)
    return order


def invite(order: SupervisionOrder, actor: Actor, demand: str, working_days: int, invitation: Invitation) -> None:
    """Sign the draft of an invitation and send it."""
    operations.may_act(order, actor, OrderAction.ISSUE)
    if invitation.meet_on is None or invitation.meet_on < clock.today():
        raise RuleBroken("meet_on", "请填写约谈的日期，不能早于今天。")
    talk = order.talk or add(AdmonitoryTalk(order_id=order.id, order=order))
    talk.meet_on = invitation.meet_on
    talk.meet_at = checked_text("meet_at", invitation.meet_at, "约谈的时间")[:40]
    talk.place = checked_text("place", invitation.place, "约谈的地点")[:120]
    talk.attendees = checked_text("attendees", invitation.attendees, "请谁参加")[:200]
    operations.issue_draft(order, actor, demand, working_days)


def record(order: SupervisionOrder, actor: Actor, held_on: date | None, minutes: str, outcome: str, promises: Sequence[Promise]) -> None:
    """Write down that the talk took place, what was said and settled; each promise gets its clock."""
    operations.may_act(order, actor, OrderAction.RECORD)
    talk = order.talk
    if talk is None or talk.held_on is not None:
        raise TransitionRefused("约谈情况已经登记，不能再改。")
    if held_on is None or held_on > clock.today():
        raise RuleBroken("held_on", "请填写约谈的日期，不能晚于今天。")
    talk.minutes = checked_text("minutes", minutes, "约谈记录", 10)
    talk.outcome = checked_text("outcome", outcome, "约谈结果", 2)
    talk.held_on, talk.recorded_by_id, talk.recorded_at = held_on, actor.id, clock.now()
    for promise in promises[:MOST_PROMISES]:
        _add_promise(order, promise)
    audit.record(actor, "order:record", "case", order.case_id, {"number": order.number, "promises": len(promises)})


def _add_promise(order: SupervisionOrder, promise: Promise) -> None:
    text = checked_text("promises", promise.text, "承诺的内容")
    row = add(TalkCommitment(order_id=order.id, talk=order.talk, promise=text[:500], due_on=promise.due_on))
    flush()
    if promise.due_on <= clock.today():
        raise RuleBroken("promises", "承诺的日期要晚于今天。")
    running = deadlines.start_until(SUBJECT, row.id, PROMISE_RULE, clock.today(), promise.due_on, order.department_id, "约谈时的承诺")
    row.due_on = running.due_on


def keep_promise(order: SupervisionOrder, actor: Actor, commitment_id: int, note: str) -> None:
    """A supervisor notes that a promise was kept, and how that was seen; its clock ends."""
    operations.may_act(order, actor, OrderAction.RECORD)
    promise = queries.get_commitment(order.id, commitment_id)
    if promise.met_on is not None:
        raise TransitionRefused("这项承诺已经登记落实。")
    promise.note = checked_text("note", note, "怎么核实的")[:500]
    promise.met_on = clock.today()
    deadlines.meet(SUBJECT, promise.id, PROMISE_RULE, clock.now())
    audit.record(actor, "order:promise_kept", "case", order.case_id, {"number": order.number})
