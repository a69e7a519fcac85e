"""The columns of case lists as one table: what can be shown in the queue and what can be exported.

No column names or describes a reporter, and none holds words of a report: identities are sealed, so there is nothing of them to give.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from portal.cases.lists.queries import ReportFacts
from portal.cases.models import NO_DUE_DATE, Case

_FEN_PER_YUAN = 100


@dataclass(frozen=True)
class ExportRow:
    """A case with what an export tells of it, everything at hand."""

    case: Case
    area: str
    limit: str  # the name of the clock that governs
    facts: ReportFacts | None
    tags: list[str]


@dataclass(frozen=True)
class Column:
    """One column. ``value`` is its cell in an export; ``on_screen`` says whether the queue can show it, ``is_usual`` whether it does so
    for somebody who chose nothing; ``is_fixed`` that it is always shown.
    """

    key: str
    label: str
    value: Callable[[ExportRow], object]
    kind: str = "text"
    on_screen: bool = False
    is_usual: bool = True
    is_fixed: bool = False


def _label(member: object) -> str:
    return str(getattr(member, "label", "") or "")


def _on_time(row: ExportRow) -> str:
    return {True: "按时", False: "超期"}.get(row.case.was_on_time, "") if row.case.was_on_time is not None else ""


def _due(row: ExportRow) -> object:
    return row.case.due_on if row.case.due_on != NO_DUE_DATE else None


def _yuan(row: ExportRow) -> object:
    return row.facts.amount_fen / _FEN_PER_YUAN if row.facts and row.facts.amount_fen is not None else None


COLUMNS: tuple[Column, ...] = (
    Column("number", "受理编号", lambda row: row.case.number, "code", on_screen=True, is_fixed=True),
    Column("title", "事项", lambda row: row.case.title, "head", on_screen=True, is_fixed=True),
    Column("kind", "类型", lambda row: row.case.kind.label, on_screen=True, is_usual=False),
    Column("respondent", "被反映单位", lambda row: row.case.respondent_name, on_screen=True),
    Column("area", "领域", lambda row: row.area, on_screen=True),
    Column("status", "状态", lambda row: row.case.status.label, "tag", on_screen=True),
    Column("due", "期限", _due, "tag", on_screen=True),
    Column("limit", "期限种类", lambda row: row.limit),
    Column("lead", "牵头单位", lambda row: row.case.lead_department.name if row.case.lead_department else ""),
    Column("officer", "承办", lambda row: row.case.officer.display_name if row.case.officer else "", on_screen=True),
    Column("received", "收到", lambda row: row.case.received_on, "date", on_screen=True),
    Column("replied", "答复日期", lambda row: row.case.replied_on, "date", on_screen=True, is_usual=False),
    Column("on_time", "是否按时", _on_time),
    Column("finding", "认定", lambda row: _label(row.case.finding), on_screen=True, is_usual=False),
    Column("conduct", "反映事项", lambda row: _label(row.facts.conduct) if row.facts else ""),
    Column("channel", "反映渠道", lambda row: _label(row.facts.channel) if row.facts else ""),
    Column("amount", "涉及金额（元）", _yuan, "number"),
    Column("tags", "标签", lambda row: "、".join(row.tags), on_screen=True, is_usual=False),
)
BY_KEY: dict[str, Column] = {column.key: column for column in COLUMNS}


def shown(chosen: Iterable[str]) -> list[Column]:
    """The columns of the queue for somebody who chose these; who chose none gets the usual ones. Unknown keys are passed over."""
    wanted = set(chosen) & set(BY_KEY)
    return [each for each in COLUMNS if each.on_screen and (each.is_fixed or (each.key in wanted if wanted else each.is_usual))]


def chosen(keys: Iterable[str]) -> list[Column]:
    """The columns of an export, in the order of the table."""
    wanted = set(keys)
    return [each for each in COLUMNS if each.key in wanted]
