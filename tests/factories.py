"""Plain functions that make valid rows in a transaction of their own; name only what the test is about."""

from itertools import count
from typing import Any

from portal import clock
from portal.accounts import operations, queries
from portal.accounts.models import Department, RoleGrant, User, UserSession
from portal.accounts.vocabulary import DepartmentKind, Role
from portal.crypto import random_token
from portal.db import add, flush, transaction

_numbers = count(1)
PASSWORD = "Sincere-house-2026"


def make_department(name: str | None = None, parent: Department | None = None, **fields: Any) -> Department:
    """A department in the tree; a 机关部门 with a name of its own unless said otherwise."""
    fields.setdefault("kind", DepartmentKind.ORGAN)
    fields.setdefault("phone", "022-12345678")
    with transaction():
        department = Department(name=name or f"测试第{next(_numbers)}局", parent_id=parent.id if parent else None, **fields)
        add(department)
        flush()
        department.path = f"{parent.path if parent else '/'}{department.id}/"
    return department


def make_user(*roles: Role, department: Department | None = None, username: str | None = None, **fields: Any) -> User:
    """A person with these roles, in a department of their own unless one is given; no password, see ``give_password``."""
    number = next(_numbers)
    home = department or make_department()
    fields.setdefault("display_name", f"王测试{number}")
    with transaction():
        user = User(username=username or f"user{number}", department_id=home.id, created_at=clock.now(), **fields)
        user.grants = [RoleGrant(role=role, granted_at=clock.now()) for role in roles]
        add(user)
    return user


def give_password(user: User, password: str = PASSWORD, *, must_change: bool = False) -> str:
    """Set a password, and return it."""
    with transaction():
        operations.set_password(queries.get_user(user.id), password, must_change=must_change)
    return password


def give_second_factor(user: User) -> str:
    """Enrol an authenticator, and return its secret in base32."""
    with transaction():
        person = queries.get_user(user.id)
        secret = operations.enrol_second_factor(person)
        operations.confirm_second_factor(person)
    return secret


def open_session_of(user: User, **fields: Any) -> str:
    """A session with every step done, and return its token."""
    token, at = random_token(), clock.now()
    fields = {"started_at": at, "last_seen_at": at, "second_factor_at": at, "opened_at": at, **fields}
    with transaction():
        add(UserSession(token_hash=queries.token_hash(token, "session"), user_id=user.id, **fields))
    return token
