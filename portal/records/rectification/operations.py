"""Ordering a body to rectify, its answers, and what the supervisor makes of them.

发改财金〔2023〕1103号: a substantiated breach is first to be put right; only refusal leads to recognition. The order may follow from a
tip-off, so its words are checked like those of a letter: nothing of the reporter, of the report or of the case is in them.
"""

from portal import clock
from portal.access import Actor, Permission, require
from portal.accounts.models import Department
from portal.audit import operations as audit
from portal.cases.handling import checked_text, refuse_placeholders
from portal.cases.inspecting import Inspect, refuse_telling
from portal.cases.letters.queries import list_addressees
from portal.cases.models import Case
from portal.cases.numbers import unused_digits
from portal.cases.vocabulary import Finding, Status
from portal.db import add, flush
from portal.deadlines import operations as deadlines
from portal.deadlines import queries as clocks
from portal.errors import RuleBroken, TransitionRefused
from portal.events import emit
from portal.records.events import RectificationStepped
from portal.records.rectification import queries
from portal.records.rectification.models import Rectification, RectificationAnswer
from portal.records.rectification.vocabulary import RectificationStatus, Stance
from portal.records.rectification.workflow import RectificationAction, RectificationTransition, check
from portal.records.vocabulary import Pretext

SUBJECT = "rectification"
RULE = "rectification"
BASIS = "《优化营商环境条例》第三十一条；《关于完善政府诚信履约机制优化民营经济发展环境的通知》（发改财金〔2023〕1103号）"
FOUND = frozenset({Finding.SUBSTANTIATED, Finding.PARTLY})


def why_not_order(case: Case) -> str:
    """Why no order can follow from the case now, in a sentence; empty when one can."""
    if case.status is not Status.CLOSED:
        return "办结以后才能责令整改。"
    if case.finding not in FOUND:
        return "只有查明属实或者部分属实的，才责令整改。"
    return "" if open_addressees(case) else "没有可以责令整改的单位：被反映单位都已收到整改通知，或者不是一个具体的单位。"


def open_addressees(case: Case) -> list[Department]:
    """The bodies complained of that have no order yet."""
    return [each for each in list_addressees(case) if queries.find_standing(case.id, each.id) is None]


def order(case: Case, actor: Actor, department: Department, demand: str, inspect: Inspect, days: int | None = None) -> Rectification:
    """Order a body to explain itself in writing and to rectify within ``days`` natural days (the limit in force, if not given)."""
    require(actor, Permission.RECTIFICATION_ORDER, case)
    reason = why_not_order(case)
    if reason:
        raise TransitionRefused(reason)
    if department.id not in {each.id for each in open_addressees(case)}:
        raise RuleBroken("department", "请选择这件办件的被反映单位。")
    demand = checked_text("demand", demand, "整改要求", 10)
    refuse_placeholders("demand", demand)
    refuse_telling(case, "demand", demand, inspect)
    made = Rectification(
        number=_new_number(),
        case_id=case.id,
        department_id=department.id,
        issuer_id=actor.department.id,
        status=RectificationStatus.ORDERED,
        demand=demand,
        basis=BASIS,
        issued_by_id=actor.id,
        issued_at=clock.now(),
        due_on=clock.today(),
    )
    add(made)
    flush()
    _start_clock(made, days)
    _tell(made, actor, RectificationAction.ORDER)
    return made


def note_opened(order: Rectification, actor: Actor) -> None:
    """Note and log that the body opened the order, the first time."""
    if order.opened_at is None:
        order.opened_at = clock.now()
        audit.record(actor, "rectification:open", "rectification", order.number, {})


def answer(order: Rectification, actor: Actor, stance: Stance, text: str, pretext: Pretext | None = None) -> RectificationAnswer:
    """The body reports what it did and why it happened; its words stay as they are. Its clock stops."""
    row = _may(order, actor, RectificationAction.ANSWER, "-")
    given = RectificationAnswer(
        rectification_id=order.id,
        stance=stance,
        text=checked_text("text", text, "原因和整改情况", 10),
        pretext=pretext,
        answered_by_id=actor.id,
        answered_at=clock.now(),
    )
    add(given)
    order.enter(row.target or order.status)
    deadlines.meet(SUBJECT, order.id, RULE, clock.now())
    flush()
    _tell(order, actor, RectificationAction.ANSWER)
    return given


def extend(order: Rectification, actor: Actor, days: int, reason: str) -> None:
    """Give the body more time, once (natural days, at most ``rectification_extension``)."""
    _may(order, actor, RectificationAction.EXTEND, reason)
    running = clocks.open_deadline(SUBJECT, order.id, RULE)
    if running is None:
        raise TransitionRefused("整改期限没有在计时，不能延长。")
    order.due_on = deadlines.extend(running, days, reason).due_on
    order.version += 1
    _tell(order, actor, RectificationAction.EXTEND)


