"""Which days are worked, against the State Council's notices and an independent oracle."""

from datetime import date

import chinese_calendar
import pytest

from portal.deadlines.calendar import DayKind, SpecialDay, days_from, files_calendar, likely_days, next_working_day, read_year

CALENDAR = files_calendar()


def test_every_day_of_2004_to_2026_agrees_with_the_oracle():
    days = list(days_from(date(2004, 1, 1), date(2026, 12, 31)))
    assert len(days) == 8401
    # The oracle leaves out the worked Saturday before the New Year of 2006, without which that holiday had a day too many.
    assert [day for day in days if CALENDAR.is_working_day(day) != chinese_calendar.is_workday(day)] == [date(2005, 12, 31)]


@pytest.mark.parametrize(
    ("day", "kind", "name"),
    [
        ("2026-09-18", DayKind.WORKING_DAY, "工作日"),
        ("2026-09-19", DayKind.WEEKEND, "周末"),
        ("2026-09-20", DayKind.MAKE_UP_DAY, "调休上班"),
        ("2026-09-25", DayKind.HOLIDAY, "中秋节"),
        ("2026-10-01", DayKind.HOLIDAY, "国庆节"),
        ("2026-10-04", DayKind.HOLIDAY, "国庆节"),  # a Sunday inside the holiday is told as the holiday
        ("2025-10-06", DayKind.HOLIDAY, "国庆节、中秋节"),
        ("2017-12-30", DayKind.HOLIDAY, "元旦"),  # from the file of 2018
        ("2020-01-31", DayKind.HOLIDAY, "春节"),  # the lengthened Spring Festival
        ("2027-02-05", DayKind.HOLIDAY, "除夕"),
    ],
)
def test_a_day_has_a_kind_and_a_name(day, kind, name):
    assert CALENDAR.day_kind(date.fromisoformat(day)) is kind
    assert CALENDAR.day_name(date.fromisoformat(day)) == name


def test_a_year_without_notice_has_the_fixed_holidays_only():
    fixed = ["01-01", "02-05", "02-06", "02-07", "02-08", "04-05", "05-01", "05-02", "06-09", "09-15", "10-01", "10-02", "10-03"]
    assert sorted(f"{day:%m-%d}" for day in likely_days(2027)) == fixed
    assert not any(special.is_working for special in likely_days(2027).values())
    assert CALENDAR.is_working_day(date(2027, 2, 9))  # no shifted days are guessed


@pytest.mark.parametrize(
    ("day", "settled"),
    [
        ("2026-12-28", True),
        ("2026-12-29", False),  # the notice for 2027 may still reach back to here
        ("2025-12-31", True),  # the notice for 2026 is in
        ("2027-01-04", False),
        ("2018-01-01", True),
        ("2017-06-01", True),
        ("2003-06-02", False),
    ],
)
def test_only_days_no_notice_can_change_any_more_are_settled(day, settled):
    assert CALENDAR.is_settled(date.fromisoformat(day)) is settled


def test_years_far_away_fall_back_to_weekends_without_failing():
    assert CALENDAR.is_working_day(date(2150, 1, 5)) and not CALENDAR.is_working_day(date(2150, 1, 3))
    assert CALENDAR.is_working_day(date(1, 1, 1))


def test_a_year_before_the_files_uses_the_known_shifts_but_stays_unknown():
    assert CALENDAR.is_working_day(date(2003, 2, 8))  # a worked Saturday after the Spring Festival
    assert not CALENDAR.is_working_day(date(2003, 2, 3))
    assert not CALENDAR.is_known(2003)


def test_a_correction_replaces_the_file_and_changes_the_version_but_not_the_old_calendar():
    storm = SpecialDay(date(2026, 8, 12), False, "台风停工")
    changed = CALENDAR.with_days([storm])
    assert not changed.is_working_day(storm.on) and changed.day_name(storm.on) == "台风停工"
    assert CALENDAR.is_working_day(storm.on)
    assert changed.version != CALENDAR.version
    assert CALENDAR.with_days([]).version == CALENDAR.version
    assert CALENDAR.with_days([], [2027]).version != CALENDAR.version


def test_a_calendar_cannot_be_changed_in_place():
    with pytest.raises(TypeError):
        CALENDAR.special[date(2026, 8, 12)] = SpecialDay(date(2026, 8, 12), False, "")


def test_the_next_worked_day_is_the_day_itself_when_it_is_worked():
    assert next_working_day(date(2026, 9, 20), CALENDAR) == date(2026, 9, 20)
    assert next_working_day(date(2026, 10, 1), CALENDAR) == date(2026, 10, 8)


def test_a_file_that_is_not_marked_as_published_is_refused():
    with pytest.raises(ValueError, match="2030"):
        read_year("year: 2030\nstatus: draft\nsource: x\ndays_off: []\ndays_worked: []\n")
