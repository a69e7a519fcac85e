"""Whether the house runs: jobs, mail, clocks, calendar, disk, backup, in words and with what to do."""

import shutil
from dataclasses import dataclass
from datetime import timedelta

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
from portal.documents import PdfNotSetUp, is_pdf_set_up
from portal.notifications import outbox
from portal.notifications import queries as messages
from portal.prepared import queries as prepared
from portal.upkeep import queries as upkeep
from portal.upkeep.models import JobRun
from portal.upkeep.operations import BACKUP
from portal.web.admin.acts import needs, note
from portal.web.admin.blueprint import blueprint
from portal.web.admin.job_words import job_rows
from portal.web.filters import instant

_GIB = 1024**3
_LITTLE_SPACE_GIB = 2
_WORKER_SILENT = timedelta(minutes=5)
_START_WORKER = "请启动后台程序：flask --app portal worker；装成服务的，看它的日志。"


@dataclass(frozen=True)
class Check:
    """One thing that was looked at: what, how it stands, whether somebody must act, and then how."""

    what: str
    state: str
    needs_attention: bool
    to_do: str = ""


@blueprint.get("/health")
def health() -> str:
    """Every check, and the messages that were given up."""
    needs(Permission.HEALTH_READ)
    known = upkeep.runs()
    checks = [_worker(known), _mail(), _failed_mail(), _files(), _clocks(known), _calendar(), _disk(), _backup(known)]
    checks += [_database(), _custody(), _scanner(), _pdf()]
    return render_template("admin/health.html", checks=checks, undelivered=messages.list_failed(), jobs=job_rows(known))


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
        return Check("发信", f"没有设置邮件服务器，{waiting} 封邮件在排队", waiting > 0, "请设置 MAIL_SERVER 等环境变量，然后重新启动。")
    return Check("发信", f"{waiting} 封邮件等待发送" if waiting else "没有积压", False)


def _failed_mail() -> Check:
    failed = messages.count_failed()
    return Check("发送失败", f"{failed} 封邮件没有送达，见下表" if failed else "没有", failed > 0, "请按下表的原因处理，再重新发送。")


def _worker(known: dict[str, JobRun]) -> Check:
    """The worker as a whole: whether any job went well lately."""
    last = max((run.last_success_at for name, run in known.items() if name != BACKUP and run.last_success_at), default=None)
    if last is None:
        return Check("后台程序", "还没有运行过", True, _START_WORKER)
    is_late = clock.now() - last > _WORKER_SILENT
    return Check("后台程序", f"最近一次完成任务是 {instant(last)}", is_late, _START_WORKER)


def _files() -> Check:
    waiting = prepared.count_waiting()
    return Check("等待生成的文件", f"{waiting} 份文件等待生成" if waiting else "没有积压", False)


def _clocks(known: dict[str, JobRun]) -> Check:
    waiting, run = deadlines.count_due_for_sweep(clock.today()), known.get("sweep-deadlines")
    last = f"，最近一次检查 {instant(run.last_success_at)}" if run and run.last_success_at else ""
    words = f"还有 {waiting} 个到期提醒没有处理" if waiting else "到期提醒都已处理"
    return Check("期限检查", words + last, waiting > 0, "过几分钟再看；一直不减少的，请检查后台程序。")


def _backup(known: dict[str, JobRun]) -> Check:
    run, most = known.get(BACKUP), settings().backup_max_hours
    if run is None or run.last_success_at is None:
        return Check("备份", "没有登记过备份", True, "请让备份程序在成功后运行 flask --app portal backup done，见 docs/deployment.md。")
    hours = int((clock.now() - run.last_success_at).total_seconds() // 3600)
    words = f"最近一次 {instant(run.last_success_at)}，{hours} 小时以前" if hours else f"最近一次 {instant(run.last_success_at)}"
    return Check("备份", words, hours >= most, f"超过 {most} 小时没有备份，请检查备份程序。")


def _pdf() -> Check:
    if is_pdf_set_up():
        return Check("PDF 文件", "可以生成", False)
    return Check("PDF 文件", "还没有装好生成 PDF 的组件，其他格式不受影响", True, str(PdfNotSetUp().message))


def _calendar() -> Check:
    in_force, year = deadlines.calendar(), clock.today().year
    missing = [str(each) for each in (year, year + 1) if not in_force.is_known(each)]
    words = f"还没有 {'、'.join(missing)} 年的放假安排，期限标为暂定" if missing else "今明两年齐全"
    return Check("工作日历", words, bool(missing), "国务院办公厅公布放假安排后，请在“工作日历”里导入。")


def _custody() -> Check:
    warnings = custody_state().warnings
    return Check("密封密钥", "".join(warnings) or "三位保管人都在任，恢复单都已打印", bool(warnings), "请安全管理员在“密封密钥”里处理。")


def _disk() -> Check:
    free = shutil.disk_usage(settings().data_dir).free / _GIB
    return Check("磁盘", f"数据目录所在磁盘还剩 {free:.1f} GB", free < _LITTLE_SPACE_GIB, "请清理或者扩大磁盘；写满以后不能接收材料。")


def _database() -> Check:
    kind = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}.get(engine().dialect.name, engine().dialect.name)
    return Check("数据库", f"{kind}，连接正常", False)


def _scanner() -> Check:
    if not evidence.has_scanner():
        return Check("查毒", "没有设置查毒程序：材料都经过清洗，但没有查过病毒", False)
    version, waiting, found = evidence.scanner_version(), files.count_scans(ScanState.PENDING), files.count_scans(ScanState.INFECTED)
    kept = f"；{found} 份材料查出病毒，已隔离" if found else ""
    if not version:
        return Check("查毒", f"查毒程序连不上，{waiting} 份材料的原件等待查毒，查过之前不能打开{kept}", True, "请检查 clamd 是否在运行。")
    return Check("查毒", f"{version.split('/')[0]} 运行正常，{waiting} 份材料等待查毒{kept}", False)
