"""The blueprint that the admin views hang on, and what its pages show in the bar."""

from typing import Any

from flask import Blueprint, request, url_for
from flask_login import current_user

from portal.access import Permission, allows
from portal.notifications import queries as notices
from portal.web.addresses import present_path

blueprint = Blueprint("admin", __name__, url_prefix="/admin")

# Endpoint, label, the permission that opens it, and one sentence for the first page.
SECTIONS = (
    ("admin.departments", "单位", Permission.DEPARTMENT_EDIT, "单位树、别名、联系方式、承接关系"),
    ("admin.users", "人员", Permission.ACCOUNT_READ, "开通和停用账号，授予角色"),
    ("admin.custody", "密封密钥", Permission.CUSTODY_FOUND, "举报人身份的保管人、密钥的生成和更换"),
    ("admin.permissions", "权限表", Permission.ACCOUNT_READ, "每种角色能做什么"),
    ("admin.reply_templates", "答复模板", Permission.TEMPLATE_EDIT, "答复、不予受理、补正等用语"),
    ("admin.calendar", "工作日历", Permission.CALENDAR_EDIT, "节假日、调休上班，影响办理期限"),
    ("admin.limits", "办理时限", Permission.LIMIT_EDIT, "每项时限的天数、依据和上限，改动的版本"),
    ("admin.routing_table", "分派规则", Permission.PROFILE_LOAD, "哪个领域由哪个单位承办，可以试算"),
    ("admin.profile", "地区配置", Permission.PROFILE_LOAD, "地区、网站信息、导入新的配置"),
    ("admin.exchange", "数据交换", Permission.EXCHANGE_EDIT, "上级、下级平台和热线的对接、密钥、报文日志"),
    ("admin.audit_log", "审计日志", Permission.AUDIT_READ, "谁在什么时候看过、改过什么"),
    ("admin.health", "运行状况", Permission.HEALTH_READ, "邮件、期限检查、磁盘"),
)


@blueprint.context_processor
def _bar() -> dict[str, Any]:
    """Name and sections of the administrator; nothing for who is not signed in."""
    if not current_user.is_authenticated:
        return {"who": None, "nav_items": []}
    department = current_user.department
    who = {
        "name": current_user.display_name,
        "department": department.name if department else "",
        "notices_url": url_for("admin.list_notices"),
        "notices_count": notices.count_unread(current_user.id),
        "settings_url": url_for("account.settings"),
        "sign_out_url": url_for("account.sign_out"),
    }
    return {"who": who, "nav_items": [{**section, "current": _is_current(section["endpoint"])} for section in open_sections()]}


def open_sections() -> list[dict[str, Any]]:
    """The sections this administrator may enter."""
    return [
        {"endpoint": endpoint, "label": label, "url": url_for(endpoint), "text": text}
        for endpoint, label, permission, text in SECTIONS
        if allows(current_user, permission)
    ]


def _is_current(endpoint: str) -> bool:
    return present_path().startswith(url_for(endpoint)) if request.endpoint else False
