"""Published outcomes: the list with its filters, its feed, and the page of each."""

from functools import partial
from typing import Any

from flask import Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from portal.accounts.departments import queries as departments
from portal.profiles import queries as profiles
from portal.publication import queries
from portal.publication.models import Publication
from portal.publication.queries import OutcomeFilter
from portal.textsearch import bigrams
from portal.web import outcome_page, regions
from portal.web.addresses import absolute
from portal.web.filters import feed_month, month, url_with
from portal.web.lists import FROM_START, active_filters, kept_filters
from portal.web.public import blueprint, feeds
from portal.web.public.list_files import file_urls
from portal.web.public.outcome_filters import OutcomeForm, outcome_filter, outcome_form
from portal.web.public.published_tabs import published_tabs
from portal.web.public.turning import rows_asked_for, ways_on
from portal.web.revalidation import revalidated

ORGANS_NAMED = 5


@blueprint.get("/outcomes")
def outcomes() -> AnyResponse | str:
    """A page of the list under the filters, the order and the place in the address."""
    form = outcome_form()
    wanted = outcome_filter(form)
    total = queries.count_outcomes(wanted)
    shown, is_inside = rows_asked_for(partial(queries.list_outcomes, wanted), queries.find_place, total)
    if not shown and is_inside:
        return redirect(url_with(**FROM_START))
    ahead = queries.count_ahead(wanted, shown[0]) if is_inside else 0
    organs = _organs_named(wanted.keyword)
    content = [total, ahead, organs, _stamp(shown)]
    return revalidated(queries.last_change(), content, lambda: _list_page(form, wanted, shown, total, ahead, organs))


def _stamp(shown: list[Publication]) -> list[Any]:
    return [(each.public_id, each.version, each.changed_at, each.department.name) for each in shown]


def _organs_named(keyword: str) -> list[tuple[str, str]]:
    """Departments whose name holds the keyword, with the address of their page: whoever looks for one need not know where."""
    if not bigrams(keyword):
        return []
    found = [each for each in departments.active_organs_in(regions.everybody()) if keyword in each.name]
    return [(each.name, url_for("public.department", department_id=each.id)) for each in found[:ORGANS_NAMED]]


def _list_page(
    form: OutcomeForm, wanted: OutcomeFilter, shown: list[Publication], total: int, ahead: int, organs: list[tuple[str, str]]
) -> str:
    active = active_filters(form)
    return render_template(
        "public/outcomes.html",
        tabs=published_tabs("public.outcomes"),
        filters=form,
        active=active,
        organs=organs,
        cards=[_card(each) for each in shown],
        **ways_on(shown, total, ahead),
        orders=_orders(wanted),
        sort=request.args.get("sort", ""),
        feed_url=url_for("public.outcomes_feed", **kept_filters(form)),
        file_urls=file_urls("public.outcomes_file", **kept_filters(form)),
    )


def _card(publication: Publication) -> dict[str, Any]:
    return {
        "title": publication.title,
        "url": url_for("public.outcome", public_id=publication.public_id),
        "tags": outcome_page.tags(publication),
        "meta": [
            f"被反映单位：{publication.respondent_name}",
            f"责任部门：{publication.department.name}",
            f"{month(publication.replied_month)}答复",
        ],
        "rows": outcome_page.facts(publication),
    }


def _orders(wanted: OutcomeFilter) -> list[dict[str, Any]]:
    return [
        {"label": "最新公示", "url": url_with(sort=None, **FROM_START), "current": not wanted.slowest_first},
        {"label": "用时最长", "url": url_with(sort="longest", **FROM_START), "current": wanted.slowest_first},
    ]


@blueprint.get("/outcomes.atom")
def outcomes_feed() -> AnyResponse | str:
    """The newest published outcomes under the same filters, as an Atom feed."""
    form = outcome_form()
    shown = [] if form.errors else queries.list_outcomes(outcome_filter(form), limit=feeds.ROWS)
    return revalidated(queries.last_change(), _stamp(shown), lambda: _feed(form, shown))


def _feed(form: OutcomeForm, shown: list[Publication]) -> Response:
    paths = [url_for(f"public.{name}", **kept_filters(form)) for name in ("outcomes", "outcomes_feed")]
    feed = feeds.Feed(profiles.site().credit_site_name, [item["label"] for item in active_filters(form)], *paths)
    return feed.answer([_feed_entry(each) for each in shown])


def _feed_entry(each: Publication) -> feeds.FeedEntry:
    url, since = absolute(url_for("public.outcome", public_id=each.public_id)), feed_month(each.released_at or each.changed_at)
    category = each.finding.value, each.finding.label
    return feeds.FeedEntry(url, each.title, each.changed_at, since, outcome_page.summary(each), category)


@blueprint.get("/outcomes/<public_id>")
def outcome(public_id: str) -> AnyResponse | str:
    """One published outcome. A withdrawn one answers 410 with the reason, an unpublished one 404."""
    publication = queries.get_outcome(public_id)
    return revalidated(publication.changed_at, _stamp([publication]), lambda: outcome_page.page(publication))
