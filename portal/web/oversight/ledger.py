"""The ledger (S4): the tasks of the plan as a table or a board, narrowed by the address, and as files in the source's own columns."""

from datetime import date
from typing import Any

from flask import Response as FlaskResponse
from flask import render_template, request, url_for

from portal import clock
from portal.ledger import cadence
from portal.ledger.export import ledger_sheet
from portal.ledger.models import TaskProgress
from portal.ledger.queries import inspections
from portal.ledger.queries import tasks as queries
from portal.ledger.queries.tasks import TaskFilter
from portal.ledger.vocabulary import TaskColumn, Term
from portal.profiles.queries import get_current
from portal.profiles.vocabulary import OrganRole
from portal.web import sessions
from portal.web.filters import url_with
from portal.web.forms import FilterForm, SelectOne
from portal.web.ledger_files import document_answer, sheet_answer
from portal.web.ledger_pages import due_words, moves
from portal.web.oversight.blueprint import blueprint

PAGE_ROWS = 50
CARDS = 50  # of one column of the board


class LedgerForm(FilterForm):
    """What narrows the ledger."""

    group = SelectOne("类别", empty="全部")
    organ = SelectOne("单位", empty="全部", coerce=int)
    role = SelectOne("分工", choices=OrganRole, empty="全部")
    term = SelectOne("期限", choices=Term, empty="全部")


@blueprint.get("/ledger")
def list_tasks() -> str:
    """The ledger: a table by default, ``view=board`` for the board."""
    form, today = _form(), clock.today()
    wanted = _wanted(form)
    counts = queries.count_by_column(wanted, today)
    shown = _board(wanted, today) if request.args.get("view") == "board" else _table(wanted, today)
    return render_template(
        "oversight/list_tasks.html",
        filters=form,
        wanted=wanted,
        tabs=_tabs(wanted, counts),
        total=counts[wanted.column] if wanted.column else sum(counts.values()),
        counts=counts,
        plan=_plan(),
        active=_active(form),
        clear_url=url_for("oversight.list_tasks", view=request.args.get("view")),
        **shown,
    )


@blueprint.get("/ledger/export")
def export_ledger() -> FlaskResponse:
    """The ledger as XLSX or (``format=docx``) DOCX; ``progress=1`` adds how far the tasks are."""
    today, jurisdiction = clock.today(), get_current()
    found = queries.list_tasks(_wanted(_form()), today)
    sheet = ledger_sheet(jurisdiction, found, today, request.args.get("progress") == "1")
    name = f"{jurisdiction.name}工作台账-{today.isoformat()}"
    if request.args.get("format") == "docx":
        return document_answer(sheet.document(), name)
    return sheet_answer(sheet, name)


def _form() -> LedgerForm:
    form = LedgerForm(request.args)
    form.group.offer([(group, group) for group in queries.list_groups()])
    form.organ.offer([(each.id, each.name) for each in queries.list_organs()])
    form.validate()
    return form


def _wanted(form: LedgerForm) -> TaskFilter:
    """What the address asks for; an answer that is not on offer narrows nothing."""
    column = request.args.get("column", "")
    given = {field.name: field.data if not field.errors else None for field in form}
    return TaskFilter(
        group=given["group"] or "",
        department_id=given["organ"],
        role=given["role"],
        term=given["term"],
        column=TaskColumn(column) if column in {each.value for each in TaskColumn} else None,
        is_current=request.args.get("removed") != "1",
    )


def _active(form: LedgerForm) -> list[dict[str, str]]:
    """The answers given, each with the address without it."""
    return [
        {"label": f"{field.label.text}：{label}", "url": url_with(**{field.name: None, "after": None})}
        for field in form
        if field.data and not field.errors
        for value, label, chosen, *_ in field.iter_choices()
        if chosen and value
    ]


def _tabs(wanted: TaskFilter, counts: dict[TaskColumn, int]) -> list[dict[str, Any]]:
    return [_tab(None, sum(counts.values()), wanted), *(_tab(each, counts[each], wanted) for each in TaskColumn)]


def _tab(column: TaskColumn | None, count: int, wanted: TaskFilter) -> dict[str, Any]:
    url = url_with(column=column.value if column else None, after=None)
    return {"label": column.label if column else "全部", "url": url, "count": count, "current": wanted.column is column}


def _table(wanted: TaskFilter, today: date) -> dict[str, Any]:
    found = queries.list_tasks(wanted, today, request.args.get("after", 0, type=int), PAGE_ROWS + 1)
    page = found[:PAGE_ROWS]
    latest = queries.latest_words([each.task_id for each in page])
    next_url = url_with(after=page[-1].task.seq) if len(found) > PAGE_ROWS else None
    return {"rows": [_row(each, today, latest.get(each.task_id)) for each in page], "next_url": next_url, "board": None}


def _row(progress: TaskProgress, today: date, latest: Any) -> dict[str, Any]:
    return {"progress": progress, "column": progress.column(today), "due": due_words(progress, today), "latest": latest}


def _board(wanted: TaskFilter, today: date) -> dict[str, Any]:
    actor, columns = sessions.actor(), [wanted.column] if wanted.column else list(TaskColumn)
    board = []
    for column in columns:
        narrowed = TaskFilter(wanted.group, wanted.department_id, wanted.role, wanted.term, column, wanted.is_current)
        cards = [
            {"progress": each, "due": due_words(each, today), "moves": moves(each, actor)}
            for each in queries.list_tasks(narrowed, today, limit=CARDS)
        ]
        board.append({"column": column, "cards": cards})
    return {"board": board, "back": request.query_string.decode(), "rows": [], "next_url": None}


def _plan() -> dict[str, Any]:
    """The plan that the ledger follows: its name, its rhythm of inspections and phases, and what comes next."""
    jurisdiction = get_current()
    content = jurisdiction.content
    return {
        "title": jurisdiction.source_title,
        "rhythms": cadence.rhythms(content),
        "phases": content.get("phases", []),
        "next_rounds": inspections.list_next_rounds(),
        "removed": queries.count_removed(),
        "findings": inspections.count_late_findings(clock.today()),
    }
