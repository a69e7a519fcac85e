"""The state machine of an entry of a public register."""

from dataclasses import dataclass

from portal.access.permissions import Permission as P
from portal.errors import TransitionRefused
from portal.registers.vocabulary import EntryStatus as S
from portal.vocabulary import Labelled


class EntryAction(Labelled):
    """What can happen to an entry."""

    WRITE = "write", "起草"
    SAVE = "save", "修改"
    SUBMIT = "submit", "提交审核"
    GIVE_BACK = "give_back", "退回修改"
    REVIEW = "review", "审核通过"
    PUBLISH = "publish", "公开"
    FULFIL = "fulfil", "登记已履行"
    DENY = "deny", "撤销履行登记"
    MISS = "miss", "到期没有履行"
    PROPOSE = "propose", "提出更正"
    CORRECT = "correct", "更正"
    KEEP = "keep", "不采用更正"
    WITHDRAW = "withdraw", "撤下"
    END = "end", "展示期满"


@dataclass(frozen=True)
class EntryTransition:
    """One row of the table; ``permission`` None means the portal's own clock."""

    action: EntryAction
    sources: tuple[S, ...]
    target: S
    permission: P | None
    needs_reason: bool = False


_A = EntryAction
_T = EntryTransition
TRANSITIONS: dict[EntryAction, EntryTransition] = {
    row.action: row
    for row in (
        _T(_A.WRITE, (), S.DRAFT, P.REGISTER_WRITE),
        _T(_A.SAVE, (S.DRAFT,), S.DRAFT, P.REGISTER_WRITE),
        _T(_A.SUBMIT, (S.DRAFT,), S.SUBMITTED, P.REGISTER_WRITE),
        _T(_A.GIVE_BACK, (S.SUBMITTED, S.REVIEWED), S.DRAFT, P.REGISTER_REVIEW, needs_reason=True),
        _T(_A.REVIEW, (S.SUBMITTED,), S.REVIEWED, P.REGISTER_REVIEW),
        _T(_A.PUBLISH, (S.REVIEWED,), S.PUBLISHED, P.REGISTER_RELEASE),
        _T(_A.FULFIL, (S.PUBLISHED,), S.PUBLISHED, P.REGISTER_FULFIL, needs_reason=True),
        _T(_A.DENY, (S.PUBLISHED,), S.PUBLISHED, P.REGISTER_DENY, needs_reason=True),
        _T(_A.MISS, (S.PUBLISHED,), S.PUBLISHED, None),
        _T(_A.PROPOSE, (S.PUBLISHED,), S.PUBLISHED, P.REGISTER_WRITE),
        _T(_A.CORRECT, (S.PUBLISHED,), S.PUBLISHED, P.REGISTER_CORRECT),
        _T(_A.KEEP, (S.PUBLISHED,), S.PUBLISHED, P.REGISTER_CORRECT, needs_reason=True),
        _T(_A.WITHDRAW, (S.PUBLISHED,), S.WITHDRAWN, P.REGISTER_WITHDRAW, needs_reason=True),
        _T(_A.END, (S.PUBLISHED,), S.ENDED, None),
    )
}


def check(action: EntryAction, status: S) -> EntryTransition:
    """The row for an action, if it fits. Raises ``TransitionRefused``."""
    row = TRANSITIONS[action]
    if status not in row.sources:
        raise TransitionRefused(f"这条内容现在是“{status.label}”，不能“{action.label}”。")
    return row
