"""The course of an evaluation, from draft scores to a published ranking."""

from collections.abc import Mapping

from portal import clock
from portal.access import Actor, require
from portal.accounts.departments import queries as departments
from portal.audit import operations as audit
from portal.cases.handling import checked_text
from portal.db import add, flush
from portal.deadlines import operations as deadlines
from portal.deadlines.counting import Unit
from portal.errors import RuleBroken, TransitionRefused
from portal.evaluation import queries, scoring, sources
from portal.evaluation.events import EvaluationStepped
from portal.evaluation.indicators import Indicator, checked, defaults
from portal.evaluation.models import Evaluation, EvaluationScore, IndicatorSet
from portal.evaluation.scoring import Standing
from portal.evaluation.sources import Counted
from portal.evaluation.vocabulary import EvaluationStatus, Source, Subject
from portal.evaluation.workflow import TRANSITIONS, EvaluationAction, EvaluationTransition, check
from portal.events import emit
from portal.profiles.queries import current
from portal.supervision.facts.operations import refuse_incomplete
from portal.supervision.periods import whole

SUBJECT = "evaluation"
OBJECTION_RULE = "evaluation_objection"
OBJECTION_DAYS = 5  # working days
OBJECTION = "evaluation_objection"
DECISION_RULE = "evaluation_decision"
_BASIS = "考评办法：评分结果先告知被考评单位，收到之日起 5 个工作日内可以提出异议"
_MONTHS = {"quarter": 3, "half_year": 6}


def lengths() -> list[int]:
    """The lengths in months of the periods the plan in force evaluates: 3 and 6 where it says so, 12 always."""
    jurisdiction = current()
    cadence = jurisdiction.content.get("cadence", []) if jurisdiction else []
    found = {_MONTHS[each["period"]] for each in cadence if each.get("period") in _MONTHS}
    found |= {6 for each in cadence if "年中" in (each.get("when") or "")}
    return sorted(found | {12})


def indicators_of(subject: Subject) -> tuple[Indicator, ...]:
    """The indicators in force."""
    found = queries.find_set(subject)
    return found.indicators if found else defaults(subject)


def change_set(actor: Actor, subject: Subject, indicators: list[Indicator], reason: str) -> IndicatorSet:
    """Put a new version of the indicators in force for evaluations begun from now on. Raises ``RuleBroken``."""
    require(actor, TRANSITIONS[EvaluationAction.BEGIN].permission)
    reason = checked_text("reason", reason, "修改的理由", 2)[:300]
    return _keep_set(actor, subject, checked(indicators), reason)


def _keep_set(actor: Actor, subject: Subject, indicators: tuple[Indicator, ...], reason: str) -> IndicatorSet:
    last = queries.find_set(subject)
    rows = [each.plain() for each in indicators]
    version = last.version + 1 if last else 1
    made = IndicatorSet(subject=subject, version=version, rows=rows, reason=reason, made_by_id=actor.id or 0, made_at=clock.now())
    add(made)
    flush()
    audit.record(actor, "evaluation:indicators", "indicator_set", made.id, {"subject": subject.value, "version": version})
    return made


def begin(actor: Actor, subject: Subject, period: str) -> Evaluation:
    """Score everybody for a whole period that is over. Raises ``RuleBroken`` (``period``)."""
    row = TRANSITIONS[EvaluationAction.BEGIN]
    require(actor, row.permission)
    _check_period(period)
    last = queries.find_last_version(subject, period)
    if last is not None and last.status is not EvaluationStatus.DROPPED:
        raise RuleBroken("period", f"这个统计期已经有{subject.label}考评（第 {last.version} 版），要改请在那里重新评分。")
    return _made(actor, subject, period, last.version + 1 if last else 1)


def revise(evaluation: Evaluation, actor: Actor) -> Evaluation:
    """Score the period anew as the next version; the one before stays.

    Values entered by hand are taken over, and those that an objection which held corrected: a decision is not undone by counting again.
    """
    _checked(evaluation, actor, EvaluationAction.REVISE)
    last = queries.find_last_version(evaluation.subject, evaluation.period)
    if last is not None and last.version > evaluation.version and last.status is not EvaluationStatus.DROPPED:
        raise TransitionRefused(f"已经有第 {last.version} 版了。")
    made = _made(actor, evaluation.subject, evaluation.period, (last.version if last else evaluation.version) + 1)
    by_hand = {each.key for each in made.indicators if each.source is Source.MANUAL}
    before = {(each.department_id, each.region_code): each for each in evaluation.scores}
    for score in made.scores:
        old = before.get((score.department_id, score.region_code))
        stays = by_hand | {key for key in score.values if old is not None and old.is_corrected(key)}
        kept = {key: value for key, value in old.values.items() if key in stays} if old is not None else {}
        score.values = {**score.values, **kept}
    rescore(made)
    return made


def _check_period(key: str) -> None:
    try:
        period, months = whole(key)
    except ValueError:
        raise RuleBroken("period", "请从列出的统计期里选。") from None
    if months not in lengths():
        raise RuleBroken("period", "本地的方案没有这样的考评周期。")
    if period.last >= clock.today():
        raise RuleBroken("period", "这个统计期还没有结束。")


def _made(actor: Actor, subject: Subject, period: str, version: int) -> Evaluation:
    refuse_incomplete()
    in_force = queries.find_set(subject) or _keep_set(actor, subject, checked(defaults(subject)), "平台自带的指标")
    everyone = departments.all_departments()
    counted = sources.count(subject, period, clock.today(), sources.region_names(everyone))
    made = Evaluation(
        subject=subject,
        period=period,
        version=version,
        indicator_set=in_force,
        status=EvaluationStatus.DRAFT,
        cutoff_on=clock.today(),
        author_id=actor.id or 0,
        created_at=clock.now(),
    )
    add(made)
    for each in counted:
        add(_score(made, each))
    flush()
    rescore(made)
    _log(actor, made, EvaluationAction.BEGIN)
    return made


