"""Which inspections a profile asks for in a year: its ``cadence`` and the ``inspection`` words of its tasks. Pure.

Where a source gives a rhythm but no day, the last day of the period is taken. 「定期」 and 「适时」 name no day: such an inspection is
arranged by hand.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

_EVENTS = {
    "mid_year_check": "年中检查",
    "year_end_assessment": "年底考核",
    "special_inspection": "专项督查",
    "department_assessment": "部门年度考核",
    "supervision_inspection": "监督检查",
    "provincial_inspection": "督导检查",
    "full_record_coverage": "失信记录全覆盖检查",
    "ledger_report": "台账落实情况上报",
    "progress_bulletin": "工作进度通报",
    "joint_meeting": "联席会议",
    "role_model_appraisal": "诚信标兵评选",
    "assessment": "考核评估",
    "consultation": "会商",
    "monitoring_report": "政务诚信监测",
    "ranking_publication": "排名结果公布",
    "comprehensive_assessment": "综合考评",
}
_PERIODS = {
    "quarter": "每季度",
    "half_year": "每半年",
    "year": "每年",
    "regular": "定期",
    "as_needed": "适时",
    "once": "一次",
}
_LENGTHS = {"quarter": 3, "half_year": 6, "year": 12}
_ENDS = {"初": 3, "中": 6, "底": 12, "末": 12, "终": 12}
_DATED = re.compile(r"(20\d\d)年(?:年)?([初中底末终])")
_QUARTERS = "一二三四"
_HALF_NAMES = ("上半年", "下半年")


@dataclass(frozen=True)
class PlannedRound:
    """An inspection that is due by the plan. ``period`` is the time it looks at; without ``task_keys`` it looks at every task."""

    key: str
    title: str
    period: str
    starts_on: date
    due_on: date
    quote: str
    task_keys: tuple[str, ...] = ()


@dataclass(frozen=True)
class Rhythm:
    """A line of the cadence for people: what, how often, in which words, and whether days follow from it."""

    title: str
    how_often: str
    quote: str
    is_dated: bool


def rhythms(content: Mapping[str, Any]) -> list[Rhythm]:
    """The cadence of a profile in the order of its source."""
    return [
        Rhythm(title_of(entry), _PERIODS[entry["period"]], entry.get("quote", ""), any(True for _ in _spans(entry, _year_of(entry))))
        for entry in content.get("cadence", [])
    ]


def title_of(entry: Mapping[str, Any]) -> str:
    """How an event of the cadence is called; one that we have no name for is called by its source's words."""
    return _EVENTS.get(entry["event"]) or str(entry.get("quote") or entry["event"])[:60]


def planned_rounds(content: Mapping[str, Any], year: int) -> list[PlannedRound]:
    """Every inspection of a calendar year, in the order of their last days. ``content`` is a profile as plain data."""
    tasks = content.get("tasks", [])
    found = [each for entry in content.get("cadence", []) for each in _of_entry(entry, tasks, year)]
    found += _of_tasks(tasks, year)
    named: dict[str, PlannedRound] = {}
    for each in found:
        named.setdefault(each.key, each)
    return sorted(named.values(), key=lambda each: (each.due_on, each.starts_on, each.key))


def _of_entry(entry: Mapping[str, Any], tasks: Sequence[Mapping[str, Any]], year: int) -> Iterator[PlannedRound]:
    quote = entry.get("quote", "")
    keys = tuple(task["id"] for task in tasks if quote in task.get("inspection", []))
    for period_key, period, starts_on, due_on in _spans(entry, year):
        title = title_of(entry)
        name = f"{period}{title}" if not title.startswith("年") else f"{year}年{title}"
        yield PlannedRound(f"{entry['event']}:{period_key}", name, period, starts_on, due_on, quote, keys)


def _spans(entry: Mapping[str, Any], year: int) -> Iterator[tuple[str, str, date, date]]:
    """Key, name, first and last day of each period of the year in which the event is due."""
    period, when = entry["period"], entry.get("when", "")
    if period == "once":
        dated = _DATED.search(when)
        if dated and int(dated[1]) == year:
            yield _year_part(year, _ENDS[dated[2]])
    elif period == "year":
        yield _year_part(year, next((month for word, month in _ENDS.items() if word in when), 12))
    elif period in _LENGTHS:
        length = _LENGTHS[period]
        for number in range(12 // length):
            name = f"第{_QUARTERS[number]}季度" if length == 3 else _HALF_NAMES[number]
            mark = f"Q{number + 1}" if length == 3 else f"H{number + 1}"
            yield f"{year}{mark}", f"{year}年{name}", date(year, number * length + 1, 1), _month_end(year, (number + 1) * length)


def _year_part(year: int, month: int) -> tuple[str, str, date, date]:
    name = {3: f"{year}年年初", 6: f"{year}年上半年"}.get(month, f"{year}年")
    return f"{year}-{month:02}", name, date(year, 1, 1), _month_end(year, month)


def _of_tasks(tasks: Sequence[Mapping[str, Any]], year: int) -> Iterator[PlannedRound]:
    """Inspections that tasks name with their year, as 「2018年年中考查」."""
    texts = dict.fromkeys(text for task in tasks for text in task.get("inspection", []))
    for text in texts:
        dated = _DATED.match(text)
        if dated and int(dated[1]) == year:
            _key, period, starts_on, due_on = _year_part(year, _ENDS[dated[2]])
            keys = tuple(task["id"] for task in tasks if text in task.get("inspection", []))
            yield PlannedRound(f"task:{text}"[:80], text, period, starts_on, due_on, text, keys)


def _year_of(entry: Mapping[str, Any]) -> int:
    dated = _DATED.search(entry.get("when", ""))
    return int(dated[1]) if dated else 2000


def _month_end(year: int, month: int) -> date:
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
