"""Holds: nothing of a case is destroyed until they are lifted."""

from typing import Any

from flask import flash, redirect, render_template
from werkzeug.wrappers import Response

from portal.access import Permission, require
from portal.cases import queries as cases
from portal.cases import retention
from portal.cases.models import Case
from portal.cases.secrecy.queries import find_hold
from portal.db import transaction
from portal.errors import RuleBroken, TransitionRefused
from portal.web import sessions
from portal.web.desk.blueprint import blueprint, here
from portal.web.desk.forms import ReasonForm
from portal.web.forms import attach


def _facts(case: Case) -> list[dict[str, Any]]:
    kept = [
        f"身份信息、材料原件 {retention.kept_days(retention.ErasedThing.IDENTITY)} 天",
        f"通知邮箱 {retention.kept_days(retention.ErasedThing.ADDRESS)} 天",
    ]
    return [{"label": "办件", "value": f"{case.number}　{case.title}"}, {"label": "办理结束后保存", "value": "，".join(kept)}]


def _done(case_id: int, sentence: str) -> Response:
    flash(sentence)
    return redirect(here("desk.show_case", case_id), 303)


@blueprint.route("/cases/<int:case_id>/hold", methods=["GET", "POST"])
def hold_case(case_id: int) -> Any:
    """Keep everything of a case from being destroyed, with a reason the reporter reads."""
    actor, form = sessions.actor(), ReasonForm()
    case = cases.get_visible(actor, case_id)
    require(actor, Permission.CASE_HOLD, case)
    if form.validate_on_submit():
        try:
            with transaction():
                retention.hold(cases.get_visible_for_update(actor, case_id), actor, form.reason.data)
            return _done(case_id, "已暂缓销毁，反映人可以看到理由。")
        except RuleBroken as error:
            attach(error, form)
    return render_template("desk/hold_case.html", case=cases.get_visible(actor, case_id), form=form, facts=_facts(case))


@blueprint.route("/cases/<int:case_id>/lift-hold", methods=["GET", "POST"])
def lift_hold(case_id: int) -> Any:
    """Let the usual times run out again."""
    actor, form = sessions.actor(), ReasonForm()
    case = cases.get_visible(actor, case_id)
    require(actor, Permission.CASE_HOLD, case)
    if form.validate_on_submit():
        try:
            with transaction():
                retention.lift_hold(cases.get_visible_for_update(actor, case_id), actor, form.reason.data)
            return _done(case_id, "已解除暂缓销毁，到期后按规定销毁。")
        except RuleBroken as error:
            attach(error, form)
    held = find_hold(case_id)
    if held is None:
        raise TransitionRefused("这件办件没有暂缓销毁。")
    return render_template("desk/lift_hold.html", case=cases.get_visible(actor, case_id), form=form, facts=_facts(case), held=held)
