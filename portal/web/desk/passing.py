"""Handing a complaint to a lower platform, with the clock that runs on it."""

from flask import flash, redirect, render_template
from werkzeug.wrappers import Response
from wtforms import TextAreaField

from portal.access import Permission, require
from portal.cases import queries as cases
from portal.db import transaction
from portal.errors import RuleBroken, TransitionRefused
from portal.exchange.passing import operations
from portal.exchange.queries import get_partner
from portal.web import sessions
from portal.web.desk.blueprint import blueprint, here
from portal.web.forms import HouseForm, Length, Needed, SelectOne, attach


class PassForm(HouseForm):
    """Which platform, and what is asked of it."""

    partner = SelectOne("转交给", [Needed("请选择下级平台")], coerce=int)
    note = TextAreaField("交办要求", [Needed("请写明交办要求"), Length(5, 500)])


@blueprint.route("/cases/<int:case_id>/pass-down", methods=["GET", "POST"])
def pass_down(case_id: int) -> str | Response:
    """Say to whom and with what demand, and hand it down."""
    case, form = cases.get_visible(sessions.actor(), case_id), PassForm()
    require(sessions.actor(), Permission.CASE_HANDLE, case)
    why_not = operations.why_not_pass(case)
    if why_not:
        raise TransitionRefused(why_not)
    form.partner.offer([(each.id, each.name) for each in operations.offered(case)])
    if form.validate_on_submit():
        try:
            with transaction():
                row = cases.get_visible_for_update(sessions.actor(), case_id)
                operations.pass_down(row, sessions.actor(), get_partner(form.partner.data or 0), form.note.data or "")
            flash("已转交下级平台，期限继续计算，反映人会看到已经转交。")
            return redirect(here("desk.show_case", case_id), 303)
        except RuleBroken as error:
            attach(error, form)
    return render_template("desk/pass_down.html", form=form, case=cases.get_visible(sessions.actor(), case_id))
