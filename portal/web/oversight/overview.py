"""The overview (S1): every number with its definition, and a link to the very list it counts; the same tables as spreadsheets."""

from typing import Any

from flask import Response, render_template, request, url_for

from portal import clock
from portal.accounts.departments import queries as departments
from portal.accounts.models import Department
from portal.audit import operations as audit
from portal.bookmarks import queries as bookmarks
from portal.cases.attribution.vocabulary import Party
from portal.db import transaction
from portal.errors import NotFound
from portal.routing import queries as routing
from portal.supervision import queries, targets
from portal.supervision.cockpit import Cockpit, cockpit, months_of
from portal.supervision.facts.queries import listing as lists
from portal.supervision.facts.queries.listing import Listing
from portal.supervision.warnings import queries as warnings
from portal.web import sessions
from portal.web.oversight import tables
from portal.web.oversight.blueprint import blueprint
from portal.web.oversight.narrowing import Asked, asked, overview_form, region_names
from portal.web.oversight.saved_views import PAGE, query_of
from portal.web.oversight.sheets import KINDS, check_kind, sheet

OVERDUE_ROWS = 20


@blueprint.get("/")
def show_overview() -> str:
    """What needs action first: overdue, due today, in hand; then the period's figures, by department, place and party."""
    actor, wanted, everyone = sessions.actor(), asked(), departments.all_departments()
    regions = region_names(everyone)
    found = _count(wanted, everyone)
    overdue = Listing("overdue", months_of(wanted.period), clock.today())
    return render_template(
        "oversight/show_overview.html",
        filters=overview_form(everyone, regions),
        wanted=wanted,
        tables=_tables(found, wanted, everyone, regions),
        present=_present(found, wanted),
        overdue=lists.list_behind(actor, wanted.narrowing, overdue, limit=OVERDUE_ROWS),
        orders=queries.count_orders(actor),
        warnings=warnings.count_open(),
        views=bookmarks.list_views(actor, PAGE),
        query=query_of(request.args),
        files=_file_urls(),
        parties=list(Party),
        counted_at=clock.now(),
    )


def _file_urls() -> dict[str, dict[str, str]]:
    """Where each table is to be had as a file, under the filters of this page."""
    filters = _filters(request.args.to_dict())
    return {
        key: {kind: url_for("oversight.export_table", table_key=key, extension=kind, **filters) for kind in KINDS} for key in tables.KEYS
    }


def _filters(given: dict[str, Any]) -> dict[str, Any]:
    return {name: given[name] for name in ("period", "region", "department", "area", "channel") if given.get(name)}


def _count(wanted: Asked, everyone: list[Department]) -> Cockpit:
    kinds = {each.id: each.kind.value for each in everyone}
    return cockpit(sessions.actor(), wanted.narrowing, wanted.period, wanted.before, clock.today(), kinds)


def _tables(found: Cockpit, wanted: Asked, everyone: list[Department], regions: dict[str, str]) -> dict[str, tables.Table]:
    names = {each.id: each.name for each in everyone}
    return tables.all_tables(found, wanted, targets.in_force(), names, routing.area_titles(), regions)


def _present(found: Cockpit, wanted: Asked) -> list[dict[str, Any]]:
    shown = (
        ("已超期", "overdue", found.total.overdue),
        ("今天到期", "due_today", found.total.due_today),
        ("在办", "in_hand", found.total.in_hand),
    )
    return [{"label": label, "value": value, "unit": "件", "url": wanted.cases_url(key)} for label, key, value in shown]


@blueprint.get("/tables/<table_key>.<extension>")
def export_table(table_key: str, extension: str) -> Response:
    """One table of the overview as a spreadsheet, under the filters of the address. Logged."""
    check_kind(extension)
    wanted, everyone = asked(), departments.all_departments()
    table = _tables(_count(wanted, everyone), wanted, everyone, region_names(everyone)).get(table_key)
    if table is None:
        raise NotFound("没有找到这张表。")
    places = [place for place, head in enumerate(table.heads) if head[1] != "bar"]
    rows = [[_value(row[place]) for place in places] for row in table.rows]
    with transaction():
        audit.record(sessions.actor(), "figures:export", "figures", table_key, {"query": query_of(request.args), "rows": len(rows)})
    name = f"{table_key}-{wanted.period.first:%Y%m}-{wanted.period.last:%Y%m}"
    return sheet(name, extension, table.title, [table.heads[place][0] for place in places], rows)


def _value(cell: tables.Cell) -> Any:
    return cell.text if cell.value is None else cell.value
