"""Changing what is known of a member of staff besides rights and secrets."""

from portal.accounts.events import PersonEdited
from portal.accounts.models import Department, User
from portal.accounts.operations import end_all_sessions
from portal.db import flush
from portal.errors import RuleBroken
from portal.events import emit

LONGEST_NAME = 60


def edit_person(user: User, display_name: str, department: Department | None, email: str, phone: str) -> list[str]:
    """Change name, department and contacts; returns the Chinese names of what changed.

    A change of department ends all sessions, so that rights never change under a signed-in person. Raises ``RuleBroken``.
    """
    display_name = display_name.strip()
    if not display_name or len(display_name) > LONGEST_NAME:
        raise RuleBroken("display_name", f"请填写姓名，最多 {LONGEST_NAME} 个字。")
    if department is not None and (department.is_collective or not department.is_active):
        raise RuleBroken("department", "请选一个在用的具体单位。")
    changed = []
    if user.department_id != (department.id if department else None):
        user.department = department
        end_all_sessions(user)
        changed.append("所在单位")
    for field, label, value in (("display_name", "姓名", display_name), ("email", "邮箱", email.strip()), ("phone", "电话", phone.strip())):
        if getattr(user, field) != value:
            setattr(user, field, value)
            changed.append(label)
    if changed:
        flush()
        emit(PersonEdited(user.id))
    return changed
