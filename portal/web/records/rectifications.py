"""The watchers' side of rectification: ordering, the list, the order with its answers, and what is decided about them."""

from typing import Any

from flask import Response as FlaskResponse
from flask import render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms import IntegerField, TextAreaField
from wtforms.validators import Optional

from portal.access import Permission, allows, require
from portal.accounts.departments.queries import get_department
from portal.attachments import queries as files
from portal.cases import queries as cases
from portal.cases.models import Case
from portal.db import transaction
from portal.errors import NotFound, TransitionRefused
from portal.publication.checking import inspector
from portal.records import queries as records
from portal.records import recognising
from portal.records.rectification import operations, queries
from portal.records.rectification.models import Rectification
from portal.records.rectification.vocabulary import RectificationStatus
from portal.records.rectification.workflow import TRANSITIONS, RectificationAction
from portal.web import sessions
from portal.web.acting import Act, run
from portal.web.files import file_rows, sent
from portal.web.filters import day, url_with
from portal.web.forms import HouseForm, Length, Needed, OneChoice, SelectOne
from portal.web.records.blueprint import blueprint

PAGE_ROWS = 50


class OrderForm(HouseForm):
    """Which body is to do what, by when."""

    department = SelectOne("责令整改的单位", [Needed("请选择单位")], coerce=int)
    demand = TextAreaField("整改要求", [Needed("请写明整改要求"), Length(10, 3000, ask="请写明整改要求")])
    days = IntegerField("整改期限（天）", [Needed("请填写多少天内整改，只填数字")], default=30)


class DecisionForm(HouseForm):
    """What comes of the answer."""

    outcome = OneChoice("处理", [Needed("请选择怎样处理")], choices=())
    reason = TextAreaField("理由", [Needed("请写明理由"), Length(4, 2000, ask="请写明理由")])
    days = IntegerField("天数（退回、延长时填写）", [Optional()])


@blueprint.get("/rectifications")
def list_rectifications() -> str:
    """Orders on cases this person may see, by state, newest first."""
    actor, name = sessions.actor(), request.args.get("status", "")
    status = RectificationStatus(name) if name in set(RectificationStatus) else None
    found = queries.list_watched(actor, status, request.args.get("before"), PAGE_ROWS + 1)
    counts = queries.count_watched(actor)
    tabs = [_tab(None, sum(counts.values()), status), *(_tab(each, counts[each], status) for each in RectificationStatus)]
    next_url = url_with(before=found[PAGE_ROWS - 1].number) if len(found) > PAGE_ROWS else None
    total = counts[status] if status else sum(counts.values())
    return render_template("records/list_rectifications.html", orders=found[:PAGE_ROWS], tabs=tabs, next_url=next_url, total=total)


def _tab(status: RectificationStatus | None, count: int, present: RectificationStatus | None) -> dict[str, Any]:
    url = url_for("records.list_rectifications", status=status.value if status else None)
    return {"label": status.label if status else "全部", "url": url, "count": count, "current": status is present}


@blueprint.route("/cases/<int:case_id>/rectification", methods=["GET", "POST"])
def order_rectification(case_id: int) -> str | Response:
    """Order a body complained of to rectify."""
    actor, form = sessions.actor(), OrderForm()
    case = cases.get_visible(actor, case_id)
    require(actor, Permission.RECTIFICATION_ORDER, case)
    why_not = operations.why_not_order(case)
    if why_not:
        raise TransitionRefused(why_not)
    form.department.offer([(each.id, each.name) for each in operations.open_addressees(case)])

    def do() -> str:
        again = cases.get_visible_for_update(actor, case_id)
        unit = get_department(form.department.data)
        made = operations.order(again, actor, unit, form.demand.data, inspector(again), form.days.data)
        return url_for("records.show_rectification", order_number=made.number)

    return run(_order_act(case), form, do, "整改通知已经发出。")


