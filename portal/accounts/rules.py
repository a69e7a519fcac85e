"""Which roles one person may hold together (GB/T 22239-2019, 8.1.5), and what a user name looks like."""

import re
from collections.abc import Iterable

from portal.accounts.vocabulary import ADMINISTRATORS, Role

_CUSTODIANS = frozenset({Role.CUSTODIAN})
# Whoever holds a role of the first set holds none of the second, and the other way round; a role is no hindrance to itself.
EXCLUSIONS: tuple[tuple[frozenset[Role], frozenset[Role], str], ...] = (
    (ADMINISTRATORS, ADMINISTRATORS, "系统管理员、安全管理员、审计管理员必须由不同的人担任。"),
    (ADMINISTRATORS, frozenset(Role) - ADMINISTRATORS, "管理员不能兼任业务角色，业务人员也不能兼任管理员。"),
    # Custodians keep identities from those who handle the cases.
    (_CUSTODIANS, frozenset({Role.OFFICER, Role.HEAD}), "身份保管人不能由承办人或单位负责人兼任：办理的人不能自己打开反映人的身份。"),
)

_USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,58}[a-z0-9]")


def role_conflict(held: Iterable[Role], wanted: Role) -> str | None:
    """Why a role cannot be added to those held, as a Chinese sentence of ``EXCLUSIONS``; None when it can."""
    others = set(held) - {wanted}
    return next((why for one, other, why in EXCLUSIONS if (wanted in one and others & other) or (wanted in other and others & one)), None)


def exclusions_of(role: Role) -> frozenset[Role]:
    """The roles that whoever holds this one cannot hold beside it."""
    return frozenset(other for other in Role if other is not role and role_conflict({other}, role) is not None)


def username_problem(username: str) -> str | None:
    """What is wrong with a normalised user name; None when it will do."""
    if not _USERNAME.fullmatch(username):
        return "用户名请用 3 到 60 个小写字母、数字、点、横线或下划线，首尾用字母或数字。"
    return None


def normalise_username(typed: str) -> str:
    """A user name as it is stored: no surrounding space, lower case."""
    return typed.strip().lower()
