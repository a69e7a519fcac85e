"""Figures: medians and shares, and every count equal to a naive count over the rows."""

from collections import Counter
from datetime import timedelta

import pytest
from flask import Flask

from portal import clock
from portal.access import Reporter
from portal.accounts import queries as accounts
from portal.accounts.vocabulary import Role
from portal.cases import queries as cases
from portal.cases import reporting
from portal.cases.vocabulary import Satisfaction, Solved, Status
from portal.supervision import figures
from tests.factories import case_in, do_to, make_case, make_department, make_user


@pytest.mark.parametrize(
    ("values", "expected"), [([], None), ([7], 7), ([1, 3], 2), ([1, 2, 9], 2), ([5, 5, 5, 20], 5), ([1, 1, 2, 30], 1.5)]
)
def test_the_median_of_a_histogram_is_that_of_its_values(values: list[int], expected: float | None) -> None:
    assert figures.median(Counter(values)) == expected


def test_a_share_of_nothing_is_not_zero() -> None:
    assert figures.percent(0, 0) is None
    assert figures.percent(1, 3) == 33.3


def test_the_overview_counts_what_a_supervisor_may_see_and_nothing_else(app: Flask) -> None:
    lead, other, respondent = make_department("示例财政局"), make_department("示例建委"), make_department("示例街道")
    officer, head = make_user(Role.OFFICER, department=lead), make_user(Role.HEAD, department=lead)
    supervisor, conflicted = make_user(Role.SUPERVISOR), make_user(Role.SUPERVISOR, department=respondent)
    closed = case_in(Status.CLOSED, lead, officer, head)
    case_in(Status.HANDLING, lead, officer, head)
    make_case(other, respondent=respondent)
    do_to(closed, reporting.rate, Reporter(closed.id, closed.report.id), Solved.YES, Satisfaction.SATISFIED, "", False)

    today = clock.today()
    seen = figures.overview(accounts.get_user(supervisor.id), today, today, today)
    hidden = figures.overview(accounts.get_user(conflicted.id), today, today, today)

    assert (seen.total.received, seen.total.in_hand, seen.total.replied, seen.total.on_time) == (3, 2, 1, 1)
    assert (seen.total.rated, seen.total.satisfied) == (1, 1)
    assert seen.by_department[other.id].in_hand == 1
    assert (hidden.total.received, hidden.total.in_hand) == (2, 1), "the case against one's own department is not counted"


def test_the_period_before_is_counted_as_it_was_when_it_was_the_present_one(app: Flask) -> None:
    lead = make_department()
    officer, head = make_user(Role.OFFICER, department=lead), make_user(Role.HEAD, department=lead)
    today = clock.today()
    for days_ago in (100, 40, 40, 0):
        with clock.pretend(clock.now() - timedelta(days=days_ago)):
            closed = case_in(Status.CLOSED, lead, officer, head)
            case_in(Status.DECLINED, lead, officer, head)
            do_to(closed, reporting.rate, Reporter(closed.id, closed.report.id), Solved.NO, Satisfaction.DISSATISFIED, "没有解决", False)
    actor = accounts.get_user(make_user(Role.SUPERVISOR).id)
    first, since = today - timedelta(days=30), today - timedelta(days=60)

    both = figures.overview(actor, first, today, today, since=since)
    former = figures.overview(actor, since, first - timedelta(days=1), today)

    names = ("received", "replied", "on_time", "on_time_rate", "median_days", "rated", "satisfied_rate")
    assert [getattr(both.before, name) for name in names] == [getattr(former.total, name) for name in names]
    assert (both.before.received, both.before.replied, both.before.rated) == (4, 2, 2)
    assert (both.total.received, both.total.replied, both.total.rated) == (2, 1, 1)


def test_a_case_is_overdue_the_day_after_its_last_day_and_due_today_on_it(app: Flask) -> None:
    lead = make_department()
    case = make_case(lead)
    supervisor = make_user(Role.SUPERVISOR)
    due_on = cases.get_case(case.id).due_on
    actor = accounts.get_user(supervisor.id)
    on_the_day = figures.overview(actor, due_on, due_on, due_on).total
    day_after = figures.overview(actor, due_on, due_on, due_on + timedelta(days=1)).total
    assert (on_the_day.due_today, on_the_day.overdue) == (1, 0)
    assert (day_after.due_today, day_after.overdue) == (0, 1)
    assert day_after.overdue_by_rule == Counter({"sign_for": 1})
