"""What the desk and the oversight pages of the ledger share: forms, and the facts of a task or finding as plain values."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from flask import url_for
from werkzeug.datastructures import FileStorage
from wtforms import HiddenField, MultipleFileField, TextAreaField

from portal.access import Actor, allows
from portal.attachments import operations as attachments
from portal.attachments import queries as files
from portal.attachments.models import Attachment
from portal.attachments.operations import CheckedFile
from portal.errors import NotFound
from portal.ledger.models import Deliverable, InspectionFinding, LedgerEntry, TaskProgress
from portal.ledger.vocabulary import TaskState
from portal.ledger.workflow import TASK_TRANSITIONS
from portal.profiles.vocabulary import OrganRole
from portal.web.files import file_rows
from portal.web.filters import day
from portal.web.forms import HouseForm, Length, Needed, SelectOne

ENTRY_ROWS = 50


class MoveForm(HouseForm):
    """To which state, and what was done or why. ``back`` is the query of the list to return to."""

    target = SelectOne("移到", [Needed("请选择移到哪一列")], choices=TaskState)
    note = TextAreaField("说明", [Length(0, 5000)])
    back = HiddenField()


def moves(progress: TaskProgress, actor: Actor) -> list[TaskState]:
    """The states to which this person may bring a task now."""
    fitting = [row for row in TASK_TRANSITIONS.values() if progress.state in row.sources]
    return [row.target for row in fitting if allows(actor, row.permission, progress)]


def task_facts(progress: TaskProgress, today: date) -> list[dict[str, Any]]:
    """The words of the plan and what follows from them, for a summary list."""
    task = progress.task
    rows: list[tuple[str, str | list[str]]] = [
        ("类别", task.group),
        ("章节", task.section),
        ("工作任务", task.text),
        ("责任单位（方案原文）", task.responsible_text),
        ("时间进度（方案原文）", task.schedule),
        ("检查考核（方案原文）", list(task.inspection)),
        ("具体事项", list(task.items)),
        ("正文要求", task.detail),
        ("正文责任分工", task.detail_responsible_text),
    ]
    shown = [{"label": label, "value": value} for label, value in rows if value]
    return [*shown, {"label": "期限", "value": due_words(progress, today)}]


def due_words(progress: TaskProgress, today: date) -> str:
    """The last day of a task in words, and whether it was set here."""
    if progress.due_on is None:
        return "持续实施，没有期限" if progress.goes_on else "方案没有写明期限"
    late = (today - progress.due_on).days
    words = day(progress.due_on)
    if progress.state is not TaskState.DONE:
        words += f"，已逾期 {late} 天" if late > 0 else "，今天到期" if late == 0 else f"，还剩 {-late} 天"
    return words + ("（调整后的期限）" if progress.due_is_set else "") + ("，之后持续实施" if progress.goes_on else "")


def organ_rows(progress: TaskProgress) -> list[tuple[str, str]]:
    """Who has which part: label of the part, names. A collective name of the plan is never among them."""
    by_role = {role: [each for each in progress.organs if each.role is role] for role in OrganRole}
    return [(role.label, "、".join(each.department.name for each in organs)) for role, organs in by_role.items() if organs]


def moments(entries: Iterable[LedgerEntry]) -> list[dict[str, Any]]:
    """The course of a task for ``timeline``."""
    return [
        {
            "title": entry.kind.label + (f"：{entry.before} → {entry.after}" if entry.after else ""),
            "at": entry.at,
            "actor": _who(entry),
            "sentences": entry.text.splitlines(),
        }
        for entry in entries
    ]


def _who(entry: LedgerEntry) -> str:
    if entry.user is None:
        return "平台"
    home = entry.user.department
    return f"{home.name} {entry.user.display_name}" if home else entry.user.display_name


def deliverable_rows(found: Sequence[Deliverable], endpoint: str) -> list[dict[str, Any]]:
    """Deliverables with their files, in two queries however many there are."""
    by_owner = files.list_for_many("deliverable", [each.id for each in found])
    return [
        {
            "row": each,
            "files": file_rows(by_owner[str(each.id)], endpoint, task_id=each.task_id, deliverable_id=each.id),
            "by": each.handed_in_by.display_name if each.handed_in_by else "",
        }
        for each in found
    ]


def deliverable_file(deliverable: Deliverable, token: str) -> Attachment:
    """One file of a deliverable. Raises ``NotFound``."""
    return _found("deliverable", deliverable.id, token)


def finding_file(finding: InspectionFinding, token: str) -> Attachment:
    """One file of an answer to a finding. Raises ``NotFound``."""
    return _found("finding", finding.id, token)


def _found(kind: str, owner_id: int, token: str) -> Attachment:
    found = files.find_owned(kind, owner_id, token)
    if found is None:
        raise NotFound("没有找到这个附件。")
    return found


def finding_values(finding: InspectionFinding, today: date, file_endpoint: str) -> dict[str, Any]:
    """What both sides see of a finding."""
    rows = file_rows(files.list_for("finding", finding.id), file_endpoint, finding_id=finding.id)
    steps = [
        {"title": step.action.label, "at": step.at, "actor": _name_of(step.user), "sentences": step.text.splitlines()}
        for step in reversed(finding.steps)
    ]
    facts = [
        {"label": "检查", "value": finding.round.title},
        {"label": "单位", "value": finding.department.name},
        {"label": "任务", "value": f"{finding.progress.task.seq}　{finding.progress.name}" if finding.progress else "不针对某一项任务"},
        {"label": "发现的问题", "value": finding.problem},
        {"label": "整改要求", "value": finding.demand},
        {"label": "整改期限", "value": day(finding.due_on) + ("，已逾期" if finding.is_late(today) else "")},
    ]
    asked = finding.open_extension
    if asked is not None:
        facts.append({"label": "申请延期", "value": f"延长 {asked.days} 天，等监督人员决定。理由：{asked.reason}"})
    return {"finding": finding, "facts": facts, "steps": steps, "files": rows}


def _name_of(user: Any) -> str:
    return f"{user.department.name} {user.display_name}" if user.department else str(user.display_name)


def checked_files(field: MultipleFileField) -> list[CheckedFile]:
    """The files chosen, opened and cleaned; before the transaction, because it may take seconds. Raises ``RuleBroken``."""
    chosen = [each for each in field.data or [] if isinstance(each, FileStorage) and each.filename]
    return attachments.check_files([(each.stream, each.filename or "") for each in chosen])


def list_url(endpoint: str, back: str) -> str:
    """The list a person came from: its own address with the query that was kept."""
    return url_for(endpoint) + (f"?{back}" if back else "")
