"""The state machine of a dishonesty record. Three people stand between recognition and the public: author, reviewer, publisher."""

from dataclasses import dataclass

from portal.access.permissions import Permission as P
from portal.errors import TransitionRefused
from portal.records.vocabulary import RecordStatus as S
from portal.vocabulary import Labelled


class RecordAction(Labelled):
    """What can happen to a record."""

    RECOGNISE = "recognise", "认定"
    EDIT = "edit", "修改"
    GRADE = "grade", "确定严重程度"
    SUBMIT = "submit", "提交审核"
    GIVE_BACK = "give_back", "退回修改"
    REVIEW = "review", "审核通过"
    PUBLISH = "publish", "发布"
    KEEP = "keep", "不公示，仅留存"
    REPORT_PROGRESS = "report_progress", "登记整改进展"
    CORRECT = "correct", "更正"
    NOTE_BASIS_GONE = "note_basis_gone", "登记依据已撤销或变更"
    REVOKE = "revoke", "撤销"
    REPAIR = "repair", "修复"
    END = "end", "公示期满"
    ARCHIVE = "archive", "归档"


@dataclass(frozen=True)
class RecordTransition:
    """One row of the table; ``target`` None keeps the status, ``permission`` None means the portal's own clock."""

    action: RecordAction
    sources: tuple[S, ...]
    target: S | None
    permission: P | None
    needs_reason: bool = False


_A, _T = RecordAction, RecordTransition
_BEFORE = (S.RECORDED, S.SUBMITTED, S.REVIEWED)
_STANDING = (*_BEFORE, S.PUBLISHED, S.KEPT, S.ENDED)
TRANSITIONS: dict[RecordAction, RecordTransition] = {
    row.action: row
    for row in (
        _T(_A.RECOGNISE, (), S.RECORDED, P.RECORD_ENTER),
        _T(_A.EDIT, (S.RECORDED,), None, P.RECORD_EDIT),
        _T(_A.GRADE, (S.RECORDED,), None, P.RECORD_EDIT, needs_reason=True),
        _T(_A.SUBMIT, (S.RECORDED,), S.SUBMITTED, P.RECORD_EDIT),
        _T(_A.GIVE_BACK, (S.SUBMITTED, S.REVIEWED), S.RECORDED, P.RECORD_RELEASE, needs_reason=True),
        _T(_A.REVIEW, (S.SUBMITTED,), S.REVIEWED, P.RECORD_RELEASE),
        _T(_A.PUBLISH, (S.REVIEWED,), S.PUBLISHED, P.RECORD_RELEASE),
        _T(_A.KEEP, (S.SUBMITTED, S.REVIEWED), S.KEPT, P.RECORD_RELEASE, needs_reason=True),
        _T(_A.REPORT_PROGRESS, _STANDING, None, P.RECORD_EDIT),
        _T(_A.CORRECT, (S.PUBLISHED,), None, P.RECORD_RELEASE, needs_reason=True),
        _T(_A.NOTE_BASIS_GONE, _STANDING, None, P.RECORD_EDIT, needs_reason=True),
        _T(_A.REVOKE, _STANDING, S.REVOKED, P.RECORD_REVOKE, needs_reason=True),
        _T(_A.REPAIR, (S.PUBLISHED, S.KEPT, S.ENDED), S.REPAIRED, P.RECORD_REPAIR, needs_reason=True),
        _T(_A.END, (S.PUBLISHED,), S.ENDED, None),
        _T(_A.ARCHIVE, (S.KEPT, S.ENDED, S.REPAIRED, S.REVOKED), S.ARCHIVED, None),
    )
}
FINAL = frozenset({S.ARCHIVED})


def check(action: RecordAction, status: S, reason: str = "") -> RecordTransition:
    """The row for an action, if it fits. Raises ``TransitionRefused``, also when a reason is missing."""
    row = TRANSITIONS[action]
    if status not in row.sources:
        raise TransitionRefused(f"这条记录现在是“{status.label}”，不能“{action.label}”。")
    if row.needs_reason and not reason.strip():
        raise TransitionRefused(f"“{action.label}”必须写明理由。")
    return row
