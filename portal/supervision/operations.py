"""What happens to the papers of the ladder, from the draft to the end; refreshing the public figures."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from portal import clock
from portal.access import SYSTEM, Actor, require
from portal.audit import operations as audit
from portal.cases.handling import checked_text
from portal.cases.models import Case
from portal.cases.numbers import unused_key
from portal.cases.vocabulary import OPEN_STATUSES
from portal.db import add, flush
from portal.deadlines import operations as deadlines
from portal.deadlines.counting import Unit
from portal.errors import NotAllowed, RuleBroken, TransitionRefused
from portal.events import emit
from portal.supervision import public_figures, queries
from portal.supervision.events import OrderAnswered, OrderDismissed, OrderIssued, OrderPrepared
from portal.supervision.ladder import settings
from portal.supervision.ladder.numbering import next_number
from portal.supervision.ladder.table import LADDER
from portal.supervision.models import SupervisionOrder
from portal.supervision.vocabulary import SENT_STATUSES, OrderKind, OrderStatus
from portal.supervision.workflow import TRANSITIONS, OrderAction, OrderTransition, check

SUBJECT = "order"
ANSWER_RULE = LADDER[OrderKind.ORDER].answer_rule
ANSWER_WORKING_DAYS_MAX = 30


@dataclass(frozen=True)
class Cause:
    """What set a paper off: the clock that ran out in one of its rounds, and the step before; nothing when a person began it."""

    clock_id: int | None = None
    clock_round: int | None = None
    follows_id: int | None = None


def why_not_begin(case: Case, kind: OrderKind) -> str:
    """Why a paper of this kind cannot be begun on a case now, in a sentence; empty when it can."""
    if case.status not in OPEN_STATUSES or case.lead_department_id is None:
        return f"这件办件没有在办理，不能{kind.label}。"
    found = queries.find_open_order(case.id, kind)
    return f"这件办件已有一份{kind.label}文书没有销号。" if found is not None else ""


def issue(
    case: Case, actor: Actor, demand: str, working_days: int, kind: OrderKind = OrderKind.ORDER, cause: Cause | None = None
) -> SupervisionOrder:
    """Send the lead department a paper to answer within so many working days. One open paper of a kind on a case."""
    require(actor, LADDER[kind].issued_with, case)
    order = _begin(case, actor, kind, demand, working_days, cause)
    send(order, actor)
    return order


def prepare(case: Case, actor: Actor, kind: OrderKind, demand: str, working_days: int, cause: Cause | None = None) -> SupervisionOrder:
    """Lay a draft before the supervisors; nothing is sent, and the department sees nothing of it."""
    require(actor, TRANSITIONS[OrderAction.PREPARE].permission, case)
    order = _begin(case, actor, kind, demand, working_days, cause)
    audit.record(actor, "order:prepare", "case", case.id, {"kind": kind.value})
    emit(OrderPrepared(order.id, case.id, order.status, actor.id))
    return order


def _begin(case: Case, actor: Actor, kind: OrderKind, demand: str, working_days: int, cause: Cause | None) -> SupervisionOrder:
    why_not = why_not_begin(case, kind)
    if why_not:
        raise TransitionRefused(why_not)
    cause = cause or Cause()
    order = SupervisionOrder(
        id=unused_key(queries.is_order_id),
        kind=kind,
        case_id=case.id,
        case=case,
        department_id=case.lead_department_id,
        department=case.lead_department,
        status=OrderStatus.DRAFT,
        demand=checked_text("demand", demand, f"{kind.label}的内容和要求", 5),
        working_days=checked_days(working_days),
        made_at=clock.now(),
        clock_id=cause.clock_id,
        clock_round=cause.clock_round,
        follows_id=cause.follows_id,
    )
    add(order)
    flush()
    return order


def checked_days(working_days: int | None) -> int:
    """The term of an answer, or ``RuleBroken``."""
    if working_days is None or not 1 <= working_days <= ANSWER_WORKING_DAYS_MAX:
        raise RuleBroken("working_days", f"答复期限要在 1 到 {ANSWER_WORKING_DAYS_MAX} 个工作日之间。")
    return working_days


def issue_draft(order: SupervisionOrder, actor: Actor, demand: str, working_days: int) -> None:
    """A supervisor signs a draft, as it is or changed, and sends it."""
    may_act(order, actor, OrderAction.ISSUE)
    _require_running(order)
    order.demand, order.working_days = checked_text("demand", demand, f"{order.kind.label}的内容和要求", 5), checked_days(working_days)
    send(order, actor)


def _require_running(order: SupervisionOrder) -> None:
    if order.case.status not in OPEN_STATUSES or order.case.lead_department_id != order.department_id:
        raise TransitionRefused("这件办件已经不由这个单位办理，不能发出。请选择“不采用”。")


def send(order: SupervisionOrder, actor: Actor) -> None:
    """Give the paper its number and start the clock of the answer. The caller has checked who may."""
    order.number = next_number(order.kind, order.case, queries.is_order_number)
    order.issued_by_id, order.issued_at = actor.id, clock.now()
    order.due_on = _start_clock(order, order.working_days)
    order.status = OrderStatus.ISSUED
    flush()
    audit.record(actor, "order:issue", "case", order.case_id, {"number": order.number, "kind": order.kind.value})
    emit(OrderIssued(order.id, order.case_id, order.department_id))


def _start_clock(order: SupervisionOrder, working_days: int) -> date:
    rule = LADDER[order.kind].answer_rule
    title = LADDER[order.kind].title
    running = deadlines.start(
        SUBJECT, order.id, rule, clock.today(), order.department_id, value=working_days, unit=Unit.WORKING, basis=f"{title}载明的期限"
    )
    return running.due_on


def may_act(order: SupervisionOrder, actor: Actor, action: OrderAction) -> OrderTransition:
    """The table row, if the paper's state, the policy and the rule of the other unit allow the act. Raises otherwise."""
    row = check(action, order.kind, order.status)
    require(actor, row.permission, order.case)
    if row.by_other_unit and is_of_addressee(actor, order):
        raise NotAllowed(f"{order.department.name}是收文单位，不能由本单位人员{row.action.label}，请由其他单位的监督人员办理。")
    return row


