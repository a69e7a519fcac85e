"""What search engines are told: where they may look, and every page worth finding. A page that left the public leaves these lists."""

import re
from typing import Any

from flask import make_response, render_template, url_for
from werkzeug.wrappers import Response

from portal.config import settings
from portal.errors import NotFound
from portal.publication import queries
from portal.publication.queries import OutcomeFilter
from portal.web.public import blueprint
from portal.web.revalidation import revalidated
from portal.web.security import is_published

_STANDING = (
    "home", "outcomes", "departments_table", "figures", "report", "track", "verify", "deadline", "data",
    "help", "about", "privacy", "accessibility", "sitemap",
)  # fmt: skip
_MOST_ADDRESSES = 50_000  # of one file, by the protocol of sitemaps
_MONTH = re.compile(r"\d{4}-\d{2}")


@blueprint.get("/robots.txt")
def robots() -> Response:
    """The rules for robots: nothing of a reporter's. Staff pages are not named here; each says for itself that nobody is to list it."""
    is_published()
    closed = [url_for(each).rsplit("/", 1)[0] + "/" for each in ("public.track_case", "public.report_done")]
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed)]
    return _typed("\n".join([*lines, f"Sitemap: {_absolute('public.sitemap_xml')}", ""]), "text/plain")


@blueprint.get("/sitemap.xml")
def sitemap_xml() -> Response:
    """The list of lists: the standing pages, and the published outcomes by month."""
    months = queries.list_months()
    lists = [_absolute("public.sitemap_pages"), *(_absolute("public.sitemap_month", month=month) for month in months)]
    return revalidated(queries.last_change(), months, lambda: _xml("public/sitemap_index.xml", lists=lists))


@blueprint.get("/sitemap/pages.xml")
def sitemap_pages() -> Response:
    """The standing pages."""
    return revalidated(
        None, [], lambda: _xml("public/sitemap_addresses.xml", addresses=[(_absolute(f"public.{name}"), None) for name in _STANDING])
    )


@blueprint.get("/sitemap/outcomes-<month>.xml")
def sitemap_month(month: str) -> Response:
    """The outcomes answered in one month, as 2026-09."""
    shown = queries.list_outcomes(OutcomeFilter(month=month), limit=_MOST_ADDRESSES) if _MONTH.fullmatch(month) else []
    if not shown:
        raise NotFound
    addresses = [(_absolute("public.outcome", public_id=each.public_id), each.changed_at) for each in shown]
    return revalidated(queries.last_change(), [addresses], lambda: _xml("public/sitemap_addresses.xml", addresses=addresses))


def _absolute(endpoint: str, **values: Any) -> str:
    return settings().public_base_url + url_for(endpoint, **values)


def _xml(template: str, **content: Any) -> Response:
    return _typed(render_template(template, **content), "application/xml")


def _typed(body: str, media_type: str) -> Response:
    response = make_response(body)
    response.headers["Content-Type"] = f"{media_type}; charset=utf-8"
    return response
