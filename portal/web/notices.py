"""The bell of a member of staff, in whatever area their work is: the notices, page by page, and marking them as read."""

from typing import Any

from flask import flash, redirect, request, url_for
from werkzeug.wrappers import Response

from portal.db import transaction
from portal.notifications import outbox, queries
from portal.web import sessions

PAGE_ROWS = 50


def shown_notices() -> dict[str, Any] | None:
    """What the page of a person's notices shows, the newest first; None for a page behind the last one."""
    actor = sessions.actor()
    page, total = max(1, request.args.get("page", 1, type=int)), queries.count_notices(actor.id)
    pages = max(1, -(-total // PAGE_ROWS))
    if page > pages:
        return None
    rows = queries.list_notices(actor.id, PAGE_ROWS, (page - 1) * PAGE_ROWS)
    return {"rows": rows, "page": page, "pages": pages, "total": total, "unread": queries.count_unread(actor.id)}


def read_all(endpoint: str) -> Response:
    """Mark all notices as read and go back to the page."""
    actor = sessions.actor()
    with transaction():
        outbox.mark_all_read(actor.id)
    flash("全部消息已标为已读。")
    return redirect(url_for(endpoint), 303)
