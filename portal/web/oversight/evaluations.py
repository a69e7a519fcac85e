"""Evaluation: begin, scores, values by hand, objections, final scores, publication, and the sets of indicators."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms import FloatField, IntegerField, StringField, TextAreaField

from portal import clock
from portal.db import transaction
from portal.errors import NotFound, RuleBroken
from portal.evaluation import objections, operations, queries
from portal.evaluation.indicators import MANUAL_ROWS, Indicator
from portal.evaluation.models import Evaluation
from portal.evaluation.vocabulary import ObjectionStatus, Source, Subject
from portal.evaluation.workflow import EvaluationAction
from portal.supervision.periods import label_of, past_keys
from portal.web import sessions
from portal.web.evaluation_pages import table_of
from portal.web.filters import url_with
from portal.web.forms import HouseForm, Length, Needed, OneChoice, SelectOne, attach
from portal.web.oversight.blueprint import blueprint

PAGE_ROWS = 50
_OFFERED = {3: 4, 6: 3, 12: 2}  # by length in months, how many that are over


class EvaluationForm(HouseForm):
    """Who is scored, for which period."""

    subject = OneChoice("考评谁", [Needed("请选择考评单位还是地区")], choices=Subject, default=Subject.DEPARTMENT)
    period = SelectOne("统计期", [Needed("请选择统计期")])


class ObjectionDecisionForm(HouseForm):
    """Whether an objection holds, the corrected value, and why."""

    upheld = OneChoice("决定", [Needed("请选择异议是否成立")], choices=[("yes", "异议成立，改正"), ("no", "异议不成立")])
    corrected = FloatField("改正后的值")
    decision = TextAreaField("决定的理由", [Needed("请写明决定的理由"), Length(5, 2000, ask="请写明决定的理由")])


class WithdrawalForm(HouseForm):
    """Why a ranking is taken back."""

    reason = TextAreaField("撤下的理由", [Needed("请写明理由"), Length(5, 1000, ask="请写明理由")])


@blueprint.route("/evaluations", methods=["GET", "POST"])
def list_evaluations() -> str | Response:
    """All evaluations, newest first, and the form that begins one."""
    form = EvaluationForm()
    keys = [key for months in operations.lengths() for key in past_keys(clock.today(), months, _OFFERED[months])]
    form.period.offer([(key, label_of(key)) for key in keys])
    if form.validate_on_submit():
        try:
            with transaction():
                made_id = operations.begin(sessions.actor(), form.subject.data, form.period.data or "").id
            flash("已评分。请录入人工指标，再开始异议期。")
            return redirect(_page(made_id), 303)
        except RuleBroken as error:
            attach(error, form)
    found = queries.list_evaluations(request.args.get("before", type=int), PAGE_ROWS + 1)
    next_url = url_with(before=found[PAGE_ROWS - 1].id) if len(found) > PAGE_ROWS else None
    rows = [{"evaluation": each, "period": label_of(each.period)} for each in found[:PAGE_ROWS]]
    return render_template("oversight/list_evaluations.html", rows=rows, form=form, next_url=next_url)


@blueprint.get("/evaluations/<int:evaluation_id>")
def show_evaluation(evaluation_id: int) -> str:
    """Scores, objections, and what can be done."""
    found, actor = queries.get_evaluation(evaluation_id), sessions.actor()
    return render_template(
        "oversight/show_evaluation.html",
        evaluation=found,
        period=label_of(found.period),
        groups=table_of(found),
        by_hand=[each for each in found.indicators if each.source is Source.MANUAL],
        labels={each.key: each.label for each in found.indicators},
        objections=queries.list_objections(found.id),
        waiting=ObjectionStatus.WAITING,
        acts={each.value for each in EvaluationAction if operations.may(found, actor, each)},
    )


@blueprint.route("/evaluations/<int:evaluation_id>/values/<indicator>", methods=["GET", "POST"])
def enter_values(evaluation_id: int, indicator: str) -> str | Response:
    """Enter one indicator by hand for everybody."""
    found = queries.get_evaluation(evaluation_id)
    wanted = next((each for each in found.indicators if each.key == indicator and each.source is Source.MANUAL), None)
    if wanted is None:
        raise NotFound
    form = _values_form(found, indicator)
    if form.validate_on_submit():
        try:
            rates = {score.id: form[f"score_{score.id}"].data for score in found.scores}
            return _did(evaluation_id, operations.enter, f"“{wanted.label}”已录入。", indicator, rates, form.note.data or "")
        except RuleBroken as error:
            attach(error, form)
            found = queries.get_evaluation(evaluation_id)
    return render_template("oversight/enter_values.html", evaluation=found, indicator=wanted, form=form, period=label_of(found.period))


def _values_form(found: Evaluation, key: str) -> Any:
    fields: dict[str, Any] = {f"score_{score.id}": FloatField(score.name, [_may_be_blank]) for score in found.scores}
    fields["note"] = StringField("依据", [Needed("请写明依据"), Length(4, 300, ask="请写明依据")])
    values = {f"score_{score.id}": score.rate_of(key) for score in found.scores}
    note = next((said for score in found.scores if (said := score.values.get(key, {}).get("note"))), "")
    return type("ValuesForm", (HouseForm,), fields)(data={**values, "note": note})


def _may_be_blank(_form: Any, field: Any) -> None:
    """An empty value is none, and no error."""
    if not (field.raw_data and field.raw_data[0].strip()):
        field.errors, field.data = [], None


@blueprint.route("/evaluations/<int:evaluation_id>/open", methods=["GET", "POST"])
def open_evaluation(evaluation_id: int) -> str | Response:
    """Ask once more, then show the departments their scores."""
    form = HouseForm()
    if form.validate_on_submit():
        return _did(evaluation_id, operations.open_objections, "异议期已开始，已通知被考评单位。")
    found = queries.get_evaluation(evaluation_id)
    return render_template(
        "oversight/open_evaluation.html", evaluation=found, form=form, days=operations.OBJECTION_DAYS, period=label_of(found.period)
    )


@blueprint.route("/evaluations/objections/<int:objection_id>", methods=["GET", "POST"])
def decide_score_objection(objection_id: int) -> str | Response:
    """Decide an objection with reasons."""
    objection, form = queries.get_objection(objection_id), ObjectionDecisionForm()
    evaluation_id = objection.score.evaluation_id
    form.corrected.validators = [_may_be_blank]
    if form.validate_on_submit():
        try:
            with transaction():
                found, is_upheld = queries.get_objection(objection_id, for_update=True), form.upheld.data == "yes"
                objections.decide(found, sessions.actor(), is_upheld, form.corrected.data, form.decision.data or "")
            flash("已决定，已通知提出异议的单位。")
            return redirect(_page(evaluation_id), 303)
        except RuleBroken as error:
            attach(error, form)
            objection = queries.get_objection(objection_id)
    labels = {each.key: each for each in objection.score.evaluation.indicators}
    indicator = labels[objection.indicator]
    return render_template("oversight/decide_score_objection.html", objection=objection, indicator=indicator, form=form)


@blueprint.post("/evaluations/<int:evaluation_id>/finalise")
def finalise_evaluation(evaluation_id: int) -> Response:
    """The scores stand."""
    return _did(evaluation_id, operations.finalise, "已定分，等另一位监督人员公布。")


@blueprint.post("/evaluations/<int:evaluation_id>/publish")
def publish_evaluation(evaluation_id: int) -> Response:
    """Publish the ranking."""
    return _did(evaluation_id, operations.publish, "已公布。")


@blueprint.post("/evaluations/<int:evaluation_id>/drop")
def drop_evaluation(evaluation_id: int) -> Response:
    """It will not be used."""
    return _did(evaluation_id, operations.drop, "这次考评作废。")


@blueprint.route("/evaluations/<int:evaluation_id>/withdraw", methods=["GET", "POST"])
def withdraw_evaluation(evaluation_id: int) -> str | Response:
    """Take a published ranking back."""
    form, found = WithdrawalForm(), queries.get_evaluation(evaluation_id)
    if form.validate_on_submit():
        try:
            return _did(evaluation_id, operations.withdraw, "已撤下。", form.reason.data or "")
        except RuleBroken as error:
            attach(error, form)
            found = queries.get_evaluation(evaluation_id)
    return render_template("oversight/withdraw_evaluation.html", evaluation=found, form=form, period=label_of(found.period))


@blueprint.post("/evaluations/<int:evaluation_id>/revise")
def revise_evaluation(evaluation_id: int) -> Response:
    """Score the period anew as the next version."""
    with transaction():
        made_id = operations.revise(queries.get_evaluation(evaluation_id, for_update=True), sessions.actor()).id
    flash("已重新评分，原版本保留。")
    return redirect(_page(made_id), 303)


@blueprint.route("/evaluations/indicators/<subject>", methods=["GET", "POST"])
def edit_indicators(subject: str) -> str | Response:
    """The indicators in force with their formulas and versions; saving makes a new version."""
    if subject not in {each.value for each in Subject}:
        raise NotFound
    of_whom = Subject(subject)
    form = _indicators_form(operations.indicators_of(of_whom))
    if form.validate_on_submit():
        try:
            with transaction():
                operations.change_set(sessions.actor(), of_whom, _chosen(form), form.reason.data or "")
            flash("指标已修改，以后开始的考评按新版本。")
            return redirect(url_for("oversight.edit_indicators", subject=subject), 303)
        except RuleBroken as error:
            attach(error, form)
    sources = [each for each in Source if each is not Source.MANUAL]
    formulas = {each.source: each.formula for each in [Indicator("", source, 0, "") for source in Source]}
    return render_template(
        "oversight/edit_indicators.html",
        subject=of_whom,
        subjects=list(Subject),
        form=form,
        sources=sources,
        formulas=formulas,
        numbers=range(1, MANUAL_ROWS + 1),
        sets=queries.list_sets(of_whom),
    )


def _indicators_form(in_force: tuple[Indicator, ...]) -> Any:
    whole = [Needed("请写 0 到 100 的整数")]
    fields: dict[str, Any] = {each.value: IntegerField(f"{each.label}的权重", whole) for each in Source if each is not Source.MANUAL}
    values: dict[str, Any] = dict.fromkeys(fields, 0) | {each.source.value: each.weight for each in in_force}
    by_hand = [each for each in in_force if each.source is Source.MANUAL]
    for number in range(1, MANUAL_ROWS + 1):
        kept = by_hand[number - 1] if number <= len(by_hand) else None
        fields[f"name_{number}"] = StringField(f"人工指标 {number}")
        fields[f"weight_{number}"] = IntegerField(f"人工指标 {number} 的权重", whole)
        values |= {f"name_{number}": kept.label if kept else "", f"weight_{number}": kept.weight if kept else 0}
    fields["reason"] = StringField("修改的理由", [Needed("请写明修改的理由"), Length(2, 300, ask="请写明修改的理由")])
    return type("IndicatorsForm", (HouseForm,), fields)(data=values)


def _chosen(form: Any) -> list[Indicator]:
    counted = [Indicator(each.value, each, form[each.value].data, each.label) for each in Source if each is not Source.MANUAL]
    numbers = range(1, MANUAL_ROWS + 1)
    by_hand = [Indicator(f"manual_{each}", Source.MANUAL, form[f"weight_{each}"].data, form[f"name_{each}"].data or "") for each in numbers]
    return [*counted, *by_hand]


def _did(evaluation_id: int, act: Callable[..., Any], said: str, *more: Any) -> Response:
    with transaction():
        act(queries.get_evaluation(evaluation_id, for_update=True), sessions.actor(), *more)
    flash(said)
    return redirect(_page(evaluation_id), 303)


def _page(evaluation_id: int) -> str:
    return url_for("oversight.show_evaluation", evaluation_id=evaluation_id)
