"""A department's own scores, and objecting to them."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms import TextAreaField

from portal import clock
from portal.access import Permission, allows
from portal.db import transaction
from portal.errors import RuleBroken
from portal.evaluation import objections, queries
from portal.evaluation.models import EvaluationScore
from portal.evaluation.vocabulary import EvaluationStatus
from portal.supervision.periods import label_of
from portal.web import sessions
from portal.web.desk.blueprint import blueprint
from portal.web.evaluation_pages import line_of, said
from portal.web.filters import url_with
from portal.web.forms import HouseForm, Length, Needed, OneChoice, attach

PAGE_ROWS = 20


class ScoreObjectionForm(HouseForm):
    """To which indicator, and why."""

    indicator = OneChoice("对哪项指标有异议", [Needed("请选择对哪项指标有异议")])
    reason = TextAreaField("异议的理由", [Needed("请写明异议的理由"), Length(10, 2000, ask="请写明异议的理由")])


@blueprint.get("/evaluations")
def list_own_scores() -> str:
    """The own department's scores, newest first."""
    home = sessions.actor().department
    found = queries.list_own_scores(home.id if home else 0, request.args.get("before", type=int), PAGE_ROWS + 1)
    next_url = url_with(before=found[PAGE_ROWS - 1].id) if len(found) > PAGE_ROWS else None
    rows = [{**line_of(each), "period": label_of(each.evaluation.period)} for each in found[:PAGE_ROWS]]
    return render_template("desk/list_own_scores.html", rows=rows, next_url=next_url)


@blueprint.route("/evaluations/<int:score_id>", methods=["GET", "POST"])
def show_own_score(score_id: int) -> str | Response:
    """One score with its indicators; while there is time, the form of an objection."""
    score = queries.get_own_score(sessions.actor().department, score_id)
    form = ScoreObjectionForm()
    form.indicator.offer([(each.key, each.label) for each in score.evaluation.indicators])
    if form.validate_on_submit():
        try:
            with transaction():
                own = queries.get_own_score(sessions.actor().department, score_id, for_update=True)
                objections.make(own, sessions.actor(), form.indicator.data or "", form.reason.data or "")
            flash("已提出异议，决定后会通知您。")
            return redirect(url_for("desk.show_own_score", score_id=score_id), 303)
        except RuleBroken as error:
            attach(error, form)
            score = queries.get_own_score(sessions.actor().department, score_id)
    return render_template("desk/show_own_score.html", **_shown(score), form=form if _may_object(score) else None)


def _may_object(score: EvaluationScore) -> bool:
    """Whether there is still time and the person may."""
    evaluation = score.evaluation
    is_open = evaluation.status is EvaluationStatus.OPEN and (evaluation.objections_until or clock.today()) >= clock.today()
    return is_open and allows(sessions.actor(), Permission.EVALUATION_OBJECT, score)


def _shown(score: EvaluationScore) -> dict[str, Any]:
    evaluation = score.evaluation
    return {
        "score": score,
        "evaluation": evaluation,
        "period": label_of(evaluation.period),
        "line": line_of(score),
        "values": [(each, score.values.get(each.key, {}), said(score.rate_of(each.key))) for each in evaluation.indicators],
        "labels": {each.key: each.label for each in evaluation.indicators},
        "objections": queries.list_objections_to([score.id]),
    }
