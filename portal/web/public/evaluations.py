"""Published rankings, with the method and the day on which the figures were read."""

from flask import render_template, request
from werkzeug.wrappers import Response

from portal.errors import NotFound
from portal.evaluation import operations, queries
from portal.evaluation.vocabulary import EvaluationStatus, Subject
from portal.supervision.periods import label_of, whole
from portal.web.evaluation_pages import table_of
from portal.web.filters import url_with
from portal.web.public import blueprint
from portal.web.revalidation import revalidated

PAGE_ROWS = 20


@blueprint.get("/evaluations")
def evaluations() -> Response | str:
    """Periods with a published ranking, newest first."""
    found = queries.list_published(request.args.get("before", type=int), PAGE_ROWS + 1)
    next_url = url_with(before=found[PAGE_ROWS - 1].id) if len(found) > PAGE_ROWS else None
    rows = [(each, label_of(each.period)) for each in found[:PAGE_ROWS]]
    stamp = [(each.id, each.published_at, period) for each, period in rows]
    return revalidated(None, [stamp, next_url], lambda: render_template("public/evaluations.html", rows=rows, next_url=next_url))


@blueprint.get("/evaluations/method")
def evaluation_method() -> Response | str:
    """How scores and ranks come about: the indicators in force."""
    sets = [(each, operations.indicators_of(each)) for each in Subject]
    days = operations.OBJECTION_DAYS
    return revalidated(None, [sets, days], lambda: render_template("public/evaluation_method.html", sets=sets, days=days))


@blueprint.get("/evaluations/<period>")
def evaluation(period: str) -> str | Response:
    """The rankings of a period; where all were withdrawn, the reasons (410)."""
    try:
        whole(period)
    except ValueError:
        raise NotFound from None
    newest = {}
    for each in reversed(queries.list_of_period(period)):
        newest[each.subject] = each
    if not newest:
        raise NotFound
    shown = [(each, table_of(each)) for each in newest.values() if each.status is EvaluationStatus.PUBLISHED]
    gone = [each for each in newest.values() if each.status is not EvaluationStatus.PUBLISHED]

    def made() -> str:
        return render_template("public/evaluation.html", period=label_of(period), shown=shown, gone=gone)

    stamp = [(each.id, each.status, each.published_at, each.withdrawn_at) for each in newest.values()]
    return revalidated(None, stamp, made) if shown else Response(made(), 410)
