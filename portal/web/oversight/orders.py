"""Supervision orders (S2): the list, issuing one for a case, reading the answer, closing or giving it back."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms import IntegerField, TextAreaField

from portal.cases import queries as cases
from portal.db import transaction
from portal.errors import RuleBroken
from portal.supervision import operations, queries
from portal.supervision.vocabulary import OrderStatus
from portal.web import sessions
from portal.web.filters import day, url_with
from portal.web.forms import HouseForm, Length, Needed, attach
from portal.web.oversight.blueprint import blueprint

PAGE_ROWS = 50
USUAL_WORKING_DAYS = 5


class OrderForm(HouseForm):
    """What the department is told to do, and by when."""

    demand = TextAreaField("督办要求", [Needed("请写明督办要求"), Length(5, 2000, ask="请写明督办要求")])
    working_days = IntegerField("答复期限（工作日）", [Needed("请填写几个工作日内答复，只填数字")], default=USUAL_WORKING_DAYS)


class ClosingForm(HouseForm):
    """Why an order comes off the list."""

    note = TextAreaField("销号的理由", [Needed("请写明销号的理由"), Length(2, 2000, ask="请写明销号的理由")])


class ReturnForm(HouseForm):
    """Why an answer is not enough, and the new term."""

    reason = TextAreaField("退回的理由", [Needed("请写明退回的理由"), Length(5, 2000, ask="请写明退回的理由")])
    working_days = IntegerField("重新答复的期限（工作日）", [Needed("请填写几个工作日内答复，只填数字")], default=USUAL_WORKING_DAYS)


@blueprint.get("/orders")
def list_orders() -> str:
    """Orders by state, newest first."""
    actor, status = sessions.actor(), _status()
    before = request.args.get("before", type=int)
    found = queries.list_orders(actor, status, before_id=before, limit=PAGE_ROWS + 1)
    counts = queries.count_orders(actor)
    tabs = [_tab(None, sum(counts.values()), status), *(_tab(each, counts[each], status) for each in OrderStatus)]
    next_url = url_with(before=found[PAGE_ROWS - 1].id) if len(found) > PAGE_ROWS else None
    return render_template(
        "oversight/list_orders.html", orders=found[:PAGE_ROWS], tabs=tabs, status=status, next_url=next_url, total=_total(counts, status)
    )


def _status() -> OrderStatus | None:
    name = request.args.get("status", "")
    return OrderStatus(name) if name in {each.value for each in OrderStatus} else None


def _tab(status: OrderStatus | None, count: int, present: OrderStatus | None) -> dict[str, Any]:
    url = url_for("oversight.list_orders", status=status.value if status else None)
    return {"label": status.label if status else "全部", "url": url, "count": count, "current": status is present}


def _total(counts: dict[OrderStatus, int], status: OrderStatus | None) -> int:
    return counts[status] if status else sum(counts.values())


@blueprint.route("/cases/<int:case_id>/order", methods=["GET", "POST"])
def issue_order(case_id: int) -> str | Response:
    """Order the lead department of a case to answer."""
    actor, form = sessions.actor(), OrderForm()
    case = cases.get_visible(actor, case_id)
    if form.validate_on_submit():
        try:
            with transaction():
                case = cases.get_visible_for_update(actor, case_id)
                order = operations.issue(case, actor, form.demand.data, form.working_days.data)
                number, due_on = order.number, order.due_on
            flash(f"已发出{number}，要求 {day(due_on)} 前答复。")
            return redirect(url_for("oversight.list_orders"))
        except RuleBroken as error:
            attach(error, form)
            case = cases.get_visible(actor, case_id)
    return render_template("oversight/issue_order.html", case=case, form=form)


@blueprint.get("/orders/<int:order_id>")
def show_order(order_id: int) -> str:
    """The order as a letter, its answer, and what can be done with it."""
    order = queries.get_visible_order(sessions.actor(), order_id)
    return render_template("oversight/show_order.html", order=order, form=None)


@blueprint.route("/orders/<int:order_id>/close", methods=["GET", "POST"])
def close_order(order_id: int) -> str | Response:
    """Take an order off the list."""
    return _conclude(
        order_id, ClosingForm(), "close_order", lambda order, actor, form: operations.close(order, actor, form.note.data), "已销号。"
    )


@blueprint.route("/orders/<int:order_id>/return", methods=["GET", "POST"])
def return_order(order_id: int) -> str | Response:
    """Have an order answered again."""
    return _conclude(
        order_id,
        ReturnForm(),
        "return_order",
        lambda order, actor, form: operations.give_back(order, actor, form.reason.data, form.working_days.data),
        "已退回，要求重新答复。",
    )


def _conclude(order_id: int, form: Any, template: str, act: Any, said: str) -> str | Response:
    actor = sessions.actor()
    if form.validate_on_submit():
        try:
            with transaction():
                act(queries.get_visible_order(actor, order_id, for_update=True), actor, form)
            flash(said)
            return redirect(url_for("oversight.show_order", order_id=order_id))
        except RuleBroken as error:
            attach(error, form)
    return render_template(f"oversight/{template}.html", order=queries.get_visible_order(actor, order_id), form=form)
