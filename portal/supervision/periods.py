"""The periods figures are counted over. Pure; all days are local calendar days."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from portal.vocabulary import Labelled


class PeriodKind(Labelled):
    """The periods a supervisor can choose."""

    MONTH = "month", "本月"
    QUARTER = "quarter", "本季度"
    HALF = "half", "本半年"
    YEAR = "year", "本年"
    LAST_MONTH = "last_month", "上月"
    LAST_QUARTER = "last_quarter", "上季度"
    LAST_HALF = "last_half", "上一个半年"
    LAST_YEAR = "last_year", "上年"


@dataclass(frozen=True)
class Period:
    """From the first to the last day, both counted."""

    first: date
    last: date


_MONTHS = {
    PeriodKind.MONTH: 1,
    PeriodKind.LAST_MONTH: 1,
    PeriodKind.QUARTER: 3,
    PeriodKind.LAST_QUARTER: 3,
    PeriodKind.HALF: 6,
    PeriodKind.LAST_HALF: 6,
    PeriodKind.YEAR: 12,
    PeriodKind.LAST_YEAR: 12,
}
_PAST = {PeriodKind.LAST_MONTH, PeriodKind.LAST_QUARTER, PeriodKind.LAST_HALF, PeriodKind.LAST_YEAR}


def period_of(kind: PeriodKind, today: date) -> Period:
    """The period of a kind that holds ``today``, or the one before it."""
    present = _whole(today, _MONTHS[kind])
    return previous(present, kind) if kind in _PAST else present


def previous(period: Period, kind: PeriodKind) -> Period:
    """The period of the same length just before."""
    return _whole(period.first - timedelta(days=1), _MONTHS[kind])


def _whole(day: date, months: int) -> Period:
    first_month = (day.month - 1) // months * months + 1
    first = date(day.year, first_month, 1)
    after = date(day.year + (first_month + months - 1) // 12, (first_month + months - 1) % 12 + 1, 1)
    return Period(first, after - timedelta(days=1))


def key_of(year: int, span: tuple[int, int]) -> str:
    """How a period of whole months, as length and number in the year, is written: 2026-03, 2026Q1, 2026H1, 2026."""
    length, number = span
    return {1: f"{year}-{number:02}", 3: f"{year}Q{number}", 6: f"{year}H{number}"}.get(length, str(year))


def standing_spans(last_month: int) -> list[tuple[int, int]]:
    """The fewest halves and quarters that make up the year to the end of the last quarter that is over."""
    quarters = last_month // 3
    if quarters == 4:
        return [(12, 1)]
    return [*([(6, 1)] if quarters >= 2 else []), *([(3, quarters)] if quarters % 2 else [])]


def running_key(year: int, last_month: int) -> str:
    """How the year so far is written: 2026to09, or 2026 when it is over."""
    return str(year) if last_month == 12 else f"{year}to{last_month:02}"


_QUARTERS = "一二三四"
_KEY = re.compile(r"(20\d\d)(?:-(\d\d)|Q([1-4])|H([12])|to(\d\d))?")


def label_of(key: str) -> str:
    """A period as people say it: 2026年9月, 2026年第三季度, 2026年上半年, 2026年, 2026年1—9月."""
    found = _KEY.fullmatch(key)
    if found is None:
        raise ValueError(key)
    year, month, quarter, half, until = found.groups()
    if month or until:
        return f"{year}年{'1—' if until else ''}{int(month or until)}月"
    return f"{year}年" + (f"第{_QUARTERS[int(quarter) - 1]}季度" if quarter else {"1": "上半年", "2": "下半年"}.get(half or "", ""))


def whole(key: str) -> tuple[Period, int]:
    """The days of a quarter, half or year by its key, and its length in months. Raises ``ValueError`` for any other key."""
    found = _KEY.fullmatch(key)
    if found is None or found.group(2) or found.group(5):
        raise ValueError(key)
    quarter, half = found.group(3), found.group(4)
    months = 3 if quarter else 6 if half else 12
    return _whole(date(int(found.group(1)), months * int(quarter or half or 1), 1), months), months


def key_holding(day: date, months: int) -> str:
    """The key of the quarter, half or year (3, 6 or 12 months) that holds a day."""
    return key_of(day.year, (months, (day.month - 1) // months + 1))


def key_before(key: str) -> str:
    """The key of the period of the same length just before."""
    period, months = whole(key)
    return key_holding(period.first - timedelta(days=1), months)


def past_keys(today: date, months: int, number: int) -> list[str]:
    """The newest periods of a length that are over, newest first."""
    keys = [key_before(key_holding(today, months))]
    while len(keys) < number:
        keys.append(key_before(keys[-1]))
    return keys
