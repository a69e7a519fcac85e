"""The life of a request to open an identity, as a table. Pure."""

from dataclasses import dataclass
from datetime import timedelta

from portal.cases.secrecy.vocabulary import RequestStatus
from portal.errors import TransitionRefused
from portal.vocabulary import Labelled

DECIDING = timedelta(days=3)  # how long a request waits for the custodian
USABLE = timedelta(hours=24)  # how long an approval can be used for a first look
VIEWING = timedelta(minutes=30)  # how long the identity can be seen after the first look


class RequestAction(Labelled):
    """What can happen to a request."""

    APPROVE = "approve", "批准"
    REFUSE = "refuse", "不批准"
    OPEN = "open", "查看"
    WITHDRAW = "withdraw", "撤回申请"
    EXPIRE = "expire", "过期"


@dataclass(frozen=True)
class RequestTransition:
    """One row: where an action leads, and how long the new status lasts by itself (None: for good)."""

    target: RequestStatus
    lasts: timedelta | None = None


_S = RequestStatus
TRANSITIONS: dict[tuple[RequestAction, RequestStatus], RequestTransition] = {
    (action, source): RequestTransition(target, lasts)
    for action, source, target, lasts in (
        (RequestAction.APPROVE, _S.REQUESTED, _S.APPROVED, USABLE),
        (RequestAction.REFUSE, _S.REQUESTED, _S.REFUSED, None),
        (RequestAction.OPEN, _S.APPROVED, _S.OPENED, VIEWING),
        (RequestAction.WITHDRAW, _S.REQUESTED, _S.WITHDRAWN, None),
        (RequestAction.WITHDRAW, _S.APPROVED, _S.WITHDRAWN, None),
        (RequestAction.EXPIRE, _S.REQUESTED, _S.EXPIRED, None),
        (RequestAction.EXPIRE, _S.APPROVED, _S.EXPIRED, None),
        (RequestAction.EXPIRE, _S.OPENED, _S.ENDED, None),
    )
}
LIVE = frozenset({_S.REQUESTED, _S.APPROVED, _S.OPENED})


def check(action: RequestAction, status: RequestStatus) -> RequestTransition:
    """The row of an action in a status. Raises ``TransitionRefused``."""
    row = TRANSITIONS.get((action, status))
    if row is None:
        raise TransitionRefused(f"这份申请现在是“{status.label}”，不能{action.label}。")
    return row
