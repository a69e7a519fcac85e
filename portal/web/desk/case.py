"""The case page (D3) and its files."""

from flask import Response, render_template, stream_with_context

from portal import clock
from portal.accounts.models import User
from portal.attachments.operations import stream_file
from portal.cases import queries
from portal.cases.evidence import find_file
from portal.cases.identity import note_reading
from portal.db import transaction
from portal.errors import NotFound
from portal.web import sessions
from portal.web.desk.blueprint import blueprint
from portal.web.desk.file import page_values


@blueprint.get("/cases/<int:case_id>")
def show_case(case_id: int) -> str:
    """The whole file, and what this person may do with it now."""
    actor = sessions.actor()
    _note_reading(case_id, actor)
    case = queries.get_visible(actor, case_id)
    return render_template("desk/show_case.html", case=case, **page_values(case, actor))


def _note_reading(case_id: int, actor: User) -> None:
    """Note once a day that this person opened the file, if they may see it at all."""
    if queries.has_read(case_id, actor.id, clock.today()) or not queries.is_visible(actor, case_id):
        return
    with transaction():
        case = queries.get_visible_for_update(actor, case_id)
        seen = {(row.user_id, row.day, row.what) for row in queries.list_readings(case.id)}
        note_reading(case, actor, "case", seen)


@blueprint.get("/cases/<int:case_id>/files/<token>")
def download_file(case_id: int, token: str) -> Response:
    """The cleaned copy of an evidence file, never shown inside the page."""
    case = queries.get_visible(sessions.actor(), case_id)
    file = find_file(case, token)
    if file is None:
        raise NotFound("没有找到这个附件。")
    response = Response(stream_with_context(stream_file(file)), mimetype=file.media_type)
    response.headers.set("Content-Disposition", "attachment", filename=f"{case.number}-{file.display_name}")
    response.headers["Content-Length"] = str(file.size_bytes)
    return response
