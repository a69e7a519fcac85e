"""The state machine of a supervision order. The department that is late can answer it but never close it."""

from dataclasses import dataclass

from portal.access.permissions import Permission as P
from portal.errors import TransitionRefused
from portal.supervision.vocabulary import OrderStatus
from portal.vocabulary import Labelled


class OrderAction(Labelled):
    """What can happen to an order."""

    ISSUE = "issue", "发出督办"
    ANSWER = "answer", "答复督办"
    RETURN = "return", "退回重答"
    CLOSE = "close", "销号"


@dataclass(frozen=True)
class OrderTransition:
    """One row of the table."""

    action: OrderAction
    sources: tuple[OrderStatus, ...]
    target: OrderStatus
    permission: P


TRANSITIONS: dict[OrderAction, OrderTransition] = {
    row.action: row
    for row in (
        OrderTransition(OrderAction.ISSUE, (), OrderStatus.ISSUED, P.CASE_SUPERVISE),
        OrderTransition(OrderAction.ANSWER, (OrderStatus.ISSUED,), OrderStatus.ANSWERED, P.CASE_ANSWER_ORDER),
        OrderTransition(OrderAction.RETURN, (OrderStatus.ANSWERED,), OrderStatus.ISSUED, P.CASE_SUPERVISE),
        OrderTransition(OrderAction.CLOSE, (OrderStatus.ISSUED, OrderStatus.ANSWERED), OrderStatus.CLOSED, P.CASE_SUPERVISE),
    )
}


def check(action: OrderAction, status: OrderStatus) -> OrderTransition:
    """The row for an action, if it fits. Raises ``TransitionRefused``."""
    row = TRANSITIONS[action]
    if status not in row.sources:
        raise TransitionRefused(f"这份督办单现在是“{status.label}”，不能“{action.label}”。")
    return row
