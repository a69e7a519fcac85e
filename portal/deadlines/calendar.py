"""Which days are worked: the yearly notices of the State Council, the administrator's corrections, and a guess for years without notice.

A ``Calendar`` is an immutable value; nothing here reads the clock or the database.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from hashlib import sha256
from importlib.metadata import version as package_version
from pathlib import Path
from types import MappingProxyType
from typing import Any

import holidays
import yaml

from portal.vocabulary import Labelled

HOLIDAY_FILES = Path(__file__).parent / "holidays"
ONE_DAY = timedelta(days=1)
_SATURDAY = 5
# New Year holidays reach back to 29 December at the earliest, so these days hang on the notice of the following year.
_FIRST_DAY_OF_NEXT_NOTICE = (12, 29)


class DayKind(Labelled):
    """What sort of day a calendar day is, for the counting of terms."""

    WORKING_DAY = "working_day", "工作日"
    WEEKEND = "weekend", "周末"
    HOLIDAY = "holiday", "节假日"
    MAKE_UP_DAY = "make_up_day", "调休上班"


@dataclass(frozen=True)
class SpecialDay:
    """A day that a notice, an administrator or the law takes out of the Monday-to-Friday rule."""

    on: date
    is_working: bool
    name: str


@dataclass(frozen=True)
class Calendar:
    """Special days and the years whose notice is out. Equal content gives an equal ``version``."""

    special: Mapping[date, SpecialDay]
    known_years: frozenset[int]
    version: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "special", MappingProxyType(dict(self.special)))
        object.__setattr__(self, "version", _digest(self.special, self.known_years))

    def __hash__(self) -> int:
        return hash(self.version)

    def is_known(self, year: int) -> bool:
        """Whether the State Council's notice for the year is in the calendar."""
        return year in self.known_years

    def is_settled(self, day: date) -> bool:
        """Whether no notice still to come can change the day. The last days of December hang on the next year's notice."""
        if not self.is_known(day.year):
            return False
        return (day.month, day.day) < _FIRST_DAY_OF_NEXT_NOTICE or self.is_known(day.year + 1)

    def special_day(self, day: date) -> SpecialDay | None:
        """The special day on this date: from the calendar itself, else the likely one of a year without notice."""
        found = self.special.get(day)
        if found is not None or self.is_known(day.year):
            return found
        return likely_days(day.year).get(day)

    def is_working_day(self, day: date) -> bool:
        """Whether the day is worked: Monday to Friday not off by notice, and shifted weekend days."""
        special = self.special_day(day)
        return special.is_working if special else day.weekday() < _SATURDAY

    def day_kind(self, day: date) -> DayKind:
        """The kind of the day; ``day_name`` tells which holiday it is."""
        weekend = day.weekday() >= _SATURDAY
        special = self.special_day(day)
        if special is None:
            return DayKind.WEEKEND if weekend else DayKind.WORKING_DAY
        if special.is_working:
            return DayKind.MAKE_UP_DAY if weekend else DayKind.WORKING_DAY
        return DayKind.HOLIDAY

    def day_name(self, day: date) -> str:
        """What people call the day: 「国庆节」, 「调休上班」, 「周末」, or 「工作日」."""
        kind = self.day_kind(day)
        special = self.special_day(day)
        return special.name if special and kind is DayKind.HOLIDAY and special.name else kind.label

    def with_days(self, days: Iterable[SpecialDay], known_years: Iterable[int] = ()) -> "Calendar":
        """A calendar in which these days take the place of what was said before, and these years count as published."""
        return Calendar({**self.special, **{day.on: day for day in days}}, self.known_years | frozenset(known_years))


def _digest(special: Mapping[date, SpecialDay], known_years: frozenset[int]) -> str:
    lines = [f"{on} {day.is_working} {day.name}" for on, day in sorted(special.items())]
    text = "\n".join([*lines, *map(str, sorted(known_years)), package_version("holidays")])
    return sha256(text.encode()).hexdigest()[:16]


def days_from(first: date, last: date) -> Iterator[date]:
    """Each calendar day from ``first`` to ``last``, both included."""
    day = first
    while day <= last:
        yield day
        day += ONE_DAY


def next_working_day(day: date, calendar: Calendar) -> date:
    """The day itself when it is worked, else the first worked day after it."""
    while not calendar.is_working_day(day):
        day += ONE_DAY
    return day


@cache
def likely_days(year: int) -> Mapping[date, SpecialDay]:
    """Special days of a year whose notice is not in the files: the fixed holidays of 全国年节及纪念日放假办法, without shifted days.

    For past years the library knows the shifts too; they are used, but the year still does not count as known.
    """
    if not date.min.year < year < date.max.year:
        return {}
    if year < min(files_calendar().known_years):
        return _past_days(year)
    fixed = holidays.country_holidays("CN", years=year, observed=False, language="zh_CN")
    return {on: SpecialDay(on, False, _plain_name(name)) for on, name in fixed.items()}


def _past_days(year: int) -> Mapping[date, SpecialDay]:
    library = holidays.country_holidays("CN", years=year, language="zh_CN")
    days: dict[date, SpecialDay] = {}
    for on in days_from(date(year, 1, 1), date(year, 12, 31)):
        worked = library.is_working_day(on)
        if on in library or worked != (on.weekday() < _SATURDAY):
            days[on] = SpecialDay(on, worked, "调休上班" if worked else _plain_name(library.get(on) or ""))
    return days


def _plain_name(name: str) -> str:
    name = name.split("（")[0].replace("农历除夕", "除夕")
    return "调休放假" if name in {"", "休息日"} else name


def read_year(text: str) -> tuple[int, list[SpecialDay]]:
    """A year file as (year, special days). Raises ``ValueError`` or ``KeyError`` when it has not the expected shape."""
    data: dict[str, Any] = yaml.safe_load(text)
    if data["status"] != "published":
        raise ValueError(f"the file for {data['year']} is not marked as published")
    days = [SpecialDay(on, False, period["name"]) for period in data["days_off"] for on in days_from(period["from"], period["to"])]
    return data["year"], days + [SpecialDay(on, True, "调休上班") for on in data["days_worked"]]


@cache
def files_calendar() -> Calendar:
    """The calendar as the year files that come with the portal have it."""
    special: dict[date, SpecialDay] = {}
    years = set()
    for path in sorted(HOLIDAY_FILES.glob("*.yaml")):
        year, days = read_year(path.read_text(encoding="utf-8"))
        years.add(year)
        special.update({day.on: day for day in days})
    return Calendar(special, frozenset(years))
