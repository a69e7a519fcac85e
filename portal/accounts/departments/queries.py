"""Every SELECT about departments. There are hundreds at most, so whole-tree questions load them once."""

from datetime import date

from sqlalchemy import and_, func, select

from portal.accounts.departments.models import DepartmentChange
from portal.accounts.models import Department, User
from portal.db import session
from portal.errors import NotFound


def get_department(department_id: int) -> Department:
    """The department with that key. Raises ``NotFound``."""
    found = session.get(Department, department_id)
    if found is None:
        raise NotFound("没有找到这个单位。")
    return found


def all_departments() -> list[Department]:
    """Every department, switched-off ones and collectives included, in the order of their position."""
    return list(session.scalars(select(Department).order_by(Department.position, Department.id)))


def list_active_organs() -> list[Department]:
    """Departments that are in office and name somebody: what a form may offer."""
    return active_organs_in(all_departments())


def active_organs_in(departments: list[Department]) -> list[Department]:
    """The same among departments already at hand."""
    return [each for each in departments if each.is_active and not each.is_collective]


def find_department(name: str) -> Department | None:
    """The department with that name, or the one that bears it as an alias."""
    return find_in(all_departments(), name)


def find_in(departments: list[Department], name: str) -> Department | None:
    """The same among departments already at hand; a name of its own wins over an alias."""
    named = [each for each in departments if each.name == name]
    return next(iter(named or [each for each in departments if name in each.aliases]), None)


def list_tree(include_collectives: bool = False) -> list[tuple[Department, int]]:
    """All departments in reading order, each with its depth (0 at the top)."""
    departments = [each for each in all_departments() if include_collectives or not each.is_collective]
    order = {each.id: number for number, each in enumerate(departments)}

    def reading_order(department: Department) -> list[int]:
        return [order.get(ancestor, 0) for ancestor in department.ancestor_ids]

    return [(each, len(each.ancestor_ids) - 1) for each in sorted(departments, key=reading_order)]


def list_below(department: Department) -> list[Department]:
    """Everything below a department, itself left out."""
    below = select(Department).where(Department.path.startswith(department.path, autoescape=True), Department.id != department.id)
    return list(session.scalars(below.order_by(Department.path)))


def successors_of(department: Department) -> list[Department]:
    """Those that took over its duties, one after the other; empty when nobody did."""
    chain, current = [department], department
    while current.successor_id is not None and current.successor_id not in {each.id for each in chain}:
        current = get_department(current.successor_id)
        chain.append(current)
    return chain[1:]


_IS_WAITING = and_(DepartmentChange.done_at.is_(None), DepartmentChange.cancelled_at.is_(None))


def find_waiting_change(department_id: int) -> DepartmentChange | None:
    """The change of a department that has still to take effect; there is at most one."""
    return session.scalar(select(DepartmentChange).where(DepartmentChange.department_id == department_id, _IS_WAITING))


def list_waiting_changes() -> list[DepartmentChange]:
    """Every change that has still to take effect, the next first."""
    return list(session.scalars(select(DepartmentChange).where(_IS_WAITING).order_by(DepartmentChange.from_on, DepartmentChange.id)))


def list_due_changes(today: date) -> list[DepartmentChange]:
    """The changes whose day has come, locked; those another worker holds are passed over."""
    due = select(DepartmentChange).where(_IS_WAITING, DepartmentChange.from_on <= today)
    in_order = due.order_by(DepartmentChange.from_on, DepartmentChange.id)
    return list(session.scalars(in_order.with_for_update(skip_locked=True, of=DepartmentChange)))


def list_changes(department_id: int, limit: int = 50) -> list[DepartmentChange]:
    """The changes of a department, the newest first."""
    of_it = select(DepartmentChange).where(DepartmentChange.department_id == department_id)
    return list(session.scalars(of_it.order_by(DepartmentChange.id.desc()).limit(limit)))


def get_change(department_id: int, change_id: int) -> DepartmentChange:
    """A change of this department, locked. Raises ``NotFound``."""
    one = select(DepartmentChange).where(DepartmentChange.department_id == department_id, DepartmentChange.id == change_id)
    found = session.scalar(one.with_for_update(of=DepartmentChange))
    if found is None:
        raise NotFound("没有找到这项改动。")
    return found


def count_people(department_ids: list[int]) -> dict[int, int]:
    """How many active people belong to each of these departments; departments without people are left out."""
    rows = session.execute(
        select(User.department_id, func.count()).where(User.is_active, User.department_id.in_(department_ids)).group_by(User.department_id)
    )
    return {int(department_id): count for department_id, count in rows if department_id is not None}


def staffed_department_ids() -> set[int]:
    """Departments that have or ever had people; their history must stay whole."""
    return set(session.scalars(select(User.department_id).where(User.department_id.is_not(None)).distinct()))
