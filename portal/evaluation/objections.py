"""A department objects to its score; a supervisor of another department decides."""

from portal import clock
from portal.access import Actor, require
from portal.audit import operations as audit
from portal.cases.handling import checked_text
from portal.db import add, flush
from portal.deadlines import operations as deadlines
from portal.deadlines.counting import Unit
from portal.errors import RuleBroken, TransitionRefused
from portal.evaluation import queries
from portal.evaluation.events import ObjectionDecided, ObjectionMade
from portal.evaluation.models import CORRECTED, EvaluationObjection, EvaluationScore
from portal.evaluation.operations import DECISION_RULE, rescore
from portal.evaluation.operations import OBJECTION as SUBJECT
from portal.evaluation.vocabulary import ObjectionStatus
from portal.evaluation.workflow import EvaluationAction, check
from portal.events import emit

DECISION_DAYS = 5  # working days
_BASIS = "考评办法：收到异议之日起 5 个工作日内决定并说明理由"


def make(score: EvaluationScore, actor: Actor, key: str, reason: str) -> EvaluationObjection:
    """A department objects to one indicator of its own score. Raises ``RuleBroken`` (``indicator``, ``reason``)."""
    evaluation = score.evaluation
    require(actor, check(EvaluationAction.OBJECT, evaluation.status).permission, score)
    if evaluation.objections_until is None or clock.today() > evaluation.objections_until:
        raise TransitionRefused("异议期已经结束。")
    if key not in {each.key for each in evaluation.indicators}:
        raise RuleBroken("indicator", "请选择对哪项指标有异议。")
    if any(each.indicator == key and each.status is ObjectionStatus.WAITING for each in queries.list_objections_to([score.id])):
        raise RuleBroken("indicator", "这项指标已经提出过异议，正在等待决定。")
    made = EvaluationObjection(
        score_id=score.id,
        indicator=key,
        reason=checked_text("reason", reason, "异议的理由", 10),
        made_by_id=actor.id or 0,
        made_at=clock.now(),
        due_on=clock.today(),
        status=ObjectionStatus.WAITING,
    )
    add(made)
    flush()
    made.due_on = deadlines.start(SUBJECT, made.id, DECISION_RULE, clock.today(), None, DECISION_DAYS, Unit.WORKING, _BASIS).due_on
    audit.record(actor, "evaluation:object", "evaluation", evaluation.id, {"score": score.id, "indicator": key})
    emit(ObjectionMade(made.id))
    return made


def decide(objection: EvaluationObjection, actor: Actor, is_upheld: bool, corrected: float | None, decision: str) -> None:
    """Decide with reasons; one that holds corrects the value (percent). Raises ``RuleBroken`` (``corrected``, ``decision``)."""
    evaluation = objection.score.evaluation
    require(actor, check(EvaluationAction.DECIDE, evaluation.status).permission, objection)
    if objection.status is not ObjectionStatus.WAITING:
        raise TransitionRefused("这条异议已经决定。")
    decision = checked_text("decision", decision, "决定的理由", 5)
    if is_upheld and (corrected is None or not 0 <= corrected <= 100):
        raise RuleBroken("corrected", "异议成立的，请填写改正后的值，0 到 100。")
    status = ObjectionStatus.UPHELD if is_upheld else ObjectionStatus.REJECTED
    objection.decide(status, decision, corrected if is_upheld else None, actor.id, clock.now())
    deadlines.meet(SUBJECT, objection.id, DECISION_RULE, clock.now())
    if is_upheld:
        score = objection.score
        score.values = {
            **score.values,
            objection.indicator: {**score.values[objection.indicator], "rate": corrected, "note": CORRECTED},
        }
        rescore(evaluation)
    flush()
    audit.record(actor, "evaluation:decide", "evaluation", evaluation.id, {"objection": objection.id, "upheld": is_upheld})
    emit(ObjectionDecided(objection.id))
