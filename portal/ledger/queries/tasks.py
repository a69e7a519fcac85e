"""Tasks of the ledger, their course and their deliverables."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import joinedload

from portal.accounts.models import Department
from portal.db import session
from portal.errors import NotFound
from portal.ledger.models import Deliverable, LedgerEntry, TaskOrgan, TaskProgress
from portal.ledger.vocabulary import TaskColumn, Term
from portal.profiles.models import LedgerTask
from portal.profiles.vocabulary import OrganRole


@dataclass(frozen=True)
class TaskFilter:
    """What narrows the ledger; what is empty narrows nothing. ``is_current`` False: tasks that left the plan."""

    group: str = ""
    department_id: int | None = None
    role: OrganRole | None = None
    term: Term | None = None
    column: TaskColumn | None = None
    is_current: bool = True


def list_tasks(wanted: TaskFilter, today: date, after_seq: int = 0, limit: int | None = None) -> list[TaskProgress]:
    """Tasks in the order of the plan, those after a number of its order."""
    query = select(TaskProgress).join(LedgerTask).where(*_conditions(wanted, today), LedgerTask.seq > after_seq)
    return list(session.scalars(query.order_by(LedgerTask.seq, LedgerTask.id).limit(limit)))


def count_by_column(wanted: TaskFilter, today: date) -> dict[TaskColumn, int]:
    """How many tasks stand in each column of the board; the column of the filter itself does not count."""
    column = TaskProgress.column(today)
    query = select(column, func.count()).select_from(TaskProgress).join(LedgerTask)
    counted: dict[str, int] = {row[0]: row[1] for row in session.execute(query.where(*_conditions(wanted, today, False)).group_by(column))}
    return {each: counted.get(each.value, 0) for each in TaskColumn}


def _conditions(wanted: TaskFilter, today: date, with_column: bool = True) -> list[ColumnElement[bool]]:
    found = [TaskProgress.is_current == wanted.is_current]
    if wanted.group:
        found.append(LedgerTask.group == wanted.group)
    if wanted.department_id is not None or wanted.role is not None:
        part = [TaskOrgan.task_id == TaskProgress.task_id]
        part += [TaskOrgan.department_id == wanted.department_id] if wanted.department_id is not None else []
        part += [TaskOrgan.role == wanted.role] if wanted.role is not None else []
        found.append(select(TaskOrgan.id).where(*part).exists())
    if wanted.term is not None:
        found.append(_in_term(wanted.term, today))
    if with_column and wanted.column is not None:
        found.append(TaskProgress.column(today) == wanted.column.value)
    return found


def _in_term(term: Term, today: date) -> ColumnElement[bool]:
    due, quarter = TaskProgress.due_on, (today.month - 1) // 3 * 3 + 1
    year_end = date(today.year, 12, 31)
    spans = {
        Term.MONTH: and_(due >= today.replace(day=1), due < _month_after(today.year, today.month, 1)),
        Term.QUARTER: and_(due >= date(today.year, quarter, 1), due < _month_after(today.year, quarter, 3)),
        Term.YEAR: and_(due >= date(today.year, 1, 1), due <= year_end),
        Term.EARLIER: due < date(today.year, 1, 1),
        Term.LATER: due > year_end,
        Term.CONTINUING: and_(due.is_(None), TaskProgress.goes_on),
        Term.NONE: and_(due.is_(None), ~TaskProgress.goes_on),
    }
    return spans[term]


def _month_after(year: int, month: int, months: int) -> date:
    passed = month - 1 + months
    return date(year + passed // 12, passed % 12 + 1, 1)


def all_progress() -> list[TaskProgress]:
    """Every task ever followed, those that left the plan included."""
    return list(session.scalars(select(TaskProgress).order_by(TaskProgress.task_id)))


def find_progress(task_id: int) -> TaskProgress | None:
    """One task, if the house follows it."""
    return session.get(TaskProgress, task_id)


def get_progress(task_id: int, for_update: bool = False) -> TaskProgress:
    """One task, its row locked when it is about to change. Raises ``NotFound``."""
    if for_update:
        session.execute(select(TaskProgress.task_id).where(TaskProgress.task_id == task_id).with_for_update())
    found = session.get(TaskProgress, task_id)
    if found is None:
        raise NotFound("没有找到这项任务。")
    return found


def get_of_department(department: Department | None, task_id: int, for_update: bool = False) -> TaskProgress:
    """A task of the present plan in which the department has a part. Raises ``NotFound`` for any other."""
    found = get_progress(task_id, for_update)
    if department is None or not found.is_current or department.id not in {each.department_id for each in found.organs}:
        raise NotFound("没有找到这项任务。")
    return found


def list_by_keys(task_keys: list[str]) -> list[TaskProgress]:
    """The tasks of the present plan with these keys, or all of them for none, in the order of the plan."""
    query = select(TaskProgress).join(LedgerTask).where(TaskProgress.is_current).order_by(LedgerTask.seq, LedgerTask.id)
    return list(session.scalars(query.where(LedgerTask.task_key.in_(task_keys)) if task_keys else query))


def list_groups() -> list[str]:
    """The groups of the present plan, in its order."""
    query = select(LedgerTask.group).where(LedgerTask.is_current).group_by(LedgerTask.group).order_by(func.min(LedgerTask.seq))
    return list(session.scalars(query))


def list_organs() -> list[Department]:
    """The organs that have a part in a task of the present plan."""
    with_part = select(TaskOrgan.department_id).join(TaskProgress).where(TaskProgress.is_current)
    return list(session.scalars(select(Department).where(Department.id.in_(with_part)).order_by(Department.position, Department.id)))


def get_organ(task_id: int, organ_id: int) -> TaskOrgan:
    """One organ of a task. Raises ``NotFound``."""
    found = session.get(TaskOrgan, organ_id)
    if found is None or found.task_id != task_id:
        raise NotFound("这项任务没有这个单位。")
    return found


def count_removed() -> int:
    """How many tasks left the plan."""
    return session.scalar(select(func.count()).select_from(TaskProgress).where(~TaskProgress.is_current)) or 0


def list_entries(task_id: int, before_id: int | None = None, limit: int = 50) -> list[LedgerEntry]:
    """The course of a task, newest first."""
    query = select(LedgerEntry).where(LedgerEntry.task_id == task_id).options(joinedload(LedgerEntry.user))
    if before_id is not None:
        query = query.where(LedgerEntry.id < before_id)
    return list(session.scalars(query.order_by(LedgerEntry.id.desc()).limit(limit)))


def latest_words(task_ids: list[int]) -> dict[int, LedgerEntry]:
    """The newest entry with words of each of these tasks, in one query."""
    newest = select(func.max(LedgerEntry.id)).where(LedgerEntry.task_id.in_(task_ids), LedgerEntry.text != "").group_by(LedgerEntry.task_id)
    return {each.task_id: each for each in session.scalars(select(LedgerEntry).where(LedgerEntry.id.in_(newest)))}


def list_deliverables(task_id: int, with_former: bool = True) -> list[Deliverable]:
    """What a task has to bring about; with what the plan no longer asks for and was handed in all the same."""
    query = select(Deliverable).where(Deliverable.task_id == task_id).options(joinedload(Deliverable.handed_in_by))
    if with_former:
        query = query.where(or_(Deliverable.is_current, Deliverable.handed_in_at.is_not(None)))
    else:
        query = query.where(Deliverable.is_current)
    return list(session.scalars(query.order_by(Deliverable.is_current.desc(), Deliverable.position, Deliverable.id)))


def all_deliverables() -> list[Deliverable]:
    """Every deliverable of every task."""
    return list(session.scalars(select(Deliverable).order_by(Deliverable.position, Deliverable.id)))


def get_deliverable(task_id: int, deliverable_id: int) -> Deliverable:
    """One deliverable of a task. Raises ``NotFound``."""
    found = session.get(Deliverable, deliverable_id)
    if found is None or found.task_id != task_id:
        raise NotFound("没有找到这项成果。")
    return found


def first_followed_at() -> datetime | None:
    """When the house began to follow a ledger."""
    return session.scalar(select(func.min(TaskProgress.created_at)))
