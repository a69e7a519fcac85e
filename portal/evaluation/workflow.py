"""The state machine of evaluations: draft scores, a time for objections, final scores, publication by another supervisor."""

from dataclasses import dataclass

from portal.access.permissions import Permission as P
from portal.errors import TransitionRefused
from portal.evaluation.vocabulary import EvaluationStatus
from portal.vocabulary import Labelled


class EvaluationAction(Labelled):
    """What can happen to an evaluation."""

    BEGIN = "begin", "开始评分"
    ENTER = "enter", "录入人工指标"
    OPEN = "open", "开始异议期"
    OBJECT = "object", "提出异议"
    DECIDE = "decide", "决定异议"
    FINALISE = "finalise", "定分"
    PUBLISH = "publish", "公布"
    DROP = "drop", "作废"
    REVISE = "revise", "重新评分"
    WITHDRAW = "withdraw", "撤下"


@dataclass(frozen=True)
class EvaluationTransition:
    """One row of the table; ``target`` None keeps the status. ``by_second``: not whoever began or finalised it."""

    action: EvaluationAction
    sources: tuple[EvaluationStatus, ...]
    target: EvaluationStatus | None
    permission: P
    by_second: bool = False


_S = EvaluationStatus
_A = EvaluationAction
_T = EvaluationTransition

TRANSITIONS: dict[EvaluationAction, EvaluationTransition] = {
    row.action: row
    for row in (
        _T(_A.BEGIN, (), _S.DRAFT, P.EVALUATION_MANAGE),
        _T(_A.ENTER, (_S.DRAFT,), None, P.EVALUATION_MANAGE),
        _T(_A.OPEN, (_S.DRAFT,), _S.OPEN, P.EVALUATION_MANAGE),
        _T(_A.OBJECT, (_S.OPEN,), None, P.EVALUATION_OBJECT),
        _T(_A.DECIDE, (_S.OPEN,), None, P.EVALUATION_DECIDE),
        _T(_A.FINALISE, (_S.OPEN,), _S.FINAL, P.EVALUATION_MANAGE),
        _T(_A.PUBLISH, (_S.FINAL,), _S.PUBLISHED, P.EVALUATION_PUBLISH, by_second=True),
        _T(_A.DROP, (_S.DRAFT, _S.OPEN, _S.FINAL), _S.DROPPED, P.EVALUATION_MANAGE),
        _T(_A.REVISE, (_S.PUBLISHED, _S.WITHDRAWN), None, P.EVALUATION_MANAGE),
        _T(_A.WITHDRAW, (_S.PUBLISHED,), _S.WITHDRAWN, P.EVALUATION_PUBLISH),
    )
}


def check(action: EvaluationAction, status: EvaluationStatus) -> EvaluationTransition:
    """The row for an action, if it fits the status. Raises ``TransitionRefused``."""
    row = TRANSITIONS[action]
    if status not in row.sources:
        raise TransitionRefused(f"这次考评现在是“{status.label}”，不能“{action.label}”。")
    return row
