"""What the reporter does on the progress page: supplement, message, withdraw, rate, ask for a review."""

from collections.abc import Callable
from typing import Any

from flask import Response as FlaskResponse
from flask import flash, redirect, render_template, request, url_for
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from portal.access import Reporter
from portal.attachments import operations as attachments
from portal.attachments import queries as files
from portal.cases import progress, queries, reporting
from portal.cases.evidence import protect_originals
from portal.cases.models import Case, Report
from portal.cases.recusal import operations as recusal
from portal.db import transaction
from portal.errors import NotFound, RuleBroken
from portal.web.admission import admit
from portal.web.files import sent
from portal.web.forms import HouseForm, attach
from portal.web.public import blueprint, track_forms, track_session
from portal.web.public.track import ask_for_code

Act = Callable[[Case, Reporter], Any]


def _done(report: Report, form: HouseForm, act: Act, words: str) -> Response | None:
    """Act on the locked case and go back to its page; None when a rule was broken, which then stands on the form."""
    admit(track_session.ACTING)
    reporter, case_id = track_session.reporter_of(report), report.case_id
    try:
        with transaction():
            act(queries.get_case(case_id, for_update=True), reporter)
    except RuleBroken as error:
        attach(error, form)
        return None
    flash(words)
    return redirect(url_for("public.track_case"), 303)


@blueprint.route("/track/supplement", methods=["GET", "POST"])
def track_supplement() -> str | Response:
    """Answer what the office asked for, with words, files or both."""
    report = track_session.present_report()
    if report is None:
        return ask_for_code()
    form = track_forms.SupplementForm()
    if form.validate_on_submit():
        answer = _supplemented(report, form)
        if answer is not None:
            return answer
    wanted = queries.find_open_supplement(report.case_id)
    now = progress.now(report.case)
    return render_template("public/track_supplement.html", form=form, wanted=wanted, now=now, limits=attachments.limits_sentence())


def _supplemented(report: Report, form: track_forms.SupplementForm) -> Response | None:
    sent_files = [each for each in form.files.data if isinstance(each, FileStorage) and each.filename]
    if sent_files and queries.find_open_supplement(report.case_id) is None:
        sent_files = []  # nobody asked for them: refused below, without the work of opening them
    try:
        checked = attachments.check_files([(each.stream, each.filename or "") for each in sent_files])
    except RuleBroken as error:
        attach(RuleBroken("files", error.message), form)
        return None

    def act(case: Case, reporter: Reporter) -> None:
        request_id = reporting.supplement(case, reporter, form.text.data or "", bool(checked))
        kept = [attachments.keep_file("supplement", request_id, each) for each in checked]
        protect_originals(report, "supplement", request_id)
        if warning := attachments.quarantine_words(kept):
            flash(warning)

    return _done(report, form, act, "已收到您补充的材料，办理时间从明天起继续计算。")


@blueprint.route("/track/message", methods=["GET", "POST"])
def track_message() -> str | Response:
    """Write to the office."""
    report = track_session.present_report()
    if report is None:
        return ask_for_code()
    form = track_forms.MessageForm()
    if form.validate_on_submit():
        text = form.message.data or ""
        answer = _done(report, form, lambda case, reporter: reporting.write_to_office(case, reporter, text), "留言已送到承办部门。")
        if answer is not None:
            return answer
    return render_template("public/track_message.html", form=form, office=progress.office(report.case))


@blueprint.route("/track/recusal", methods=["GET", "POST"])
def track_recusal() -> str | Response:
    """Ask that somebody keep out of the case."""
    report = track_session.present_report()
    if report is None:
        return ask_for_code()
    form = track_forms.RecusalForm()
    if form.validate_on_submit():
        whom, reason = form.whom.data or "", form.reason.data or ""
        answer = _done(
            report, form, lambda case, reporter: recusal.request_recusal(case, reporter, whom, reason), "申请已提交，决定会写在这里。"
        )
        if answer is not None:
            return answer
    return render_template("public/track_recusal.html", form=form, office=progress.office(report.case))


@blueprint.route("/track/withdraw", methods=["GET", "POST"])
def track_withdraw() -> str | Response:
    """Take the report back, after one more question."""
    report = track_session.present_report()
    if report is None:
        return ask_for_code()
    form = track_forms.WithdrawForm()
    if form.validate_on_submit():
        reason = form.reason.data or ""
        answer = _done(report, form, lambda case, reporter: reporting.withdraw(case, reporter, reason), "已撤回，这件反映不再办理。")
        if answer is not None:
            return answer
    return render_template("public/track_withdraw.html", form=form, case=report.case, heading=progress.heading(report.case))


@blueprint.route("/track/rate", methods=["GET", "POST"])
def track_rate() -> str | Response:
    """Rate the handling."""
    report = track_session.present_report()
    if report is None:
        return ask_for_code()
    form = track_forms.RateForm()
    if form.validate_on_submit():
        answer = _done(report, form, lambda case, reporter: reporting.rate(case, reporter, **form.answers()), form.thanks())
        if answer is not None:
            return answer
    return render_template("public/track_rate.html", form=form)


@blueprint.route("/track/review", methods=["GET", "POST"])
def track_review() -> str | Response:
    """Ask for a review: first the grounds, then everything once more to check."""
    report = track_session.present_report()
    if report is None:
        return ask_for_code()
    form = track_forms.ReviewForm()
    checks = form.validate_on_submit() and not request.form.get("change")
    if checks and request.form.get("confirmed"):
        answer = _done(
            report,
            form,
            lambda case, reporter: reporting.request_review(case, reporter, form.ground.data, form.text.data or ""),
            form.thanks(),
        )
        if answer is not None:
            return answer
    instance = reporting.next_review(report.case)
    return render_template("public/track_review.html", form=form, checks=checks and not form.errors, instance=instance)


@blueprint.get("/track/files/<token>")
def track_file(token: str) -> str | Response | FlaskResponse:
    """A file the reporter sent, with the report or with a supplement."""
    report = track_session.present_report()
    if report is None:
        return ask_for_code()
    owners = [("report", report.id), *(("supplement", each.id) for each in queries.list_supplements(report.case_id))]
    found = next(filter(None, (files.find_owned(kind, owner_id, token) for kind, owner_id in owners)), None)
    if found is None:
        raise NotFound("没有找到这份材料。")
    return sent(found)
