"""Some 550 dates counted without this portal, and a counter that anybody can see is right, against the one that is used.

``vectors.csv``: each holiday of the years since 2018 (a last day on its first and on its last day, one worked day before it, across
it), each worked weekend, each rule on three days. The dates were counted day by day with another calendar (chinesecalendar).
"""

import csv
import random
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.deadlines.calendar import files_calendar, likely_days
from portal.deadlines.counting import Unit, due_date
from portal.deadlines.limits import LIMITS

CALENDAR = files_calendar()
UNITS = {"N": Unit.NATURAL, "W": Unit.WORKING}
ROWS = list(csv.DictReader((Path(__file__).parent / "vectors.csv").read_text(encoding="utf-8").splitlines()))


def test_every_date_of_the_table_is_the_last_day():
    wrong = []
    for row in ROWS:
        due = due_date(date.fromisoformat(row["start"]), int(row["value"]), UNITS[row["unit"]], CALENDAR)
        if (due.on.isoformat(), due.provisional) != (row["due"], False):
            wrong.append((row, due.on, due.provisional))
    assert wrong == []


def test_the_table_has_every_rule_with_its_number_and_every_holiday_since_2018():
    assert len(ROWS) >= 300
    of_rules = {row["rule"]: (int(row["value"]), UNITS[row["unit"]]) for row in ROWS if row["why"] == "每项期限"}
    kept_for_years = {"keep_identity", "keep_address", "show_outcome"}
    ours = {key: (limit.value, limit.unit) for key, limit in LIMITS.items() if key not in kept_for_years}
    assert {key: ours[key] for key in of_rules} == of_rules
    holidays = {row["why"].split("：")[0] for row in ROWS if "：" in row["why"]}
    assert {f"{year}{name}" for year in range(2018, 2027) for name in ("春节", "清明节", "端午节")} <= holidays
    assert sum(name.endswith(("国庆节", "中秋节、国庆节", "国庆节、中秋节")) for name in holidays) == 9


@pytest.mark.parametrize(
    ("start", "unit", "value", "last"),
    [  # counted by hand on the printed calendar
        ("2018-02-08", "W", 5, "2018-02-14"),  # 9, 11 (a worked Sunday), 12, 13, 14
        ("2020-01-19", "W", 5, "2020-02-03"),  # 20 to 23, then off until 02-02
        ("2023-09-27", "W", 2, "2023-10-07"),
        ("2006-09-29", "W", 2, "2006-10-08"),  # 09-30 was worked, 10-01..07 off, Sunday 10-08 worked
        ("2007-12-28", "W", 1, "2007-12-29"),
        ("2012-09-14", "N", 16, "2012-10-08"),
        ("2015-08-19", "N", 15, "2015-09-06"),  # 09-03..05 off, Sunday 09-06 worked
    ],
)
def test_dates_counted_by_hand(start, unit, value, last):
    assert due_date(date.fromisoformat(start), value, UNITS[unit], CALENDAR).on.isoformat() == last


# What the law says, and nothing else: sets of days, and one step a day.
OFF = {day.on for day in CALENDAR.special.values() if not day.is_working}
OFF |= {on for year in (2027, 2028, 2029, 2030) for on in likely_days(year)}
WORKED = {day.on for day in CALENDAR.special.values() if day.is_working}


def worked(day: date) -> bool:
    return day in WORKED or (day not in OFF and day.isoweekday() < 6)


def slow(event: date, value: int, unit: Unit) -> date:
    day, counted = event, 0
    while counted < value:
        day += timedelta(days=1)
        if unit is Unit.NATURAL or worked(day):
            counted += 1
    while not worked(day):
        day += timedelta(days=1)
    return day


def test_the_slow_counter_agrees_on_twenty_thousand_questions():
    dice = random.Random(20261130)
    first, last = date(2004, 1, 1).toordinal(), date(2028, 12, 31).toordinal()
    for _ in range(20_000):
        event, value = date.fromordinal(dice.randint(first, last)), dice.choice((1, 2, 3, 5, 7, 10, 15, 30, 60, dice.randint(1, 120)))
        unit = dice.choice((Unit.NATURAL, Unit.WORKING))
        assert due_date(event, value, unit, CALENDAR).on == slow(event, value, unit), (event, value, unit)


@settings(max_examples=500, deadline=None)
@given(st.dates(date(2004, 1, 1), date(2028, 12, 31)), st.integers(1, 400), st.sampled_from(list(Unit)))
def test_the_slow_counter_agrees_on_whatever_is_thought_up(event, value, unit):
    assert due_date(event, value, unit, CALENDAR).on == slow(event, value, unit)


@pytest.mark.parametrize("year", range(2004, 2027))
def test_a_year_gives_as_many_days_as_the_law(year):
    """Days off on weekdays less worked weekends are the statutory holidays, but where two fall together or a year was special."""
    of_year = [
        day
        for day in CALENDAR.special.values()
        if (day.on.year + (day.on.month == 12 and day.on.day != 29 or day.on == date(2007, 12, 29))) == year
    ]
    given = sum(not day.is_working and day.on.isoweekday() < 6 for day in of_year) - sum(
        day.is_working and day.on.isoweekday() > 5 for day in of_year
    )
    usual = 10 if year < 2008 else 11 if year < 2025 else 13
    special = {2015: 12, 2018: 10, 2019: 12, 2020: 13}
    assert given == special.get(year, usual)
