"""Published outcomes: the list with its filters, its feed, and the page of each."""

from typing import Any

from flask import Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from portal import clock
from portal.config import settings
from portal.publication import queries
from portal.publication.models import Publication
from portal.publication.queries import OutcomeFilter
from portal.web import outcome_page
from portal.web.filters import month, url_with
from portal.web.public import blueprint
from portal.web.public.outcome_filters import FROM_START, OutcomeForm, active_filters, outcome_filter, outcome_form
from portal.web.revalidation import revalidated

PAGE_ROWS = 20
FEED_ROWS = 50


@blueprint.get("/outcomes")
def outcomes() -> AnyResponse | str:
    """A page of the list under the filters, the order and the place in the address."""
    form = outcome_form()
    wanted = outcome_filter(form)
    total = queries.count_outcomes(wanted)
    shown, after, before = _shown(wanted)
    if not _is_a_place(shown, before):
        return redirect(url_with(**FROM_START))
    ahead = queries.count_ahead(wanted, shown[0]) if after or before else 0
    return revalidated(queries.last_change(), [total, ahead, _stamp(shown)], lambda: _list_page(form, wanted, shown, total, ahead))


def _shown(wanted: OutcomeFilter) -> tuple[list[Publication], Publication | None, Publication | None]:
    """The rows of the page, and the row after or before which it lies."""
    after, before = (queries.find_place(request.args.get(name, "")) if name in request.args else None for name in ("after", "before"))
    if after is None and before is None and ("after" in request.args or "before" in request.args):
        return [], None, None
    return queries.list_outcomes(wanted, after, PAGE_ROWS, before), after, before


def _is_a_place(shown: list[Publication], before: Publication | None) -> bool:
    """Whether the address names a page; a place that is gone or too near the front leads to the first page."""
    if "after" not in request.args and "before" not in request.args:
        return True
    return len(shown) == PAGE_ROWS if before else bool(shown)


def _kept(form: OutcomeForm) -> dict[str, Any]:
    """The filters of the address."""
    return {field.name: request.args[field.name] for field in form if request.args.get(field.name)}


def _stamp(shown: list[Publication]) -> list[Any]:
    return [(each.public_id, each.version, each.changed_at, each.department.name) for each in shown]


def _list_page(form: OutcomeForm, wanted: OutcomeFilter, shown: list[Publication], total: int, ahead: int) -> str:
    active = active_filters(form)
    return render_template(
        "public/outcomes.html",
        filters=form,
        active=active,
        cards=[_card(each) for each in shown],
        total=total,
        page=-(-ahead // PAGE_ROWS) + 1,
        pages=max(1, -(-total // PAGE_ROWS)),
        previous_url=url_with(**{**FROM_START, "before": shown[0].public_id}) if ahead else None,
        next_url=url_with(**{**FROM_START, "after": shown[-1].public_id}) if ahead + len(shown) < total else None,
        orders=_orders(wanted),
        sort=request.args.get("sort", ""),
        feed_url=url_for("public.outcomes_feed", **_kept(form)),
        file_urls=[(each.upper(), url_for("public.outcomes_file", extension=each, **_kept(form))) for each in ("csv", "xlsx", "json")],
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
    shown = queries.list_outcomes(outcome_filter(form), limit=FEED_ROWS)
    return revalidated(queries.last_change(), _stamp(shown), lambda: _feed(form, shown))


def _feed(form: OutcomeForm, shown: list[Publication]) -> Response:
    base = settings().public_base_url
    body = render_template(
        "public/outcomes_feed.xml",
        entries=[(each, base + url_for("public.outcome", public_id=each.public_id), outcome_page.summary(each)) for each in shown],
        updated=max((each.changed_at for each in shown), default=clock.start_of(clock.today())),
        conditions="，".join(item["label"] for item in active_filters(form)),
        list_url=base + url_for("public.outcomes", **_kept(form)),
        feed_url=base + url_for("public.outcomes_feed", **_kept(form)),
    )
    response = make_response(body)
    response.headers["Content-Type"] = "application/atom+xml; charset=utf-8"
    return response


@blueprint.get("/outcomes/<public_id>")
def outcome(public_id: str) -> AnyResponse | str:
    """One published outcome. A withdrawn one answers 410 with the reason, an unpublished one 404."""
    publication = queries.get_outcome(public_id)
    return revalidated(publication.changed_at, _stamp([publication]), lambda: outcome_page.page(publication))
