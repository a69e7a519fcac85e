"""The jobs of the worker in words: what each is for, how often, and how it went."""

from dataclasses import dataclass
from datetime import timedelta

from portal import clock
from portal.jobs import all_jobs
from portal.upkeep.models import JobRun
from portal.web.filters import instant

JOB_WORDS = {
    "deliver-mail": "发送邮件",
    "prepare-files": "生成文件",
    "sweep-deadlines": "检查期限、发出提醒",
    "climb-ladder": "督办台阶",
    "follow-calendar": "日历变化后重算期限",
    "follow-departments": "单位到日更名、承接",
    "refresh-figures": "更新公开统计",
    "find-warnings": "查找异常、预警",
    "compact-tallies": "整理队列计数",
    "keep-facts": "补齐统计底数",
    "trace-reports": "补齐查找重复的索引",
    "settle-figures": "汇总统计",
    "scan-evidence": "材料查毒",
    "end-publications": "结束到期的公示",
    "end-registers": "结束到期的公开登记和评议",
    "end-records": "结束到期的失信记录公示",
    "publish-batches": "每月一日批量公示",
    "remind-reporters": "提醒反映人过目公示稿",
    "follow-ledger": "更新工作台账",
    "exchange": "和其他平台交换数据",
    "check-audit": "检查审计日志是否完整",
    "issue-head": "公布存证日志头",
    "end-custody-acts": "结束到期的保管人申请",
    "end-identity-requests": "结束到期的身份申请",
    "renew-seals": "更新身份的密封方式",
    "erase-due": "销毁到期的身份、材料和线索",
    "clean-up": "清理过期的草稿、会话和文件",
}
_LATE_AFTER = timedelta(minutes=15)


@dataclass(frozen=True)
class JobRow:
    """One job as the page shows it."""

    label: str
    pace: str
    succeeded: str
    failed: str
    state: str
    tone: str


def job_rows(known: dict[str, JobRun]) -> list[JobRow]:
    """Every job, those that need somebody first."""
    rows = [_row(job.name, job.every_seconds, known.get(job.name)) for job in all_jobs()]
    return sorted(rows, key=lambda row: row.tone == "green")


def _row(name: str, every_seconds: float, run: JobRun | None) -> JobRow:
    succeeded = instant(run.last_success_at) if run and run.last_success_at else ""
    failed = f"{instant(run.last_failure_at)}（{run.last_failure}）" if run and run.last_failure_at else ""
    state, tone = _state(every_seconds, run)
    return JobRow(JOB_WORDS.get(name, name), _pace(every_seconds), succeeded, failed, state, tone)


def _state(every_seconds: float, run: JobRun | None) -> tuple[str, str]:
    if run is None:
        return "没有运行过", "amber"
    if run.is_failing:
        return "正在失败", "red"
    allowed = max(_LATE_AFTER, 3 * timedelta(seconds=every_seconds))
    is_late = run.last_success_at is None or clock.now() - run.last_success_at > allowed
    return ("很久没有运行", "amber") if is_late else ("正常", "green")


def _pace(seconds: float) -> str:
    if seconds < 60:
        return f"每 {seconds:g} 秒"
    return f"每 {seconds / 60:g} 分钟" if seconds < 3600 else f"每 {seconds / 3600:g} 小时"
