"""The bell: what happened to a person's cases."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from portal.db import transaction
from portal.notifications import outbox, queries
from portal.web import sessions
from portal.web.desk.blueprint import blueprint

PAGE_ROWS = 50


@blueprint.get("/notices")
def list_notices() -> Response | str:
    """A person's notices, the newest first."""
    actor = sessions.actor()
    page, total = max(1, request.args.get("page", 1, type=int)), queries.count_notices(actor.id)
    pages = max(1, -(-total // PAGE_ROWS))
    if page > pages:
        return redirect(url_for("desk.list_notices"))
    rows = queries.list_notices(actor.id, PAGE_ROWS, (page - 1) * PAGE_ROWS)
    return render_template("desk/list_notices.html", rows=rows, page=page, pages=pages, total=total, unread=queries.count_unread(actor.id))


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
    actor = sessions.actor()
    with transaction():
        outbox.mark_all_read(actor.id)
    flash("全部消息已标为已读。")
    return redirect(url_for("desk.list_notices"), 303)
