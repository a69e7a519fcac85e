"""The reporter has the own identity destroyed (个人信息保护法 art. 47)."""

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from portal.cases import queries as cases
from portal.cases import retention
from portal.cases.models import Report
from portal.db import transaction
from portal.errors import TransitionRefused
from portal.web.admission import admit
from portal.web.forms import HouseForm
from portal.web.public import blueprint, track_session
from portal.web.public.track import ask_for_code


@blueprint.route("/track/erase", methods=["GET", "POST"])
def track_erase() -> str | Response:
    """Ask that identity, address and originals be destroyed; at once, or why not and when."""
    report = track_session.present_report()
    if report is None:
        return ask_for_code()
    form, refusal = HouseForm(), _why_not(report)
    if form.validate_on_submit() and not refusal:
        admit(track_session.ACTING)
        reporter, case_id = track_session.reporter_of(report), report.case_id
        try:
            with transaction():
                retention.erase_on_request(cases.get_case(case_id, for_update=True), reporter)
            flash("您的身份信息、通知邮箱和材料原件已经销毁。查询码照常使用。")
            return redirect(url_for("public.track_case"), 303)
        except TransitionRefused as error:
            refusal = error.message
    return render_template("public/track_erase.html", form=form, refusal=refusal, case=report.case)


def _why_not(report: Report) -> str:
    if not report.reporter_kind.is_named:
        return "您是匿名反映，我们没有保存您的身份信息。"
    return "您的身份信息已经销毁。" if retention.is_erased(report) else retention.why_not_erase(report.case)
