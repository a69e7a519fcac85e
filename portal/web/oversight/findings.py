"""Filling in the checklist of an inspection, and what has to be put right: demanded, accepted or given back."""

from typing import Any

from flask import Response as FlaskResponse
from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms import IntegerField, TextAreaField

from portal import clock
from portal.access import Permission, allows, require
from portal.db import transaction
from portal.errors import RuleBroken, TransitionRefused
from portal.ledger import findings, rounds
from portal.ledger.models import InspectionCheck
from portal.ledger.queries import inspections as queries
from portal.ledger.queries.inspections import FindingFilter
from portal.ledger.vocabulary import CheckResult, FindingStatus
from portal.web import sessions
from portal.web.files import sent
from portal.web.filters import day, url_with
from portal.web.forms import HouseForm, Length, Needed, OneChoice, attach
from portal.web.ledger_pages import finding_file as file_of
from portal.web.ledger_pages import finding_values
from portal.web.oversight.blueprint import blueprint

PAGE_ROWS = 50
USUAL_DAYS = 15
_RESULTS = [(each.value, each.label) for each in CheckResult if each is not CheckResult.WAITING]


class CheckForm(HouseForm):
    """What was seen of one task at one department."""

    result = OneChoice("检查结果", [Needed("请选择检查结果")], choices=_RESULTS)
    remark = TextAreaField("检查情况", [Length(0, 5000)])


class FindingForm(HouseForm):
    """What is wrong and what the department has to do."""

    problem = TextAreaField("发现的问题", [Needed("请写明发现的问题"), Length(5, 5000, ask="请写明发现的问题")])
    demand = TextAreaField("整改要求", [Needed("请写明整改要求"), Length(5, 5000, ask="请写明整改要求")])
    days = IntegerField("整改期限（天）", [Needed("请填写几天内整改，只填数字")], default=USUAL_DAYS)


class AcceptForm(HouseForm):
    """What was found when it was looked at again."""

    text = TextAreaField("验收意见", [Needed("请写明验收意见"), Length(5, 5000, ask="请写明验收意见")])


class GiveBackForm(HouseForm):
    """Why it is not enough, and the new term."""

    text = TextAreaField("退回的理由", [Needed("请写明退回的理由"), Length(5, 5000, ask="请写明退回的理由")])
    days = IntegerField("重新整改的期限（天）", [Needed("请填写几天内整改，只填数字")], default=USUAL_DAYS)


class TimeDecisionForm(HouseForm):
    """Yes or no to more days, and why."""

    outcome = OneChoice("决定", [Needed("请选择同意或者不同意")], choices=[("grant", "同意延期"), ("refuse", "不同意")])
    text = TextAreaField("理由", [Needed("请写明决定的理由"), Length(5, 2000, ask="请写明决定的理由")])


@blueprint.route("/inspections/<int:round_id>/checks/<int:check_id>", methods=["GET", "POST"])
def check_line(round_id: int, check_id: int) -> str | Response:
    """Fill in one line of the checklist and go on to the next that waits."""
    line, form = queries.get_check(round_id, check_id), CheckForm()
    if form.validate_on_submit():
        try:
            with transaction():
                line = queries.get_check(round_id, check_id, for_update=True)
                rounds.check_line(line, sessions.actor(), CheckResult(form.result.data), form.remark.data or "")
            flash("检查结果已填写。")
            return redirect(_after(round_id, check_id), 303)
        except RuleBroken as error:
            attach(error, form)
            line = queries.get_check(round_id, check_id)
    elif request.method == "GET" and line.checked_at is not None:
        form.result.data, form.remark.data = line.result.value, line.remark
    return render_template("oversight/check_line.html", line=line, form=form)


def _after(round_id: int, check_id: int) -> str:
    """Where a supervisor goes on: the demand when something is wrong, else the next line that waits, else the inspection."""
    line = queries.get_check(round_id, check_id)
    if line.result is CheckResult.NOT_MET and line.department_id is not None:
        return url_for("oversight.issue_finding", round_id=round_id, check_id=check_id)
    waiting = queries.list_checks(round_id, result=CheckResult.WAITING)
    if waiting:
        return url_for("oversight.check_line", round_id=round_id, check_id=waiting[0].id)
    return url_for("oversight.show_round", round_id=round_id)


@blueprint.route("/inspections/<int:round_id>/checks/<int:check_id>/finding", methods=["GET", "POST"])
def issue_finding(round_id: int, check_id: int) -> str | Response:
    """Demand that the department of a line puts something right."""
    line, form = _line_of_somebody(round_id, check_id), FindingForm()
    if form.validate_on_submit():
        try:
            with transaction():
                line = _line_of_somebody(round_id, check_id)
                wanted = findings.Demand(form.problem.data or "", form.demand.data or "", form.days.data or 0)
                made = findings.issue(line.round, sessions.actor(), line.department, line.task_id, wanted)  # type: ignore[arg-type]
                words = f"{made.number}已发给{made.department.name}，要求 {day(made.due_on)} 前整改。"
            flash(words)
            return redirect(url_for("oversight.show_round", round_id=round_id), 303)
        except RuleBroken as error:
            attach(error, form)
            line = _line_of_somebody(round_id, check_id)
    elif request.method == "GET":
        form.problem.data = line.remark
    return render_template("oversight/issue_finding.html", line=line, form=form, most=findings.longest_days())


