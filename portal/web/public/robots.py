"""What search engines are told: where they may look, and every page worth finding. A page that left the public leaves these lists."""

import re
from typing import Any

from flask import make_response, render_template, url_for
from werkzeug.wrappers import Response

from portal import clock
from portal.errors import NotFound
from portal.publication import queries
from portal.publication.queries import OutcomeFilter
from portal.records import queries as dishonesty
from portal.records.queries import RecordFilter
from portal.registers import queries as registers
from portal.registers.appraisals import queries as appraisals
from portal.registers.queries import EntryFilter
from portal.supervision.ladder import queries as ladder
from portal.web.addresses import absolute
from portal.web.public import blueprint
from portal.web.registers import REGISTERS, permalink
from portal.web.revalidation import revalidated

_STANDING = (
    "home", "outcomes", "records", "departments_table", "figures", "bulletins", "evaluations", "criticisms", "report", "track",
    "verify", "deadline", "data", "links", "appraisals",
    "help", "about", "privacy", "accessibility", "sitemap",
)  # fmt: skip
_MOST_ADDRESSES = 50_000  # of one file, by the protocol of sitemaps
_MOST_ROUNDS = 500
_MONTH = re.compile(r"\d{4}-\d{2}")


@blueprint.get("/robots.txt")
def robots() -> Response:
    """The rules for robots: nothing of a reporter's. Staff pages are not named here; each says for itself that nobody is to list it."""
    closed = [url_for(each).rsplit("/", 1)[0] + "/" for each in ("public.track_case", "public.report_done")]
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed)]
    lines.append(f"Sitemap: {_absolute('public.sitemap_xml')}")
    return revalidated(None, lines, lambda: _typed("\n".join([*lines, ""]), "text/plain"))


@blueprint.get("/sitemap.xml")
def sitemap_xml() -> Response:
    """The list of lists: the standing pages, and the published outcomes by month."""
    months, of_records = queries.list_months(), dishonesty.list_months()
    lists = [_absolute("public.sitemap_pages"), _absolute("public.sitemap_registers")]
    lists += [*(_absolute("public.sitemap_month", month=month) for month in months)]
    lists += [_absolute("public.sitemap_records", month=month) for month in of_records]
    changes = [each for each in (queries.last_change(), dishonesty.last_change()) if each is not None]
    return revalidated(max(changes, default=None), [months, of_records], lambda: _xml("public/sitemap_index.xml", lists=lists))


@blueprint.get("/sitemap/pages.xml")
def sitemap_pages() -> Response:
    """The standing pages."""
    found = [_absolute(f"public.{name}") for name in _STANDING]
    found += [_absolute("public.register", register=each.path) for each in REGISTERS]
    return revalidated(None, [], lambda: _xml("public/sitemap_addresses.xml", addresses=[(each, None) for each in found]))


@blueprint.get("/sitemap/registers.xml")
def sitemap_registers() -> Response:
    """Every published entry of the registers, every round of the online appraisal, every published criticism."""
    entries = [each for register in REGISTERS for each in registers.iterate_entries(EntryFilter(register.kind))]
    found = [(permalink(each), each.changed_at) for each in entries]
    found += [
        (_absolute("public.appraisal", appraisal_key=each.public_id), each.changed_at)
        for each in appraisals.list_appraisals(limit=_MOST_ROUNDS)
    ]
    found += [
        (_absolute("public.criticism", public_key=each.public_key), clock.start_of(each.issued_on or clock.today()))
        for each in ladder.iterate_published()
    ]
    return revalidated(registers.last_change(), [found], lambda: _xml("public/sitemap_addresses.xml", addresses=found[:_MOST_ADDRESSES]))


@blueprint.get("/sitemap/outcomes-<month>.xml")
def sitemap_month(month: str) -> Response:
    """The outcomes answered in one month, as 2026-09."""
    shown = queries.list_outcomes(OutcomeFilter(month=month), limit=_MOST_ADDRESSES) if _MONTH.fullmatch(month) else []
    if not shown:
        raise NotFound
    addresses = [(_absolute("public.outcome", public_id=each.public_id), each.changed_at) for each in shown]
    return revalidated(queries.last_change(), [addresses], lambda: _xml("public/sitemap_addresses.xml", addresses=addresses))


@blueprint.get("/sitemap/records-<month>.xml")
def sitemap_records(month: str) -> Response:
    """The dishonesty records published in one month, as 2026-09."""
    is_month = bool(_MONTH.fullmatch(month)) and 1 <= int(month[5:]) <= 12 and int(month[:4]) > 0
    shown = dishonesty.list_public(RecordFilter(month=month), limit=_MOST_ADDRESSES) if is_month else []
    if not shown:
        raise NotFound
    addresses = [(_absolute("public.record", public_id=each.public_id), each.changed_at) for each in shown]
    return revalidated(dishonesty.last_change(), [addresses], lambda: _xml("public/sitemap_addresses.xml", addresses=addresses))


def _absolute(endpoint: str, **values: Any) -> str:
    return absolute(url_for(endpoint, **values))


def _xml(template: str, **content: Any) -> Response:
    return _typed(render_template(template, **content), "application/xml")


def _typed(body: str, media_type: str) -> Response:
    response = make_response(body)
    response.headers["Content-Type"] = f"{media_type}; charset=utf-8"
    return response
