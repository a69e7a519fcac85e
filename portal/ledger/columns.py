"""The columns of an exported ledger: for each kind of source its own order, and of those the ones its tasks have. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Column:
    """A column of the source: the key of its cells, its heading, and its share of the width of a page."""

    key: str
    title: str
    width: int


_SEQ, _GROUP = Column("seq", "序号", 3), Column("group", "类别", 8)
_SECTION, _TITLE, _TEXT = Column("section", "章节", 4), Column("title", "任务", 9), Column("text", "工作任务", 26)
_RESPONSIBLE, _SCHEDULE = Column("responsible_text", "责任单位", 14), Column("schedule", "时间进度", 8)
_INSPECTION, _RESULTS, _ITEMS = Column("inspection", "检查考核", 9), Column("deliverables", "成果形式", 20), Column("items", "具体事项", 16)
_DETAIL, _DETAIL_RESPONSIBLE = Column("detail", "正文要求", 26), Column("detail_responsible_text", "正文责任分工", 10)

# The order in which a source of that kind gives its cells. A kind that we do not know takes the last.
_ORDERS: dict[str, tuple[Column, ...]] = {
    "ledger": (_SEQ, _GROUP, _TEXT, _RESPONSIBLE, _SCHEDULE, _INSPECTION),
    "opinion": (_SEQ, _GROUP, _SECTION, _TEXT, _RESPONSIBLE, _SCHEDULE, _DETAIL, _DETAIL_RESPONSIBLE),
    "plan": (_SEQ, _GROUP, _SECTION, _TITLE, _TEXT, _RESPONSIBLE, _ITEMS),
    "news_report": (_SEQ, _GROUP, _SECTION, _TITLE, _TEXT, _RESPONSIBLE),
    "task_table": (_SEQ, _GROUP, _TITLE, _TEXT, _RESPONSIBLE, _SCHEDULE, _RESULTS),
}
_ALL = (
    *(_SEQ, _GROUP, _SECTION, _TITLE, _TEXT, _RESPONSIBLE),
    *(_SCHEDULE, _INSPECTION, _RESULTS, _ITEMS, _DETAIL, _DETAIL_RESPONSIBLE),
)


def columns_of(kind: str, tasks: Iterable[Mapping[str, Any]]) -> tuple[Column, ...]:
    """The columns of a ledger: those of its kind of source in their order, then any other whose cells some task fills.

    Columns that no task fills are left out; no cell that a task has is lost.
    """
    filled = {key for task in tasks for key, value in task.items() if value not in (None, "", [])}
    order = _ORDERS.get(kind, _ALL)
    order += tuple(column for column in _ALL if column not in order)
    return tuple(column for column in order if column.key in filled)


def cell(value: Any) -> Any:
    """A cell as it is written: the words of the source, a list as lines, a number as a number."""
    if value is None:
        return ""
    return "\n".join(value) if isinstance(value, list | tuple) else value


def rows_of(columns: Sequence[Column], tasks: Iterable[Mapping[str, Any]]) -> list[list[Any]]:
    """The cells of the ledger, a row for each task in the order given."""
    return [[cell(task.get(column.key)) for column in columns] for task in tasks]
