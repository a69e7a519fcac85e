"""Who is told about tasks of the ledger, inspections and what has to be put right."""

from collections.abc import Iterable

from portal.access import Permission, allows
from portal.accounts import queries as accounts
from portal.accounts.models import User
from portal.accounts.vocabulary import Role
from portal.deadlines.events import DeadlineDueSoon, DeadlineDueToday, DeadlineEvent, DeadlineMoved, DeadlineOverdue
from portal.ledger import findings, operations, rounds
from portal.ledger.events import FindingStepped, RoundOpened, TaskReminded
from portal.ledger.models import InspectionFinding, TaskProgress
from portal.ledger.queries import inspections, tasks
from portal.ledger.vocabulary import RoundStatus
from portal.ledger.workflow import FindingAction
from portal.notifications import outbox
from portal.notifications.vocabulary import MessageKind

_LOOK = "请到“工作台账”查看。"
_CLOCK_SAYS: dict[type[DeadlineEvent], str] = {
    DeadlineDueSoon: "{what}即将到期（{due_on:%m月%d日}），" + _LOOK,
    DeadlineDueToday: "{what}今天到期，" + _LOOK,
    DeadlineOverdue: "{what}已经逾期（应于 {due_on:%m月%d日} 前完成），" + _LOOK,
    DeadlineMoved: "放假安排有变化，{what}的最后一天改为 {due_on:%m月%d日}，" + _LOOK,
}
_FINDING_SAYS: dict[FindingAction, str] = {
    FindingAction.ISSUE: "收到{number}，要求 {due_on:%m月%d日} 前整改，" + _LOOK,
    FindingAction.ANSWER: "{department}已答复{number}，请验收。",
    FindingAction.ASK_TIME: "{department}为{number}申请延期，请决定。",
    FindingAction.GRANT_TIME: "{number}已同意延期到 {due_on:%m月%d日}，" + _LOOK,
    FindingAction.REFUSE_TIME: "{number}的延期申请没有同意，仍要在 {due_on:%m月%d日} 前整改，" + _LOOK,
    FindingAction.RETURN: "{number}被退回，要求 {due_on:%m月%d日} 前重新整改，" + _LOOK,
    FindingAction.ACCEPT: "{number}已验收销号。",
}


def tell_of_reminder(event: TaskReminded) -> None:
    """Tell those who answer for a task that they are reminded of it."""
    progress = tasks.get_progress(event.task_id)
    text = f"催办工作台账第 {progress.task.seq} 项任务：{event.words}"
    _tell(_people_of(progress), text, f"ledger:reminder:{event.entry_id}")


def tell_of_round(event: RoundOpened) -> None:
    """Tell every department on the checklist that an inspection began."""
    made = inspections.get_round(event.round_id)
    departments = {line.department_id for line in inspections.list_checks(made.id)} - {None}
    people = [user for each in sorted(map(int, filter(None, departments))) for user in _staff_of(each)]
    _tell(people, f"{made.title}开始，请准备材料。{_LOOK}", f"ledger:round:{made.id}")


def tell_of_finding(event: FindingStepped) -> None:
    """Tell the department of what it has to put right, and the supervisor who demanded it of what the department says."""
    finding = inspections.get_finding(event.finding_id)
    to_supervisor = event.action in {FindingAction.ANSWER, FindingAction.ASK_TIME}
    people = [finding.issued_by] if to_supervisor else _people_of_finding(finding)
    text = _FINDING_SAYS[event.action].format(number=finding.number, due_on=finding.due_on, department=finding.department.name)
    _tell(people, text, f"ledger:finding:{event.step_id}")


def tell_of_ledger_clock(event: DeadlineEvent) -> None:
    """Remind of a task, an inspection or a finding whose day is near, or tell that it has passed or moved; each step of each clock once."""
    found = _about(event)
    if found is not None:
        what, people = found
        if isinstance(event, DeadlineOverdue):
            people = [*people, *accounts.supervisors()]
        text = _CLOCK_SAYS[type(event)].format(what=what, due_on=event.due_on)
        _tell(people, text, f"clock:{event.deadline_id}:{event.due_on}:{type(event).__name__}")


def _about(event: DeadlineEvent) -> tuple[str, list[User]] | None:
    """What the clock is about in words, and whom it concerns."""
    if event.subject_kind == operations.SUBJECT:
        progress = tasks.get_progress(event.subject_id)
        return f"工作台账第 {progress.task.seq} 项任务", _people_of(progress)
    if event.subject_kind == findings.SUBJECT:
        finding = inspections.get_finding(event.subject_id)
        return f"{finding.number}的整改", _people_of_finding(finding)
    if event.subject_kind == rounds.SUBJECT:
        made = inspections.get_round(event.subject_id)
        checked = made.status is RoundStatus.OPEN
        departments = sorted({line.department_id for line in inspections.list_checks(made.id) if line.department_id}) if checked else []
        return made.title, [*accounts.supervisors(), *(user for each in departments for user in _staff_of(each))]
    return None


def _people_of(progress: TaskProgress) -> list[User]:
    people = [user for each in progress.answering for user in accounts.users_of_department(each.id)]
    return [user for user in people if allows(user, Permission.LEDGER_UPDATE, progress)]


def _people_of_finding(finding: InspectionFinding) -> list[User]:
    people = accounts.users_of_department(finding.department_id)
    return [user for user in people if allows(user, Permission.FINDING_ANSWER, finding)]


def _staff_of(department_id: int) -> list[User]:
    """Those of a department who answer for its tasks."""
    return [*accounts.users_of_department(department_id, Role.OFFICER), *accounts.heads_of(department_id)]


def _tell(users: Iterable[User], text: str, dedupe_key: str) -> None:
    outbox.notify_users(users, MessageKind.STAFF_LEDGER, text, None, dedupe_key)