def give_back(order: Rectification, actor: Actor, reason: str, days: int | None = None) -> None:
    """What was done is not enough: the body goes on, by a new day."""
    row = _may(order, actor, RectificationAction.RETURN, reason)
    _decide(order, actor, RectificationStatus.RETURNED, reason)
    order.enter(row.target or order.status)
    _start_clock(order, days)
    _tell(order, actor, RectificationAction.RETURN)


def accept(order: Rectification, actor: Actor, reason: str) -> None:
    """The wrong is put right; the order is over and no record follows."""
    _may(order, actor, RectificationAction.ACCEPT, reason)
    _close(order, actor, RectificationStatus.ACCEPTED, reason)
    _tell(order, actor, RectificationAction.ACCEPT)


def why_not_refuse(order: Rectification) -> str:
    """Why refusal cannot be found yet, in a sentence: the body let its time pass, said no, or failed twice."""
    given = queries.find_open_answer(order)
    has_failed = given is not None and (given.stance is Stance.DECLINED or queries.count_answers(order) > 1)
    answered_in_time = given is not None and clock.local_date(given.answered_at) <= order.due_on
    if has_failed or (clock.today() > order.due_on and not answered_in_time):
        return ""
    if answered_in_time:
        return "单位按期报送了整改情况，也没有表示不整改，现在不能认定拒不整改。整改不到位的，请先退回继续整改。"
    return "整改期限还没有到，单位也没有表示不整改，现在不能认定拒不整改。"


def refuse(order: Rectification, actor: Actor, reason: str) -> None:
    """Find that the body refuses to rectify: the one finding from which a record may follow."""
    _may(order, actor, RectificationAction.REFUSE, reason)
    too_early = why_not_refuse(order)
    if too_early:
        raise TransitionRefused(too_early)
    _close(order, actor, RectificationStatus.REFUSED, reason)
    _tell(order, actor, RectificationAction.REFUSE)


def cancel_all(case: Case, actor: Actor, reason: str) -> None:
    """The finding stands no longer: every order that has not been fulfilled ends."""
    for order in queries.list_unfinished(case.id):
        check(RectificationAction.CANCEL, order.status, reason)
        order.enter(RectificationStatus.CANCELLED, reason, clock.now())
        deadlines.cancel_all(SUBJECT, order.id)
        _tell(order, actor, RectificationAction.CANCEL)


def hand_on(department: Department) -> None:
    """Orders a body has not answered go to the one that took over from it."""
    if department.successor_id is None:
        return
    for order in queries.list_waiting_for(department.id):
        order.department_id = department.successor_id
        deadlines.hand_over(SUBJECT, order.id, department.successor_id)


def _may(order: Rectification, actor: Actor, action: RectificationAction, reason: str) -> RectificationTransition:
    row = check(action, order.status, reason)
    if row.permission is not None:
        require(actor, row.permission, order if action is RectificationAction.ANSWER else order.case)
    if action is not RectificationAction.ANSWER:  # the body reads the reason as it reads the order
        refuse_telling(order.case, "reason", reason, lambda _text: [])
    return row


def _decide(order: Rectification, actor: Actor, decision: RectificationStatus, reason: str) -> None:
    given = queries.find_open_answer(order)
    if given is not None:
        given.decision, given.reason, given.decided_by_id, given.decided_at = decision, reason.strip(), actor.id, clock.now()


def _close(order: Rectification, actor: Actor, status: RectificationStatus, reason: str) -> None:
    reason = checked_text("reason", reason, "理由", 4)
    _decide(order, actor, status, reason)
    order.enter(status, reason, clock.now())
    deadlines.cancel_all(SUBJECT, order.id)


def _start_clock(order: Rectification, days: int | None) -> None:
    most = clocks.limits()[RULE]
    if days is not None and not 1 <= days <= most.value:
        raise RuleBroken("days", f"整改期限要在 1 到 {most.value} 天之间。")
    running = deadlines.start(SUBJECT, order.id, RULE, clock.today(), order.department_id, value=days)
    order.due_on = running.due_on


def _tell(order: Rectification, actor: Actor, action: RectificationAction) -> None:
    flush()
    audit.record(actor, f"rectification:{action.value}", "rectification", order.number, {"case": order.case_id})
    emit(RectificationStepped(order.id, action))


def _new_number() -> str:
    """A number of the year with digits of pure chance: nobody sees a gap where an order on a hidden case stands."""
    before = f"责改〔{clock.today().year}〕"
    return f"{before}{unused_digits(lambda digits: queries.is_number(f'{before}{digits}号'))}号"
