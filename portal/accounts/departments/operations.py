"""Verbs on the department tree. They keep ``path`` right, names unambiguous, and refuse circles."""

from collections.abc import Iterable

from portal.accounts.departments.events import DepartmentAdded, DepartmentChanged
from portal.accounts.departments.queries import all_departments, count_people, list_below
from portal.accounts.models import Department
from portal.accounts.vocabulary import DepartmentKind
from portal.db import add, flush
from portal.errors import RuleBroken
from portal.events import emit

MAX_DEPTH = 12


def add_department(
    name: str,
    kind: DepartmentKind = DepartmentKind.ORGAN,
    parent: Department | None = None,
    *,
    region_code: str = "",
    position: int = 0,
    from_profile: bool = False,
    aliases: Iterable[str] = (),
) -> Department:
    """Put a department into the tree. Raises ``RuleBroken`` for a name that is taken or a place that cannot be."""
    name = free_name("name", name, None)
    if kind is DepartmentKind.COLLECTIVE and parent is not None:
        raise RuleBroken("parent", "集合名称不放进单位树，请不要选上级。")
    _check_parent(parent)
    made = add(Department(name=name, kind=kind, parent_id=parent.id if parent else None, aliases=list(aliases)))
    made.region_code, made.position, made.from_profile = region_code, position, from_profile
    flush()
    made.path = f"{parent.path if parent else '/'}{made.id}/"
    flush()
    emit(DepartmentAdded(made.id))
    return made


def rename_department(department: Department, name: str) -> None:
    """Give a department a new name; the old one stays as an alias, so that links and profiles still find it."""
    old = department.name
    name = free_name("name", name, department)
    if name == old:
        return
    department.aliases = [alias for alias in [*department.aliases, old] if alias != name]
    department.name = name
    emit(DepartmentChanged(department.id, f"名称由“{old}”改为“{name}”"))


def set_aliases(department: Department, aliases: Iterable[str]) -> None:
    """Replace the other names of a department. Raises ``RuleBroken`` when another one bears one of them."""
    cleaned = list(dict.fromkeys(alias.strip() for alias in aliases if alias.strip()))
    wanted = [free_name("aliases", alias, department) for alias in cleaned if alias != department.name]
    if wanted != department.aliases:
        department.aliases = wanted
        emit(DepartmentChanged(department.id, "别名改为：" + ("、".join(wanted) or "无")))


def set_contacts(department: Department, phone: str, address: str, office_hours: str) -> None:
    """Change how citizens reach a department."""
    wanted = (phone.strip(), address.strip(), office_hours.strip())
    if wanted != (department.phone, department.address, department.office_hours):
        department.phone, department.address, department.office_hours = wanted
        emit(DepartmentChanged(department.id, "联系方式"))


def move_department(department: Department, parent: Department | None) -> None:
    """Hang a department with everything below it under another parent. Raises ``RuleBroken`` for a circle or a collective."""
    if department.parent_id == (parent.id if parent else None):
        return
    if department.is_collective and parent is not None:
        raise RuleBroken("parent", "集合名称不放进单位树。")
    if parent is not None and parent.lies_in(department.id):
        raise RuleBroken("parent", "不能把单位移到它自己或它的下级下面。")
    below = list_below(department)
    lowest = max((len(each.ancestor_ids) for each in below), default=len(department.ancestor_ids))
    _check_parent(parent, levels=1 + lowest - len(department.ancestor_ids))
    old_path, new_path = department.path, f"{parent.path if parent else '/'}{department.id}/"
    department.parent_id, department.path = (parent.id if parent else None), new_path
    for each in below:
        each.path = new_path + each.path[len(old_path) :]
    flush()
    emit(DepartmentChanged(department.id, f"上级改为“{parent.name}”" if parent else "改为顶层单位"))


def set_kind(department: Department, kind: DepartmentKind) -> None:
    """Change what a name stands for. A collective can have no superior, nobody below it and no people."""
    if kind is department.kind:
        return
    if kind is DepartmentKind.COLLECTIVE:
        if list_below(department) or count_people([department.id]):
            raise RuleBroken("kind", "这个单位有下级或人员，不能改为集合名称。")
        move_department(department, None)
    department.kind = kind
    emit(DepartmentChanged(department.id, f"类别改为“{kind.label}”"))


def set_successor(department: Department, successor: Department | None) -> None:
    """Say who took over the duties of a department. Raises ``RuleBroken`` for a circle or a collective."""
    if department.successor_id == (successor.id if successor else None):
        return
    if successor is not None:
        check_successor(department, successor)
    department.successor_id = successor.id if successor else None
    emit(DepartmentChanged(department.id, f"职责由“{successor.name}”承接" if successor else "取消承接单位"))


def check_successor(department: Department, successor: Department) -> None:
    """Raise ``RuleBroken`` when this one cannot take over: a circle, or a collective."""
    if successor.is_collective:
        raise RuleBroken("successor", "集合名称不能承接职责。")
    if department.id in _succession(successor):
        raise RuleBroken("successor", "承接关系不能绕回自己。")


def deactivate_department(department: Department) -> None:
    """Take a department out of office; its cases and history stay. Raises ``RuleBroken`` while others depend on it."""
    if any(each.is_active for each in list_below(department)):
        raise RuleBroken("is_active", "它还有在用的下级单位，请先移走或停用下级。")
    if count_people([department.id]) and department.successor_id is None:
        raise RuleBroken("is_active", "这个单位还有在岗人员。请先指定承接单位，或者先调整人员。")
    if department.is_active:
        department.is_active = False
        emit(DepartmentChanged(department.id, "停用"))


def activate_department(department: Department) -> None:
    """Put a department back into office."""
    if not department.is_active:
        department.is_active = True
        emit(DepartmentChanged(department.id, "恢复使用"))


def free_name(field: str, name: str, own: Department | None) -> str:
    """The stripped name, if no other department bears it. Raises ``RuleBroken`` on ``field`` otherwise."""
    name = name.strip()
    if not name:
        raise RuleBroken(field, "请写单位名称。")
    if len(name) > 120:
        raise RuleBroken(field, f"名称最多 120 个字（现在 {len(name)} 个字）。")
    for other in all_departments():
        if other is not own and (other.name == name or name in other.aliases):
            raise RuleBroken(field, f"“{name}”已经是“{other.name}”的名称或别名。")
    return name


def _check_parent(parent: Department | None, levels: int = 1) -> None:
    if parent is None:
        return
    if parent.is_collective:
        raise RuleBroken("parent", "集合名称下面不能有单位。")
    if len(parent.ancestor_ids) + levels > MAX_DEPTH:
        raise RuleBroken("parent", f"单位树最多 {MAX_DEPTH} 层。")


def _succession(department: Department) -> list[int]:
    """The department and those that took over from it, in order."""
    by_id = {each.id: each for each in all_departments()}
    chain, current = [department.id], department
    while current.successor_id is not None and current.successor_id not in chain:
        current = by_id[current.successor_id]
        chain.append(current.id)
    return chain