def _line_of_somebody(round_id: int, check_id: int) -> InspectionCheck:
    line = queries.get_check(round_id, check_id)
    if line.department is None:
        raise TransitionRefused("方案没有给这项任务写明具体单位，没有可以要求整改的单位。")
    return line


@blueprint.get("/findings")
def list_findings() -> str:
    """What has to be put right, by state, newest first; ``late=1``: only what is late."""
    status, today = _status(), clock.today()
    wanted = FindingFilter(status=status, late_on=today if request.args.get("late") == "1" else None)
    found = queries.list_findings(wanted, request.args.get("before", type=int), PAGE_ROWS + 1)
    counts, late = queries.count_findings(FindingFilter()), queries.count_late_findings(today)
    tabs = [_tab(None, sum(counts.values()), status), *(_tab(each, counts[each], status) for each in FindingStatus)]
    tabs.append({"label": "逾期", "url": url_for("oversight.list_findings", late=1), "count": late, "current": wanted.late_on is not None})
    tabs[0]["current"] = status is None and wanted.late_on is None
    next_url = url_with(before=found[PAGE_ROWS - 1].id) if len(found) > PAGE_ROWS else None
    total = late if wanted.late_on else counts[status] if status else sum(counts.values())
    return render_template("oversight/list_findings.html", rows=found[:PAGE_ROWS], tabs=tabs, next_url=next_url, total=total, today=today)


def _status() -> FindingStatus | None:
    name = request.args.get("status", "")
    return FindingStatus(name) if name in {each.value for each in FindingStatus} else None


def _tab(status: FindingStatus | None, count: int, present: FindingStatus | None) -> dict[str, Any]:
    url = url_for("oversight.list_findings", status=status.value if status else None)
    return {"label": status.label if status else "全部", "url": url, "count": count, "current": status is present}


@blueprint.get("/findings/<int:finding_id>")
def show_finding(finding_id: int) -> str:
    """A finding with its whole history."""
    finding, actor = queries.get_finding(finding_id), sessions.actor()
    waits = finding.status is FindingStatus.ANSWERED
    return render_template(
        "oversight/show_finding.html",
        **finding_values(finding, clock.today(), "oversight.finding_file"),
        decides_time=finding.open_extension is not None and allows(actor, Permission.FINDING_ACCEPT, finding),
        decides=waits and allows(actor, Permission.FINDING_ACCEPT, finding),
        is_own=waits and not allows(actor, Permission.FINDING_ACCEPT, finding),
    )


@blueprint.get("/findings/<int:finding_id>/files/<token>")
def finding_file(finding_id: int, token: str) -> FlaskResponse:
    """A file that proves what was put right."""
    return sent(file_of(queries.get_finding(finding_id), token))


@blueprint.route("/findings/<int:finding_id>/accept", methods=["GET", "POST"])
def accept_finding(finding_id: int) -> str | Response:
    """Take a finding off the list."""
    form = AcceptForm()
    return _decided(finding_id, "accept_finding", form, lambda row, actor: findings.accept(row, actor, form.text.data), "已验收销号。")


@blueprint.route("/findings/<int:finding_id>/return", methods=["GET", "POST"])
def return_finding(finding_id: int) -> str | Response:
    """Have a finding put right again."""
    form = GiveBackForm()
    return _decided(
        finding_id,
        "return_finding",
        form,
        lambda row, actor: findings.give_back(row, actor, form.text.data, form.days.data),
        "已退回，要求重新整改。",
    )


@blueprint.route("/findings/<int:finding_id>/extension", methods=["GET", "POST"])
def decide_finding_time(finding_id: int) -> str | Response:
    """Grant or refuse the days a department asked for."""
    form = TimeDecisionForm()
    finding = queries.get_finding(finding_id)
    require(sessions.actor(), Permission.FINDING_ACCEPT, finding)
    if finding.open_extension is None:
        raise TransitionRefused("没有等待决定的延期申请。")
    return _decided(
        finding_id,
        "decide_finding_time",
        form,
        lambda row, actor: findings.decide_time(row, actor, form.outcome.data == "grant", form.text.data),
        "延期申请已决定。",
    )


def _decided(finding_id: int, template: str, form: Any, act: Any, said: str) -> str | Response:
    finding = queries.get_finding(finding_id)
    require(sessions.actor(), Permission.FINDING_ACCEPT, finding)
    if form.validate_on_submit():
        try:
            with transaction():
                act(queries.get_finding(finding_id, for_update=True), sessions.actor())
            flash(said)
            return redirect(url_for("oversight.show_finding", finding_id=finding_id), 303)
        except RuleBroken as error:
            attach(error, form)
            finding = queries.get_finding(finding_id)
    values = finding_values(finding, clock.today(), "oversight.finding_file")
    return render_template(f"oversight/{template}.html", form=form, most=findings.longest_days(), **values)
