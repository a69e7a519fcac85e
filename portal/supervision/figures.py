"""The definitions of the figures, the same for the public and for supervisors. Statistics are never called reports."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from math import ceil, sqrt

from portal.access.actors import Actor
from portal.cases.vocabulary import Satisfaction
from portal.supervision import queries
from portal.supervision.queries import Scope

FEWEST_RANKED = 10  # departments that answered fewer cases are not ranked, and have no median

DEFINITIONS: dict[str, str] = {
    "received": "期内收到的反映件数，按收到日期统计。公开的数字在一个月过完以后统计，反映监督单位或监督人员自身、依法回避的不计入。",
    "in_hand": "还没有答复、撤回或不予受理的办件。",
    "due_today": "在办办件中，今天是期限最后一天的。",
    "overdue": "在办办件中，期限最后一天已经过去的。",
    "replied": "期内书面答复的办件，按答复日期统计。",
    "on_time": "期内答复的办件中，在办理期限内答复的。",
    "on_time_rate": "期内答复的办件中，在办理期限内答复的比例。",
    "median_days": "期内答复的办件从受理到答复所用工作日的中位数，等反映人补充材料和依法中止的日子不算。",
    "satisfied_rate": "期内答复并已评价的办件中，评价“很满意”或“满意”的比例。",
    "p90_days": "期内答复的办件中，九成用了不超过这么多个工作日，等反映人补充材料和依法中止的日子不算。",
    "promises_kept": "期内到期的承诺中，已经履行的件数。",
    "reopened": "期内答复的办件中，后来重新办理的件数。",
}

CONTENT = {Satisfaction.VERY_SATISFIED, Satisfaction.SATISFIED}


@dataclass
class Line:
    """The figures of one department, or of all. Days are working days; rates are None when nothing was counted."""

    received: int = 0
    in_hand: int = 0
    due_today: int = 0
    overdue: int = 0
    replied: int = 0
    on_time: int = 0
    rated: int = 0
    satisfied: int = 0
    overdue_by_rule: Counter[str] = field(default_factory=Counter)
    days: Counter[int] = field(default_factory=Counter)

    @property
    def on_time_rate(self) -> float | None:
        """Share of replies in time, in percent."""
        return percent(self.on_time, self.replied)

    @property
    def satisfied_rate(self) -> float | None:
        """Share of content ratings, in percent."""
        return percent(self.satisfied, self.rated)

    @property
    def median_days(self) -> float | None:
        """Median of the working days used."""
        return median(self.days)


_Lines = defaultdict[int | None, Line]


def percent(part: int, whole: int) -> float | None:
    """A share in percent with one decimal, None of nothing."""
    return round(100 * part / whole, 1) if whole else None


def median(histogram: Counter[int]) -> float | None:
    """The median of value → count, the mean of the two middle values for an even number."""
    total = sum(histogram.values())
    if not total:
        return None
    low, high = _at(histogram, (total - 1) // 2), _at(histogram, total // 2)
    return (low + high) / 2


def _at(histogram: Counter[int], index: int) -> int:
    passed = 0
    for value in sorted(histogram):
        passed += histogram[value]
        if passed > index:
            return value
    raise IndexError(index)


@dataclass(frozen=True)
class Overview:
    """The figures of a scope and period: all together, by lead department (None: not assigned), and the results of the period before."""

    total: Line
    by_department: dict[int | None, Line]
    before: Line


def overview(
    actor: Actor | None,
    first: date,
    last: date,
    today: date,
    area_key: str = "",
    department_id: int | None = None,
    since: date | None = None,
) -> Overview:
    """Count a period of local days. ``actor`` None counts for the public.

    The period before, without what was in hand then, goes from ``since`` to the day before ``first``.
    """
    within = queries.scope(actor, area_key, department_id)
    lines, before = _results(within, since or first, first, last)
    for department, rule, number, due_today, overdue in queries.count_in_hand(within, today):
        line = lines[department]
        line.in_hand += number
        line.due_today += due_today
        line.overdue += overdue
        if overdue:
            line.overdue_by_rule[rule] += overdue
    return Overview(_sum(lines.values()), dict(lines), _sum(before.values()))


def _results(within: Scope, since: date, first: date, last: date) -> tuple[_Lines, _Lines]:
    """What the period brought and what the one before did, by lead department; who has nothing in one has no line there."""
    both: tuple[_Lines, _Lines] = defaultdict(Line), defaultdict(Line)
    for department, *counts in queries.count_received(within, since, first, last):
        for lines, number in zip(both, counts, strict=True):
            if number:
                lines[department].received += number
    for department, days, was_on_time, satisfaction, *counts in queries.count_answered(within, since, first, last):
        for lines, number in zip(both, counts, strict=True):
            if number:
                _add_replied(lines[department], days, was_on_time, number)
                _add_rated(lines[department], satisfaction, number)
    return both


def _add_replied(line: Line, days: int | None, was_on_time: bool | None, number: int) -> None:
    if was_on_time is None:
        return
    line.replied += number
    line.on_time += number if was_on_time else 0
    if days is not None:
        line.days[days] += number


def _add_rated(line: Line, satisfaction: Satisfaction | None, number: int) -> None:
    line.rated += number if satisfaction else 0
    line.satisfied += number if satisfaction in CONTENT else 0


def _sum(lines: Iterable[Line]) -> Line:
    total = Line()
    for line in lines:
        _put_together(total, line)
    return total


def _put_together(total: Line, line: Line) -> None:
    for name in ("received", "in_hand", "due_today", "overdue", "replied", "on_time", "rated", "satisfied"):
        setattr(total, name, getattr(total, name) + getattr(line, name))
    total.overdue_by_rule.update(line.overdue_by_rule)
    total.days.update(line.days)


def percentile(histogram: Counter[int], share: float) -> int | None:
    """The smallest value that at least this share of all does not exceed."""
    total = sum(histogram.values())
    return _at(histogram, max(0, ceil(share * total - 1e-9) - 1)) if total else None


def wilson(part: int, whole: int) -> tuple[float, float] | None:
    """The 95 % interval of a share after Wilson, in percent: how far chance alone could move it."""
    if not whole:
        return None
    share, z = part / whole, 1.959964
    middle = share + z * z / (2 * whole)
    spread = z * sqrt(share * (1 - share) / whole + z * z / (4 * whole * whole))
    below = 1 + z * z / whole
    return 100 * max(0.0, (middle - spread) / below), 100 * min(1.0, (middle + spread) / below)
