"""Following the profile: tasks come, change and go with it; what was done about them stays."""

import json
from hashlib import sha256

from portal import clock
from portal.access import SYSTEM
from portal.accounts.departments import queries as departments
from portal.accounts.models import Department
from portal.db import add, flush, session
from portal.deadlines import operations as deadlines
from portal.ledger.models import Deliverable, TaskOrgan, TaskProgress
from portal.ledger.operations import DUE_RULE, SUBJECT, put_due, start_clock, write
from portal.ledger.queries import tasks as queries
from portal.ledger.schedule import read_schedule
from portal.ledger.vocabulary import EntryKind, TaskState
from portal.profiles.models import LedgerTask
from portal.profiles.queries import list_all_ledger
from portal.profiles.vocabulary import OrganRole

_WORDS = ("seq", "group", "section", "title", "text", "responsible_text", "schedule", "inspection", "deliverables", "items", "detail")


def follow_plan() -> int:
    """Bring every task to the words of the profile, by the key of the task; returns how many changed. Safe to repeat."""
    known = {each.task_id: each for each in queries.all_progress()}
    everyone = departments.all_departments()
    results: dict[int, list[Deliverable]] = {}
    for each in queries.all_deliverables():
        results.setdefault(each.task_id, []).append(each)
    changed = 0
    for task in list_all_ledger():
        progress = known.get(task.id)
        if progress is None and not task.is_current:
            continue
        changed += _begin(task, everyone) if progress is None else _follow(task, progress, everyone, results.get(task.id, []))
    return changed


def _begin(task: LedgerTask, everyone: list[Department]) -> bool:
    term, now = read_schedule(task.schedule), clock.now()
    progress = TaskProgress(
        task_id=task.id,
        task=task,
        state=TaskState.NOT_STARTED,
        is_current=True,
        planned_on=term.due_on,
        due_on=term.due_on,
        goes_on=term.goes_on,
        source_digest=_digest(task),
        created_at=now,
        changed_at=now,
    )
    add(progress)
    _set_organs(progress, everyone)
    flush()
    start_clock(progress)
    _set_deliverables(progress, [])
    return True


def _follow(task: LedgerTask, progress: TaskProgress, everyone: list[Department], results: list[Deliverable]) -> bool:
    came_or_went = progress.is_current != task.is_current
    if came_or_went:
        progress.is_current = task.is_current
        write(progress, EntryKind.SOURCE_RETURNED if task.is_current else EntryKind.SOURCE_REMOVED, SYSTEM, "")
        deadlines.cancel(SUBJECT, task.id, DUE_RULE)
        start_clock(progress)
    if not task.is_current:
        return came_or_went
    organs_changed = _set_organs(progress, everyone)
    flush()
    digest = _digest(task)
    if progress.source_digest == digest:
        return came_or_went or organs_changed
    progress.source_digest = digest
    _set_term(progress)
    _set_deliverables(progress, results)
    write(progress, EntryKind.SOURCE_CHANGED, SYSTEM, "")
    return True


def _set_term(progress: TaskProgress) -> None:
    """A last day that was set here stays; one from the old words gives way to that of the new."""
    term = read_schedule(progress.task.schedule)
    progress.goes_on = term.goes_on
    if progress.planned_on != term.due_on:
        progress.planned_on = term.due_on
        if not progress.due_is_set:
            put_due(progress, term.due_on)


def _set_organs(progress: TaskProgress, everyone: list[Department]) -> bool:
    """The organs that the plan names, without collective names; one that was dissolved hands its part to its successor."""
    wanted: dict[int, OrganRole] = {}
    for role in OrganRole:
        for name in getattr(progress.task, role.value):
            found = _in_office(departments.find_in(everyone, name), everyone)
            if found is not None and not found.is_collective:
                wanted.setdefault(found.id, role)
    kept = {each.department_id: each for each in progress.organs}
    before = [(each.department_id, each.role) for each in progress.organs if not each.is_added]
    if before == list(wanted.items()):
        return False
    for department_id, organ in kept.items():
        if not organ.is_added and department_id not in wanted:
            progress.organs.remove(organ)
    for position, (department_id, role) in enumerate(wanted.items(), start=1):
        row = kept.get(department_id)
        if row is None:
            row = TaskOrgan(department_id=department_id, is_added=False)
            progress.organs.append(row)
        row.role, row.position, row.is_added = role, position, False
    for offset, row in enumerate((each for each in progress.organs if each.is_added), start=len(wanted) + 1):
        row.position = offset
    progress.organs.sort(key=lambda each: each.position)
    return True


def _in_office(department: Department | None, everyone: list[Department]) -> Department | None:
    by_id, seen = {each.id: each for each in everyone}, set()
    while department is not None and department.successor_id is not None and department.id not in seen:
        seen.add(department.id)
        department = by_id.get(department.successor_id)
    return department


def _set_deliverables(progress: TaskProgress, results: list[Deliverable]) -> None:
    """The deliverables of the plan by their words; one that left it stays when it was handed in."""
    known = {each.title: each for each in results if each.from_profile}
    wanted = progress.task.deliverables
    for position, title in enumerate(wanted, start=1):
        row = known.get(title) or add(Deliverable(task_id=progress.task_id, title=title, from_profile=True, text=""))
        row.position, row.is_current = position, True
    for title, row in known.items():
        if title not in wanted:
            row.is_current = False
            if row.handed_in_at is None:
                session.delete(row)


def _digest(task: LedgerTask) -> str:
    words = {name: getattr(task, name) for name in (*_WORDS, *(role.value for role in OrganRole))}
    return sha256(json.dumps(words, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
