"""Warnings (预警): departments, regions and areas whose numbers of a month chance does not explain, and what was done about each."""

from collections.abc import Mapping
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms import TextAreaField

from portal.access import Permission, require
from portal.accounts.departments import queries as departments
from portal.db import transaction
from portal.errors import RuleBroken
from portal.routing import queries as routing
from portal.supervision.periods import label_of
from portal.supervision.warnings import operations, queries, rules
from portal.supervision.warnings.models import SupervisionWarning
from portal.supervision.warnings.rules import Measure
from portal.supervision.warnings.vocabulary import UnitKind
from portal.web import sessions
from portal.web.filters import url_with
from portal.web.forms import HouseForm, Length, Needed, attach
from portal.web.oversight.blueprint import blueprint
from portal.web.oversight.narrowing import region_names
from portal.web.oversight.tables import region_label

PAGE_ROWS = 50


class NoteForm(HouseForm):
    """What was found out about a warning, or is done."""

    note = TextAreaField("核实的情况和打算", [Needed("请写明核实的情况和打算"), Length(5, 2000, ask="请写明核实的情况和打算")])


@blueprint.get("/warnings")
def list_warnings() -> str:
    """Warnings, newest first; those nobody has dealt with, unless all are wanted."""
    shows_all = request.args.get("all") == "1"
    found = queries.list_warnings(not shows_all, request.args.get("before", type=int), PAGE_ROWS + 1)
    regions = region_names(departments.all_departments())
    rows = [_row(each, regions) for each in found[:PAGE_ROWS]]
    next_url = url_with(before=found[PAGE_ROWS - 1].id) if len(found) > PAGE_ROWS else None
    page = {"rows": rows, "shows_all": shows_all, "next_url": next_url, "open": queries.count_open()}
    last = queries.find_last_counted()
    counted = {"counted": label_of(last.month) if last else "", "looks": last.looks if last else 0}
    return render_template("oversight/list_warnings.html", **page, **counted, rules=rules, months=operations.MONTHS_BEFORE)


def _row(warning: SupervisionWarning, regions: Mapping[str, str]) -> dict[str, Any]:
    return {"warning": warning, "unit": _unit_name(warning, regions), "month": label_of(warning.month), "url": _list_url(warning)}


def _unit_name(warning: SupervisionWarning, regions: Mapping[str, str]) -> str:
    """What a warning is about, in words."""
    if warning.department is not None:
        return str(warning.department.name)
    region = region_label(warning.region_code, regions)
    area = routing.area_titles().get(warning.area_key, warning.area_key)
    return f"{region}，{area}" if warning.unit_kind is UnitKind.REGION_AREA else region


# The list behind each number; what is overdue is listed as it stands today.
_LISTED = {Measure.RECEIVED: "received", Measure.LATE: "late", Measure.SUBSTANTIATED: "true", Measure.OVERDUE: "overdue"}


def _list_url(warning: SupervisionWarning) -> str:
    """The list of the very cases that the number counts, without those from which anybody who watches is kept."""
    month = warning.month.replace("-", "")
    wanted: dict[str, Any] = {
        "measure": _LISTED[warning.measure],
        "from": month,
        "to": month,
        "department": warning.department_id,
        "area": warning.area_key or None,
        "lead_region": warning.region_code or None,
        "shared": "1",
    }
    return url_for("oversight.list_behind", **{name: value for name, value in wanted.items() if value is not None})


@blueprint.route("/warnings/<int:warning_id>", methods=["GET", "POST"])
def acknowledge_warning(warning_id: int) -> str | Response:
    """One warning with its numbers; a supervisor notes what was found out."""
    actor, form = sessions.actor(), NoteForm()
    require(actor, Permission.WARNING_ACKNOWLEDGE)
    if form.validate_on_submit():
        try:
            with transaction():
                operations.acknowledge(queries.get_warning(warning_id, for_update=True), actor, form.note.data)
            flash("已记下处理情况。")
            return redirect(url_for("oversight.list_warnings"))
        except RuleBroken as error:
            attach(error, form)
    row = _row(queries.get_warning(warning_id), region_names(departments.all_departments()))
    return render_template("oversight/acknowledge_warning.html", row=row, form=form)
