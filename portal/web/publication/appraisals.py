"""网上评议 at the desk: rounds opened and cancelled by supervisors, remarks moderated by people of other departments."""

from datetime import date
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms import StringField

from portal.access import Permission, allows, require
from portal.accounts.departments import queries as departments
from portal.accounts.models import User
from portal.db import transaction
from portal.errors import RuleBroken
from portal.registers.appraisals import operations, queries
from portal.web import sessions
from portal.web.fields import DayText
from portal.web.forms import HouseForm, Length, ManyChoices, Needed, attach
from portal.web.publication.blueprint import blueprint
from portal.web.publication.entry_forms import ReasonForm
from portal.web.registers import inspect


class RoundForm(HouseForm):
    """A round: its name, its days, whom it asks about."""

    title = StringField("评议名称", [Needed("请写评议名称"), Length(4, 120, ask="请写评议名称")])
    starts_on = DayText("开始日期", [Needed("请填开始日期")])
    ends_on = DayText("结束日期", [Needed("请填结束日期")])
    departments = ManyChoices("评哪些单位", [Needed("请选择要评议的单位")], coerce=int)

    def wanted(self) -> operations.NewAppraisal:
        """The round as typed."""
        chosen = tuple(departments.get_department(each) for each in self.departments.data)
        return operations.NewAppraisal(self.title.data or "", self.starts_on.data or date.min, self.ends_on.data or date.min, chosen)


@blueprint.get("/appraisals")
def list_appraisals() -> str:
    """All rounds."""
    return render_template(
        "publication/list_appraisals.html",
        rounds=queries.list_all_appraisals(),
        waiting=len(queries.list_waiting_remarks()),
        may_open=allows(sessions.actor(), Permission.APPRAISAL_OPEN),
    )


@blueprint.route("/appraisals/new", methods=["GET", "POST"])
def open_appraisal() -> Any:
    """Open a round."""
    actor, form = sessions.actor(), RoundForm()
    require(actor, Permission.APPRAISAL_OPEN)
    form.departments.offer([(each.id, each.name) for each in departments.list_active_organs()])
    if form.validate_on_submit():
        try:
            with transaction():
                operations.open_round(actor, form.wanted(), form.submission_key.data or "")
            flash("已开展，公开页上可以评了。")
            return redirect(url_for("publication.list_appraisals"), 303)
        except RuleBroken as error:
            attach(error, form)
    return render_template("publication/open_appraisal.html", form=form)


@blueprint.route("/appraisals/<int(max=2147483647):appraisal_id>/cancel", methods=["GET", "POST"])
def cancel_appraisal(appraisal_id: int) -> Any:
    """End a round without results, with a public reason."""
    actor, form = sessions.actor(), ReasonForm()
    require(actor, Permission.APPRAISAL_OPEN)
    if form.validate_on_submit():
        try:
            with transaction():
                operations.cancel(queries.get_by_key(appraisal_id, for_update=True), actor, form.reason.data or "")
            flash("已取消，原网址上显示取消的理由。")
            return redirect(url_for("publication.list_appraisals"), 303)
        except RuleBroken as error:
            attach(error, form)
    return render_template("publication/cancel_appraisal.html", form=form, appraisal=queries.get_by_key(appraisal_id))


@blueprint.route("/appraisals/remarks", methods=["GET", "POST"])
def list_remarks() -> Any:
    """Remarks that wait, each with its decision for whoever may take it."""
    actor, form = sessions.actor(), HouseForm()
    if form.validate_on_submit():
        try:
            return _moderate(actor)
        except RuleBroken as error:
            form.form_errors.append(error.message)
    remarks = [(each, allows(actor, Permission.APPRAISAL_MODERATE, each)) for each in queries.list_waiting_remarks()]
    return render_template("publication/list_remarks.html", form=form, remarks=remarks)


def _moderate(actor: User) -> Response:
    voice_id, decision = request.form.get("voice", ""), request.form.get("decision", "")
    with transaction():
        voice = queries.get_voice(int(voice_id) if voice_id.isdecimal() and len(voice_id) < 10 else 0, for_update=True)
        if decision == "show":
            operations.show_remark(voice, actor, inspect)
        elif decision == "refuse":
            operations.refuse_remark(voice, actor)
        else:
            raise RuleBroken("voice", "请选择显示或者不显示。")
    flash("已处理。")
    return redirect(url_for("publication.list_remarks"), 303)
