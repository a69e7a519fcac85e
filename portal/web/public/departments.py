"""How the departments do: a table to compare them within a kind and a period, as a page and as a file."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from flask import render_template, request, url_for
from markupsafe import Markup
from pydantic import Field
from werkzeug.wrappers import Response

from portal.accounts.departments import queries as departments
from portal.accounts.models import Department
from portal.accounts.vocabulary import DepartmentKind
from portal.exchange.open_data.rows import Row
from portal.supervision import queries
from portal.supervision.figures import DEFINITIONS, FEWEST_RANKED, wilson
from portal.supervision.models import PublicFigures
from portal.supervision.periods import label_of
from portal.supervision.public_figures import STANDING, department_row
from portal.vocabulary import Labelled
from portal.web.filters import url_with
from portal.web.forms import FilterForm, SelectOne
from portal.web.public import blueprint
from portal.web.public.figure_periods import HIDDEN, NOTHING, Values, choices, number, percent, years_counted
from portal.web.public.list_files import EXTENSION, file_urls, list_file
from portal.web.revalidation import revalidated


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


_IDLE = ("received", "replied", "overdue", "promises")  # who has none of these only fills the table


class LineRow(Row):
    """A line of the table in the words of the page."""

    name: str = Field(title="单位")
    rank: int | None = Field(title="名次")
    received: str = Field(title="收到")
    replied: str = Field(title="办结")
    on_time: str = Field(title="按时办结率")
    overdue: str = Field(title="逾期")
    days: str = Field(title="用时")
    promises: str = Field(title="兑现")
    satisfied: str = Field(title="满意率")
    reopened: str = Field(title="重办")


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


@dataclass
class _Table:
    """What one question to the table asks for, and the lines that answer it."""

    years: list[PublicFigures]
    form: DepartmentsForm
    key: str
    sort: str
    ranked: list[_Line]
    others: list[_Line]
    idle: list[_Line]

    def content(self, *more: Any) -> list[Any]:
        """All that decides what is shown."""
        lines = [
            (each.department.id, each.department.name, each.rank, sorted(each.values.items()))
            for each in (*self.ranked, *self.others, *self.idle)
        ]
        return [lines, self.form.period.choices, *more]


def _table() -> _Table:
    """The lines of the kind and the period that the address asks for, in its order."""
    years = years_counted()
    form, key = _asked(years)
    everybody = [each for each in departments.all_departments() if each.kind in _MEMBERS[Kind(form.kind.data or Kind.ORGANS)]]
    kept = _values_of(key, years)
    lines = [
        _Line(each, kept.get(department_row(each.id), NOTHING)) for each in everybody if each.is_active or department_row(each.id) in kept
    ]
    ranked, others, idle = _parted(lines)
    sort = request.args.get("sort", "") if request.args.get("sort", "").lstrip("-") in _COLUMNS else ""
    return _Table(years, form, key, sort, _sorted(ranked, sort), _sorted(others, sort), idle)


@blueprint.get("/departments")
def departments_table() -> Response | str:
    """Departments of one kind in one period; those with ten cases answered and a share that may be told are ranked."""
    table = _table()
    page: dict[str, Any] = {
        "filters": table.form,
        "period": label_of(table.key) if table.key else "",
        "columns": _columns(table.sort),
        "ranked": [_row(line) for line in table.ranked],
        "others": [_row(line) for line in table.others],
        "idle": [_row(line) for line in table.idle],
        "sort": table.sort,
        "definitions": [(label, DEFINITIONS[name]) for label, name in _COLUMNS.values()],
        "fewest": FEWEST_RANKED,
        "counted_until": label_of(table.years[0].values["counted_until"]) if table.years else "",
        "file_urls": file_urls("public.departments_file", kind=table.form.kind.data, period=table.key, sort=table.sort or None),
    }
    return revalidated(counted_at(table.years), table.content(), lambda: render_template("public/departments_table.html", **page))


@blueprint.get(f"/departments.<{EXTENSION}>")
def departments_file(extension: str) -> Response:
    """The same lines with the words of the page, as a file. The figures as plain numbers are among the open data."""
    table = _table()
    return list_file(
        extension, "departments", "各单位办理情况", LineRow, lambda: _file_rows(table), counted_at(table.years), table.content("file")
    )


def _file_rows(table: _Table) -> Iterator[LineRow]:
    for line in (*table.ranked, *table.others):
        words = {name: Markup(_said(line.values, figure)).striptags() for name, (_label, figure) in _COLUMNS.items()}
        yield LineRow(name=line.department.name, rank=line.rank, **words)


def _parted(lines: list[_Line]) -> tuple[list[_Line], list[_Line], list[_Line]]:
    """Those with a rank, those with too few cases for one, and those that had nothing to do."""
    ranked = _ranked(lines)
    idle = [line for line in lines if not any(line.values.get(name, 1) for name in _IDLE)]
    return ranked, [line for line in lines if line.rank is None and line not in idle], idle


def counted_at(years: list[PublicFigures]) -> Any:
    """When the newest figures were counted; None when there are none."""
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
    standing = standing_key(years)
    found: dict[str, dict[str, Any]] = {}
    for cell in queries.list_cells([key, standing], "department:"):
        found.setdefault(cell.row, {}).update(cell.values)
    return dict(found)


def standing_key(years: list[PublicFigures]) -> str:
    """The period under which what is overdue now was counted last."""
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
