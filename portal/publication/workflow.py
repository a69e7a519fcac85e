"""The state machine of a public text."""

from dataclasses import dataclass

from portal.access.permissions import Permission as P
from portal.errors import TransitionRefused
from portal.publication.vocabulary import PublicationStatus as S
from portal.vocabulary import Labelled


class PublicationAction(Labelled):
    """What can happen to a public text."""

    DRAFT = "draft", "起草"
    SAVE = "save", "保存"
    SUBMIT = "submit", "提交审核"
    GIVE_BACK = "give_back", "退回修改"
    ASK_AGAIN = "ask_again", "请反映人过目"
    REVIEW = "review", "审核通过"
    APPROVE = "approve", "签发"
    TAKE_OUT = "take_out", "移出待发布"
    PUBLISH = "publish", "公开"
    REFUSE = "refuse", "不予公开"
    WITHDRAW = "withdraw", "撤下"
    END = "end", "公示期满"
    CANCEL = "cancel", "作废"
    SUPERSEDE = "supersede", "由新的公示代替"


@dataclass(frozen=True)
class PublicationTransition:
    """One row of the table; ``permission`` None means the portal's own clock."""

    action: PublicationAction
    sources: tuple[S, ...]
    target: S
    permission: P | None


_A = PublicationAction
_T = PublicationTransition
TRANSITIONS: dict[PublicationAction, PublicationTransition] = {
    row.action: row
    for row in (
        _T(_A.DRAFT, (), S.DRAFT, P.PUBLICATION_DRAFT),
        _T(_A.SAVE, (S.DRAFT,), S.DRAFT, P.PUBLICATION_DRAFT),
        _T(_A.SUBMIT, (S.DRAFT,), S.SUBMITTED, P.PUBLICATION_DRAFT),
        _T(_A.GIVE_BACK, (S.SUBMITTED, S.REVIEWED), S.DRAFT, P.PUBLICATION_RELEASE),
        _T(_A.REVIEW, (S.SUBMITTED,), S.REVIEWED, P.PUBLICATION_RELEASE),
        _T(_A.APPROVE, (S.REVIEWED,), S.APPROVED, P.PUBLICATION_RELEASE),
        _T(_A.ASK_AGAIN, (S.SUBMITTED, S.REVIEWED, S.APPROVED), S.SUBMITTED, None),
        _T(_A.TAKE_OUT, (S.APPROVED,), S.DRAFT, P.PUBLICATION_RELEASE),
        _T(_A.PUBLISH, (S.APPROVED,), S.RELEASED, None),
        _T(_A.REFUSE, (S.SUBMITTED, S.REVIEWED), S.REFUSED, P.PUBLICATION_RELEASE),
        _T(_A.WITHDRAW, (S.RELEASED,), S.WITHDRAWN, P.PUBLICATION_WITHDRAW),
        _T(_A.END, (S.RELEASED,), S.ENDED, None),
        _T(_A.CANCEL, (S.DRAFT, S.SUBMITTED, S.REVIEWED, S.APPROVED), S.CANCELLED, None),
        _T(_A.SUPERSEDE, (S.RELEASED,), S.WITHDRAWN, None),
    )
}


def check(action: PublicationAction, status: S) -> PublicationTransition:
    """The row for an action, if it fits. Raises ``TransitionRefused``."""
    row = TRANSITIONS[action]
    if status not in row.sources:
        raise TransitionRefused(f"这份公示稿现在是“{status.label}”，不能“{action.label}”。")
    return row
