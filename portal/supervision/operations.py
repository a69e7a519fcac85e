"""Issuing, answering and closing supervision orders; refreshing the public figures."""

from datetime import date

from portal import clock
from portal.access import Actor, require
from portal.audit import operations as audit
from portal.cases.handling import checked_text
from portal.cases.models import Case
from portal.cases.numbers import unused_digits, unused_key
from portal.cases.vocabulary import OPEN_STATUSES
from portal.db import add, flush
from portal.deadlines import operations as deadlines
from portal.deadlines.counting import Unit
from portal.errors import RuleBroken, TransitionRefused
from portal.events import emit
from portal.supervision import public_figures, queries
from portal.supervision.events import OrderAnswered, OrderIssued
from portal.supervision.models import SupervisionOrder
from portal.supervision.vocabulary import OrderStatus
from portal.supervision.workflow import TRANSITIONS, OrderAction, check

SUBJECT = "order"
ANSWER_RULE = "supervision_answer"
ANSWER_WORKING_DAYS_MAX = 30


def issue(case: Case, actor: Actor, demand: str, working_days: int) -> SupervisionOrder:
    """Order the lead department to answer within so many working days. One open order per case."""
    require(actor, TRANSITIONS[OrderAction.ISSUE].permission, case)
    if case.status not in OPEN_STATUSES or case.lead_department_id is None:
        raise TransitionRefused("这件办件没有在办理，不能督办。")
    if queries.find_open_order(case.id) is not None:
        raise TransitionRefused("这件办件已有一份督办单没有销号。")
    demand = checked_text("demand", demand, "督办要求", 5)
    if not 1 <= working_days <= ANSWER_WORKING_DAYS_MAX:
        raise RuleBroken("working_days", f"答复期限要在 1 到 {ANSWER_WORKING_DAYS_MAX} 个工作日之间。")
    order = SupervisionOrder(
        id=unused_key(queries.is_order_id),
        number=_new_number(),
        case_id=case.id,
        department_id=case.lead_department_id,
        status=OrderStatus.ISSUED,
        demand=demand,
        issued_by_id=actor.id,
        issued_at=clock.now(),
        due_on=clock.today(),
    )
    add(order)
    flush()
    order.due_on = _start_clock(order, working_days)
    audit.record(actor, "order:issue", "case", case.id, {"number": order.number})
    emit(OrderIssued(order.id, case.id, order.department_id))
    return order


def _start_clock(order: SupervisionOrder, working_days: int) -> date:
    running = deadlines.start(
        SUBJECT, order.id, ANSWER_RULE, clock.today(), order.department_id, value=working_days, unit=Unit.WORKING, basis="督办单载明的期限"
    )
    return running.due_on


def answer(order: SupervisionOrder, actor: Actor, text: str) -> None:
    """The department that was ordered answers; the answer is kept as it is."""
    require(actor, TRANSITIONS[OrderAction.ANSWER].permission, order.case)
    row = check(OrderAction.ANSWER, order.status)
    order.answer = checked_text("answer", text, "办理情况和下一步安排", 5)
    order.answered_by_id, order.answered_at, order.status = actor.id, clock.now(), row.target
    deadlines.meet(SUBJECT, order.id, ANSWER_RULE, clock.now())
    audit.record(actor, "order:answer", "case", order.case_id, {"number": order.number})
    emit(OrderAnswered(order.id, order.case_id, order.issued_by_id))


def give_back(order: SupervisionOrder, actor: Actor, reason: str, working_days: int) -> None:
    """The supervisor is not content: the department has to answer again by a new day."""
    require(actor, TRANSITIONS[OrderAction.RETURN].permission, order.case)
    row = check(OrderAction.RETURN, order.status)
    order.demand += "\n退回重答：" + checked_text("reason", reason, "退回的理由", 5)
    order.status = row.target
    order.due_on = _start_clock(order, working_days)
    audit.record(actor, "order:return", "case", order.case_id, {"number": order.number})
    emit(OrderIssued(order.id, order.case_id, order.department_id))


def close(order: SupervisionOrder, actor: Actor, note: str) -> None:
    """The supervisor takes the order off the list, saying why."""
    require(actor, TRANSITIONS[OrderAction.CLOSE].permission, order.case)
    if actor.department is not None and actor.department.id == order.department_id:
        raise RuleBroken("note", "被督办单位不能自己销号，请由其他单位的监督人员销号。")
    row = check(OrderAction.CLOSE, order.status)
    order.closing_note = checked_text("note", note, "销号的理由", 2)
    order.status, order.closed_at = row.target, clock.now()
    deadlines.cancel_all(SUBJECT, order.id)
    audit.record(actor, "order:close", "case", order.case_id, {"number": order.number})


def refresh_public_figures() -> None:
    """Count the months that are over and were not counted yet, for everybody who reads figures until the next is over."""
    public_figures.refresh()


def _new_number() -> str:
    """A 督办 number of the year with digits of pure chance: supervisors see no gap where an order on a hidden case stands."""
    before = f"督办〔{clock.today().year}〕"
    return f"{before}{unused_digits(lambda digits: queries.is_order_number(f'{before}{digits}号'))}号"
