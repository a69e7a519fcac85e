"""The state machine of the papers of the ladder. The department that is late can answer them but never close them."""

from dataclasses import dataclass

from portal.access.permissions import Permission as P
from portal.errors import TransitionRefused
from portal.supervision.vocabulary import OrderKind, OrderStatus
from portal.vocabulary import Labelled


class OrderAction(Labelled):
    """What can happen to a paper."""

    PREPARE = "prepare", "起草"
    ISSUE = "issue", "发出"
    DISMISS = "dismiss", "不采用"
    SUBMIT = "submit", "提交批准"
    APPROVE = "approve", "批准发出"
    REFUSE = "refuse", "退回修改"
    ANSWER = "answer", "答复"
    RECORD = "record", "登记约谈情况"
    RETURN = "return", "退回重答"
    CLOSE = "close", "销号"
    WITHDRAW = "withdraw", "撤回通报"


_ALL = tuple(OrderKind)
_SIGNED_BY_ONE = (OrderKind.NOTICE, OrderKind.REMINDER, OrderKind.ORDER, OrderKind.TALK)


@dataclass(frozen=True)
class OrderTransition:
    """One row of the table; ``kinds`` are the papers it is for, ``target`` None keeps the status."""

    action: OrderAction
    sources: tuple[OrderStatus, ...]
    target: OrderStatus | None
    permission: P
    kinds: tuple[OrderKind, ...] = _ALL
    by_other_unit: bool = True  # somebody of the department addressed, or below it, may not


_S = OrderStatus
_T = OrderTransition
_SENT = (_S.ISSUED, _S.ANSWERED, _S.CLOSED)

TRANSITIONS: dict[OrderAction, OrderTransition] = {
    row.action: row
    for row in (
        _T(OrderAction.PREPARE, (), _S.DRAFT, P.ORDER_PREPARE),
        _T(OrderAction.ISSUE, (_S.DRAFT,), _S.ISSUED, P.CASE_SUPERVISE, _SIGNED_BY_ONE, by_other_unit=False),
        _T(OrderAction.DISMISS, (_S.DRAFT,), _S.DISMISSED, P.CASE_SUPERVISE),
        _T(OrderAction.SUBMIT, (_S.DRAFT,), _S.SUBMITTED, P.CASE_SUPERVISE, (OrderKind.CRITICISM,), by_other_unit=False),
        _T(OrderAction.APPROVE, (_S.SUBMITTED,), _S.ISSUED, P.CASE_SUPERVISE, (OrderKind.CRITICISM,)),
        _T(OrderAction.REFUSE, (_S.SUBMITTED,), _S.DRAFT, P.CASE_SUPERVISE, (OrderKind.CRITICISM,)),
        _T(OrderAction.ANSWER, (_S.ISSUED,), _S.ANSWERED, P.CASE_ANSWER_ORDER, by_other_unit=False),
        _T(OrderAction.RECORD, (_S.ISSUED, _S.ANSWERED), None, P.CASE_SUPERVISE, (OrderKind.TALK,)),
        _T(OrderAction.RETURN, (_S.ANSWERED,), _S.ISSUED, P.CASE_SUPERVISE),
        _T(OrderAction.CLOSE, (_S.ISSUED, _S.ANSWERED), _S.CLOSED, P.CASE_SUPERVISE),
        _T(OrderAction.WITHDRAW, _SENT, None, P.CASE_SUPERVISE, (OrderKind.CRITICISM,)),
    )
}


def check(action: OrderAction, kind: OrderKind, status: OrderStatus) -> OrderTransition:
    """The row for an action, if it fits the paper. Raises ``TransitionRefused``."""
    row = TRANSITIONS[action]
    if status not in row.sources or kind not in row.kinds:
        raise TransitionRefused(f"这份{kind.label}文书现在是“{status.label}”，不能“{action.label}”。")
    return row


def fitting(kind: OrderKind, status: OrderStatus) -> list[OrderAction]:
    """What can happen to a paper now; who may do it is for the policy to say."""
    return [row.action for row in TRANSITIONS.values() if status in row.sources and kind in row.kinds]
