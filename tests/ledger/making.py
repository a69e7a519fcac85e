"""Rows of the ledger for tests, through the house's own operations."""

from datetime import timedelta
from typing import Any

from portal import clock
from portal.accounts import queries as accounts
from portal.accounts.departments import queries as departments
from portal.accounts.models import Department, User
from portal.attachments import operations as attachments
from portal.db import transaction
from portal.ledger import findings, operations, rounds
from portal.ledger.findings import Demand
from portal.ledger.models import InspectionFinding, InspectionRound, TaskProgress
from portal.ledger.queries import inspections, tasks
from portal.ledger.queries.tasks import TaskFilter
from portal.profiles.loader import read_profile
from portal.profiles.vocabulary import OrganRole
from portal.routing.loading import load_profile

DEMAND = Demand("没有建立台账，说不清进展。", "建立台账，逐项写明进展和责任人。", 15)


def load(key: str = "heping") -> list[TaskProgress]:
    """Load a shipped profile, and return its tasks in the order of the plan."""
    with transaction():
        load_profile(read_profile(key))
    return tasks.list_tasks(TaskFilter(), clock.today())


def task(seq: int) -> TaskProgress:
    """The task with this number in the present plan."""
    return next(each for each in tasks.list_tasks(TaskFilter(), clock.today()) if each.task.seq == seq)


def organ(name: str) -> Department:
    """The department of that name."""
    found = departments.find_department(name)
    assert found is not None, name
    return found


def do(act: Any, *args: Any, **more: Any) -> Any:
    """One act in a transaction of its own."""
    with transaction():
        return act(*args, **more)


def give_task(progress: TaskProgress, supervisor: User, department: Department, role: OrganRole = OrganRole.RESPONSIBLE) -> None:
    """Name a department for a task."""
    with transaction():
        operations.add_organ(tasks.get_progress(progress.task_id), accounts.get_user(supervisor.id), department, role)


def make_round(supervisor: User, *chosen: Department, is_open: bool = True) -> InspectionRound:
    """A special inspection of these departments, or of all."""
    today = clock.today()
    wanted = rounds.SpecialRound("承诺兑现专项督查", today, today + timedelta(30), [each.id for each in chosen])
    with transaction():
        made = rounds.add_special(supervisor, wanted)
        if is_open:
            rounds.open_round(made, supervisor)
        round_id = made.id
    return inspections.get_round(round_id)


def make_finding(made: InspectionRound, supervisor: User, department: Department, demand: Demand = DEMAND) -> InspectionFinding:
    """Something that the department has to put right."""
    line = inspections.list_checks(made.id, department.id)[0]
    with transaction():
        place = departments.get_department(department.id)
        finding_id = findings.issue(inspections.get_round(made.id), supervisor, place, line.task_id, demand).id
    return inspections.get_finding(finding_id)


def make_rows(department: Department, supervisor: User) -> dict[str, Any]:
    """A row for every argument of an address of the ledger; its task, finding and files are the department's."""
    progress = task(1)
    give_task(progress, supervisor, department)
    made = make_round(supervisor, department)
    finding = make_finding(made, supervisor, department)
    with transaction():
        row = operations.add_deliverable(tasks.get_progress(progress.task_id), supervisor, "政务诚信评估管理办法")
        operations.hand_in(row, tasks.get_progress(progress.task_id), supervisor, "办法已经印发，附文本。")
        first = attachments.add_file("deliverable", row.id, "办法文本。\n".encode(), "办法.txt").token
        second = attachments.add_file("finding", finding.id, "整改证明。\n".encode(), "证明.txt").token
        deliverable_id = row.id
    return {
        "task_id": progress.task_id,
        "organ_id": next(each.id for each in task(1).organs if each.is_added),
        "deliverable_id": deliverable_id,
        "round_id": made.id,
        "check_id": inspections.list_checks(made.id)[0].id,
        "finding_id": finding.id,
        "deliverable_token": first,
        "finding_token": second,
    }
