"""Drill-down (S5): the very cases that a number counts. Read only, and every look is logged."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Response, render_template, request, url_for

from portal import clock
from portal.accounts.departments import queries as departments
from portal.audit import operations as audit
from portal.cases.models import Case
from portal.db import transaction
from portal.deadlines import queries as deadline_queries
from portal.errors import NotFound
from portal.routing import queries as routing
from portal.supervision.cockpit import AGES, age_edges, month_number
from portal.supervision.facts.queries import listing as lists
from portal.supervision.facts.queries.listing import LISTED, LIVE, Key, Listing
from portal.supervision.facts.queries.measures import PARTIES, Months
from portal.supervision.figures import MEASURE_NAMES
from portal.supervision.warnings.operations import region_of
from portal.web import sessions
from portal.web.filters import day, url_with
from portal.web.oversight.blueprint import blueprint
from portal.web.oversight.narrowing import asked_narrowing, region_names
from portal.web.oversight.saved_views import KEPT, query_of
from portal.web.oversight.sheets import KINDS, check_kind, sheet
from portal.web.oversight.tables import region_label

PAGE_ROWS = 50
EXPORT_ROWS = 5000
_OLDEST, _NEWEST = 190001, 299912
HEADS = ("受理编号", "事项", "牵头单位", "状态", "收到", "期限", "答复", "用时（工作日）", "是否按时")


@dataclass(frozen=True)
class Found:
    """The question of the address: the list, and its words."""

    listing: Listing
    title: str
    conditions: list[str]


@blueprint.get("/cases")
def list_behind() -> str:
    """A page of the cases that a number counts, with their number; the look is logged."""
    actor, wanted, found = sessions.actor(), asked_narrowing(), _found()
    total = lists.count_behind(actor, wanted, found.listing)
    with transaction():
        detail = {"query": query_of(request.args), "cases": total}
        audit.record(sessions.actor(), "figures:drill", "figures", found.listing.measure, detail)
    after = _after()
    rows = lists.list_behind(sessions.actor(), wanted, found.listing, after, PAGE_ROWS + 1)
    return render_template(
        "oversight/list_behind.html",
        cases=rows[:PAGE_ROWS],
        title=found.title,
        conditions=found.conditions,
        total=total,
        days=lists.days_behind(sessions.actor(), wanted, found.listing) if found.listing.measure in PARTIES else None,
        previous_url=None if after is None else url_with(after=None),
        next_url=url_with(after=_written(found.listing, rows[PAGE_ROWS - 1])) if len(rows) > PAGE_ROWS else None,
        files={kind: _file_url(kind) for kind in KINDS},
    )


def _file_url(kind: str) -> str:
    """The same list as a file."""
    given: dict[str, Any] = request.args.to_dict()
    return url_for("oversight.export_behind", extension=kind, **{name: given[name] for name in KEPT if given.get(name)})


@blueprint.get("/cases.<extension>")
def export_behind(extension: str) -> Response:
    """The same list as a spreadsheet, at most the first 5,000 cases. Nothing of a reporter is in it. Logged."""
    check_kind(extension)
    wanted, found = asked_narrowing(), _found()
    rows = [_row(case) for case in lists.list_behind(sessions.actor(), wanted, found.listing, limit=EXPORT_ROWS)]
    with transaction():
        detail = {"query": query_of(request.args), "cases": len(rows)}
        audit.record(sessions.actor(), "figures:export", "figures", found.listing.measure, detail)
    return sheet(f"cases-{found.listing.measure}", extension, found.title, HEADS, rows)


def _row(case: Case) -> list[Any]:
    lead = case.lead_department.name if case.lead_department else "未分办"
    on_time = "" if case.was_on_time is None else "按时" if case.was_on_time else "超期"
    due = case.due_on.isoformat() if case.due_rule else ""
    replied = case.replied_on.isoformat() if case.replied_on else ""
    return [case.number, case.title, lead, case.status.label, case.received_on.isoformat(), due, replied, case.days_used, on_time]


def _found() -> Found:
    measure = request.args.get("measure", "")
    if measure not in LISTED:
        raise NotFound("没有找到这个数字。")
    this_month = month_number(clock.today())
    first, last = (request.args.get(name, type=int) or this_month for name in ("from", "to"))
    months = Months(_month(first, this_month), _month(last, this_month))
    rule, age = request.args.get("rule", ""), request.args.get("age", type=int)
    received: tuple[date | None, date | None] = (None, None)
    if age is not None and 0 <= age < len(AGES):
        received = age_edges(clock.today(), deadline_queries.calendar())[age]
    listing = Listing(measure, months, clock.today(), rule, *received, _leads(), request.args.get("shared") == "1")
    return Found(listing, MEASURE_NAMES[measure], _conditions(listing))


def _leads() -> tuple[int, ...] | None:
    """The departments of a region, where the address asks for the cases they lead."""
    code = request.args.get("lead_region")
    return tuple(each.id for each in departments.all_departments() if region_of(each) == code) if code else None


def _month(number: int, otherwise: int) -> int:
    """A month of an address, 202611; another one where it is none."""
    return number if _OLDEST <= number <= _NEWEST and 1 <= number % 100 <= 12 else otherwise


def _conditions(listing: Listing) -> list[str]:
    """What narrows the list, in words."""
    wanted = asked_narrowing()
    said = []
    if listing.measure not in LIVE:
        said.append(_months_words(listing.months))
    if listing.rule:
        limit = deadline_queries.find_limit(listing.rule)
        said.append(f"期限：{limit.label if limit else listing.rule}")
    if listing.received_from and listing.received_to:
        said.append(
            f"{day(listing.received_to)}以前收到"
            if listing.received_from.year < 2000
            else f"{day(listing.received_from)}至{day(listing.received_to)}收到"
        )
    everyone = departments.all_departments()
    if wanted.department_id is not None:
        said.append(next((each.name for each in everyone if each.id == wanted.department_id), "没有单位"))
    if wanted.area_key is not None:
        said.append(routing.area_titles().get(wanted.area_key, "没有归领域"))
    if wanted.region is not None:
        said.append(region_label(wanted.region, region_names(everyone)))
    if wanted.channel is not None:
        said.append(wanted.channel.label)
    if listing.leads is not None:
        said.append(f"牵头单位在{region_label(request.args['lead_region'], region_names(everyone))}")
    if listing.is_shared:
        said.append("不含有监督人员须回避的办件")
    return said


def _months_words(months: Months) -> str:
    first, last = (f"{each // 100}年{each % 100}月" for each in (months.first, months.last))
    return first if first == last else f"{first}至{last}"


def _after() -> Key | None:
    when, _line, case_id = request.args.get("after", "").partition("_")
    try:
        return date.fromisoformat(when), int(case_id)
    except ValueError:
        return None


def _written(listing: Listing, case: Case) -> str:
    days = {"due_on": case.due_on, "received_on": case.received_on, "replied_on": case.replied_on, "promised_on": case.commitment_due_on}
    on = days[lists.list_day(listing).key]
    return f"{on.isoformat() if on else ''}_{case.id}"
