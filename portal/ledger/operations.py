"""What people do with a task: move it, report on it, hand something in, remind, set another day, name an organ."""

from datetime import date

from portal import clock
from portal.access import Actor, Permission, require
from portal.accounts.models import Department
from portal.audit import operations as audit
from portal.cases.handling import checked_text
from portal.db import add, flush
from portal.deadlines import operations as deadlines
from portal.errors import RuleBroken, TransitionRefused
from portal.events import emit
from portal.ledger.events import TaskReminded
from portal.ledger.models import Deliverable, LedgerEntry, TaskOrgan, TaskProgress
from portal.ledger.queries import tasks as queries
from portal.ledger.vocabulary import EntryKind, TaskState
from portal.ledger.workflow import task_move
from portal.profiles.vocabulary import OrganRole

SUBJECT = "ledger_task"
DUE_RULE = "ledger_due"
FURTHEST_YEARS = 10


def move(progress: TaskProgress, actor: Actor, target: TaskState, note: str = "") -> LedgerEntry:
    """Bring a task to another state. Some moves need an account of what was done or why (field ``note``)."""
    row = task_move(progress.state, target)
    require(actor, row.permission, progress)
    _require_current(progress)
    text = checked_text("note", note, f"“{row.action.label}”的说明", 5) if row.needs_note else note.strip()
    before = progress.state
    progress.enter(target, clock.now())
    if target is TaskState.DONE:
        deadlines.meet(SUBJECT, progress.task_id, DUE_RULE, clock.now())
    elif before is TaskState.DONE:
        start_clock(progress)
    entry = write(progress, EntryKind.MOVED, actor, text, before.label, target.label)
    _log(actor, f"ledger:{row.action.value}", progress)
    return entry


def report(progress: TaskProgress, actor: Actor, text: str) -> LedgerEntry:
    """Write how the task is getting on; a task that had not begun is under way from then on."""
    require(actor, Permission.LEDGER_UPDATE, progress)
    _require_current(progress)
    entry = write(progress, EntryKind.NOTE, actor, checked_text("text", text, "进展情况", 5))
    if progress.state is TaskState.NOT_STARTED:
        move(progress, actor, TaskState.UNDER_WAY)
    _log(actor, "ledger:note", progress)
    return entry


def remind(progress: TaskProgress, actor: Actor, text: str) -> None:
    """Ask the departments that answer for a task to get on with it; they are told."""
    require(actor, Permission.LEDGER_MANAGE, progress)
    _require_current(progress)
    if not progress.answering:
        raise TransitionRefused("方案没有给这项任务写明具体单位，请先明确责任单位，再催办。")
    if progress.state is TaskState.DONE:
        raise TransitionRefused("这项任务已经完成，不用催办。")
    entry = write(progress, EntryKind.REMINDED, actor, checked_text("text", text, "催办的要求", 5))
    _log(actor, "ledger:remind", progress)
    emit(TaskReminded(progress.task_id, entry.id, entry.text))


def set_due(progress: TaskProgress, actor: Actor, due_on: date | None, reason: str) -> None:
    """Set another last day for the task, or (None) go back to the one of the plan. The plan's words stay."""
    require(actor, Permission.LEDGER_MANAGE, progress)
    _require_current(progress)
    today = clock.today()
    if due_on is not None and not today < due_on <= today.replace(year=today.year + FURTHEST_YEARS, day=1):
        raise RuleBroken("due_on", f"新的期限要在明天以后、{FURTHEST_YEARS} 年以内。")
    text = checked_text("reason", reason, "调整期限的理由", 5)
    before = progress.due_on
    progress.due_is_set = due_on is not None
    put_due(progress, due_on or progress.planned_on)
    write(progress, EntryKind.DUE_CHANGED, actor, text, _said(before), _said(progress.due_on))
    _log(actor, "ledger:due", progress)


