"""The blueprint that the views of this area hang on, and what its pages show in the bar."""

from typing import Any

from flask import Blueprint, request, url_for
from flask_login import current_user

from portal.accounts import passwords
from portal.web import homes

blueprint = Blueprint("account", __name__, url_prefix="/account")

_OWN_PAGES = (
    ("account.settings", "个人设置"),
    ("account.passkeys", "通行密钥"),
    ("account.own_sessions", "登录中的设备"),
    ("account.history", "登录记录"),
    ("account.change_password", "修改密码"),
)


@blueprint.context_processor
def _bar() -> dict[str, Any]:
    """Name, way to work and own pages of whoever is signed in; while signing in only what a new password must be like."""
    rule = passwords.rule_in_words()
    if not current_user.is_authenticated:
        return {"who": None, "nav_items": [], "password_rule": rule}
    department = current_user.department
    who = {
        "name": current_user.display_name,
        "department": department.name if department else "",
        "settings_url": url_for("account.settings"),
        "sign_out_url": url_for("account.sign_out"),
    }
    home = homes.home_of(current_user.roles)
    items = [{"label": "工作页面", "url": home, "current": False}] if home else []
    items += [{"label": label, "url": url_for(endpoint), "current": request.endpoint == endpoint} for endpoint, label in _OWN_PAGES]
    return {"who": who, "nav_items": items, "password_rule": rule}
