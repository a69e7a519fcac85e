"""Criticisms that were published (通报批评): the list, its feed, and each at an address of its own that also tells of its withdrawal."""

from collections.abc import Sequence
from datetime import date
from functools import partial

from flask import render_template, request, url_for
from werkzeug.wrappers import Response

from portal import clock
from portal.exchange.open_data.datasets import iterate_criticisms
from portal.exchange.open_data.register_rows import CriticismRow
from portal.supervision.ladder import queries
from portal.supervision.ladder.models import PublicCriticism
from portal.web.addresses import absolute
from portal.web.filters import feed_day, url_with
from portal.web.forms import FilterForm, SelectOne
from portal.web.lists import active_filters
from portal.web.public import blueprint, feeds
from portal.web.public.data import url_of
from portal.web.public.list_files import EXTENSION, MOST_ROWS, file_urls, fitting, list_file
from portal.web.revalidation import revalidated

PAGE_ROWS = 20


class CriticismForm(FilterForm):
    """What narrows the list."""

    department = SelectOne("被通报单位", empty="全部", coerce=int)


def _form() -> CriticismForm:
    form = CriticismForm(request.args)
    form.department.offer([(each.id, each.name) for each in queries.list_criticised()])
    form.validate()
    return form


def _wanted(form: CriticismForm) -> int | None:
    return None if form.department.errors else form.department.data or None


@blueprint.get("/criticisms")
def criticisms() -> Response:
    """Published criticisms, newest first; of one department, if the address names it."""
    form = _form()
    found = queries.list_published(_wanted(form), _before(), PAGE_ROWS + 1)
    shown, last = found[:PAGE_ROWS], found[PAGE_ROWS - 1] if len(found) > PAGE_ROWS else None
    total = queries.count_published(_wanted(form))
    next_url = url_with(before=f"{last.issued_on}.{last.order_id}") if last else None

    def made() -> str:
        return render_template(
            "public/criticisms.html",
            criticisms=shown,
            total=total,
            next_url=next_url,
            filters=form,
            active=active_filters(form),
            feed_url=_path("criticisms_feed", form),
            file_urls=file_urls("public.criticisms_file", department=_wanted(form)),
        )

    return revalidated(None, [_stamp(shown), total, next_url], made)


def _stamp(shown: Sequence[PublicCriticism]) -> list[tuple[str, str, str]]:
    return [(each.public_key, each.title, each.order.department.name) for each in shown]


def _before() -> tuple[date, int] | None:
    day, _dot, key = request.args.get("before", "").partition(".")
    try:
        return date.fromisoformat(day), int(key)
    except ValueError:
        return None


def _path(endpoint: str, form: CriticismForm) -> str:
    return url_for(f"public.{endpoint}", department=_wanted(form))


@blueprint.get(f"/criticisms.<{EXTENSION}>")
def criticisms_file(extension: str) -> Response:
    """The published criticisms under the same filter, newest first, at most 5,000."""
    form = _form()
    found = _stamp(queries.list_published(_wanted(form), limit=MOST_ROWS))
    rows = partial(iterate_criticisms, url_of, _wanted(form))
    return list_file(extension, "criticisms", "通报批评", CriticismRow, fitting(form, rows), None, [found, form.errors])


@blueprint.get("/criticisms.atom")
def criticisms_feed() -> Response:
    """The newest published criticisms under the same filter, as an Atom feed."""
    form = _form()
    shown = [] if form.errors else queries.list_published(_wanted(form), limit=feeds.ROWS)
    labels = [item["label"] for item in active_filters(form)]
    feed = feeds.Feed("通报批评", labels, _path("criticisms", form), _path("criticisms_feed", form))
    return revalidated(None, _stamp(shown), lambda: feed.answer([_feed_entry(each) for each in shown]))


def _feed_entry(each: PublicCriticism) -> feeds.FeedEntry:
    at = clock.start_of(each.issued_on or clock.today())
    summary = f"被通报单位：{each.order.department.name}"
    url = absolute(url_for("public.criticism", public_key=each.public_key))
    return feeds.FeedEntry(url, each.title, at, feed_day(at), summary)


@blueprint.get("/criticisms/<public_key>")
def criticism(public_key: str) -> str | Response:
    """One criticism; after its withdrawal the reason is all that is left (410)."""
    found = queries.get_published(public_key)

    def made() -> str:
        return render_template("public/criticism.html", criticism=found)

    return Response(made(), 410) if found.withdrawn_at else revalidated(None, _stamp([found]), made)
