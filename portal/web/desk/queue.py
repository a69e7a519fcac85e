"""The queue (D2): tabs, filters and pages of cases, the nearest deadline first."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from portal.accounts.models import User
from portal.attachments import queries as attachments
from portal.cases import queries
from portal.cases.models import Case
from portal.cases.queries import QueueCounts, QueueFilter, Tab
from portal.cases.steps import SUBJECT
from portal.deadlines import queries as deadline_queries
from portal.routing import queries as routing
from portal.web import sessions
from portal.web.desk import clocks
from portal.web.desk.blueprint import blueprint, here
from portal.web.desk.filters import SOON_WORKING_DAYS, active_filters, queue_filter, queue_form, read_key, set_aside, written_key
from portal.web.filters import url_with

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
    wanted, form = queue_filter(actor), queue_form(actor, titles)
    counts = queries.count_queue(actor, wanted)
    cases, pages = _page(actor, wanted)
    return render_template(
        "desk/list_cases.html",
        filters=form,
        active=active_filters(form),
        hidden={"tab": request.args.get("tab", ""), "scope": request.args.get("scope", ""), **set_aside(form)},
        may_choose_lead=queries.sees_all(actor),
        own_id=actor.department_id,
        counts=counts,
        tabs=_tabs(wanted, counts),
        tab=wanted.tab,
        total=counts.tabs[wanted.tab],
        rows=_rows(cases, titles),
        pages=pages,
        scope="mine" if wanted.mine_only else "",
        soon_days=SOON_WORKING_DAYS,
        today_url=url_with(tab=None, due_from=wanted.today, due_to=wanted.today, **_FROM_START),
        week_url=url_with(tab=None, due_from=wanted.today, due_to=counts.sunday, **_FROM_START),
        scopes=_scopes(wanted.mine_only, "全部单位" if queries.sees_all(actor) else "本单位"),
        from_start=_FROM_START,
    )


_FROM_START: dict[str, Any] = {"after": None, "before": None, "row": None}


def _page(actor: User, wanted: QueueFilter) -> tuple[list[Case], dict[str, str | None]]:
    """The rows of the page and the addresses of the pages beside it; one row more than shown tells whether there is one."""
    after, before = read_key("after"), read_key("before")
    found = queries.list_queue(actor, wanted, after, PAGE_ROWS + 1, before)
    more = len(found) > PAGE_ROWS
    shown = (found[1:] if before else found[:-1]) if more else found
    has_previous, has_next = (more, True) if before else (after is not None, more)
    pages: dict[str, str | None] = {"previous": None, "next": None}
    if has_previous and shown:
        pages["previous"] = url_with(before=written_key(shown[0].due_on, shown[0].id), after=None, row=None)
    if has_next and shown:
        pages["next"] = url_with(after=written_key(shown[-1].due_on, shown[-1].id), before=None, row=None)
    return shown, pages


def _rows(cases: list[Case], titles: Mapping[str, str]) -> list[Row]:
    """The rows with their clocks, sums and numbers of files, loaded for all at once."""
    ids = [case.id for case in cases]
    deadlines, facts = deadline_queries.list_for(SUBJECT, ids), queries.list_facts(ids)
    files = attachments.list_for_many("report", [report_id for reports, _amount in facts.values() for report_id in reports])
    marked = request.args.get("row", type=int)
    rows = []
    for case in cases:
        report_ids, amount = facts.get(case.id, ([], None))
        speaking = clocks.speaking(case, deadlines[case.id])
        rows.append(
            Row(
                case=case,
                url=here("desk.show_case", case.id),
                area=titles.get(case.area_key, ""),
                wording=clocks.tag_values(speaking),
                clock=clocks.label_of(speaking),
                amount_fen=amount,
                files=sum(len(files[str(report_id)]) for report_id in report_ids),
                row_class="is-new" if case.id == marked else "",
                row_id=f"case-{case.id}",
            )
        )
    return rows


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
