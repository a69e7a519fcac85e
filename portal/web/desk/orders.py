"""The department's side of the ladder: the papers it received, reading and answering one; and the criticisms that are circulated."""

from datetime import date

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms import TextAreaField

from portal.access import Permission, allows
from portal.db import transaction
from portal.errors import RuleBroken
from portal.supervision import operations, queries
from portal.supervision.ladder import queries as ladder
from portal.supervision.ladder.letters import FORMATS
from portal.supervision.queries import OrderFilter
from portal.supervision.vocabulary import OrderStatus
from portal.web import order_pages, sessions
from portal.web.desk.blueprint import blueprint
from portal.web.filters import url_with
from portal.web.forms import HouseForm, Length, Needed, attach

PAGE_ROWS = 50


class AnswerForm(HouseForm):
    """What was done, why it is late, and when it will be finished."""

    answer = TextAreaField("办理情况", [Needed("请写明办理情况和下一步安排"), Length(5, 5000, ask="请写明办理情况和下一步安排")])


@blueprint.get("/orders")
def list_orders() -> str:
    """The papers of the ladder that the own department received, on cases the person may see, newest first."""
    actor = sessions.actor()
    before = request.args.get("before", type=int)
    found = queries.list_orders(actor, OrderFilter(department_id=actor.department_id), before, PAGE_ROWS + 1)
    orders = found[:PAGE_ROWS]
    next_url = url_with(before=orders[-1].id) if len(found) > PAGE_ROWS else None
    return render_template("desk/list_orders.html", orders=orders, days=order_pages.days_of(orders), next_url=next_url)


@blueprint.route("/orders/<int:order_id>", methods=["GET", "POST"])
def answer_order(order_id: int) -> str | Response:
    """The paper as a letter; the department that got it answers below."""
    actor, form = sessions.actor(), AnswerForm()
    if form.validate_on_submit():
        try:
            with transaction():
                operations.answer(queries.get_visible_order(actor, order_id, for_update=True), actor, form.answer.data)
            flash("答复已提交。")
            return redirect(url_for("desk.answer_order", order_id=order_id))
        except RuleBroken as error:
            attach(error, form)
    order = queries.get_visible_order(actor, order_id)
    answers = order.status is OrderStatus.ISSUED and allows(actor, Permission.CASE_ANSWER_ORDER, order.case)
    page = {"order": order, "letter": order_pages.letter(order), "form": form if answers else None, "formats": FORMATS}
    return render_template("desk/answer_order.html", **page)


@blueprint.post("/orders/<int:order_id>/files/<form>")
def ask_letter(order_id: int, form: str) -> Response:
    """Have the letter made as a file, which then waits under 文件."""
    return order_pages.ask_file(sessions.actor(), order_id, form)


@blueprint.get("/criticisms")
def list_criticisms() -> str:
    """Criticisms that every member of staff may read, newest first."""
    found = ladder.list_circulated(sessions.actor(), _before(), PAGE_ROWS + 1)
    last = found[PAGE_ROWS - 1] if len(found) > PAGE_ROWS else None
    next_url = url_with(before=f"{last.issued_on}.{last.order_id}") if last else None
    return render_template("desk/list_criticisms.html", criticisms=found[:PAGE_ROWS], next_url=next_url)


def _before() -> tuple[date, int] | None:
    """The last row of the page before, as its day and key; nothing when the address holds no such thing."""
    day, _dot, key = request.args.get("before", "").partition(".")
    try:
        return date.fromisoformat(day), int(key)
    except ValueError:
        return None
