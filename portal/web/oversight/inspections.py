"""Inspections: the list, arranging one by hand, its checklist and result, and the steps from beginning to end."""

from typing import Any

from flask import Response as FlaskResponse
from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms import StringField, TextAreaField

from portal import clock
from portal.db import transaction
from portal.errors import RuleBroken
from portal.ledger import rounds
from portal.ledger.export import round_document
from portal.ledger.models import InspectionRound
from portal.ledger.queries import inspections as queries
from portal.ledger.queries import tasks
from portal.ledger.queries.inspections import FindingFilter
from portal.ledger.summary import summarise
from portal.ledger.vocabulary import CheckResult, RoundStatus
from portal.ledger.workflow import ROUND_TRANSITIONS
from portal.profiles import queries as profiles
from portal.web import sessions
from portal.web.filters import url_with
from portal.web.forms import DayText, HouseForm, Length, ManyChoices, Needed, attach
from portal.web.ledger_files import document_answer
from portal.web.oversight.blueprint import blueprint

PAGE_ROWS = 50


class RoundForm(HouseForm):
    """An inspection that the plan does not have."""

    title = StringField("名称", [Needed("请写明检查的名称"), Length(4, 60, ask="请写明检查的名称")])
    starts_on = DayText("开始", [Needed("请写明从哪一天开始")])
    due_on = DayText("结束", [Needed("请写明到哪一天结束")])
    departments = ManyChoices("检查哪些单位")
    groups = ManyChoices("检查哪些类别的任务")


class EndForm(HouseForm):
    """The conclusion, or why it is called off."""

    conclusion = TextAreaField("检查结论", [Needed("请写明检查结论"), Length(5, 5000, ask="请写明检查结论")])


@blueprint.get("/inspections")
def list_rounds() -> str:
    """Inspections by state: what comes next first."""
    status, today = _status(), clock.today()
    found = queries.list_rounds(status, request.args.get("after", type=int), PAGE_ROWS + 1)
    counts = queries.count_rounds()
    tabs = [_tab(None, sum(counts.values()), status), *(_tab(each, counts[each], status) for each in RoundStatus)]
    next_url = url_with(after=found[PAGE_ROWS - 1].id) if len(found) > PAGE_ROWS else None
    rows = [{"round": each, "is_late": each.is_late(today)} for each in found[:PAGE_ROWS]]
    total = counts[status] if status else sum(counts.values())
    return render_template("oversight/list_rounds.html", rows=rows, tabs=tabs, status=status, next_url=next_url, total=total)


def _status() -> RoundStatus | None:
    name = request.args.get("status", "")
    return RoundStatus(name) if name in {each.value for each in RoundStatus} else None


def _tab(status: RoundStatus | None, count: int, present: RoundStatus | None) -> dict[str, Any]:
    url = url_for("oversight.list_rounds", status=status.value if status else None)
    return {"label": status.label if status else "全部", "url": url, "count": count, "current": status is present}


@blueprint.route("/inspections/new", methods=["GET", "POST"])
def add_round() -> str | Response:
    """Arrange an inspection by hand."""
    form = RoundForm()
    form.departments.offer([(str(each.id), each.name) for each in tasks.list_organs()])
    form.groups.offer([(group, group) for group in tasks.list_groups()])
    if form.validate_on_submit():
        try:
            with transaction():
                made = rounds.add_special(sessions.actor(), _wanted(form))
                round_id = made.id
            flash("检查已安排。")
            return redirect(_page(round_id), 303)
        except RuleBroken as error:
            attach(error, form)
    return render_template("oversight/add_round.html", form=form)


def _wanted(form: RoundForm) -> rounds.SpecialRound:
    chosen = set(form.groups.data or [])
    keys = [each.task.task_key for each in tasks.list_by_keys([]) if each.task.group in chosen]
    departments = [int(each) for each in form.departments.data or []]
    return rounds.SpecialRound(form.title.data or "", form.starts_on.data, form.due_on.data, departments, keys)  # type: ignore[arg-type]


@blueprint.get("/inspections/<int:round_id>")
def show_round(round_id: int) -> str:
    """The checklist, the result by department and what has to be put right."""
    made, today = queries.get_round(round_id), clock.today()
    return render_template(
        "oversight/show_round.html",
        round=made,
        is_late=made.is_late(today),
        scope=_scope(made),
        checks=queries.list_checks(round_id, request.args.get("department", type=int), _result()),
        result=_result(),
        results=list(CheckResult),
        summary=summarise(made, today),
        findings=queries.list_findings(FindingFilter(round_id=round_id), limit=None),
        today=today,
        acts={row.action.value for row in ROUND_TRANSITIONS.values() if made.status in row.sources},
    )


def _result() -> CheckResult | None:
    name = request.args.get("result", "")
    return CheckResult(name) if name in {each.value for each in CheckResult} else None


def _scope(made: InspectionRound) -> dict[str, Any]:
    """Which tasks and departments the inspection looks at, as the ledger stands now."""
    chosen = set(made.department_ids)
    found = [
        (each, [organ for organ in each.answering if not chosen or organ.id in chosen]) for each in tasks.list_by_keys(list(made.task_keys))
    ]
    names = dict.fromkeys(organ.name for _task, organs in found for organ in organs)
    nobody = 0 if chosen else sum(1 for _task, organs in found if not organs)
    return {"tasks": sum(1 for _task, organs in found if organs) + nobody, "departments": list(names), "nobody": nobody}


@blueprint.get("/inspections/<int:round_id>/export")
def export_round(round_id: int) -> FlaskResponse:
    """The result of an inspection as a Word file."""
    made = queries.get_round(round_id)
    findings = queries.list_findings(FindingFilter(round_id=round_id), limit=None)
    paper = round_document(made, summarise(made, clock.today()), queries.list_checks(round_id), findings, profiles.site().organiser)
    return document_answer(paper, f"{made.title}情况")


@blueprint.post("/inspections/<int:round_id>/open")
def open_round(round_id: int) -> Response:
    """Begin an inspection."""
    with transaction():
        lines = rounds.open_round(queries.get_round(round_id, for_update=True), sessions.actor())
    flash(f"检查已开始，共 {lines} 项，已通知有关单位准备材料。")
    return redirect(_page(round_id), 303)


@blueprint.route("/inspections/<int:round_id>/conclude", methods=["GET", "POST"])
def conclude_round(round_id: int) -> str | Response:
    """End an inspection."""
    return _ended(round_id, "conclude_round", rounds.conclude, "检查已结束，整改继续跟踪。")


@blueprint.route("/inspections/<int:round_id>/cancel", methods=["GET", "POST"])
def cancel_round(round_id: int) -> str | Response:
    """Call an inspection off."""
    return _ended(round_id, "cancel_round", rounds.cancel, "检查已取消。")


def _ended(round_id: int, template: str, act: Any, said: str) -> str | Response:
    form = EndForm()
    made = queries.get_round(round_id)
    if form.validate_on_submit():
        try:
            with transaction():
                act(queries.get_round(round_id, for_update=True), sessions.actor(), form.conclusion.data)
            flash(said)
            return redirect(_page(round_id), 303)
        except RuleBroken as error:
            attach(error, form)
            made = queries.get_round(round_id)
    return render_template(f"oversight/{template}.html", round=made, summary=summarise(made, clock.today()), form=form)


def _page(round_id: int) -> str:
    return url_for("oversight.show_round", round_id=round_id)
