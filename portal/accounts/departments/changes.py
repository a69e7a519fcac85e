"""A new name or a successor from a date on: entered beforehand, done by the worker when the day has come, kept as history."""

from datetime import date, timedelta

from portal import clock
from portal.accounts.departments import operations as tree
from portal.accounts.departments import queries
from portal.accounts.departments.models import DepartmentChange
from portal.accounts.models import Department
from portal.db import add, flush, savepoint
from portal.errors import RuleBroken, TransitionRefused

FARTHEST = timedelta(days=3 * 366)


def change_from(
    department: Department, from_on: date, by_id: int | None, new_name: str = "", successor: Department | None = None
) -> DepartmentChange:
    """Give a department a new name, a successor, or both, from a local day on; at once when the day has come.

    Raises ``RuleBroken`` on ``name``, ``successor`` or ``from_on``: also for what could not be done today, and while another
    change of the same department waits.
    """
    if abs(from_on - clock.today()) > FARTHEST:
        raise RuleBroken("from_on", "日期要在前后三年以内，请核对。")
    if queries.find_waiting_change(department.id) is not None:
        raise RuleBroken("from_on", "这个单位已有一项等待生效的改动，请先取消那一项。")
    new_name = tree.free_name("name", new_name, department) if new_name else ""
    if successor is not None:
        tree.check_successor(department, successor)
    row = add(
        DepartmentChange(
            department_id=department.id,
            department=department,
            from_on=from_on,
            old_name=department.name,
            new_name=new_name,
            successor_id=successor.id if successor else None,
            successor=successor,
            made_at=clock.now(),
            made_by_id=by_id,
        )
    )
    if from_on <= clock.today():
        _do(row)
    flush()
    return row


def cancel(row: DepartmentChange) -> None:
    """Drop a change whose day has not come. Raises ``TransitionRefused`` for one that is done."""
    if row.done_at is not None:
        raise TransitionRefused("这项改动已经生效，不能取消。要改回去的，另外登记一项。")
    row.cancelled_at = row.cancelled_at or clock.now()


def do_due() -> int:
    """Do what has come due by today; returns how much. One that cannot be done waits with the reason, and hinders no other."""
    done = 0
    for row in queries.list_due_changes(clock.today()):
        try:
            with savepoint():
                _do(row)
            done += 1
        except RuleBroken as error:
            row.failure = error.message
    return done


def _do(row: DepartmentChange) -> None:
    if row.new_name:
        tree.rename_department(row.department, row.new_name)
    if row.successor is not None:
        tree.set_successor(row.department, row.successor)
    row.done_at, row.failure = clock.now(), ""
    flush()
