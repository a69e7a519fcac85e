"""Whether the house runs: mail, clocks, calendar, disk, in words."""

import shutil
from dataclasses import dataclass

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from portal import clock
from portal.access import Permission
from portal.attachments import operations as evidence
from portal.attachments import queries as files
from portal.attachments.models import ScanState
from portal.config import settings
from portal.custody.status import state as custody_state
from portal.db import engine, transaction
from portal.deadlines import queries as deadlines
from portal.notifications import outbox
from portal.notifications import queries as messages
from portal.web.admin.acts import needs, note
from portal.web.admin.blueprint import blueprint

_GIB = 1024**3
_LITTLE_SPACE_GIB = 2


@dataclass(frozen=True)
class Check:
    """One thing that was looked at: what, how it stands, and whether somebody must act."""

    what: str
    state: str
    needs_attention: bool


@blueprint.get("/health")
def health() -> str:
    """Every check, and the messages that were given up."""
    needs(Permission.HEALTH_READ)
    checks = [_mail(), _failed_mail(), _clocks(), _calendar(), _disk(), _database(), _custody(), _scanner()]
    return render_template("admin/health.html", checks=checks, undelivered=messages.list_failed())


@blueprint.post("/health/mail/<int:message_id>/retry")
def retry_mail(message_id: int) -> Response:
    """Give a message that was given up another try."""
    needs(Permission.HEALTH_READ)
    with transaction():
        outbox.try_again(messages.get_message(message_id))
        note("mail:retry", "message", message_id)
    flash("已重新排队发送。")
    return redirect(url_for("admin.health"), 303)


def _mail() -> Check:
    waiting = messages.count_waiting()
    if not settings().mail_server:
        return Check("发信", f"没有设置邮件服务器，{waiting} 封邮件在排队", waiting > 0)
    return Check("发信", f"{waiting} 封邮件等待发送" if waiting else "没有积压", False)


def _failed_mail() -> Check:
    failed = messages.count_failed()
    return Check("发送失败", f"{failed} 封邮件没有送达，见下表" if failed else "没有", failed > 0)


def _clocks() -> Check:
    waiting = deadlines.count_due_for_sweep(clock.today())
    return Check("期限检查", f"还有 {waiting} 个到期提醒没有处理，请检查后台程序是否在运行" if waiting else "到期提醒都已处理", waiting > 0)


def _calendar() -> Check:
    in_force, year = deadlines.calendar(), clock.today().year
    missing = [str(each) for each in (year, year + 1) if not in_force.is_known(each)]
    return Check("工作日历", f"还没有 {'、'.join(missing)} 年的放假安排，期限标为暂定" if missing else "今明两年齐全", bool(missing))


def _custody() -> Check:
    warnings = custody_state().warnings
    return Check("密封密钥", "".join(warnings) or "三位保管人都在任，恢复单都已打印", bool(warnings))


def _disk() -> Check:
    free = shutil.disk_usage(settings().data_dir).free / _GIB
    return Check("磁盘", f"数据目录所在磁盘还剩 {free:.1f} GB", free < _LITTLE_SPACE_GIB)


def _database() -> Check:
    kind = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}.get(engine().dialect.name, engine().dialect.name)
    return Check("数据库", f"{kind}，连接正常", False)


def _scanner() -> Check:
    if not evidence.has_scanner():
        return Check("查毒", "没有设置查毒程序：材料都经过清洗，但没有查过病毒", False)
    version, waiting, found = evidence.scanner_version(), files.count_scans(ScanState.PENDING), files.count_scans(ScanState.INFECTED)
    kept = f"；{found} 份材料查出病毒，已隔离" if found else ""
    if not version:
        return Check("查毒", f"查毒程序连不上，{waiting} 份材料的原件等待查毒，查过之前不能打开{kept}", True)
    return Check("查毒", f"{version.split('/')[0]} 运行正常，{waiting} 份材料等待查毒{kept}", False)
