"""Bulletins that were approved for the public."""

from flask import render_template, request
from werkzeug.wrappers import Response

from portal.bulletins import papers, queries
from portal.supervision.periods import label_of
from portal.web.filters import url_with
from portal.web.public import blueprint
from portal.web.revalidation import revalidated

PAGE_ROWS = 20


@blueprint.get("/bulletins")
def bulletins() -> Response | str:
    """The newest version of each, newest first."""
    found = queries.list_published(request.args.get("before", type=int), PAGE_ROWS + 1)
    next_url = url_with(before=found[PAGE_ROWS - 1].id) if len(found) > PAGE_ROWS else None
    rows = [(each, label_of(each.period)) for each in found[:PAGE_ROWS]]
    stamp = [(each.public_key, each.title, each.version, each.approved_at, period) for each, period in rows]
    return revalidated(None, [stamp, next_url], lambda: render_template("public/bulletins.html", rows=rows, next_url=next_url))


@blueprint.get("/bulletins/<bulletin_key>")
def bulletin(bulletin_key: str) -> str | Response:
    """One version; after its withdrawal the reason is all that is left (410)."""
    found = queries.get_published(bulletin_key)
    if found.withdrawn_at:
        return Response(render_template("public/bulletin.html", bulletin=found, paper=None, later=None), 410)
    later = queries.find_next(found.id)
    shown = later if later is not None and later.is_public and later.approved_at and not later.withdrawn_at else None
    paper = papers.paper_of(found)
    stamp = [paper, found.frozen_at, (shown.public_key, shown.version) if shown else None]
    return revalidated(None, stamp, lambda: render_template("public/bulletin.html", bulletin=found, paper=paper, later=shown))
