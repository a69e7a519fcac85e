"""The state machine of a lead."""

from dataclasses import dataclass

from portal.access.permissions import Permission as P
from portal.errors import TransitionRefused
from portal.leads.vocabulary import LeadStatus as S
from portal.vocabulary import Labelled


class LeadAction(Labelled):
    """What can happen to a lead."""

    ENTER = "enter", "登记"
    CLASSIFY = "classify", "核对单位和领域"
    MERGE = "merge", "合并到另一条"
    TAKE_IN = "take_in", "收入重复线索"
    UNDO_MERGE = "undo_merge", "撤销合并"
    LET_GO = "let_go", "退出重复线索"
    REPORT = "report", "转为投诉举报"
    RECORD = "record", "转为失信记录"
    ATTACH = "attach", "并入办件"
    DETACH = "detach", "从办件撤出"
    DECLINE = "decline", "不采用"
    RESUME = "resume", "恢复处理"
    EXCLUDE_NAMED = "exclude_named", "按规则回避"
    RECUSE = "recuse", "主动回避"
    READMIT = "readmit", "解除回避"


@dataclass(frozen=True)
class LeadTransition:
    """One row of the table; ``target`` None keeps the status, ``permission`` None means the portal itself."""

    action: LeadAction
    sources: tuple[S, ...]
    target: S | None
    permission: P | None
    needs_reason: bool = False


_A, _T = LeadAction, LeadTransition
_ALL = tuple(S)
# Others can be merged into a lead that waits, and into one that went on: they then belong to the same case or record.
MAIN = (S.WAITING, S.REPORTED, S.RECORDED, S.ATTACHED)
TRANSITIONS: dict[LeadAction, LeadTransition] = {
    row.action: row
    for row in (
        _T(_A.ENTER, (), S.WAITING, P.LEAD_ENTER),
        _T(_A.CLASSIFY, (S.WAITING,), None, P.LEAD_HANDLE),
        _T(_A.REPORT, (S.WAITING,), S.REPORTED, P.LEAD_HANDLE),
        _T(_A.RECORD, (S.WAITING,), S.RECORDED, P.LEAD_HANDLE),
        _T(_A.ATTACH, (S.WAITING,), S.ATTACHED, P.LEAD_HANDLE),
        _T(_A.DETACH, (S.ATTACHED,), S.WAITING, P.LEAD_HANDLE, needs_reason=True),
        _T(_A.MERGE, (S.WAITING,), S.MERGED, P.LEAD_HANDLE),
        _T(_A.TAKE_IN, MAIN, None, P.LEAD_HANDLE),
        _T(_A.UNDO_MERGE, (S.MERGED,), S.WAITING, P.LEAD_HANDLE, needs_reason=True),
        _T(_A.LET_GO, _ALL, None, P.LEAD_HANDLE),
        _T(_A.DECLINE, (S.WAITING,), S.DECLINED, P.LEAD_HANDLE, needs_reason=True),
        _T(_A.RESUME, (S.DECLINED,), S.WAITING, P.LEAD_HANDLE, needs_reason=True),
        _T(_A.EXCLUDE_NAMED, _ALL, None, None),
        _T(_A.RECUSE, _ALL, None, P.LEAD_READ, needs_reason=True),
        _T(_A.READMIT, _ALL, None, P.LEAD_READMIT, needs_reason=True),
    )
}
# What makes something of the words: not for a lead whose words were destroyed.
USES_WORDS = frozenset({_A.CLASSIFY, _A.REPORT, _A.RECORD, _A.ATTACH, _A.MERGE, _A.TAKE_IN, _A.RESUME})
FINAL = frozenset({S.REPORTED, S.RECORDED})


def check(action: LeadAction, status: S, reason: str = "") -> LeadTransition:
    """The row for an action, if it fits. Raises ``TransitionRefused``, also when a reason is missing."""
    row = TRANSITIONS[action]
    if status not in row.sources:
        raise TransitionRefused(f"这条线索现在是“{status.label}”，不能“{action.label}”。")
    if row.needs_reason and not reason.strip():
        raise TransitionRefused(f"“{action.label}”必须写明理由。")
    return row
