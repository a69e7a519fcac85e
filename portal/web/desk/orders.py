"""The department's side of a supervision order: reading it and answering."""

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response
from wtforms import TextAreaField

from portal.access import Permission, allows
from portal.db import transaction
from portal.errors import RuleBroken
from portal.supervision import operations, queries
from portal.supervision.vocabulary import OrderStatus
from portal.web import sessions
from portal.web.desk.blueprint import blueprint
from portal.web.forms import HouseForm, Length, Needed, attach


class AnswerForm(HouseForm):
    """What was done, why it is late, and when it will be finished."""

    answer = TextAreaField("办理情况", [Needed("请写明办理情况和下一步安排"), Length(5, 5000, ask="请写明办理情况和下一步安排")])


@blueprint.route("/orders/<int:order_id>", methods=["GET", "POST"])
def answer_order(order_id: int) -> str | Response:
    """The order as a letter; the department that got it answers below."""
    actor, form = sessions.actor(), AnswerForm()
    if form.validate_on_submit():
        try:
            with transaction():
                operations.answer(queries.get_visible_order(actor, order_id, for_update=True), actor, form.answer.data)
            flash("督办答复已提交。")
            return redirect(url_for("desk.answer_order", order_id=order_id))
        except RuleBroken as error:
            attach(error, form)
    order = queries.get_visible_order(actor, order_id)
    answers = order.status is OrderStatus.ISSUED and allows(actor, Permission.CASE_ANSWER_ORDER, order.case)
    return render_template("desk/answer_order.html", order=order, form=form if answers else None)
