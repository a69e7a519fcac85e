"""The queue (D2): tabs, filters and pages of cases, the nearest deadline first."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from portal.access import Permission, allows
from portal.accounts.models import User
from portal.attachments import queries as attachments
from portal.cases import queries
from portal.cases.lists import columns
from portal.cases.lists import queries as lists
from portal.cases.lists.bulk import MOST
from portal.cases.lists.queries import Beside, RowFacts
from portal.cases.models import Case
from portal.cases.queries import QueueCounts, QueueFilter, Tab
from portal.cases.steps import SUBJECT
from portal.deadlines import queries as deadline_queries
from portal.routing import queries as routing
from portal.web import sessions
from portal.web.desk import bulk, clocks
from portal.web.desk.blueprint import blueprint, here, list_args, written_query
from portal.web.desk.filters import SOON_WORKING_DAYS, queue_filter, queue_form, set_aside
from portal.web.filters import url_with
from portal.web.lists import Place, active_filters, page_of

PAGE_ROWS = 50


@dataclass(frozen=True)
class Row:
    """One line of the queue, everything in it already at hand."""

    case: Case
    url: str
    area: str
    wording: dict[str, Any] | None
    clock: str
    amount_fen: int | None
    files: int
    tags: list[str]
    row_class: str
    row_id: str


@blueprint.get("/")
def home() -> Response:
    """The desk begins with the queue."""
    return redirect(url_for("desk.list_cases"))


@blueprint.get("/cases")
def list_cases() -> str:
    """A page of the queue under the tab, scope and filters of the address."""
    actor, titles = sessions.actor(), routing.area_titles()
    beside = lists.list_beside(actor)
    wanted, form = queue_filter(actor), queue_form(actor, titles, beside)
    counts = queries.count_queue(actor, wanted)
    cases, pages = page_of(partial(queries.list_queue, actor, wanted), PAGE_ROWS, _place, row=None)
    return render_template(
        "desk/list_cases.html",
        filters=form,
        active=active_filters(form),
        hidden={"tab": request.args.get("tab", ""), "scope": request.args.get("scope", ""), **set_aside(form)},
        counts=counts,
        tabs=_tabs(wanted, counts),
        tab=wanted.tab,
        total=counts.tabs[wanted.tab],
        rows=_rows(cases, titles, lists.list_row_facts(actor, [case.id for case in cases])),
        **_around(actor, beside),
        pages=pages,
        scope="mine" if wanted.mine_only else "",
        soon_days=SOON_WORKING_DAYS,
        today_url=url_with(tab=None, due_from=wanted.today, due_to=wanted.today, **_FROM_START),
        week_url=url_with(tab=None, due_from=wanted.today, due_to=counts.sunday, **_FROM_START),
        scopes=_scopes(wanted.mine_only, "全部单位" if queries.sees_all(actor) else "本单位"),
    )


def _around(actor: User, beside: Beside) -> dict[str, Any]:
    """What stands around the list: views, columns, what can be done with many rows."""
    return {
        "own_id": actor.department_id,
        "may_register": allows(actor, Permission.REPORT_REGISTER),
        "may_read_workload": allows(actor, Permission.WORKLOAD_READ),
        "columns": columns.shown(actor.list_columns),
        "views": _views(beside),
        "bulk": bulk.buttons(actor),
        "most": MOST,
        "kept": list_args(),
    }


_FROM_START: dict[str, Any] = {"after": None, "before": None, "row": None}


def _place(case: Case) -> Place:
    return case.due_on, case.id


def _rows(cases: list[Case], titles: Mapping[str, str], facts: Mapping[int, RowFacts]) -> list[Row]:
    """The rows with their clocks, sums and numbers of files, loaded for all at once."""
    ids = [case.id for case in cases]
    deadlines = deadline_queries.list_for(SUBJECT, ids)
    files = attachments.list_for_many("report", [report_id for each in facts.values() for report_id in each.report_ids])
    marked = request.args.get("row", type=int)
    rows = []
    for case in cases:
        beside = facts[case.id]
        speaking = clocks.speaking(case, deadlines[case.id])
        rows.append(
            Row(
                case=case,
                url=here("desk.show_case", case.id),
                area=titles.get(case.area_key, ""),
                wording=clocks.tag_values(speaking),
                clock=clocks.label_of(speaking),
                amount_fen=beside.amount_fen,
                files=sum(len(files[str(report_id)]) for report_id in beside.report_ids),
                tags=beside.tags,
                row_class="is-new" if case.id == marked else "",
                row_id=f"case-{case.id}",
            )
        )
    return rows


def _views(beside: Beside) -> list[dict[str, Any]]:
    """The saved views as links."""
    address, present = url_for("desk.list_cases"), written_query()
    return [
        {"name": each.name, "url": f"{address}?{each.query}", "whose": each.owner, "current": each.query == present}
        for each in beside.views
    ]


def _tabs(wanted: QueueFilter, counts: QueueCounts) -> list[dict[str, Any]]:
    return [
        {
            "label": tab.label,
            "url": url_with(tab=None if tab is Tab.IN_HAND else tab.value, **_FROM_START),
            "count": counts.tabs[tab],
            "current": tab is wanted.tab,
        }
        for tab in Tab
    ]


def _scopes(mine_only: bool, widest: str) -> list[dict[str, Any]]:
    return [
        {"label": widest, "url": url_with(scope=None, **_FROM_START), "current": not mine_only},
        {"label": "我的", "url": url_with(scope="mine", **_FROM_START), "current": mine_only},
    ]
