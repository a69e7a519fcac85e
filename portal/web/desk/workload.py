"""Workload of the own department, by officer: for its head."""

from flask import render_template

from portal import clock
from portal.supervision.periods import PeriodKind, period_of
from portal.supervision.workload import workload
from portal.web import sessions
from portal.web.desk.blueprint import blueprint


@blueprint.get("/workload")
def show_workload() -> str:
    """Who has how much in hand, and what was answered this quarter."""
    today = clock.today()
    period = period_of(PeriodKind.QUARTER, today)
    return render_template("desk/show_workload.html", loads=workload(sessions.actor(), period, today), period=period)
