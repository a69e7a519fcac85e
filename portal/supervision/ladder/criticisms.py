"""通报批评: a text that tells nobody's identity, approved by a second supervisor, circulated or published, and withdrawn if need be."""

from dataclasses import dataclass

from portal import clock
from portal.access import Actor
from portal.audit import operations as audit
from portal.cases.handling import checked_text, refuse_placeholders
from portal.cases.inspecting import Inspect
from portal.cases.models import Case
from portal.cases.vocabulary import ReportKind
from portal.crypto import random_token
from portal.db import add, flush
from portal.errors import RuleBroken, TransitionRefused
from portal.events import emit
from portal.supervision import operations
from portal.supervision.events import OrderPrepared
from portal.supervision.ladder import queries
from portal.supervision.ladder.models import PublicCriticism
from portal.supervision.models import SupervisionOrder
from portal.supervision.vocabulary import CriticismScope, OrderKind, OrderStatus
from portal.supervision.workflow import OrderAction

"""Given a text, the words in it that point at a person; the caller's detector."""


@dataclass(frozen=True)
class CriticismText:
    """What a supervisor wrote; ``demand`` is what the department is to do, in the letter alone."""

    title: str
    body: str
    scope: CriticismScope
    demand: str
    working_days: int


def begin(case: Case, actor: Actor, text: CriticismText, inspect: Inspect) -> SupervisionOrder:
    """A supervisor writes a criticism by hand and lays it before a second one."""
    order = operations.prepare(case, actor, OrderKind.CRITICISM, text.demand, text.working_days)
    submit(order, actor, text, inspect)
    return order


def submit(order: SupervisionOrder, actor: Actor, text: CriticismText, inspect: Inspect) -> None:
    """Write the text and lay it before a second supervisor. Raises ``RuleBroken`` where it points at a person or says too much."""
    row = operations.may_act(order, actor, OrderAction.SUBMIT)
    order.demand = checked_text("demand", text.demand, "整改要求", 5)
    order.working_days = operations.checked_days(text.working_days)
    title = checked_text("title", text.title, "通报的标题", 5)[:120]
    body = checked_text("body", text.body, "通报的正文", 20)
    _check_words(order, {"title": title, "body": body}, text.scope, inspect)
    criticism = order.criticism or add(PublicCriticism(order_id=order.id, order=order, public_key=_new_key()))
    criticism.title, criticism.body, criticism.scope = title, body, text.scope
    criticism.submitted_by_id, criticism.refusal = actor.id or 0, ""
    order.status = row.target or order.status
    flush()
    audit.record(actor, "order:submit", "case", order.case_id, {"kind": order.kind.value, "scope": text.scope.value})
    emit(OrderPrepared(order.id, order.case_id, order.status, actor.id))


def _new_key() -> str:
    while True:
        key = random_token(9).replace("-", "a").replace("_", "b")
        if not queries.is_public_key(key):
            return key


def _check_words(order: SupervisionOrder, texts: dict[str, str], scope: CriticismScope, inspect: Inspect) -> None:
    """Nothing of a reporter in it; of a tip-off also nothing of whom it accuses, and never in public (信访条例 art. 30)."""
    is_tip_off = _is_tip_off(order.case)
    if is_tip_off and scope is CriticismScope.PUBLIC:
        raise RuleBroken("scope", "举报件的通报批评不能向社会公开，请选择内部通报。")
    accused = {order.case.respondent_name, *(row.department.name for row in order.case.respondents)} if is_tip_off else set()
    accused -= {"", order.department.name}
    for field, text in texts.items():
        refuse_placeholders(field, text)
        found = [*inspect(text), *(name for name in sorted(accused) if name in text)]
        if found:
            raise RuleBroken(field, f"这些内容会指向具体的人或者举报事项，请删去：{'、'.join(dict.fromkeys(found))}。")


def _is_tip_off(case: Case) -> bool:
    return case.kind is ReportKind.TIP_OFF or any(each.kind is ReportKind.TIP_OFF for each in case.reports)


def approve(order: SupervisionOrder, actor: Actor, inspect: Inspect) -> None:
    """A second supervisor approves: the letter gets its number, and a public text appears. The words are checked once more."""
    criticism = _decided_by_second(order, actor, OrderAction.APPROVE)
    _check_words(order, {"decision": f"{criticism.title}\n{criticism.body}"}, criticism.scope, inspect)
    criticism.approved_by_id, criticism.issued_on = actor.id, clock.today()
    operations.send(order, actor)
    audit.record(actor, "order:approve", "case", order.case_id, {"number": order.number, "scope": criticism.scope.value})


def refuse(order: SupervisionOrder, actor: Actor, reason: str) -> None:
    """The second supervisor gives the text back to be changed."""
    criticism = _decided_by_second(order, actor, OrderAction.REFUSE)
    criticism.refusal = checked_text("reason", reason, "退回的理由", 2)
    order.status = OrderStatus.DRAFT
    audit.record(actor, "order:refuse", "case", order.case_id, {"kind": order.kind.value})
    emit(OrderPrepared(order.id, order.case_id, order.status, actor.id))


def _decided_by_second(order: SupervisionOrder, actor: Actor, action: OrderAction) -> PublicCriticism:
    operations.may_act(order, actor, action)
    criticism = order.criticism
    if criticism is None:
        raise TransitionRefused("还没有通报的正文。")
    if criticism.submitted_by_id == actor.id:
        raise RuleBroken("decision", "通报批评要由起草人以外的监督人员批准。")
    return criticism


def withdraw(order: SupervisionOrder, actor: Actor, reason: str) -> None:
    """Take a criticism back, saying why; a published one leaves a notice of that at its address."""
    operations.may_act(order, actor, OrderAction.WITHDRAW)
    criticism = order.criticism
    if criticism is None or criticism.withdrawn_at is not None:
        raise TransitionRefused("这份通报已经撤回。")
    criticism.withdrawal_reason = checked_text("reason", reason, "撤回的理由", 5)
    criticism.withdrawn_at = clock.now()
    audit.record(actor, "order:withdraw", "case", order.case_id, {"number": order.number})