def _order_act(case: Case) -> Act:
    finding = case.finding.label if case.finding else ""
    return Act(
        "责令整改",
        "发出整改通知",
        url_for("desk.show_case", case_id=case.id),
        "发出后，单位只能看到整改要求，看不到办件，也看不到反映人。请用自己的话写，不要照抄反映的内容，不要写能看出反映人是谁的内容。",
        [{"label": "办件", "value": f"{case.number}　{case.title}"}, {"label": "核查结果", "value": finding}],
        {"demand": "要求对方书面说明原因，并写明要做到什么、报送什么凭证。"},
    )


_OUTCOMES = {
    RectificationAction.ACCEPT: operations.accept,
    RectificationAction.RETURN: operations.give_back,
    RectificationAction.REFUSE: operations.refuse,
    RectificationAction.EXTEND: operations.extend,
}


def _open_outcomes(order: Rectification, actor: Any) -> list[RectificationAction]:
    """What this person can decide now."""
    if not allows(actor, Permission.RECTIFICATION_DECIDE, order.case):
        return []
    fitting = [action for action in _OUTCOMES if order.status in TRANSITIONS[action].sources]
    return [action for action in fitting if action is not RectificationAction.REFUSE or not operations.why_not_refuse(order)]


@blueprint.get("/rectifications/<order_number>")
def show_rectification(order_number: str) -> str:
    """The order, every answer with its files, and what can be done now."""
    actor = sessions.actor()
    order = queries.get_watched(actor, order_number)
    kept = files.list_for_many("rectification", [each.id for each in order.answers])
    rows = {each.id: file_rows(kept[str(each.id)], "records.rectification_file", order_number=order_number) for each in order.answers}
    refused = order.status is RectificationStatus.REFUSED
    return render_template(
        "records/show_rectification.html",
        order=order,
        files=rows,
        may_decide=bool(_open_outcomes(order, actor)),
        too_early=operations.why_not_refuse(order) if order.status in TRANSITIONS[RectificationAction.REFUSE].sources else "",
        record=records.find_of_rectification(order.id) if refused else None,
        may_recognise=refused and recognising.may_enter(actor),
    )


@blueprint.route("/rectifications/<order_number>/decision", methods=["GET", "POST"])
def decide_rectification(order_number: str) -> str | Response:
    """Accept what was done, give it back, find refusal, or give more time."""
    actor, form = sessions.actor(), DecisionForm()
    order = queries.get_watched(actor, order_number)
    require(actor, Permission.RECTIFICATION_DECIDE, order.case)
    form.outcome.offer([(action.value, action.label) for action in _open_outcomes(order, actor)])

    def do() -> str:
        action = RectificationAction(form.outcome.data)
        again = queries.get_watched(actor, order_number, for_update=True)
        if action is RectificationAction.EXTEND:
            operations.extend(again, actor, form.days.data or 0, form.reason.data)
        elif action is RectificationAction.RETURN:
            operations.give_back(again, actor, form.reason.data, form.days.data)
        else:
            _OUTCOMES[action](again, actor, form.reason.data)  # type: ignore[operator]
        return url_for("records.show_rectification", order_number=order_number)

    facts = [{"label": "单位", "value": order.department.name}, {"label": "整改期限", "value": day(order.due_on)}]
    back = url_for("records.show_rectification", order_number=order_number)
    hints = {"reason": "单位会看到。认定拒不整改的，写明依据的事实。", "days": "退回、延长时填写，最多 30 天。"}
    return run(Act(f"处理{order_number}", "确定", back, "认定拒不整改以后，才可以认定失信记录。", facts, hints), form, do, "已处理。")


@blueprint.get("/rectifications/<order_number>/files/<token>")
def rectification_file(order_number: str, token: str) -> FlaskResponse:
    """A file of an answer, for whoever watches."""
    order = queries.get_watched(sessions.actor(), order_number)
    return file_of(order, token)


def file_of(order: Rectification, token: str) -> FlaskResponse:
    """A file of any answer to an order. Raises ``NotFound``."""
    found = next(filter(None, (files.find_owned("rectification", each.id, token) for each in order.answers)), None)
    if found is None:
        raise NotFound("没有找到这个附件。")
    return sent(found)


def noted_opening(order_number: str) -> None:
    """Note that the body opened its order."""
    actor = sessions.actor()
    with transaction():
        operations.note_opened(queries.get_received(actor, order_number, for_update=True), actor)
