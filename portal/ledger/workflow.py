"""The state machines of the ledger: a task, an inspection, a finding. Pure tables; guards, buttons and permissions read them."""

from dataclasses import dataclass

from portal.access.permissions import Permission as P
from portal.errors import TransitionRefused
from portal.ledger.vocabulary import FindingStatus, RoundStatus, TaskState
from portal.vocabulary import Labelled


class TaskAction(Labelled):
    """What can be done with a task."""

    START = "start", "启动"
    COMPLETE = "complete", "完成"
    REOPEN = "reopen", "退回推进"
    RESET = "reset", "退回未启动"


class RoundAction(Labelled):
    """What can be done with an inspection."""

    OPEN = "open", "开始检查"
    CONCLUDE = "conclude", "结束检查"
    CANCEL = "cancel", "取消检查"


class FindingAction(Labelled):
    """What can happen to a finding."""

    ISSUE = "issue", "提出整改"
    ANSWER = "answer", "整改答复"
    ASK_TIME = "ask_time", "申请延期"
    GRANT_TIME = "grant_time", "同意延期"
    REFUSE_TIME = "refuse_time", "不同意延期"
    RETURN = "return", "退回重改"
    ACCEPT = "accept", "验收销号"


@dataclass(frozen=True)
class TaskTransition:
    """One row: from where to where, who may, and whether it has to be explained."""

    action: TaskAction
    sources: tuple[TaskState, ...]
    target: TaskState
    permission: P
    needs_note: bool


@dataclass(frozen=True)
class RoundTransition:
    """One row of the table of inspections."""

    action: RoundAction
    sources: tuple[RoundStatus, ...]
    target: RoundStatus
    permission: P


@dataclass(frozen=True)
class FindingTransition:
    """One row of the table of findings."""

    action: FindingAction
    sources: tuple[FindingStatus, ...]
    target: FindingStatus
    permission: P


_T, _R, _F = TaskState, RoundStatus, FindingStatus
TASK_TRANSITIONS: dict[TaskAction, TaskTransition] = {
    row.action: row
    for row in (
        TaskTransition(TaskAction.START, (_T.NOT_STARTED,), _T.UNDER_WAY, P.LEDGER_UPDATE, False),
        TaskTransition(TaskAction.COMPLETE, (_T.NOT_STARTED, _T.UNDER_WAY), _T.DONE, P.LEDGER_UPDATE, True),
        TaskTransition(TaskAction.REOPEN, (_T.DONE,), _T.UNDER_WAY, P.LEDGER_MANAGE, True),
        TaskTransition(TaskAction.RESET, (_T.UNDER_WAY,), _T.NOT_STARTED, P.LEDGER_MANAGE, True),
    )
}
ROUND_TRANSITIONS: dict[RoundAction, RoundTransition] = {
    row.action: row
    for row in (
        RoundTransition(RoundAction.OPEN, (_R.PLANNED,), _R.OPEN, P.LEDGER_MANAGE),
        RoundTransition(RoundAction.CONCLUDE, (_R.OPEN,), _R.CONCLUDED, P.LEDGER_MANAGE),
        RoundTransition(RoundAction.CANCEL, (_R.PLANNED, _R.OPEN), _R.CANCELLED, P.LEDGER_MANAGE),
    )
}
FINDING_TRANSITIONS: dict[FindingAction, FindingTransition] = {
    row.action: row
    for row in (
        FindingTransition(FindingAction.ISSUE, (), _F.ISSUED, P.LEDGER_MANAGE),
        FindingTransition(FindingAction.ANSWER, (_F.ISSUED,), _F.ANSWERED, P.FINDING_ANSWER),
        FindingTransition(FindingAction.ASK_TIME, (_F.ISSUED,), _F.ISSUED, P.FINDING_ANSWER),
        FindingTransition(FindingAction.GRANT_TIME, (_F.ISSUED,), _F.ISSUED, P.FINDING_ACCEPT),
        FindingTransition(FindingAction.REFUSE_TIME, (_F.ISSUED,), _F.ISSUED, P.FINDING_ACCEPT),
        FindingTransition(FindingAction.RETURN, (_F.ANSWERED,), _F.ISSUED, P.FINDING_ACCEPT),
        FindingTransition(FindingAction.ACCEPT, (_F.ANSWERED,), _F.ACCEPTED, P.FINDING_ACCEPT),
    )
}


def task_move(state: TaskState, target: TaskState) -> TaskTransition:
    """The row that leads from one state to another. Raises ``TransitionRefused`` when there is none."""
    for row in TASK_TRANSITIONS.values():
        if state in row.sources and row.target is target:
            return row
    raise TransitionRefused(f"这项任务现在是“{state.label}”，不能移到“{target.label}”。")


def check_round(action: RoundAction, status: RoundStatus) -> RoundTransition:
    """The row for an action, if it fits. Raises ``TransitionRefused``."""
    row = ROUND_TRANSITIONS[action]
    if status not in row.sources:
        raise TransitionRefused(f"这次检查现在是“{status.label}”，不能“{action.label}”。")
    return row


def check_finding(action: FindingAction, status: FindingStatus) -> FindingTransition:
    """The row for an action, if it fits. Raises ``TransitionRefused``."""
    row = FINDING_TRANSITIONS[action]
    if status not in row.sources:
        raise TransitionRefused(f"这项整改现在是“{status.label}”，不能“{action.label}”。")
    return row
