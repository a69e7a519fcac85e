"""The state machine of bulletins: whoever wrote one never approves it, and frozen numbers stay as they are."""

from dataclasses import dataclass

from portal.access.permissions import Permission as P
from portal.bulletins.vocabulary import BulletinStatus
from portal.errors import TransitionRefused
from portal.vocabulary import Labelled


class BulletinAction(Labelled):
    """What can happen to a bulletin."""

    BEGIN = "begin", "起草"
    WRITE = "write", "改写"
    FREEZE = "freeze", "定稿，数字固定"
    SUBMIT = "submit", "再次提交"
    APPROVE = "approve", "批准"
    REFUSE = "refuse", "退回修改"
    DROP = "drop", "不采用"
    REVISE = "revise", "起草新版本"
    WITHDRAW = "withdraw", "撤下"


@dataclass(frozen=True)
class BulletinTransition:
    """One row of the table; ``target`` None keeps the status. ``by_second``: nobody who wrote any of it."""

    action: BulletinAction
    sources: tuple[BulletinStatus, ...]
    target: BulletinStatus | None
    permission: P
    by_second: bool = False


_S = BulletinStatus
_A = BulletinAction
_T = BulletinTransition

TRANSITIONS: dict[BulletinAction, BulletinTransition] = {
    row.action: row
    for row in (
        _T(_A.BEGIN, (), _S.DRAFT, P.BULLETIN_WRITE),
        _T(_A.WRITE, (_S.DRAFT, _S.RETURNED), None, P.BULLETIN_WRITE),
        _T(_A.FREEZE, (_S.DRAFT,), _S.FROZEN, P.BULLETIN_WRITE),
        _T(_A.SUBMIT, (_S.RETURNED,), _S.FROZEN, P.BULLETIN_WRITE),
        _T(_A.APPROVE, (_S.FROZEN,), _S.APPROVED, P.BULLETIN_APPROVE, by_second=True),
        _T(_A.REFUSE, (_S.FROZEN,), _S.RETURNED, P.BULLETIN_APPROVE, by_second=True),
        _T(_A.DROP, (_S.DRAFT, _S.RETURNED), _S.DROPPED, P.BULLETIN_WRITE),
        _T(_A.REVISE, (_S.APPROVED, _S.WITHDRAWN), None, P.BULLETIN_WRITE),
        _T(_A.WITHDRAW, (_S.APPROVED,), _S.WITHDRAWN, P.BULLETIN_APPROVE),
    )
}


def check(action: BulletinAction, status: BulletinStatus) -> BulletinTransition:
    """The row for an action, if it fits the status. Raises ``TransitionRefused``."""
    row = TRANSITIONS[action]
    if status not in row.sources:
        raise TransitionRefused(f"这份通报现在是“{status.label}”，不能“{action.label}”。")
    return row


def fitting(status: BulletinStatus) -> list[BulletinAction]:
    """What can happen in a status; who may do it is for the policy to say."""
    return [row.action for row in TRANSITIONS.values() if status in row.sources]
