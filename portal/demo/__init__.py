"""Demo accounts and cases, clearly marked; they exist only where somebody asked for them."""

from datetime import datetime

from portal.accounts import operations as accounts
from portal.accounts import queries
from portal.accounts.models import User
from portal.db import transaction
from portal.demo.custody import PASSPHRASE
from portal.demo.loading import load
from portal.demo.people import PASSWORD, make_accounts
from portal.errors import NotAllowed


def is_loaded() -> bool:
    """Whether the demo accounts exist."""
    supervisor = queries.find_by_username("supervisor")
    return supervisor is not None and supervisor.is_demo


def load_text() -> str:
    """Load what is missing of the demo data and say how much that was."""
    made = load()
    return f"已建立 {made} 件演示办件。" if made else "演示数据已经在了，没有变化。"


def code_text(username: str, at: datetime) -> str:
    """The one-time code of a demo account at an aware instant. Raises ``NotAllowed`` for any other account."""
    user = queries.find_by_username(username)
    if user is None or not user.is_demo:
        raise NotAllowed(f"{username} 不是演示账号，不能在这里查看动态验证码。")
    return accounts.current_code(user, at)


def accounts_text() -> str:
    """The demo sign-ins, one a line."""
    with transaction():
        people = make_accounts()
        lines = [_line(user) for user in people]
    phrase = f"三位演示保管人的保管口令都是：{PASSPHRASE}"
    return "\n".join([f"演示账号（密码都是 {PASSWORD}）：", *lines, phrase, "动态验证码：.venv/bin/flask --app portal demo code 用户名"])


def _line(user: User) -> str:
    roles = "、".join(role.label for role in user.roles)
    return f"  {user.username:<14} {roles}，{user.department.name if user.department else ''}"
