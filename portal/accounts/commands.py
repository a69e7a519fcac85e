"""What the command line does with accounts; plain functions from arguments to text. Each opens its own transaction."""

from portal.accounts import operations, queries
from portal.accounts.departments.queries import find_department
from portal.accounts.vocabulary import Role
from portal.db import transaction
from portal.errors import NotAllowed, RuleBroken


def create_user_text(username: str, display_name: str, department: str, roles: tuple[str, ...], email: str, base_url: str) -> str:
    """Make an account with roles and give its one-time link. Raises ``RuleBroken`` for an unknown department or role."""
    unknown = [role for role in roles if role not in {known.value for known in Role}]
    if unknown:
        raise RuleBroken("role", f"没有“{unknown[0]}”这个角色，可用的有：{'、'.join(role.value for role in Role)}。")
    with transaction():
        home = find_department(department)
        if home is None:
            raise RuleBroken("department", f"没有名为“{department}”的部门。")
        user = operations.create_user(username, display_name, home, email=email)
        for role in roles:
            operations.grant_role(user, Role(role))
        token = operations.create_invitation(user)
    return f"账号 {username} 已建立。请本人在 7 天内打开一次性链接设置密码：\n{base_url}/account/invitation/{token}"


def first_administrators_text(base_url: str) -> str:
    """The one-time link with which the first three administrators are made. Raises ``NotAllowed`` once an account exists."""
    with transaction():
        if queries.has_any_user():
            raise NotAllowed("平台已有账号，请由系统管理员开通其他账号。")
        token = operations.create_invitation(None)
    return f"还没有账号。请在 7 天内打开这个一次性链接，建立三名管理员：\n{base_url}/account/invitation/{token}"


def has_accounts() -> bool:
    """Whether anybody has an account."""
    return queries.has_any_user()
