"""The papers of the ladder (S2): the list, writing one for a case, signing a draft, reading the answer, closing or giving it back."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms import IntegerField, TextAreaField

from portal.access import allows
from portal.accounts.departments import queries as departments
from portal.accounts.models import User
from portal.cases import queries as cases
from portal.db import transaction
from portal.errors import NotFound, RuleBroken
from portal.supervision import operations, queries
from portal.supervision.ladder.letters import FORMATS
from portal.supervision.models import SupervisionOrder
from portal.supervision.operations import is_of_addressee, usual_days
from portal.supervision.queries import OrderFilter
from portal.supervision.vocabulary import OrderKind, OrderStatus
from portal.supervision.workflow import TRANSITIONS, OrderAction, fitting
from portal.web import order_pages, sessions
from portal.web.filters import day, url_with
from portal.web.forms import FilterForm, HouseForm, Length, Needed, SelectOne, attach
from portal.web.oversight.blueprint import blueprint
from portal.web.oversight.order_forms import WRITING, filled

PAGE_ROWS = 50
# What can be done with a paper, as links below it: action, label, endpoint.
_ACTS = (
    (OrderAction.ISSUE, "修改、发出", "oversight.sign_order"),
    (OrderAction.SUBMIT, "写正文、提交批准", "oversight.sign_order"),
    (OrderAction.APPROVE, "批准或者退回", "oversight.decide_criticism"),
    (OrderAction.RECORD, "登记约谈情况", "oversight.record_talk"),
    (OrderAction.CLOSE, "销号", "oversight.close_order"),
    (OrderAction.RETURN, "退回重答", "oversight.return_order"),
    (OrderAction.DISMISS, "不采用", "oversight.dismiss_order"),
    (OrderAction.WITHDRAW, "撤回通报", "oversight.withdraw_criticism"),
)
# Acts that a paper in a fitting state still has no use for.
_DONE: dict[OrderAction, Callable[[SupervisionOrder, User], bool]] = {
    OrderAction.RECORD: lambda order, _actor: order.talk is None or order.talk.held_on is not None,
    OrderAction.WITHDRAW: lambda order, _actor: order.criticism is None or order.criticism.withdrawn_at is not None,
    OrderAction.APPROVE: lambda order, actor: order.criticism is None or order.criticism.submitted_by_id == actor.id,
}


class OrdersForm(FilterForm):
    """What narrows the list."""

    kind = SelectOne("种类", choices=OrderKind, empty="全部")
    department = SelectOne("收文单位", empty="全部", coerce=int)


class ReasonForm(HouseForm):
    """Why: of a draft that is not used, of a paper that comes off the list, of a criticism that is withdrawn."""

    reason = TextAreaField("理由", [Needed("请写明理由"), Length(2, 2000, ask="请写明理由")])


class ReturnForm(ReasonForm):
    """Why an answer is not enough, and the new term."""

    working_days = IntegerField("重新答复的期限（工作日）", [Needed("请填写几个工作日内答复，只填数字")])


@blueprint.get("/orders")
def list_orders() -> str:
    """Papers by state, newest first."""
    actor, status, form = sessions.actor(), _status(), _filters()
    wanted = OrderFilter(form.kind.data, status, form.department.data)
    found = queries.list_orders(actor, wanted, request.args.get("before", type=int), PAGE_ROWS + 1)
    counts = queries.count_orders(actor, wanted)
    tabs = [_tab(None, sum(counts.values()), status), *(_tab(each, counts[each], status) for each in OrderStatus)]
    next_url = url_with(before=found[PAGE_ROWS - 1].id) if len(found) > PAGE_ROWS else None
    total = counts[status] if status else sum(counts.values())
    orders = found[:PAGE_ROWS]
    page = {"orders": orders, "days": order_pages.days_of(orders), "tabs": tabs, "status": status}
    return render_template("oversight/list_orders.html", **page, next_url=next_url, total=total, filters=form)


def _filters() -> OrdersForm:
    form = OrdersForm(request.args)
    form.department.offer([(each.id, each.name) for each in departments.active_organs_in(departments.all_departments())])
    form.validate()
    return form


def _status() -> OrderStatus | None:
    name = request.args.get("status", "")
    return OrderStatus(name) if name in {each.value for each in OrderStatus} else None


def _tab(status: OrderStatus | None, count: int, present: OrderStatus | None) -> dict[str, Any]:
    url = url_with(status=status.value if status else None, before=None)
    return {"label": status.label if status else "全部", "url": url, "count": count, "current": status is present}


@blueprint.route("/cases/<int:case_id>/order", defaults={"kind": OrderKind.ORDER.value}, methods=["GET", "POST"])
@blueprint.route("/cases/<int:case_id>/orders/<kind>", methods=["GET", "POST"])
def issue_order(case_id: int, kind: str) -> str | Response:
    """Write a paper of the ladder for a case."""
    if kind not in {each.value for each in OrderKind}:
        raise NotFound("没有找到这个页面。")
    actor, writing = sessions.actor(), WRITING[OrderKind(kind)]
    form = writing.form(working_days=usual_days(OrderKind(kind)))
    case = cases.get_visible(actor, case_id)
    waiting = queries.find_open_order(case_id, OrderKind(kind))
    if request.method == "GET" and waiting is not None and waiting.status is OrderStatus.DRAFT:
        flash("时钟已经拟好这份文书，请核对后决定是否发出。")
        return redirect(url_for("oversight.sign_order", order_id=waiting.id))
    if form.validate_on_submit():
        try:
            with transaction():
                order = writing.begin(cases.get_visible_for_update(actor, case_id), actor, form)
                said = writing.done.format(name=order.name, due_on=day(order.due_on))
            flash(said)
            return redirect(url_for("oversight.list_orders"))
        except RuleBroken as error:
            attach(error, form)
            case = cases.get_visible(actor, case_id)
    return render_template("oversight/issue_order.html", case=case, form=form, kind=OrderKind(kind), writing=writing)


@blueprint.get("/orders/<int:order_id>")
def show_order(order_id: int) -> str:
    """The paper as a letter, its answer, and what can be done with it."""
    actor = sessions.actor()
    order = queries.get_visible_order(actor, order_id)
    page = {"order": order, "letter": order_pages.letter(order), "acts": acts_on(order, actor), "formats": FORMATS}
    page["promise_links"] = _may_record(order, actor)
    return render_template("oversight/show_order.html", **page)


def _may_record(order: SupervisionOrder, actor: User) -> bool:
    """Whether this person may note that promises were kept."""
    fits = OrderAction.RECORD in fitting(order.kind, order.status) and not is_of_addressee(actor, order)
    return fits and allows(actor, TRANSITIONS[OrderAction.RECORD].permission, order.case)


def acts_on(order: SupervisionOrder, actor: User) -> list[dict[str, str]]:
    """The links below a paper, for this person now."""
    possible = [each for each in fitting(order.kind, order.status) if allows(actor, TRANSITIONS[each].permission, order.case)]
    if is_of_addressee(actor, order):
        possible = [each for each in possible if not TRANSITIONS[each].by_other_unit]
    left = [each for each in possible if not _DONE.get(each, lambda _order, _actor: False)(order, actor)]
    return [{"label": label, "url": url_for(endpoint, order_id=order.id)} for action, label, endpoint in _ACTS if action in left]


@blueprint.post("/orders/<int:order_id>/files/<form>")
def ask_letter(order_id: int, form: str) -> Response:
    """Have the letter made as a file, which then waits under 文件."""
    return order_pages.ask_file(sessions.actor(), order_id, form)


@blueprint.route("/orders/<int:order_id>/sign", methods=["GET", "POST"])
def sign_order(order_id: int) -> str | Response:
    """Change a draft and send it, or lay a criticism before the second supervisor."""
    actor = sessions.actor()
    order = queries.get_visible_order(actor, order_id)
    writing, form = WRITING[order.kind], filled(order)
    if form.validate_on_submit():
        try:
            with transaction():
                order = queries.get_visible_order(actor, order_id, for_update=True)
                writing.sign(order, actor, form)
                said = writing.done.format(name=order.name, due_on=day(order.due_on))
            flash(said)
            return redirect(url_for("oversight.show_order", order_id=order_id))
        except RuleBroken as error:
            attach(error, form)
            order = queries.get_visible_order(actor, order_id)
    return render_template("oversight/sign_order.html", order=order, form=form, kind=order.kind, writing=writing)


@blueprint.route("/orders/<int:order_id>/close", methods=["GET", "POST"])
def close_order(order_id: int) -> str | Response:
    """Take a paper off the list."""
    return conclude(order_id, ReasonForm(), "close_order", operations.close, "已销号。")


@blueprint.route("/orders/<int:order_id>/dismiss", methods=["GET", "POST"])
def dismiss_order(order_id: int) -> str | Response:
    """Do not use a draft."""
    return conclude(order_id, ReasonForm(), "dismiss_order", operations.dismiss, "这份草稿不采用，不会发出。")


@blueprint.route("/orders/<int:order_id>/return", methods=["GET", "POST"])
def return_order(order_id: int) -> str | Response:
    """Have a paper answered again."""
    form = ReturnForm(working_days=usual_days(OrderKind.ORDER))

    def give_back(order: SupervisionOrder, actor: User, reason: str) -> None:
        operations.give_back(order, actor, reason, form.working_days.data)

    return conclude(order_id, form, "return_order", give_back, "已退回，要求重新答复。")


def conclude(order_id: int, form: Any, template: str, act: Callable[[SupervisionOrder, User, str], None], said: str) -> str | Response:
    """A page with a reason that acts on a paper and goes back to it."""
    actor = sessions.actor()
    if form.validate_on_submit():
        try:
            with transaction():
                act(queries.get_visible_order(actor, order_id, for_update=True), actor, form.reason.data)
            flash(said)
            return redirect(url_for("oversight.show_order", order_id=order_id))
        except RuleBroken as error:
            attach(error if error.field in form else RuleBroken("reason", error.message), form)
    return render_template(f"oversight/{template}.html", order=queries.get_visible_order(actor, order_id), form=form)
