"""How the departments do: a table to compare them within a kind and a period, and the page of each."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import render_template, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from portal import clock
from portal.accounts.departments import queries as departments
from portal.accounts.models import Department
from portal.accounts.vocabulary import DepartmentKind
from portal.errors import NotFound
from portal.publication import queries as publications
from portal.publication.queries import OutcomeFilter
from portal.supervision import queries
from portal.supervision.disclosure import LENGTHS, spans
from portal.supervision.figures import DEFINITIONS, FEWEST_RANKED, wilson
from portal.supervision.models import PublicFigures
from portal.supervision.periods import key_of, label_of
from portal.supervision.public_figures import STANDING, department_row
from portal.vocabulary import Labelled
from portal.web.filters import month, url_with
from portal.web.forms import FilterForm, SelectOne
from portal.web.public import blueprint
from portal.web.public.figure_periods import HIDDEN, NOTHING, Values, choices, number, percent, years_counted
from portal.web.revalidation import revalidated

BROKEN_ROWS = 5


class Kind(Labelled):
    """Which departments are compared with each other."""

    DISTRICTS = "districts", "区县"
    ORGANS = "organs", "部门"
    TOWNS = "towns", "镇街"


_MEMBERS = {
    Kind.DISTRICTS: {DepartmentKind.GOVERNMENT},
    Kind.ORGANS: {DepartmentKind.ORGAN, DepartmentKind.INSTITUTION, DepartmentKind.SUPERIOR},
    Kind.TOWNS: {DepartmentKind.SUBDISTRICT, DepartmentKind.TOWNSHIP},
}
# column → label, the figure it sorts by
_COLUMNS = {
    "received": ("收到", "received"),
    "replied": ("办结", "replied"),
    "on_time": ("按时办结率", "on_time_rate"),
    "overdue": ("逾期", "overdue"),
    "days": ("用时", "median_days"),
    "promises": ("兑现", "promises_kept"),
    "satisfied": ("满意率", "satisfied_rate"),
    "reopened": ("重办", "reopened"),
}


class DepartmentsForm(FilterForm):
    """What narrows the table."""

    kind = SelectOne("类别", choices=Kind, empty=None)
    period = SelectOne("统计期", empty=None)


@dataclass
class _Line:
    department: Department
    values: Values
    rank: int | None = None
    cells: list[tuple[str, str, str]] = field(default_factory=list)


@blueprint.get("/departments")
def departments_table() -> Response | str:
    """Departments of one kind in one period; those with ten cases answered and a share that may be told are ranked."""
    years = years_counted()
    form, key = _asked(years)
    kind = Kind(form.kind.data or Kind.ORGANS)
    everybody = [each for each in departments.all_departments() if each.kind in _MEMBERS[kind]]
    kept = {**_values_of(key, years)}
    lines = [
        _Line(each, kept.get(department_row(each.id), NOTHING)) for each in everybody if each.is_active or department_row(each.id) in kept
    ]
    ranked, others = _ranked(lines), [line for line in lines if line.rank is None]
    sort = request.args.get("sort", "") if request.args.get("sort", "").lstrip("-") in _COLUMNS else ""
    content = [[(line.department.id, line.department.name, line.rank, sorted(line.values.items())) for line in lines], form.period.choices]
    page: dict[str, Any] = {
        "filters": form,
        "period": label_of(key) if key else "",
        "columns": _columns(sort),
        "ranked": [_row(line) for line in _sorted(ranked, sort)],
        "others": [_row(line) for line in _sorted(others, sort)],
        "sort": sort,
        "definitions": [(label, DEFINITIONS[name]) for label, name in _COLUMNS.values()],
        "fewest": FEWEST_RANKED,
        "counted_until": label_of(years[0].values["counted_until"]) if years else "",
    }
    return revalidated(_counted_at(years), content, lambda: render_template("public/departments_table.html", **page))


def _counted_at(years: list[PublicFigures]) -> Any:
    return max((each.computed_at for each in years), default=None)


def _asked(years: list[PublicFigures]) -> tuple[DepartmentsForm, str]:
    offered = choices(years)
    form = DepartmentsForm(request.args)
    form.period.offer(offered)
    form.kind.data = form.kind.data if form.kind.data in set(Kind) else Kind.ORGANS
    if form.period.data not in dict(offered):
        form.period.data = offered[0][0] if offered else None
    return form, form.period.data or ""


def _values_of(key: str, years: list[PublicFigures]) -> dict[str, Values]:
    """Row → its figures of the period, and what is overdue now."""
    if not key:
        return {}
    standing = _standing_key(years)
    found: dict[str, dict[str, Any]] = {}
    for cell in queries.list_cells([key, standing], "department:"):
        found.setdefault(cell.row, {}).update(cell.values)
    return dict(found)


def _standing_key(years: list[PublicFigures]) -> str:
    year, _dash, last = years[0].values["counted_until"].partition("-")
    return f"{year}{STANDING}{last}"


def _ranked(lines: list[_Line]) -> list[_Line]:
    """The lines with enough cases, in the order of their share in time; the same share has the same rank."""
    able = [line for line in lines if line.values.get("replied", 0) >= FEWEST_RANKED and line.values.get("on_time_rate") is not None]
    able.sort(key=lambda line: -line.values["on_time_rate"])
    for place, line in enumerate(able):
        tied = place and able[place - 1].values["on_time_rate"] == line.values["on_time_rate"]
        line.rank = able[place - 1].rank if tied else place + 1
    return able


def _sorted(lines: list[_Line], sort: str) -> list[_Line]:
    if not sort:
        return lines
    name = _COLUMNS[sort.lstrip("-")][1]
    known = [line for line in lines if isinstance(line.values.get(name), int | float)]
    known.sort(key=lambda line: line.values[name], reverse=sort.startswith("-"))
    return known + [line for line in lines if line not in known]


def _columns(sort: str) -> list[dict[str, Any]]:
    columns: list[dict[str, Any]] = [{"label": "单位", "kind": "head"}, {"label": "名次", "kind": "number"}]
    for name, (label, _figure) in _COLUMNS.items():
        sorted_by = {name: "ascending", f"-{name}": "descending"}.get(sort)
        following = name if sort == f"-{name}" else f"-{name}"
        columns.append({"label": label, "kind": "number", "sort_url": url_with(sort=following), "sorted": sorted_by})
    return columns


def _row(line: _Line) -> dict[str, Any]:
    return {
        "rank": line.rank,
        "name": line.department.name,
        "url": url_for("public.department", department_id=line.department.id),
        "cells": [(label, _said(line.values, name)) for label, name in _COLUMNS.values()],
    }


def _said(values: Values, name: str) -> str | Markup:
    if name == "on_time_rate":
        return _with_interval(values)
    if name == "median_days" and name in values:
        return f"{number(values, name)}／{number(values, 'p90_days')}"
    if name == "promises_kept" and "promises" in values:
        return f"{values['promises_kept']}/{values['promises']}"
    if name == "satisfied_rate" and values.get("satisfied_rate") is not None:
        return Markup("{}<br>（{}/{}）").format(percent(values["satisfied_rate"]), values["rated"], values.get("replied", HIDDEN))
    return number(values, name)


def _with_interval(values: Values) -> str | Markup:
    interval = wilson(values["on_time"], values["replied"]) if values.get("on_time_rate") is not None else None
    if interval is None:
        return HIDDEN
    low, high = interval
    return Markup("{}<br>（{:.0f}–{:.0f}%）").format(percent(values["on_time_rate"]), low, high)


@blueprint.get("/departments/<int(max=2147483647):department_id>")
def department(department_id: int) -> Response | str:
    """The figures of one department, its course, its outcomes, the promises it did not keep."""
    organ = departments.get_department(department_id)
    if organ.is_collective:
        raise NotFound("没有找到这个单位。")
    years = years_counted()
    kept = {each.period: each.values for each in queries.list_cells_of_row(department_row(organ.id), [each.year for each in years[:2]])}
    broken = _broken(organ)
    key = next(iter(choices(years)), ("", ""))[0]
    values: Values = {**kept.get(key, {}), **(kept.get(_standing_key(years), {}) if years else {})} if kept else NOTHING
    page: dict[str, Any] = {
        "organ": organ,
        "period": label_of(key) if key else "",
        "figures": _figures(values, label_of(key)) if key else [],
        "course": _course(kept, years[:2]),
        "broken": broken,
        "promises": f"{values['promises_kept']}/{values['promises']}" if values.get("promises") else "",
    }
    content = [organ.name, organ.phone, sorted(kept.items()), broken]
    return revalidated(_counted_at(years), content, lambda: render_template("public/department.html", **page))


def _figures(values: Values, period: str) -> list[dict[str, Any]]:
    shown = {
        "收到": (number(values, "received"), "件"),
        "办结": (number(values, "replied"), "件"),
        "按时办结率": (percent(values["on_time_rate"]) if "on_time_rate" in values else HIDDEN, ""),
        "用时中位数": (number(values, "median_days"), "个工作日"),
        "满意率": (percent(values["satisfied_rate"]) if values.get("satisfied_rate") is not None else HIDDEN, ""),
        "逾期未结": (number(values, "overdue"), "件"),
    }
    return [
        {"label": label, "value": value, "unit": unit, "note": period if label != "逾期未结" else "最近月底"}
        for label, (value, unit) in shown.items()
        if value != HIDDEN
    ]


def _course(kept: Mapping[str, Values], years: list[PublicFigures]) -> list[dict[str, Any]]:
    """The cases answered by month, or by the shortest period of which anything is told, oldest first."""
    for length in LENGTHS:
        rows = []
        for each in reversed(years):
            for span in spans(length, int(each.values["counted_until"][5:])):
                values = kept.get(key_of(each.year, span), {})
                rows.append((key_of(each.year, span), values.get("replied")))
        if any(value is not None for _key, value in rows):
            return [{"label": label_of(key), "value": value or 0, "text": HIDDEN if value is None else str(value)} for key, value in rows]
    return []


def _broken(organ: Department) -> list[tuple[str, str, str]]:
    """Published promises of the department that are not kept although their month is over: title, address, month."""
    open_ones = publications.list_outcomes(OutcomeFilter(department_id=organ.id, is_fulfilled=False), limit=50)
    present = f"{clock.today():%Y-%m}"
    found = [each for each in open_ones if each.commitment_month and each.commitment_month < present]
    return [(each.title, url_for("public.outcome", public_id=each.public_id), month(each.commitment_month)) for each in found[:BROKEN_ROWS]]
