"""The case page (D3) and its files."""

from datetime import date

from flask import Response, render_template

from portal import clock
from portal.accounts.models import User
from portal.cases import queries
from portal.cases.evidence import find_file
from portal.cases.identity import note_reading
from portal.cases.models import CaseReading
from portal.db import transaction
from portal.errors import NotFound
from portal.web import sessions
from portal.web.desk.blueprint import blueprint
from portal.web.desk.file import page_values
from portal.web.files import sent


@blueprint.get("/cases/<int:case_id>")
def show_case(case_id: int) -> str:
    """The whole file, and what this person may do with it now."""
    actor = sessions.actor()
    readings = _noted_readings(case_id, actor)
    file = queries.get_file(actor, case_id)
    return render_template("desk/show_case.html", case=file.case, **page_values(file, actor, readings))


def _noted_readings(case_id: int, actor: User) -> list[CaseReading]:
    """Who opened the file. That this person did today is noted first, if they may see it at all."""
    readings = queries.list_readings(case_id)
    if (actor.id, clock.today(), "case") in _keys(readings) or not queries.is_visible(actor, case_id):
        return readings
    with transaction():
        case = queries.get_visible_for_update(actor, case_id)
        note_reading(case, actor, "case", _keys(queries.list_readings(case.id)))
    return queries.list_readings(case_id)


def _keys(readings: list[CaseReading]) -> set[tuple[int, date, str]]:
    return {(row.user_id, row.day, row.what) for row in readings}


@blueprint.get("/cases/<int:case_id>/files/<token>")
def download_file(case_id: int, token: str) -> Response:
    """The cleaned copy of an evidence file, never shown inside the page."""
    case = queries.get_visible(sessions.actor(), case_id)
    file = find_file(case, token)
    if file is None:
        raise NotFound("没有找到这个附件。")
    return sent(file)
