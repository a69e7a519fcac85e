"""Whose every day is: a table a lawyer can read, and a slow count day by day that must agree."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.cases.attribution.rules import Days, Span, Turn, spans, used
from portal.cases.attribution.vocabulary import Party, Stage
from portal.cases.vocabulary import OPEN_STATUSES, Status
from portal.deadlines.calendar import files_calendar
from portal.deadlines.counting import working_days_between

pytestmark = pytest.mark.one_database
S = Status


def day(number: int) -> date:
    """A day of March 2026; the first is a Sunday."""
    return date(2026, 3, 1) + timedelta(days=number - 1)


def told(turns: list[tuple[int, Status, int | None]], stops=(), extensions=()) -> list[tuple[int, int | None, Party, int | None]]:
    """The spans as (after, until, party, department), in days of March."""
    made = spans(
        [Turn(day(on), status, department) for on, status, department in turns],
        [Days(day(after), until and day(until)) for after, until in stops],
        [Days(day(after), until and day(until)) for after, until in extensions],
    )
    return [(each.after.day, each.until and each.until.day, each.party, each.department_id) for each in made]


TABLE = {
    "one department from receipt to reply": (
        [(2, S.PENDING, 1), (4, S.HANDLING, 1), (10, S.REVIEWING, 1), (12, S.REPLIED, 1)],
        (), (), [(2, 4, Party.DEPARTMENT, 1), (4, 12, Party.DEPARTMENT, 1)],
    ),
    "several steps on one day: the last one holds from the next day on": (
        [(2, S.PENDING, 1), (2, S.PENDING, 1), (2, S.HANDLING, 1), (9, S.REPLIED, 1)],
        (), (), [(2, 9, Party.DEPARTMENT, 1)],
    ),
    "the reporter is asked and answers": (
        [(2, S.PENDING, 1), (4, S.SUPPLEMENT, 1), (9, S.PENDING, 1), (10, S.DECLINED, 1)],
        (), (), [(2, 4, Party.DEPARTMENT, 1), (4, 9, Party.REPORTER, 1), (9, 10, Party.DEPARTMENT, 1)],
    ),
    "a hearing": (
        [(2, S.HANDLING, 1), (6, S.SUSPENDED, 1), (20, S.HANDLING, 1), (22, S.REPLIED, 1)],
        (), (), [(2, 6, Party.DEPARTMENT, 1), (6, 20, Party.HEARING, 1), (20, 22, Party.DEPARTMENT, 1)],
    ),
    "given back, assigned to another, given on": (
        [(2, S.PENDING, 1), (3, S.UNASSIGNED, None), (5, S.PENDING, 2), (8, S.PENDING, 3), (11, S.REPLIED, 3)],
        (), (),
        [(2, 3, Party.DEPARTMENT, 1), (3, 5, Party.DEPARTMENT, None), (5, 8, Party.DEPARTMENT, 2), (8, 11, Party.DEPARTMENT, 3)],
    ),
    "an extension is only what lies behind the term; past it the days are the department's again": (
        [(1, S.HANDLING, 1), (28, S.REPLIED, 1)],
        (), [(10, 20)], [(1, 10, Party.DEPARTMENT, 1), (10, 20, Party.EXTENSION, 1), (20, 28, Party.DEPARTMENT, 1)],
    ),
    "answered within the extension": (
        [(1, S.HANDLING, 1), (14, S.REPLIED, 1)],
        (), [(10, 20)], [(1, 10, Party.DEPARTMENT, 1), (10, 14, Party.EXTENSION, 1)],
    ),
    "a hearing within an extension is a hearing": (
        [(1, S.HANDLING, 1), (12, S.SUSPENDED, 1), (15, S.HANDLING, 1), (25, S.REPLIED, 1)],
        [(12, 15)], [(10, 23)],
        [
            (1, 10, Party.DEPARTMENT, 1), (10, 12, Party.EXTENSION, 1), (12, 15, Party.HEARING, 1), (15, 23, Party.EXTENSION, 1),
            (23, 25, Party.DEPARTMENT, 1),
        ],
    ),
    "the clock of a review stands still": (
        [(1, S.HANDLING, 1), (5, S.REPLIED, 1), (8, S.UNDER_REVIEW, None), (20, S.REPLIED, 1)],
        [(10, 14)], (),
        [(1, 5, Party.DEPARTMENT, 1), (8, 10, Party.DEPARTMENT, None), (10, 14, Party.HEARING, None), (14, 20, Party.DEPARTMENT, None)],
    ),
    "an open case goes on": (
        [(2, S.PENDING, 1), (4, S.HANDLING, 1)],
        (), [(20, 28)],
        [(2, 4, Party.DEPARTMENT, 1), (4, 20, Party.DEPARTMENT, 1), (20, 28, Party.EXTENSION, 1), (28, None, Party.DEPARTMENT, 1)],
    ),
    "an open hearing": ([(2, S.SUSPENDED, 1)], [(2, None)], (), [(2, None, Party.HEARING, 1)]),
    "answered on the day it came": ([(2, S.PENDING, 1), (2, S.REPLIED, 1)], (), (), []),
}  # fmt: skip


@pytest.mark.parametrize("name", TABLE)
def test_each_day_belongs_to_whom_the_table_says(name: str) -> None:
    turns, stops, extensions, expected = TABLE[name]
    assert told(turns, stops, extensions) == expected


_NUMBERS = st.integers(1, 80)
_TURN = st.tuples(_NUMBERS, st.sampled_from(list(Status)), st.sampled_from([1, 2, None]))
_DAYS = st.tuples(_NUMBERS, st.one_of(st.none(), st.integers(1, 30)))


def _days(pairs: list[tuple[int, int | None]]) -> list[Days]:
    return [Days(day(after), day(after + length) if length else None) for after, length in pairs]


def _state_at_begin(turns: list[Turn], of: date) -> Turn | None:
    """What held when a day began: the last step before it."""
    before = [turn for turn in turns if turn.on < of]
    return before[-1] if before else None


def _naive_party(turn: Turn, of: date, stops: list[Days], extensions: list[Days]) -> Party:
    if turn.status is S.SUPPLEMENT:
        return Party.REPORTER
    if turn.status is S.SUSPENDED or any(each.holds(of) for each in stops):
        return Party.HEARING
    if turn.status not in {S.UNASSIGNED, S.PENDING, S.UNDER_REVIEW} and any(each.holds(of) for each in extensions):
        return Party.EXTENSION
    return Party.DEPARTMENT


@given(st.lists(_TURN, min_size=1, max_size=9), st.lists(_DAYS, max_size=3), st.lists(_DAYS, max_size=2))
def test_counted_day_by_day_every_open_day_lies_in_exactly_one_span(turns, stops, extensions) -> None:
    steps = [Turn(day(on), status, department) for on, status, department in sorted(turns, key=lambda each: each[0])]
    standing, longer = _days(stops), _days(extensions)
    found = spans(steps, standing, longer)
    open_days = 0
    for number in range(1, 140):
        of = day(number)
        turn = _state_at_begin(steps, of)
        holding = [span for span in found if span.holds(of)]
        if turn is None or turn.status not in OPEN_STATUSES:
            assert not holding
            continue
        open_days += 1
        assert [(each.party, each.department_id) for each in holding] == [(_naive_party(turn, of, standing, longer), turn.department_id)]
    assert sum(each.days for each in used(found, day(139), files_calendar())) == open_days


def test_days_used_stop_at_today_and_working_days_are_those_of_the_calendar() -> None:
    today, begin = date(2026, 10, 12), date(2026, 9, 28)
    found = [
        Span(begin, date(2026, 10, 9), Party.DEPARTMENT, Stage.HANDLING, 7),
        Span(date(2026, 10, 9), None, Party.REPORTER, Stage.HANDLING, 7),
    ]
    department, reporter = used(found, today, files_calendar())
    assert (department.days, department.working_days) == (11, 4), "the holiday from 1 to 7 October is not worked"
    assert (reporter.days, reporter.working_days) == (3, 2), "10 October is a Saturday that is worked"
    assert department.working_days + reporter.working_days == working_days_between(begin, today, files_calendar())
