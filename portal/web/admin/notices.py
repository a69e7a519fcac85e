"""The bell of an administrator."""

from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response

from portal.web.admin.blueprint import blueprint
from portal.web.notices import read_all, shown_notices


@blueprint.get("/notices")
def list_notices() -> Response | str:
    """A person's notices, the newest first."""
    shown = shown_notices()
    return render_template("admin/list_notices.html", **shown) if shown else redirect(url_for("admin.list_notices"))


@blueprint.post("/notices/read")
def read_notices() -> Response:
    """Mark all notices as read."""
    return read_all("admin.list_notices")
