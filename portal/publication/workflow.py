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
    RELEASE = "release", "通过并公开"
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
        _T(_A.GIVE_BACK, (S.SUBMITTED,), S.DRAFT, P.PUBLICATION_RELEASE),
        _T(_A.RELEASE, (S.SUBMITTED,), S.RELEASED, P.PUBLICATION_RELEASE),
        _T(_A.REFUSE, (S.SUBMITTED,), S.REFUSED, P.PUBLICATION_RELEASE),
        _T(_A.WITHDRAW, (S.RELEASED,), S.WITHDRAWN, P.PUBLICATION_WITHDRAW),
        _T(_A.END, (S.RELEASED,), S.ENDED, None),
        _T(_A.CANCEL, (S.DRAFT, S.SUBMITTED), S.CANCELLED, None),
        _T(_A.SUPERSEDE, (S.RELEASED,), S.WITHDRAWN, None),
    )
}


def check(action: PublicationAction, status: S) -> PublicationTransition:
    """The row for an action, if it fits. Raises ``TransitionRefused``."""
    row = TRANSITIONS[action]
    if status not in row.sources:
        raise TransitionRefused(f"这份公示稿现在是“{status.label}”，不能“{action.label}”。")
    return row
