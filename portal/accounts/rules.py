"""Which roles one person may hold together (GB/T 22239-2019, 8.1.5)."""

import re
from collections.abc import Iterable

from portal.accounts.vocabulary import ADMINISTRATORS, Role

_USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,58}[a-z0-9]")


def role_conflict(held: Iterable[Role], wanted: Role) -> str | None:
    """Why a role cannot be added to those held, as a Chinese sentence; None when it can.

    A person holds at most one of the three administrator roles, and an administrator holds no business role.
    """
    others = set(held) - {wanted}
    if not others:
        return None
    if wanted in ADMINISTRATORS and others & ADMINISTRATORS:
        return "系统管理员、安全管理员、审计管理员必须由不同的人担任。"
    if wanted in ADMINISTRATORS or others & ADMINISTRATORS:
        return "管理员不能兼任业务角色，业务人员也不能兼任管理员。"
    return None


def username_problem(username: str) -> str | None:
    """What is wrong with a normalised user name; None when it will do."""
    if not _USERNAME.fullmatch(username):
        return "用户名请用 3 到 60 个小写字母、数字、点、横线或下划线，首尾用字母或数字。"
    return None


def normalise_username(typed: str) -> str:
    """A user name as it is stored: no surrounding space, lower case."""
    return typed.strip().lower()