def is_of_addressee(actor: Actor, order: SupervisionOrder) -> bool:
    """Whether the actor belongs to the department addressed, or to one below it."""
    return actor.department is not None and actor.department.lies_in(order.department_id)


def dismiss(order: SupervisionOrder, actor: Actor, reason: str) -> None:
    """A supervisor decides that a draft is not used, saying why; the ladder of this clock ends here."""
    row = may_act(order, actor, OrderAction.DISMISS)
    _enter_end(order, row.target, checked_text("reason", reason, "不采用的理由", 2))
    audit.record(actor, "order:dismiss", "case", order.case_id, {"kind": order.kind.value})
    emit(OrderDismissed(order.id, order.case_id))


def answer(order: SupervisionOrder, actor: Actor, text: str) -> None:
    """The department that was addressed answers; the answer is kept as it is."""
    row = may_act(order, actor, OrderAction.ANSWER)
    order.answer = checked_text("answer", text, "办理情况和下一步安排", 5)
    order.answered_by_id, order.answered_at = actor.id, clock.now()
    order.status = row.target or order.status
    deadlines.meet(SUBJECT, order.id, LADDER[order.kind].answer_rule, clock.now())
    audit.record(actor, "order:answer", "case", order.case_id, {"number": order.number})
    emit(OrderAnswered(order.id, order.case_id, order.issued_by_id))


def give_back(order: SupervisionOrder, actor: Actor, reason: str, working_days: int) -> None:
    """The supervisor is not content: the department has to answer again by a new day."""
    row = may_act(order, actor, OrderAction.RETURN)
    working_days = checked_days(working_days)
    order.demand += "\n退回重答：" + checked_text("reason", reason, "退回的理由", 5)
    order.status = row.target or order.status
    order.due_on = _start_clock(order, working_days)
    audit.record(actor, "order:return", "case", order.case_id, {"number": order.number})
    emit(OrderIssued(order.id, order.case_id, order.department_id))


def close(order: SupervisionOrder, actor: Actor, note: str) -> None:
    """The supervisor takes the paper off the list, saying why."""
    row = may_act(order, actor, OrderAction.CLOSE)
    for why_not in (each(order) for each in CLOSING_RULES):
        if why_not:
            raise RuleBroken("note", why_not)
    _enter_end(order, row.target, checked_text("note", note, "销号的理由", 2))
    audit.record(actor, "order:close", "case", order.case_id, {"number": order.number})


def _enter_end(order: SupervisionOrder, status: OrderStatus | None, note: str) -> None:
    order.closing_note, order.closed_at = note, clock.now()
    order.status = status or order.status
    deadlines.cancel_all(SUBJECT, order.id)


def end_by_itself(order: SupervisionOrder, note: str) -> None:
    """What the portal sent or drafted itself has lost its object: it ends without anybody's decision."""
    was_sent = order.status in SENT_STATUSES
    _enter_end(order, OrderStatus.CLOSED if was_sent else OrderStatus.DISMISSED, note)
    audit.record(SYSTEM, "order:close" if was_sent else "order:dismiss", "case", order.case_id, {"kind": order.kind.value})


def refresh_public_figures() -> None:
    """Count the months that are over and were not counted yet, for everybody who reads figures until the next is over."""
    public_figures.refresh()


def usual_days(kind: OrderKind) -> int:
    """The term of the answer that the house uses for a kind, in working days."""
    return settings.in_force()[kind].answer_days


def _talk_is_held(order: SupervisionOrder) -> str:
    is_open = order.kind is OrderKind.TALK and (order.talk is None or order.talk.held_on is None)
    return "还没有登记约谈情况，不能销号。" if is_open else ""


def _commitments_are_met(order: SupervisionOrder) -> str:
    left = [each for each in order.talk.commitments if each.met_on is None] if order.talk else []
    return f"约谈时的承诺还有 {len(left)} 项没有登记落实，不能销号。" if left else ""


CLOSING_RULES: tuple[Callable[[SupervisionOrder], str], ...] = (_talk_is_held, _commitments_are_met)
