"""The page of the report form for evidence: one file at a time, each stored before the next is asked for."""

from flask import Response as FlaskResponse
from flask import flash, redirect, request, url_for
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from portal.attachments import operations as attachments
from portal.attachments import queries
from portal.attachments.models import Attachment
from portal.cases import drafts
from portal.db import transaction
from portal.errors import NotFound, RuleBroken
from portal.web.addresses import present_address
from portal.web.admission import Door, admit
from portal.web.files import file_rows, sent
from portal.web.forms import attach
from portal.web.public import blueprint, report, report_session, report_steps
from portal.web.public.report_forms import EvidenceForm
from portal.web.throttle import Limit

_UPLOADING = Door(Limit("report-upload", burst=40, every_seconds=15), calm_per_second=4)
_NUMBER = report_steps.EVIDENCE


@blueprint.route(f"/report/{_NUMBER}", methods=["GET", "POST"])
def report_evidence() -> str | Response:
    """Add a file, look at those added, go on."""
    if request.method == "POST" and report_session.was_submitted():
        return redirect(url_for("public.report_done"), 303)
    answers = report.answers_of(report_session.present_draft())
    if not report.may_open(_NUMBER, answers):
        return redirect(report.url_of(report_steps.first_open(answers)))
    form = EvidenceForm()
    if form.validate_on_submit():
        try:
            return _go_on(form, answers)
        except RuleBroken as error:
            attach(error, form)
    return report.page(_NUMBER, form, answers, files=_rows())


def _go_on(form: EvidenceForm, answers: report_steps.Answers) -> Response:
    upload = form.file.data
    warning = ""
    if isinstance(upload, FileStorage) and upload.filename:
        warning = _add(upload, form.description.data or "")
    elif request.form.get("upload"):
        raise RuleBroken("file", "请先选择一个文件，再按“上传”。")
    if warning or request.form.get("upload"):
        flash(warning or "材料已上传。可以再加一份，或者继续。")
        return redirect(present_address(), 303)
    return redirect(report.url_of(report_steps.next_after(_NUMBER, answers, report.comes_from_check())), 303)


def _add(upload: FileStorage, description: str) -> str:
    """Keep the file; what its sender must know of it, or ""."""
    admit(_UPLOADING)
    checked = attachments.check_file(upload.stream, upload.filename or "")
    with transaction():
        _token, row = report_session.draft_to_change()
        kept = attachments.keep_file(drafts.OWNER, row.id, checked, description)
        drafts.save(row, {})
        return attachments.quarantine_words([kept])


def _rows() -> list[dict[str, object]]:
    draft = report_session.present_draft()
    found = queries.list_for(drafts.OWNER, draft.id) if draft is not None else []
    return file_rows(found, "public.report_file", "public.report_file_delete")


def _own_file(token: str) -> Attachment:
    draft = report_session.present_draft()
    found = queries.find_owned(drafts.OWNER, draft.id, token) if draft is not None else None
    if found is None:
        raise NotFound("没有找到这份材料，可能已经删除。")
    return found


@blueprint.get("/report/files/<token>")
def report_file(token: str) -> FlaskResponse:
    """A file of the present draft."""
    return sent(_own_file(token))


@blueprint.post("/report/files/<token>/delete")
def report_file_delete(token: str) -> Response:
    """Take a file away from the draft."""
    with transaction():
        attachments.remove_file(_own_file(token))
    flash("材料已删除。")
    return redirect(url_for("public.report_evidence"), 303)
