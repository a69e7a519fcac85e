"""The cockpit's figures put together: what stands now, what the period brought, who, where, and whose the days were."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache

from portal.access.actors import Actor
from portal.cases.vocabulary import Finding
from portal.deadlines.calendar import Calendar
from portal.deadlines.counting import last_day_over, working_days_between
from portal.deadlines.queries import calendar
from portal.supervision.facts.queries import reading
from portal.supervision.facts.queries.measures import PARTIES, Months
from portal.supervision.facts.queries.narrowing import Narrowing
from portal.supervision.facts.queries.reading import Place
from portal.supervision.figures import percent, wilson
from portal.supervision.periods import Period
from portal.supervision.standard import Standard, standardise
from portal.supervision.survival import Durations

AGES = ((0, 5), (6, 10), (11, 20), (21, 30), (31, None))  # working days since receipt, both counted
TREND_MONTHS = 12
LONG_AGO = date(1970, 1, 1)


@dataclass
class Line:
    """The figures of one department, or of all. Rates are in percent and None when nothing was counted; days are working days."""

    counts: Counter[str] = field(default_factory=Counter)
    in_hand: int = 0
    due_today: int = 0
    overdue: int = 0
    missed: int = 0
    by_rule: Counter[str] = field(default_factory=Counter)
    ages: list[int] = field(default_factory=lambda: [0] * len(AGES))
    durations: Durations = field(default_factory=Durations)
    standard: Standard | None = None

    def rate(self, part: str, whole: str) -> float | None:
        """The share of one measure in another."""
        return percent(self.counts[part], self.counts[whole])

    def interval(self, part: str, whole: str) -> tuple[float, float] | None:
        """How far chance alone could move that share (Wilson, 95 %)."""
        return wilson(self.counts[part], self.counts[whole])

    @property
    def days(self) -> dict[str, int]:
        """Calendar days of the cases answered, by whose they were."""
        return {name: self.counts[name] for name in PARTIES}

    @property
    def results(self) -> dict[str, int]:
        """The cases answered by what was found, those not closed yet under ``unfound``."""
        return {name: self.counts[name] for name in (*(str(each.value) for each in Finding), "unfound")}

    def add(self, other: "Line") -> None:
        """Put another line's figures to these."""
        self.counts.update(other.counts)
        self.by_rule.update(other.by_rule)
        self.durations.add(other.durations)
        for name in ("in_hand", "due_today", "overdue", "missed"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.ages = [one + more for one, more in zip(self.ages, other.ages, strict=True)]


Lines = dict[int | None, Line]


@dataclass(frozen=True)
class Cockpit:
    """Everything the page shows. ``before`` is the period before, without what stood then; the heat is by region and area."""

    total: Line
    before: Line
    departments: Lines
    trend: dict[int, Line]
    heat: dict[tuple[str, str], Counter[str]]
    ages: list[tuple[date, date]]


def month_number(day: date) -> int:
    """The month of a day as facts write it, 202611."""
    return day.year * 100 + day.month


def months_of(period: Period) -> Months:
    """The months of a period."""
    return Months(month_number(period.first), month_number(period.last))


def age_edges(today: date, in_force: Calendar) -> list[tuple[date, date]]:
    """For each of ``AGES`` the days of receipt, first and last, of cases that old today; days still to come are no cases'."""
    newest = [_latest_received(today, least, in_force) for least, _most in AGES]
    oldest = [day + timedelta(days=1) for day in newest[1:]]
    return list(zip([*oldest, LONG_AGO], newest, strict=True))


def _latest_received(today: date, working_days: int, in_force: Calendar) -> date:
    """The latest day after which so many worked days have come up to today."""
    day = today
    while working_days > 0:
        working_days -= in_force.is_working_day(day)
        day -= timedelta(days=1)
    return day


def cockpit(actor: Actor | None, wanted: Narrowing, period: Period, before: Period, today: date, kinds: Mapping[int, str]) -> Cockpit:
    """Count a period of whole months. ``kinds`` tells for each department which others are like it.

    ``actor`` None counts what all who watch may see.
    """
    lines: Lines = defaultdict(Line)
    former: Lines = defaultdict(Line)
    trend = _last_months(period.last)
    places, by_month = reading.sums(actor, wanted, months_of(before), months_of(period), Months(trend[0], trend[-1]))
    for place in places:
        (lines if place.is_now else former)[place.department_id].counts.update(place.counts)
    _add_durations(actor, wanted, period, before, today, lines, former)
    edges = age_edges(today, calendar())
    _add_open(lines, reading.count_open(actor, wanted, today, edges))
    for department, number in reading.count_missed(actor, wanted, period.first, min(period.last, last_day_over(today, calendar()))).items():
        lines[department].missed += number
    _compare(lines, [each for each in places if each.is_now], kinds)
    monthly = {month: Line(by_month.get(month, Counter())) for month in trend}
    return Cockpit(_sum(lines.values()), _sum(former.values()), dict(lines), monthly, _heat(places), edges)


def _add_open(lines: Lines, rows: Iterable[Sequence[int]]) -> None:
    for department, rule, number, due_today, overdue, *ages in rows:
        line = lines[department]
        line.in_hand, line.due_today, line.overdue = line.in_hand + number, line.due_today + due_today, line.overdue + overdue
        line.by_rule[str(rule)] += overdue
        line.ages = [one + more for one, more in zip(line.ages, ages, strict=True)]


def _add_durations(
    actor: Actor | None, wanted: Narrowing, period: Period, before: Period, today: date, lines: Lines, former: Lines
) -> None:
    in_force = calendar()

    @cache
    def run(clock_on: date, stopped_days: int, stopped_on: date | None) -> int:
        return max(0, working_days_between(clock_on, stopped_on or today, in_force) - stopped_days)

    asked = (actor, wanted, months_of(before), months_of(period))
    for is_now, department, days, number in reading.list_ended(*asked):
        (lines if is_now else former)[department].durations.ended[days] += number
    for is_now, department, *clock, number in reading.list_running(*asked):
        (lines if is_now else former)[department].durations.running[run(*clock)] += number


def _compare(lines: Lines, places: Iterable[Place], kinds: Mapping[int, str]) -> None:
    """Each department against those of its kind, adjusted for its mix of areas."""
    groups: dict[str, dict[int, dict[str, tuple[int, int]]]] = defaultdict(lambda: defaultdict(dict))
    for place in places:
        if place.department_id is not None and place.department_id in kinds and place.counts["replied"]:
            areas = groups[kinds[place.department_id]][place.department_id]
            number, on_time = areas.get(place.area_key, (0, 0))
            areas[place.area_key] = (number + place.counts["replied"], on_time + place.counts["on_time"])
    for group in groups.values():
        for department, standard in standardise(group).items():
            lines[department].standard = standard


def _last_months(last: date) -> list[int]:
    """The last twelve months up to the end of the period, also those in which nothing came."""
    numbers = range(last.year * 12 + last.month - TREND_MONTHS, last.year * 12 + last.month)
    return [number // 12 * 100 + number % 12 + 1 for number in numbers]


def _heat(places: Iterable[Place]) -> dict[tuple[str, str], Counter[str]]:
    heat: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for place in places:
        if place.is_now and place.counts["received"]:
            heat[place.region_code, place.area_key].update(place.counts)
    return dict(heat)


def _sum(lines: Iterable[Line]) -> Line:
    total = Line()
    for line in lines:
        total.add(line)
    return total
