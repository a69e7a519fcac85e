"""Published dishonesty records: the list with its filters, its feed and files, and the page of each."""

from functools import partial
from typing import Any

from flask import Response, redirect, render_template, url_for
from werkzeug.wrappers import Response as AnyResponse

from portal.exchange.open_data import datasets
from portal.exchange.open_data.rows import RecordRow
from portal.records import queries
from portal.records.models import DishonestyRecord
from portal.web import record_page
from portal.web.filters import feed_day, url_with
from portal.web.lists import FROM_START, active_filters, kept_filters
from portal.web.public import blueprint, feeds
from portal.web.public.data import url_of
from portal.web.public.list_files import EXTENSION, file_urls, fitting, list_file
from portal.web.public.published_tabs import published_tabs
from portal.web.public.record_filters import RecordForm, record_filter, record_form
from portal.web.public.turning import rows_asked_for, ways_on
from portal.web.revalidation import revalidated


@blueprint.get("/records")
def records() -> AnyResponse | str:
    """A page of the list under the filters and the place in the address."""
    form = record_form()
    wanted = record_filter(form)
    total = queries.count_public(wanted)
    shown, is_inside = rows_asked_for(partial(queries.list_public, wanted), queries.find_place, total)
    if not shown and is_inside:
        return redirect(url_with(**FROM_START))
    ahead = queries.count_ahead(wanted, shown[0]) if is_inside else 0
    return revalidated(queries.last_change(), [total, ahead, _stamp(shown)], lambda: _list_page(form, shown, total, ahead))


def _stamp(shown: list[DishonestyRecord]) -> list[Any]:
    return [(each.public_id, each.version, each.changed_at) for each in shown]


def _list_page(form: RecordForm, shown: list[DishonestyRecord], total: int, ahead: int) -> str:
    return render_template(
        "public/records.html",
        filters=form,
        tabs=published_tabs("public.records"),
        active=active_filters(form),
        cards=[record_page.card(each) for each in shown],
        **ways_on(shown, total, ahead),
        feed_url=url_for("public.records_feed", **kept_filters(form)),
        file_urls=file_urls("public.records_file", **kept_filters(form)),
    )


@blueprint.get("/records.atom")
def records_feed() -> AnyResponse | str:
    """The newest published records under the same filters, as an Atom feed."""
    form = record_form()
    shown = [] if form.errors else queries.list_public(record_filter(form), limit=feeds.ROWS)
    return revalidated(queries.last_change(), _stamp(shown), lambda: _feed(form, shown))


def _feed(form: RecordForm, shown: list[DishonestyRecord]) -> Response:
    paths = [url_for(f"public.{name}", **kept_filters(form)) for name in ("records", "records_feed")]
    feed = feeds.Feed("失信记录", [item["label"] for item in active_filters(form)], *paths)
    return feed.answer([_feed_entry(each) for each in shown])


def _feed_entry(each: DishonestyRecord) -> feeds.FeedEntry:
    since, category = feed_day(each.published_at or each.changed_at), (each.conduct.value, each.conduct.label)
    return feeds.FeedEntry(url_of("record", each.public_id), each.title, each.changed_at, since, record_page.summary(each), category)


@blueprint.get(f"/records.<{EXTENSION}>")
def records_file(extension: str) -> AnyResponse:
    """The records under the filters of the address, newest first, at most 5,000."""
    form = record_form()
    rows = partial(datasets.iterate_records, url_of, record_filter(form))
    return list_file(extension, "records", "失信记录", RecordRow, fitting(form, rows), queries.last_change())


@blueprint.get("/records/<public_id>")
def record(public_id: str) -> AnyResponse | str:
    """One published record. One that left the page answers 410 with the reason, an unpublished one 404."""
    found = queries.get_public(public_id)
    return revalidated(found.changed_at, _stamp([found]), lambda: render_template("public/record.html", **record_page.values(found)))
