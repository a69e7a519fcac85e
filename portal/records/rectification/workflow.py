"""The state machine of a rectification order. The body concerned answers; it never decides."""

from dataclasses import dataclass

from portal.access.permissions import Permission as P
from portal.errors import TransitionRefused
from portal.records.rectification.vocabulary import RectificationStatus as S
from portal.vocabulary import Labelled


class RectificationAction(Labelled):
    """What can happen to an order."""

    ORDER = "order", "责令整改"
    ANSWER = "answer", "报送整改情况"
    EXTEND = "extend", "延长整改期限"
    RETURN = "return", "退回继续整改"
    ACCEPT = "accept", "验收合格"
    REFUSE = "refuse", "认定拒不整改"
    CANCEL = "cancel", "终止"


@dataclass(frozen=True)
class RectificationTransition:
    """One row of the table; ``target`` None keeps the status, ``permission`` None means the portal itself. ``permission`` is asked of
    the case, for the answer of the order."""

    action: RectificationAction
    sources: tuple[S, ...]
    target: S | None
    permission: P | None
    needs_reason: bool = False


_A, _T = RectificationAction, RectificationTransition
_OPEN = (S.ORDERED, S.RETURNED)
TRANSITIONS: dict[RectificationAction, RectificationTransition] = {
    row.action: row
    for row in (
        _T(_A.ORDER, (), S.ORDERED, P.RECTIFICATION_ORDER),
        _T(_A.ANSWER, _OPEN, S.ANSWERED, P.RECTIFICATION_ANSWER),
        _T(_A.EXTEND, _OPEN, None, P.RECTIFICATION_DECIDE, needs_reason=True),
        _T(_A.RETURN, (S.ANSWERED,), S.RETURNED, P.RECTIFICATION_DECIDE, needs_reason=True),
        _T(_A.ACCEPT, (S.ANSWERED,), S.ACCEPTED, P.RECTIFICATION_DECIDE, needs_reason=True),
        _T(_A.REFUSE, (*_OPEN, S.ANSWERED), S.REFUSED, P.RECTIFICATION_DECIDE, needs_reason=True),
        _T(_A.CANCEL, (*_OPEN, S.ANSWERED, S.REFUSED), S.CANCELLED, None, needs_reason=True),
    )
}
FINAL = frozenset({S.ACCEPTED, S.CANCELLED})


def check(action: RectificationAction, status: S, reason: str = "") -> RectificationTransition:
    """The row for an action, if it fits. Raises ``TransitionRefused``, also when a reason is missing."""
    row = TRANSITIONS[action]
    if status not in row.sources:
        raise TransitionRefused(f"这份整改通知现在是“{status.label}”，不能“{action.label}”。")
    if row.needs_reason and not reason.strip():
        raise TransitionRefused(f"“{action.label}”必须写明理由。")
    return row