def add_organ(progress: TaskProgress, actor: Actor, department: Department, role: OrganRole) -> TaskOrgan:
    """Name a department for a task whose plan says 「有关部门」 or nobody. Raises ``RuleBroken`` for a collective name."""
    require(actor, Permission.LEDGER_MANAGE, progress)
    _require_current(progress)
    if department.is_collective or not department.is_active:
        raise RuleBroken("department", f"“{department.name}”不是一个能承担任务的具体单位，请选择具体单位。")
    if any(each.department_id == department.id for each in progress.organs):
        raise RuleBroken("department", f"{department.name}已经是这项任务的单位。")
    organ = TaskOrgan(
        task_id=progress.task_id, department_id=department.id, department=department, role=role, position=_next(progress), is_added=True
    )
    progress.organs.append(organ)
    flush()
    write(progress, EntryKind.ORGAN_ADDED, actor, f"{department.name}（{role.label}）")
    _log(actor, "ledger:add_organ", progress)
    return organ


def remove_organ(progress: TaskProgress, actor: Actor, organ: TaskOrgan) -> None:
    """Take away a department that was named here; those of the plan stay."""
    require(actor, Permission.LEDGER_MANAGE, progress)
    if not organ.is_added:
        raise TransitionRefused("方案写明的单位不能在这里撤销，请修改方案。")
    name = organ.department.name
    progress.organs.remove(organ)
    write(progress, EntryKind.ORGAN_REMOVED, actor, name)
    _log(actor, "ledger:remove_organ", progress)


def add_deliverable(progress: TaskProgress, actor: Actor, title: str) -> Deliverable:
    """Name something more that the task brings about."""
    require(actor, Permission.LEDGER_UPDATE, progress)
    _require_current(progress)
    title = checked_text("title", title, "成果的名称", 2)
    if len(title) > 200:
        raise RuleBroken("title", f"成果的名称最多 200 个字（现在 {len(title)} 个字）。")
    position = len(queries.list_deliverables(progress.task_id)) + 1
    made = add(Deliverable(task_id=progress.task_id, title=title, position=position, from_profile=False, is_current=True, text=""))
    flush()
    return made


def hand_in(deliverable: Deliverable, progress: TaskProgress, actor: Actor, text: str) -> None:
    """Hand a deliverable in, or hand in more of it; its files are kept by the caller. The account before stays in the course."""
    require(actor, Permission.LEDGER_UPDATE, progress)
    _require_current(progress)
    deliverable.text, deliverable.handed_in_at = checked_text("text", text, "成果的说明", 5), clock.now()
    deliverable.handed_in_by_id = actor.id
    write(progress, EntryKind.DELIVERED, actor, f"{deliverable.title}：{deliverable.text}")
    if progress.state is TaskState.NOT_STARTED:
        move(progress, actor, TaskState.UNDER_WAY)
    _log(actor, "ledger:hand_in", progress)


def put_due(progress: TaskProgress, due_on: date | None) -> None:
    """Make ``due_on`` the last day and let the reminders follow it."""
    deadlines.cancel(SUBJECT, progress.task_id, DUE_RULE)
    progress.due_on = due_on
    start_clock(progress)


def start_clock(progress: TaskProgress) -> None:
    """Start the clock of a last day that is still to come; it moves to the next worked day when it is off."""
    today = clock.today()
    if progress.due_on is None or progress.due_on <= today or progress.state is TaskState.DONE or not progress.is_current:
        return
    leading = progress.answering[0].id if progress.answering else None
    basis = progress.task.schedule or "工作台账"
    progress.due_on = deadlines.start_until(SUBJECT, progress.task_id, DUE_RULE, today, progress.due_on, leading, basis).due_on


def write(progress: TaskProgress, kind: EntryKind, actor: Actor, text: str, before: str = "", after: str = "") -> LedgerEntry:
    """An entry in the course of a task."""
    entry = add(LedgerEntry(task_id=progress.task_id, kind=kind, at=clock.now(), user_id=actor.id, before=before, after=after, text=text))
    progress.changed_at = entry.at
    flush()
    return entry


def _require_current(progress: TaskProgress) -> None:
    if not progress.is_current:
        raise TransitionRefused("这项任务已经不在现行方案里，只能查看。")


def _next(progress: TaskProgress) -> int:
    return max((each.position for each in progress.organs), default=0) + 1


def _said(day: date | None) -> str:
    return day.isoformat() if day else "没有期限"


def _log(actor: Actor, action: str, progress: TaskProgress) -> None:
    audit.record(actor, action, "ledger_task", progress.task.task_key, {"task": progress.name})
