"""The ledger and the result of an inspection as papers: the source's own columns and words first, what the house adds behind them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from portal import clock
from portal.documents import Document, Heading, Paragraph, Signature, Table
from portal.ledger.columns import Column, columns_of, rows_of
from portal.ledger.models import InspectionCheck, InspectionFinding, InspectionRound, TaskProgress
from portal.ledger.queries import tasks as queries
from portal.ledger.summary import Line, Summary
from portal.ledger.vocabulary import CheckResult
from portal.profiles.models import Jurisdiction

_ADDED = (Column("state", "进展状态", 6), Column("due", "期限", 8), Column("latest", "最近进展", 20))
_KEYS = (
    "seq", "group", "section", "title", "text", "responsible_text", "schedule", "inspection",
    "deliverables", "items", "detail", "detail_responsible_text",
)  # fmt: skip


@dataclass(frozen=True)
class Sheet:
    """A table ready to be written: its title, the heads of its columns, their widths, and its rows."""

    title: str
    header: list[str]
    widths: list[int]
    rows: list[list[Any]]

    def document(self) -> Document:
        """The sheet as a landscape paper."""
        rows = tuple(tuple(str(value) for value in row) for row in self.rows)
        return Document(self.title, (Table(tuple(self.header), rows, widths=tuple(self.widths)),), landscape=True)


def ledger_sheet(jurisdiction: Jurisdiction, found: Sequence[TaskProgress], today: date, with_progress: bool) -> Sheet:
    """The tasks in the columns of their source, word for word; ``with_progress`` adds how far they are."""
    tasks = [{key: getattr(each.task, key) for key in _KEYS} for each in found]
    columns = columns_of(jurisdiction.content["source"]["kind"], tasks)
    rows = rows_of(columns, tasks)
    if with_progress:
        columns += _ADDED
        latest = queries.latest_words([each.task_id for each in found])
        for progress, row in zip(found, rows, strict=True):
            entry = latest.get(progress.task_id)
            row += [progress.column(today).label, progress.due_on.isoformat() if progress.due_on else "", entry.text if entry else ""]
    return Sheet(jurisdiction.source_title, [each.title for each in columns], [each.width for each in columns], rows)


def round_document(
    made: InspectionRound, summary: Summary, checks: Sequence[InspectionCheck], findings: Sequence[InspectionFinding], organ: str
) -> Document:
    """The result of an inspection: numbers by department, what is not as it should be, what has to be put right."""
    blocks: list[Any] = [
        Heading("一、检查范围"),
        Paragraph(f"检查期间：{made.period}。共检查 {summary.total.checks} 项，涉及 {len(summary.lines)} 个单位。"),
        Heading("二、检查结果"),
        Table(_RESULT_HEAD, tuple(_result_row(line) for line in [*summary.lines, summary.total]), widths=(10, 4, 4, 4, 4, 4, 4, 4, 4)),
        Heading("三、发现的问题"),
        *_faults(checks),
        Heading("四、整改情况"),
        *_rectifications(findings),
        Heading("五、检查结论"),
        Paragraph(made.conclusion or "检查还没有结束。"),
    ]
    if made.ended_at is not None:
        blocks.append(Signature(organ, clock.local_date(made.ended_at)))
    return Document(f"{made.title}情况", tuple(blocks))


_RESULT_HEAD = ("单位", "检查", "符合", "基本符合", "不符合", "不涉及", "提出整改", "已整改", "逾期")


def _result_row(line: Line) -> tuple[str, ...]:
    told = (CheckResult.MET, CheckResult.PARTLY, CheckResult.NOT_MET, CheckResult.NOT_APPLICABLE)
    numbers = [line.checks, *(line.results[each] for each in told), line.findings, line.put_right, line.late]
    return (line.name, *(str(number) for number in numbers))


def _faults(checks: Sequence[InspectionCheck]) -> list[Any]:
    bad = [each for each in checks if each.result in (CheckResult.PARTLY, CheckResult.NOT_MET)]
    rows = tuple(
        (str(each.progress.task.seq), each.progress.name, each.department.name if each.department else "", each.result.label, each.remark)
        for each in bad
    )
    return [Table(("序号", "任务", "单位", "结果", "情况"), rows, widths=(2, 8, 5, 4, 10))] if rows else [Paragraph("没有发现问题。")]


def _rectifications(findings: Sequence[InspectionFinding]) -> list[Any]:
    rows = tuple((each.number, each.department.name, each.problem, each.demand, each.status.label) for each in findings)
    return [Table(("编号", "单位", "问题", "要求", "状态"), rows, widths=(5, 5, 9, 9, 3))] if rows else [Paragraph("没有提出整改要求。")]
