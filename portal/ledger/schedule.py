"""What the words of a plan's schedule mean in days. Pure.

A plan says 「2018年12月底前完成」, 「2018年，持续实施」, 「2017年起并逐年实施」. A year or month alone ends on its last day;
a year 「起」 is a beginning and sets no last day; 「持续」 and 「逐年」 go on without end, also after a first last day.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

_DAY = re.compile(r"(20\d\d)年(?:年?底|年?末)?(?:(\d{1,2})月(?:(\d{1,2})日)?)?")
_HALVES = {"上半年": 6, "年中": 6}
_GOES_ON = ("持续", "逐年", "长期", "每年")


@dataclass(frozen=True)
class Schedule:
    """The last day a schedule names, if any, and whether the task goes on without end."""

    due_on: date | None = None
    goes_on: bool = False


def read_schedule(text: str) -> Schedule:
    """What a schedule's words set; nothing where they name no time."""
    days = [day for match in _DAY.finditer(text) if (day := _last_day(match, text[match.end() :])) is not None]
    return Schedule(days[0] if days else None, any(word in text for word in _GOES_ON))


def _last_day(match: re.Match[str], rest: str) -> date | None:
    if rest.startswith("起"):
        return None
    year, month = int(match[1]), int(match[2] or 0)
    half = next((number for word, number in _HALVES.items() if rest.startswith(word)), 12)
    month = month if 1 <= month <= 12 else half
    last = monthrange(year, month)[1]
    return date(year, month, min(int(match[3] or last), last))
