"""Terms under 民法典 201–203, as tables a lawyer can read, and against a slow counter that knows only the rules."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.deadlines.calendar import files_calendar
from portal.deadlines.counting import (
    StepKind,
    Unit,
    due_date,
    remaining,
    suspended_days,
    working_days_before,
    working_days_between,
)
from portal.deadlines.plan import plan

CALENDAR = files_calendar()
N, W = Unit.NATURAL, Unit.WORKING
day = date.fromisoformat

VECTORS = [
    # unit, value, event on, last day, why
    (N, 15, "2026-02-02", "2026-02-24", "the 15th day 02-17 is in the Spring Festival"),
    (N, 60, "2026-08-05", "2026-10-08", "the 60th day 10-04 is in the National Day holiday"),
    (N, 60, "2026-01-05", "2026-03-06", "no day off at the end"),
    (N, 30, "2025-09-03", "2025-10-09", "the 30th day 10-03 is in the eight-day holiday"),
    (W, 5, "2026-09-18", "2026-09-24", "Sunday 09-20 is worked"),
    (W, 10, "2026-04-28", "2026-05-14", "05-01..05-05 off, Saturday 05-09 worked"),
    (W, 3, "2026-02-12", "2026-02-24", "Saturday 02-14 worked, then nine days off"),
    (W, 1, "2026-05-08", "2026-05-09", "a worked Saturday ends a term"),
    (N, 1, "2026-05-08", "2026-05-09", "a worked Saturday ends a natural term too"),
    (N, 1, "2026-05-15", "2026-05-18", "an ordinary Saturday does not"),
    (W, 1, "2026-10-01", "2026-10-08", "an event on a holiday"),
    (N, 7, "2026-09-30", "2026-10-08", "10-07 is still off"),
    (W, 1, "2025-12-31", "2026-01-04", "Sunday 01-04 is worked"),
    (W, 20, "2026-01-30", "2026-03-05", "over the whole Spring Festival: 02-14 and 02-28 worked"),
]


@pytest.mark.parametrize(("unit", "value", "event", "last", "why"), VECTORS)
def test_a_term_ends_on_its_day(unit, value, event, last, why):
    due = due_date(day(event), value, unit, CALENDAR)
    assert due.on == day(last), why
    assert not due.provisional


@pytest.mark.parametrize(
    ("unit", "value", "event", "last", "provisional"),
    [
        (W, 5, "2026-12-28", "2027-01-05", True),
        (N, 60, "2026-12-01", "2027-02-01", True),  # 01-30 is a Saturday
        (N, 20, "2026-12-01", "2026-12-21", False),
        (W, 3, "2026-12-28", "2026-12-31", True),  # the New Year notice may still take 12-31
        (N, 400, "2025-01-10", "2026-02-14", False),  # days on the way do not matter to a natural term
        (W, 1, "2017-05-31", "2017-06-01", False),
        (W, 1, "2003-06-01", "2003-06-02", True),
    ],
)
def test_a_term_is_provisional_while_a_notice_may_still_move_it(unit, value, event, last, provisional):
    due = due_date(day(event), value, unit, CALENDAR)
    assert (due.on, due.provisional) == (day(last), provisional)


def slow_last_day(event: date, value: int, unit: Unit) -> date:
    """The rules once more, one day at a time, with nothing but the calendar."""
    current, left = event, value
    while left:
        current += timedelta(days=1)
        if unit is N or CALENDAR.is_working_day(current):
            left -= 1
    while not CALENDAR.is_working_day(current):
        current += timedelta(days=1)
    return current


events = st.dates(date(2017, 6, 1), date(2027, 12, 31))


@settings(max_examples=300, deadline=None)
@given(events, st.integers(1, 120), st.sampled_from(list(Unit)))
def test_every_term_agrees_with_the_slow_counter(event, value, unit):
    due = due_date(event, value, unit, CALENDAR)
    assert due.on == slow_last_day(event, value, unit)
    assert CALENDAR.is_working_day(due.on)
    assert sum(step.kind is StepKind.COUNTED for step in due.steps) == value
    assert [step.on for step in due.steps] == [event + timedelta(days=n) for n in range(1, (due.on - event).days + 1)]


@settings(max_examples=200, deadline=None)
@given(events, st.integers(1, 60), st.sampled_from(list(Unit)))
def test_a_longer_term_never_ends_earlier(event, value, unit):
    assert due_date(event, value + 1, unit, CALENDAR).on >= due_date(event, value, unit, CALENDAR).on


@settings(max_examples=200, deadline=None)
@given(events, st.integers(1, 60))
def test_what_remains_on_the_day_of_the_event_is_the_whole_working_term(event, value):
    due = due_date(event, value, W, CALENDAR)
    assert remaining(event, due.on, W, CALENDAR).days == value


@settings(max_examples=200, deadline=None)
@given(st.dates(date(2018, 6, 1), date(2026, 12, 1)), st.integers(1, 30))
def test_counting_back_and_forth_meet(last, number):
    start = working_days_before(last, number, CALENDAR)
    assert CALENDAR.is_working_day(start)
    assert working_days_between(start, last, CALENDAR) == number


@pytest.mark.parametrize("value", [0, -1, 3661])
def test_a_term_of_no_days_is_refused(value):
    with pytest.raises(ValueError, match="a term has 1 to"):
        due_date(date(2026, 1, 5), value, W, CALENDAR)


@pytest.mark.parametrize(
    ("today", "due_on", "unit", "days", "overdue"),
    [
        ("2026-09-18", "2026-09-24", W, 5, False),
        ("2026-09-24", "2026-09-24", W, 0, False),
        ("2026-09-28", "2026-09-24", W, 1, True),  # 09-25..09-27 off
        ("2026-09-26", "2026-09-24", W, 0, True),
        ("2026-10-07", "2026-10-08", N, 1, False),
        ("2026-10-12", "2026-10-08", N, 4, True),
    ],
)
def test_what_is_left_or_over_is_said_in_the_unit_of_the_term(today, due_on, unit, days, overdue):
    left = remaining(day(today), day(due_on), unit, CALENDAR)
    assert (left.days, left.is_overdue) == (days, overdue)


PAUSED = [
    # unit, value, start, [(stopped, resumed)], extension, last day, days paused
    (N, 15, "2026-03-02", [("2026-03-04", "2026-03-09")], 0, "2026-03-23", 5),  # 03-17 + 5 = 03-22, a Sunday
    (W, 15, "2026-03-02", [("2026-03-04", "2026-03-09")], 0, "2026-03-26", 3),
    (W, 5, "2026-09-18", [("2026-09-19", "2026-09-21")], 0, "2026-09-29", 2),  # the worked Sunday and Monday; 09-25..27 off
    (N, 15, "2026-02-02", [("2026-02-02", "2026-02-03")], 0, "2026-02-24", 1),  # from the 15th day, not from the moved one
    (N, 15, "2026-03-02", [("2026-03-04", "2026-03-04")], 0, "2026-03-17", 0),
    (N, 60, "2026-08-05", [], 30, "2026-11-09", 0),  # 30 days after the end of the term, 10-08: 11-07, a Saturday
    (N, 60, "2026-08-05", [("2026-08-10", "2026-08-14")], 30, "2026-11-09", 4),  # 10-04 + 4 = 10-08
    (N, 60, "2026-08-05", [("2026-10-20", "2026-10-25")], 30, "2026-11-12", 5),  # the pause fell into the extension
]


@pytest.mark.parametrize(("unit", "value", "start", "pauses", "extension", "last", "paused"), PAUSED)
def test_pauses_and_extension_move_the_last_day(unit, value, start, pauses, extension, last, paused):
    intervals = [(day(stopped), day(resumed)) for stopped, resumed in pauses]
    planned = plan(day(start), value, unit, intervals, extension, CALENDAR)
    assert (planned.on, planned.paused_days) == (day(last), paused)
    assert suspended_days(intervals, unit, CALENDAR) == paused
