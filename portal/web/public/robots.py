"""What search engines are told: where they may look, and every page worth finding. A page that left the public leaves these lists."""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask import make_response, render_template, url_for
from werkzeug.wrappers import Response

from portal import clock
from portal.accounts.departments import queries as departments
from portal.bulletins import queries as bulletins
from portal.errors import NotFound
from portal.evaluation import queries as evaluations
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
MOST_ADDRESSES = 50_000  # of one file, by the protocol of sitemaps; what is more stands in further files
_MOST_PAPERS = 500
_MONTH = re.compile(r"\d{4}-\d{2}")
Address = tuple[str, datetime | None]


@blueprint.get("/robots.txt")
def robots() -> Response:
    """The rules for robots: nothing of a reporter's. Staff pages are not named here; each says for itself that nobody is to list it."""
    closed = [url_for(each).rsplit("/", 1)[0] + "/" for each in ("public.track_case", "public.report_done")]
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed)]
    lines.append(f"Sitemap: {_absolute('public.sitemap_xml')}")
    return revalidated(None, lines, lambda: _typed("\n".join([*lines, ""]), "text/plain"))


@blueprint.get("/sitemap.xml")
def sitemap_xml() -> Response:
    """The list of lists: the standing pages, what staff publish, outcomes and records by month."""
    of_outcomes = [(each, queries.count_outcomes(OutcomeFilter(month=each))) for each in queries.list_months()]
    of_records = [(each, dishonesty.count_public(RecordFilter(month=each))) for each in dishonesty.list_months()]
    lists = [_absolute("public.sitemap_pages"), *_lists("registers", len(_entries()))]
    for endpoint, months in (("month", of_outcomes), ("records", of_records)):
        lists += [address for month, number in months for address in _lists(endpoint, number, month=month)]
    changes = [each for each in (queries.last_change(), dishonesty.last_change()) if each is not None]
    return revalidated(max(changes, default=None), lists, lambda: _xml("public/sitemap_index.xml", lists=lists))


def _lists(name: str, number: int, **values: Any) -> list[str]:
    """The addresses of the files that hold so many addresses: at least one."""
    return [_absolute(f"public.sitemap_{name}", **values, part=part) for part in range(1, max(1, -(-number // MOST_ADDRESSES)) + 1)]


@blueprint.get("/sitemap/pages.xml")
def sitemap_pages() -> Response:
    """The standing pages, and the page of every department."""
    found = [_absolute(f"public.{name}") for name in _STANDING]
    found += [_absolute("public.register", register=each.path) for each in REGISTERS]
    organs = [each for each in departments.all_departments() if each.is_active and not each.is_collective]
    found += [_absolute("public.department", department_id=each.id) for each in organs]
    return _addresses([(each, None) for each in found])


@blueprint.get("/sitemap/registers.xml", defaults={"part": 1})
@blueprint.get("/sitemap/registers/<int(min=2, max=9999):part>.xml")
def sitemap_registers(part: int) -> Response:
    """Every published entry of the registers, every round of the online appraisal, every criticism, bulletin and ranking."""
    return _addresses(_entries()[(part - 1) * MOST_ADDRESSES : part * MOST_ADDRESSES], is_first=part == 1)


def _entries() -> list[Address]:
    entries = [each for register in REGISTERS for each in registers.iterate_entries(EntryFilter(register.kind))]
    rounds, papers = appraisals.list_appraisals(limit=_MOST_PAPERS), bulletins.list_published(limit=_MOST_PAPERS)
    rankings = {each.period: each.published_at for each in evaluations.list_published(limit=_MOST_PAPERS)}
    return [
        *((permalink(each), each.changed_at) for each in entries),
        *((_absolute("public.appraisal", appraisal_key=each.public_id), each.changed_at) for each in rounds),
        *(
            (_absolute("public.criticism", public_key=each.public_key), clock.start_of(each.issued_on or clock.today()))
            for each in ladder.iterate_published()
        ),
        *((_absolute("public.bulletin", bulletin_key=each.public_key), each.approved_at) for each in papers),
        *((_absolute("public.evaluation", period=period), at) for period, at in rankings.items()),
    ]


@blueprint.get("/sitemap/outcomes-<month>.xml", defaults={"part": 1})
@blueprint.get("/sitemap/outcomes-<month>/<int(min=2, max=9999):part>.xml")
def sitemap_month(month: str, part: int) -> Response:
    """The outcomes answered in one month, as 2026-09."""
    shown = queries.list_addresses(month, (part - 1) * MOST_ADDRESSES, MOST_ADDRESSES) if _MONTH.fullmatch(month) else []
    return _addresses([(_absolute("public.outcome", public_id=public_id), at) for public_id, at in shown])


@blueprint.get("/sitemap/records-<month>.xml", defaults={"part": 1})
@blueprint.get("/sitemap/records-<month>/<int(min=2, max=9999):part>.xml")
def sitemap_records(month: str, part: int) -> Response:
    """The dishonesty records published in one month, as 2026-09."""
    is_month = bool(_MONTH.fullmatch(month)) and 1 <= int(month[5:]) <= 12 and int(month[:4]) > 0
    shown = dishonesty.list_addresses(month, (part - 1) * MOST_ADDRESSES, MOST_ADDRESSES) if is_month else []
    return _addresses([(_absolute("public.record", public_id=public_id), at) for public_id, at in shown])


def _addresses(found: Sequence[Address], is_first: bool = False) -> Response:
    """One file of addresses. Raises ``NotFound`` for an empty one, but for the first of a list that is always there."""
    if not found and not is_first:
        raise NotFound
    newest = max((at for _address, at in found if at is not None), default=None)
    return revalidated(newest, found, lambda: _xml("public/sitemap_addresses.xml", addresses=found))


def _absolute(endpoint: str, **values: Any) -> str:
    return absolute(url_for(endpoint, **values))


def _xml(template: str, **content: Any) -> Response:
    return _typed(render_template(template, **content), "application/xml")


def _typed(body: str, media_type: str) -> Response:
    response = make_response(body)
    response.headers["Content-Type"] = f"{media_type}; charset=utf-8"
    return response