def _score(evaluation: Evaluation, counted: Counted) -> EvaluationScore:
    values = {}
    for each in evaluation.indicators:
        part, number = counted.shares.get(each.source, (0, 0))
        is_manual = each.source is Source.MANUAL
        values[each.key] = {"part": part, "whole": number, "rate": None if is_manual else scoring.rate(each.source, part, number)}
    return EvaluationScore(
        evaluation=evaluation,
        department_id=counted.department_id,
        region_code=counted.region_code,
        name=counted.name,
        kind=counted.kind,
        answered=counted.answered,
        values=values,
    )


def rescore(evaluation: Evaluation) -> None:
    """Make scores and ranks what the values say."""
    for score in evaluation.scores:
        score.total = scoring.total(evaluation.indicators, {key: score.rate_of(key) for key in score.values})
    places = scoring.places({each.id: Standing(each.kind, each.answered, each.total) for each in evaluation.scores})
    for score in evaluation.scores:
        score.rank = places.get(score.id)
    flush()


def enter(evaluation: Evaluation, actor: Actor, key: str, rates: Mapping[int, float | None], note: str) -> None:
    """Enter the values (percent) of an indicator by hand, by score; ``note`` says where they are from. Raises ``RuleBroken``."""
    _checked(evaluation, actor, EvaluationAction.ENTER)
    note = checked_text("note", note, "依据", 4)[:300]
    for score in evaluation.scores:
        value = rates.get(score.id)
        if value is not None and not 0 <= value <= 100:
            raise RuleBroken(f"score_{score.id}", f"{score.name}的分值要在 0 到 100 之间。")
        score.values = {**score.values, key: {"part": 0, "whole": 0, "rate": value, "note": note if value is not None else ""}}
    rescore(evaluation)
    _log(actor, evaluation, EvaluationAction.ENTER)


def open_objections(evaluation: Evaluation, actor: Actor) -> None:
    """Show the departments their scores; for five working days they may object."""
    row = _checked(evaluation, actor, EvaluationAction.OPEN)
    today = clock.today()
    running = deadlines.start(SUBJECT, evaluation.id, OBJECTION_RULE, today, None, OBJECTION_DAYS, Unit.WORKING, _BASIS)
    evaluation.objections_until = running.due_on
    _step(evaluation, actor, row)


def finalise(evaluation: Evaluation, actor: Actor) -> None:
    """The scores stand, when the time for objections is over and every objection decided."""
    row = _checked(evaluation, actor, EvaluationAction.FINALISE)
    if evaluation.objections_until is None or clock.today() <= evaluation.objections_until:
        raise TransitionRefused(f"异议期到 {evaluation.objections_until:%Y-%m-%d} 才结束。")
    waiting = queries.count_waiting(evaluation.id)
    if waiting:
        raise TransitionRefused(f"还有 {waiting} 条异议没有决定。")
    evaluation.finalised_by_id, evaluation.finalised_at = actor.id, clock.now()
    deadlines.meet(SUBJECT, evaluation.id, OBJECTION_RULE, clock.now())
    _step(evaluation, actor, row)


def publish(evaluation: Evaluation, actor: Actor) -> None:
    """Another supervisor publishes the ranking with its method."""
    row = _checked(evaluation, actor, EvaluationAction.PUBLISH)
    evaluation.published_by_id, evaluation.published_at = actor.id, clock.now()
    _step(evaluation, actor, row)


def drop(evaluation: Evaluation, actor: Actor) -> None:
    """It will not be used."""
    row = _checked(evaluation, actor, EvaluationAction.DROP)
    deadlines.cancel(SUBJECT, evaluation.id, OBJECTION_RULE)
    for each in queries.list_objections(evaluation.id):
        deadlines.cancel(OBJECTION, each.id, DECISION_RULE)
    _step(evaluation, actor, row)


def withdraw(evaluation: Evaluation, actor: Actor, reason: str) -> None:
    """Take a published ranking back, saying why."""
    row = _checked(evaluation, actor, EvaluationAction.WITHDRAW)
    evaluation.withdrawal_reason, evaluation.withdrawn_at = checked_text("reason", reason, "撤下的理由", 5), clock.now()
    _step(evaluation, actor, row)


def may(evaluation: Evaluation, actor: Actor, action: EvaluationAction) -> bool:
    """Whether the actor can do this to it now, the permission aside."""
    row = TRANSITIONS[action]
    return evaluation.status in row.sources and not (row.by_second and _is_first(evaluation, actor))


def _is_first(evaluation: Evaluation, actor: Actor) -> bool:
    return actor.id in {evaluation.author_id, evaluation.finalised_by_id}


def _checked(evaluation: Evaluation, actor: Actor, action: EvaluationAction) -> EvaluationTransition:
    row = check(action, evaluation.status)
    require(actor, row.permission)
    if row.by_second and _is_first(evaluation, actor):
        raise TransitionRefused("考评要由评分人以外的监督人员公布。")
    return row


def _step(evaluation: Evaluation, actor: Actor, row: EvaluationTransition) -> None:
    evaluation.status = row.target or evaluation.status
    flush()
    _log(actor, evaluation, row.action)
    emit(EvaluationStepped(evaluation.id, row.action, actor.id or 0))


def _log(actor: Actor, evaluation: Evaluation, action: EvaluationAction) -> None:
    said = {"subject": evaluation.subject.value, "period": evaluation.period, "version": evaluation.version}
    audit.record(actor, f"evaluation:{action.value}", "evaluation", evaluation.id, said)
