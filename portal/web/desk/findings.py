"""What inspections found at the own department, and its answers with proof."""

from typing import Any

from flask import Response as FlaskResponse
from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms import IntegerField, MultipleFileField, TextAreaField

from portal import clock
from portal.access import Permission, allows, require
from portal.attachments import operations as attachments
from portal.db import transaction
from portal.errors import RuleBroken
from portal.ledger import findings
from portal.ledger.models import InspectionFinding
from portal.ledger.queries import inspections as queries
from portal.ledger.queries.inspections import FindingFilter
from portal.ledger.vocabulary import FindingStatus
from portal.web import sessions
from portal.web.desk.blueprint import blueprint
from portal.web.files import sent
from portal.web.filters import url_with
from portal.web.forms import HouseForm, Length, Needed, attach
from portal.web.ledger_pages import checked_files, finding_file, finding_values

PAGE_ROWS = 50


class RectificationForm(HouseForm):
    """What was put right, and the proof."""

    text = TextAreaField("整改情况", [Needed("请写明整改情况"), Length(10, 5000, ask="请写明整改情况")])
    files = MultipleFileField("证明材料")


class TimeForm(HouseForm):
    """How many days more, and why."""

    days = IntegerField("延长天数", [Needed("请填写延长几天，只填数字")], render_kw={"inputmode": "numeric", "autocomplete": "off"})
    text = TextAreaField("延期的理由", [Needed("请写明延期的理由"), Length(5, 2000, ask="请写明延期的理由")])


@blueprint.get("/findings")
def list_own_findings() -> str:
    """What the own department has to put right, newest first."""
    home, today, status = sessions.actor().department, clock.today(), _status()
    wanted = FindingFilter(status=status, department_id=home.id if home else 0)
    found = queries.list_findings(wanted, request.args.get("before", type=int), PAGE_ROWS + 1)
    counts = queries.count_findings(wanted)
    tabs = [_tab(None, sum(counts.values()), status), *(_tab(each, counts[each], status) for each in FindingStatus)]
    next_url = url_with(before=found[PAGE_ROWS - 1].id) if len(found) > PAGE_ROWS else None
    total = counts[status] if status else sum(counts.values())
    return render_template("desk/list_own_findings.html", rows=found[:PAGE_ROWS], tabs=tabs, next_url=next_url, total=total, today=today)


def _status() -> FindingStatus | None:
    name = request.args.get("status", "")
    return FindingStatus(name) if name in {each.value for each in FindingStatus} else None


def _tab(status: FindingStatus | None, count: int, present: FindingStatus | None) -> dict[str, Any]:
    url = url_for("desk.list_own_findings", status=status.value if status else None)
    return {"label": status.label if status else "全部", "url": url, "count": count, "current": status is present}


@blueprint.route("/findings/<int:finding_id>", methods=["GET", "POST"])
def show_own_finding(finding_id: int) -> str | Response:
    """One finding; the department answers below."""
    actor, form = sessions.actor(), RectificationForm()
    finding = _own(finding_id)
    if form.validate_on_submit():
        try:
            _answered(finding_id, form)
            flash("整改情况已提交，等监督人员验收。")
            return redirect(url_for("desk.show_own_finding", finding_id=finding_id), 303)
        except RuleBroken as error:
            attach(RuleBroken("files" if error.field == "file" else error.field, error.message), form)
            finding = _own(finding_id)
    answers = finding.status is FindingStatus.ISSUED and allows(actor, Permission.FINDING_ANSWER, finding)
    values = finding_values(finding, clock.today(), "desk.own_finding_file")
    limits = attachments.limits_sentence()
    asks = answers and findings.longest_extension(finding) > 0
    return render_template("desk/show_own_finding.html", form=form if answers else None, limits=limits, asks=asks, **values)


def _answered(finding_id: int, form: RectificationForm) -> None:
    checked = checked_files(form.files)
    with transaction():
        finding = _own(finding_id, for_update=True)
        findings.answer(finding, sessions.actor(), form.text.data or "")
        for each in checked:
            attachments.keep_file("finding", finding.id, each)


@blueprint.route("/findings/<int:finding_id>/extension", methods=["GET", "POST"])
def ask_finding_time(finding_id: int) -> str | Response:
    """Ask for more days to put something right."""
    form, finding = TimeForm(), _own(finding_id)
    require(sessions.actor(), Permission.FINDING_ANSWER, finding)
    if form.validate_on_submit():
        try:
            with transaction():
                findings.ask_time(_own(finding_id, for_update=True), sessions.actor(), form.days.data or 0, form.text.data or "")
            flash("延期申请已提交，等监督人员决定。")
            return redirect(url_for("desk.show_own_finding", finding_id=finding_id), 303)
        except RuleBroken as error:
            attach(error, form)
            finding = _own(finding_id)
    values = finding_values(finding, clock.today(), "desk.own_finding_file")
    return render_template("desk/ask_finding_time.html", form=form, most=findings.longest_extension(finding), **values)


@blueprint.get("/findings/<int:finding_id>/files/<token>")
def own_finding_file(finding_id: int, token: str) -> FlaskResponse:
    """A file of an own answer."""
    return sent(finding_file(_own(finding_id), token))


def _own(finding_id: int, for_update: bool = False) -> InspectionFinding:
    return queries.get_own_finding(sessions.actor().department, finding_id, for_update)
