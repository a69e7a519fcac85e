"""「更换查询码」: a new tracking code for whoever fears that somebody else has seen the old one."""

from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response

from portal.cases import drafts, progress, queries, reporting
from portal.cases.models import Report
from portal.crypto import random_token
from portal.db import transaction
from portal.web.admission import admit
from portal.web.forms import HouseForm
from portal.web.public import blueprint, report_session, track_session
from portal.web.public.track import ask_for_code

_SHORTEST_KEY = 20


@blueprint.route("/track/new-code", methods=["GET", "POST"])
def track_new_code() -> str | Response:
    """One more question, then the new code. A second press of the same button shows the code that the first one made."""
    form = HouseForm()
    if form.validate_on_submit() and _is_done(form):
        return _show(form)
    report = track_session.present_report()
    if report is None:
        return ask_for_code()
    if form.is_submitted() and not form.errors:
        admit(track_session.ACTING)
        _renew(report, form)
        return _show(form)
    return render_template("public/track_new_code.html", form=form, case=report.case, heading=progress.heading(report.case))


@blueprint.get("/track/new-code/done")
def track_new_code_done() -> str | Response:
    """The new code, to be written down now."""
    receipt = report_session.present_receipt()
    if receipt is None or track_session.present_report() is None:
        return ask_for_code()
    return render_template("public/track_new_code_done.html", receipt=receipt)


def _token(form: HouseForm) -> str:
    """Under what the receipt of this press is kept; a key that our page did not make finds nothing."""
    if len(form.submission_key.data or "") < _SHORTEST_KEY:
        form.submission_key.data = random_token()
    return f"new-code:{form.submission_key.data}"


def _is_done(form: HouseForm) -> bool:
    return drafts.load(_token(form)) is not None


def _renew(report: Report, form: HouseForm) -> None:
    reporter, case_id = track_session.reporter_of(report), report.case_id
    with transaction():
        case = queries.get_case(case_id, for_update=True)
        if not _is_done(form):  # the first of two presses may have been quicker
            drafts.keep_receipt(_token(form), reporting.renew_code(case, reporter))


def _show(form: HouseForm) -> Response:
    report_session.show_receipt(_token(form))
    receipt = report_session.present_receipt()
    if receipt is not None:
        track_session.open_report(receipt["report_id"])
    return redirect(url_for("public.track_new_code_done"), 303)
