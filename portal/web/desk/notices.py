"""The bell: what happened to a person's cases."""

from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response

from portal.db import transaction
from portal.notifications import outbox, queries
from portal.web import sessions
from portal.web.desk.blueprint import blueprint
from portal.web.notices import read_all, shown_notices


@blueprint.get("/notices")
def list_notices() -> Response | str:
    """A person's notices, the newest first."""
    shown = shown_notices()
    return render_template("desk/list_notices.html", **shown) if shown else redirect(url_for("desk.list_notices"))


@blueprint.get("/notices/<int:notice_id>")
def open_notice(notice_id: int) -> Response:
    """Mark a notice as read and go where it leads."""
    actor = sessions.actor()
    notice = queries.get_notice(actor.id, notice_id)
    case_id = notice.case_id
    if notice.read_at is None:
        with transaction():
            outbox.mark_read(queries.get_notice(actor.id, notice_id))
    return redirect(url_for("desk.show_case", case_id=case_id) if case_id else url_for("desk.list_notices"))


@blueprint.post("/notices/read")
def read_notices() -> Response:
    """Mark all notices as read."""
    return read_all("desk.list_notices")
