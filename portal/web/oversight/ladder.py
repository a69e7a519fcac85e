"""The steps above an order: a talk and its promises, a criticism and its second signature; and the days of the ladder."""

from datetime import date
from typing import Any, cast

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response
from wtforms import IntegerField, StringField, TextAreaField
from wtforms.validators import Optional

from portal.access import require
from portal.access.permissions import Permission
from portal.accounts.models import User
from portal.db import transaction
from portal.errors import RuleBroken
from portal.publication.checking import inspector
from portal.supervision import queries
from portal.supervision.ladder import criticisms, settings, talks
from portal.supervision.ladder import queries as ladder
from portal.supervision.ladder.table import FIELDS, LADDER
from portal.supervision.ladder.talks import Promise
from portal.supervision.models import SupervisionOrder
from portal.web import sessions
from portal.web.forms import DayField, HouseForm, Length, Needed, OneChoice, attach
from portal.web.oversight.blueprint import blueprint
from portal.web.oversight.orders import ReasonForm, conclude

PROMISE_ROWS = 3


class TalkRecordForm(HouseForm):
    """What was said in a talk, what came of it, and up to three promises with their days."""

    held_on = DayField("约谈日期", [Needed("请填写约谈日期")])
    minutes = TextAreaField("约谈记录", [Needed("请写明约谈记录"), Length(10, 5000, ask="请写明约谈记录")])
    outcome = TextAreaField("约谈结果", [Needed("请写明约谈结果"), Length(2, 2000, ask="请写明约谈结果")])
    promise_1 = StringField("承诺一", [Length(0, 500)])
    promise_1_due = DayField("承诺一的完成日期")
    promise_2 = StringField("承诺二", [Length(0, 500)])
    promise_2_due = DayField("承诺二的完成日期")
    promise_3 = StringField("承诺三", [Length(0, 500)])
    promise_3_due = DayField("承诺三的完成日期")

    def promises(self) -> list[Promise]:
        """The promises that were filled in. Raises ``RuleBroken`` for one without its day."""
        found = []
        for name in [f"promise_{number}" for number in range(1, PROMISE_ROWS + 1)]:
            text, due_on = (self[name].data or "").strip(), self[f"{name}_due"].data
            if bool(text) is not bool(due_on):
                raise RuleBroken(name, "承诺的内容和完成日期要一起填写。")
            if text and due_on:
                found.append(Promise(text, due_on))
        return found


class CriticismDecisionForm(HouseForm):
    """The second supervisor's decision."""

    decision = OneChoice("审批意见", [Needed("请选择批准或者退回")], choices=[("approve", "批准发出"), ("refuse", "退回修改")])
    reason = TextAreaField("退回的理由", [Length(0, 2000)])


@blueprint.route("/orders/<int:order_id>/talk", methods=["GET", "POST"])
def record_talk(order_id: int) -> str | Response:
    """Write down what was said in a talk."""
    actor, form = sessions.actor(), TalkRecordForm()
    if form.validate_on_submit():
        try:
            with transaction():
                order = queries.get_visible_order(actor, order_id, for_update=True)
                talks.record(order, actor, cast(date, form.held_on.data), form.minutes.data, form.outcome.data, form.promises())
            flash("约谈情况已登记，承诺开始计时。")
            return redirect(url_for("oversight.show_order", order_id=order_id))
        except RuleBroken as error:
            attach(error if error.field in form else RuleBroken("promise_1", error.message), form)
    order = queries.get_visible_order(actor, order_id)
    return render_template("oversight/record_talk.html", order=order, form=form, rows=range(1, PROMISE_ROWS + 1))


@blueprint.route("/orders/<int:order_id>/promises/<int:promise_id>", methods=["GET", "POST"])
def keep_promise(order_id: int, promise_id: int) -> str | Response:
    """Note that a promise made in a talk was kept."""
    queries.get_visible_order(sessions.actor(), order_id)
    promise = ladder.get_commitment(order_id, promise_id)

    def keep(order: SupervisionOrder, actor: User, reason: str) -> None:
        talks.keep_promise(order, actor, promise_id, reason)

    form = ReasonForm()
    form.reason.label.text = "怎么核实的"
    return conclude(order_id, form, "keep_promise", keep, f"已登记落实：{promise.promise}")


@blueprint.route("/orders/<int:order_id>/decision", methods=["GET", "POST"])
def decide_criticism(order_id: int) -> str | Response:
    """The second supervisor approves a criticism or gives it back."""
    actor, form = sessions.actor(), CriticismDecisionForm()
    if form.validate_on_submit():
        try:
            with transaction():
                said = _decided(queries.get_visible_order(actor, order_id, for_update=True), actor, form)
            flash(said)
            return redirect(url_for("oversight.show_order", order_id=order_id))
        except RuleBroken as error:
            attach(error, form)
    order = queries.get_visible_order(actor, order_id)
    return render_template("oversight/decide_criticism.html", order=order, form=form)


def _decided(order: SupervisionOrder, actor: User, form: CriticismDecisionForm) -> str:
    if form.decision.data == "refuse":
        criticisms.refuse(order, actor, form.reason.data or "")
        return "已退回起草人修改。"
    criticisms.approve(order, actor, inspector(order.case))
    return f"已批准发出{order.number}。"


@blueprint.route("/orders/<int:order_id>/withdraw", methods=["GET", "POST"])
def withdraw_criticism(order_id: int) -> str | Response:
    """Take a criticism back."""
    return conclude(order_id, ReasonForm(), "withdraw_criticism", criticisms.withdraw, "通报已撤回。")


class LadderForm(HouseForm):
    """The days of every step, all working days, and why they change. The fields of the steps are added below."""

    reason = StringField("调整的理由", [Needed("请写明调整的理由"), Length(2, 300, ask="请写明调整的理由")])


def _ladder_form() -> type[LadderForm]:
    fields: dict[str, Any] = {}
    for kind, row in LADDER.items():
        for name, label in zip(FIELDS, ("办件超期", "上一步答复超期", "答复期限"), strict=True):
            if getattr(row, name) is not None:
                fields[f"{kind.value}-{name}"] = IntegerField(f"{kind.label}：{label}", [Optional()])
    return type("LadderDaysForm", (LadderForm,), fields)


LadderDaysForm = _ladder_form()


@blueprint.route("/ladder", methods=["GET", "POST"])
def edit_ladder() -> str | Response:
    """The ladder as a table, and another version of its days."""
    actor, rows = sessions.actor(), settings.in_force()
    require(actor, Permission.LADDER_EDIT)
    form = LadderDaysForm(data={f"{kind.value}-{name}": getattr(row, name) for kind, row in rows.items() for name in FIELDS})
    if form.validate_on_submit():
        try:
            with transaction():
                settings.change(actor, _values(form), form.reason.data)
            flash("已保存，从现在起按新的天数执行，已发出的文书不变。")
            return redirect(url_for("oversight.edit_ladder"))
        except RuleBroken as error:
            attach(error, form)
    return render_template("oversight/edit_ladder.html", form=form, rows=rows.values(), versions=ladder.list_settings())


def _values(form: Any) -> dict[str, dict[str, Any]]:
    return {kind.value: {name: form[f"{kind.value}-{name}"].data for name in FIELDS if f"{kind.value}-{name}" in form} for kind in LADDER}
