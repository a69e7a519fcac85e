"""The report form: one question a page, kept sealed on the server until it is submitted."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from portal.attachments import queries as attachments
from portal.cases import drafts
from portal.cases.exchanges import ReportDraft
from portal.custody import data_keys
from portal.db import transaction
from portal.errors import RuleBroken
from portal.profiles import queries as profiles
from portal.web.admission import Door, admit
from portal.web.forms import HouseForm, attach, packed
from portal.web.public import blueprint, report_session, report_steps, report_words
from portal.web.public.report_forms import CheckForm, NarrativeForm, unpacked
from portal.web.throttle import Limit

# Whoever has begun a report has a share of their own for its pages, whatever others at the same address do.
BEGINNING = Door(Limit("report-begin", burst=10, every_seconds=120), calm_per_second=4)
_SAVING = Door(Limit("report-page", burst=120, every_seconds=5))
_SUBMITTING = Door(Limit("report-submit", burst=10, every_seconds=120), calm_per_second=2)
CHECK = "check"
_NO_REGION = "000000"


@blueprint.get("/report")
def report() -> str:
    """What can be reported here, what else to use, and who sees what."""
    return render_template("public/report.html", draft=report_session.present_draft(), can_seal=data_keys.is_ready())


@blueprint.post("/report/discard")
def report_discard() -> Response:
    """Delete the draft and begin again."""
    report_session.discard()
    flash("草稿已删除。")
    return redirect(url_for("public.report"), 303)


@blueprint.route("/report/<int:number>", methods=["GET", "POST"])
def report_step(number: int) -> str | Response:
    """One page of the form."""
    if request.method == "POST" and report_session.was_submitted():
        return redirect(url_for("public.report_done"), 303)
    draft = report_session.present_draft()
    answers = answers_of(draft)
    if number > len(report_steps.steps_for(answers)):
        return redirect(url_for("public.report_check"))
    if request.method == "GET" and not may_open(number, answers):
        return redirect(url_of(report_steps.first_open(answers)))
    step = report_steps.get_step(number, answers)
    form = report_steps.fitted(step.form_class(data=unpacked(step.form_class, answers)), answers)
    if form.validate_on_submit():
        return keep_and_go_on(number, form)
    return page(number, form, answers)


def answers_of(draft: ReportDraft | None) -> dict[str, Any]:
    """What was answered so far."""
    return drafts.answers_of(draft) if draft is not None else {}


def may_open(number: int, answers: report_steps.Answers) -> bool:
    """Whether every page before this one has its needed answers."""
    still_open = report_steps.first_open(answers)
    return still_open is None or number <= still_open


def url_of(number: int | None) -> str:
    """The address of a page; None is the page that checks."""
    return url_for("public.report_check") if number is None else url_for("public.report_step", number=number)


def page(number: int, form: HouseForm, answers: report_steps.Answers, **more: Any) -> str:
    """The page of a step with what was typed."""
    return render_template(
        "public/report_evidence.html" if number == report_steps.EVIDENCE else "public/report_step.html",
        number=number,
        form=form,
        answers=answers,
        place=report_steps.place(number, answers),
        back=back_url(number),
        mark=report_session.mark(),
        **report_words.words_for(number),
        **more,
    )


def comes_from_check() -> bool:
    """Whether 「修改」 on the page that checks led here."""
    return request.args.get("from") == CHECK


def back_url(number: int) -> str:
    """The real previous page."""
    if comes_from_check():
        return url_of(None)
    return url_of(number - 1) if number > 1 else url_for("public.report")


def keep_and_go_on(number: int, form: HouseForm) -> str | Response:
    """Keep the answers of a page and go on; a text with numbers that lead to a person is asked about once."""
    had_draft = report_session.present_draft() is not None
    admit(_SAVING, subject=report_session.mark()) if had_draft else admit(BEGINNING)
    numbers = form.found_numbers() if isinstance(form, NarrativeForm) else []
    with transaction():
        _token, row = report_session.draft_to_change()
        asks = bool(numbers) and not request.form.get("keep") and not drafts.answers_of(row).get("was_warned")
        answers = drafts.save(row, packed(form) | ({"was_warned": True} if asks else {}))
    if asks:
        attach(RuleBroken("narrative", f"文中像是有{'、'.join(numbers)}，要去掉吗？"), form)
        return page(number, form, answers, asks_about_numbers=True)
    if not had_draft and number > 1:
        flash("之前填写的内容已过保存时间。您刚写的这一页已经保存，请从第一步补填其他内容。")
        return redirect(url_of(report_steps.first_open(answers)), 303)
    following = report_steps.next_after(number, answers, comes_from_check())
    return redirect(_with_origin(following), 303)


def _with_origin(number: int | None) -> str:
    if number is not None and comes_from_check():
        return _change_url(number)
    return url_of(number)


@blueprint.route("/report/check", methods=["GET", "POST"])
def report_check() -> str | Response:
    """All answers with 「修改」, what may be published, and the confirmation that it is true."""
    if request.method == "POST" and report_session.was_submitted():
        return redirect(url_for("public.report_done"), 303)
    draft = report_session.present_draft()
    answers = answers_of(draft)
    if draft is None or report_steps.first_open(answers) is not None:
        return redirect(url_of(report_steps.first_open(answers)))
    form = CheckForm(data=unpacked(CheckForm, answers))
    if form.validate_on_submit():
        try:
            return _submit(form)
        except RuleBroken as error:
            attach(error, form)
    rows = report_steps.summary(answers, attachments.count_for(drafts.OWNER, draft.id), _change_url)
    last = report_steps.steps_for(answers)[-1].number
    return render_template(
        "public/report_check.html",
        form=form,
        rows=rows,
        place=report_steps.place(None, answers),
        back=url_of(last),
        mark=report_session.mark(),
        hints=report_words.PUBLICATION,
    )


def _change_url(number: int) -> str:
    values: dict[str, Any] = {"number": number, "from": CHECK}  # "from" is a word of Python's own
    return url_for("public.report_step", **values)


def _submit(form: CheckForm) -> Response:
    admit(_SUBMITTING, owner=report_session.mark())
    with transaction():
        token, row = report_session.draft_to_change()
        drafts.submit(row, token, packed(form), profiles.get_current().region_code or _NO_REGION)
    report_session.keep_receipt(token)
    return redirect(url_for("public.report_done"), 303)
