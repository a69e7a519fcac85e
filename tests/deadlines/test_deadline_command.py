"""What the command ``deadline`` prints."""

from datetime import date

import pytest

from portal.deadlines.calendar import files_calendar
from portal.deadlines.commandline import describe
from portal.deadlines.counting import Unit

CALENDAR = files_calendar()


def test_the_last_day_alone():
    assert describe(date(2026, 9, 18), 5, Unit.WORKING, CALENDAR) == "2026-09-24"
    assert describe(date(2026, 12, 28), 5, Unit.WORKING, CALENDAR) == "2027-01-05 provisional"


def test_each_day_counted_or_skipped():
    assert describe(date(2026, 12, 29), 3, Unit.WORKING, CALENDAR, explain=True).splitlines() == [
        "2027-01-04 provisional",
        "2026-12-29 Tue start, not counted",
        "2026-12-30 Wed counted 1 工作日 (provisional)",
        "2026-12-31 Thu counted 2 工作日 (provisional)",
        "2027-01-01 Fri skipped 元旦 (provisional)",
        "2027-01-02 Sat skipped 周末 (provisional)",
        "2027-01-03 Sun skipped 周末 (provisional)",
        "2027-01-04 Mon counted 3 工作日 (provisional)",
    ]


def test_a_natural_term_shows_how_its_end_moved():
    assert describe(date(2026, 9, 29), 2, Unit.NATURAL, CALENDAR, explain=True).splitlines()[3:6] == [
        "2026-10-01 Thu counted 2 国庆节",
        "2026-10-02 Fri moved over 国庆节",
        "2026-10-03 Sat moved over 国庆节",
    ]
    assert describe(date(2026, 9, 29), 2, Unit.NATURAL, CALENDAR, explain=True).splitlines()[-1] == "2026-10-08 Thu moved to 工作日"


def test_no_days_make_no_term():
    with pytest.raises(ValueError, match="a term has"):
        describe(date(2026, 9, 18), 0, Unit.WORKING, CALENDAR)
