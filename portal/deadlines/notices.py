"""Reading and checking what an administrator enters as a year's holiday notice. Pure."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from portal.deadlines.calendar import SpecialDay, days_from, likely_days
from portal.deadlines.notice_text import is_notice_text, read_notice_text
from portal.errors import RuleBroken

FIRST_YEAR, LAST_YEAR = 2004, 2099
LONGEST_NAME = 40
_LONGEST_RANGE = 20
_LINE = re.compile(r"(\d{4}-\d{2}-\d{2})(?:\s*(?:\.\.|至|~)\s*(\d{4}-\d{2}-\d{2}))?\s+(休|班)(?:\s+(\S.*))?")


@dataclass(frozen=True)
class Notice:
    """Days as they were entered, the year whose notice they are (None: single days only), and where they come from."""

    year: int | None
    days: tuple[SpecialDay, ...]
    source: str


def read_notice(text: str, year: int | None = None) -> Notice:
    """A notice as it was published, from the exchange format ``{"year", "papers", "days": [{"name", "date", "isOffDay"}]}``, or from lines.

    A line is ``2027-02-05 休 春节``, ``2027-02-05 至 2027-02-11 休 春节``, or ``2027-02-14 班``. ``year`` helps a text that names none.
    Raises ``RuleBroken`` on the field ``days``, naming the line or the section.
    """
    text = text.lstrip("\ufeff")
    if text.lstrip().startswith("{"):
        return _read_json(text)
    if is_notice_text(text):
        stated, days = read_notice_text(text, year)
        return Notice(stated, tuple(days), f"国务院办公厅关于{stated}年部分节假日安排的通知")
    return Notice(None, tuple(_read_lines(text)), "")


def _read_json(text: str) -> Notice:
    try:
        data: dict[str, Any] = json.loads(text)
        days = [SpecialDay(date.fromisoformat(day["date"]), not _flag(day["isOffDay"]), str(day["name"])) for day in data["days"]]
        return Notice(int(data["year"]), tuple(days), "；".join(map(str, data.get("papers") or [])))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise RuleBroken("days", f"读不懂这份放假安排，请检查第一处问题：{error}") from None


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError("isOffDay 要写 true 或 false")
    return value


def _read_lines(text: str) -> Iterable[SpecialDay]:
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        match = _LINE.fullmatch(line.strip())
        if match is None:
            raise RuleBroken("days", f"第 {number} 行读不懂，请写成“2027-02-05 休 春节”或“2027-02-14 班”。")
        yield from _days_of_line(number, match)


def _days_of_line(number: int, match: re.Match[str]) -> list[SpecialDay]:
    try:
        first, last = date.fromisoformat(match[1]), date.fromisoformat(match[2] or match[1])
    except ValueError:
        raise RuleBroken("days", f"第 {number} 行的日期不存在。") from None
    if not 0 <= (last - first).days < _LONGEST_RANGE:
        raise RuleBroken("days", f"第 {number} 行的起止日期不对，结束要晚于开始，且不超过 {_LONGEST_RANGE} 天。")
    works = match[3] == "班"
    return [SpecialDay(day, works, match[4] or ("调休上班" if works else "放假")) for day in days_from(first, last)]


def check_days(days: Iterable[SpecialDay]) -> None:
    """Refuse days that contradict each other, lie outside the years the portal serves, or have no name. Raises ``RuleBroken``."""
    seen: set[date] = set()
    for day in days:
        if not FIRST_YEAR - 1 <= day.on.year <= LAST_YEAR:
            raise RuleBroken("days", f"{day.on} 不在 {FIRST_YEAR}–{LAST_YEAR} 年之间。")
        if day.on in seen:
            raise RuleBroken("days", f"{day.on} 写了两次，请只留一行。")
        if not day.name.strip() or len(day.name) > LONGEST_NAME:
            raise RuleBroken("days", f"{day.on} 的名称要有 1 到 {LONGEST_NAME} 个字。")
        seen.add(day.on)


def check_published(year: int, days: Iterable[SpecialDay]) -> None:
    """Refuse a year's notice that leaves out a fixed holiday of 全国年节及纪念日放假办法. Raises ``RuleBroken``."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise RuleBroken("year", f"年份要在 {FIRST_YEAR} 到 {LAST_YEAR} 之间。")
    off = {day.on for day in days if not day.is_working}
    missing = [day for day in likely_days(year).values() if day.on not in off]
    if missing:
        first = missing[0]
        raise RuleBroken("days", f"{year}年的安排缺少法定节假日：{first.on}（{first.name}）等 {len(missing)} 天，请补全后再标为已公布。")
