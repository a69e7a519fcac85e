"""A clock of the machine that jumps, and rounds that run twice: what was done stays done, and nothing is done early."""

from collections.abc import Iterator
from datetime import date

import pytest
import time_machine

from portal.db import session, transaction
from portal.deadlines import moves, operations, queries
from portal.deadlines.models import Deadline
from portal.deadlines.sweep import recompute_stale, sweep

START = date(2026, 8, 3)


@pytest.fixture
def clocks(database) -> Iterator[None]:
    with time_machine.travel("2026-08-03T04:00:00Z", tick=False), transaction():
        for number, rule in enumerate(("sign_for", "handle", "return_objection", "triage"), start=1):
            operations.start("matter", number, rule, START)
        operations.suspend("matter", 4, START, "等待补正")
    yield


def standing() -> list[tuple]:
    session.rollback()
    rows = session.query(Deadline).order_by(Deadline.id)
    return [(row.due_on, row.next_step_on, row.paused_on, row.due_round, sorted(row.fired), len(row.changes)) for row in rows]


def swept(today: date) -> int:
    fired = 0
    with transaction():
        recompute_stale()
    while True:
        with transaction():
            found = sweep(today, limit=2)
        if not found:
            return fired
        fired += len(found)


def test_a_second_round_on_the_same_day_does_nothing(clocks):
    assert swept(date(2026, 8, 11)) > 0
    before = standing()
    assert swept(date(2026, 8, 11)) == 0 and standing() == before


def test_a_clock_that_jumps_back_fires_nothing_again_and_moves_nothing(clocks):
    swept(date(2026, 8, 11))
    before = standing()
    for day in (date(2026, 8, 4), date(2026, 1, 1), date(1999, 1, 1), date(2026, 8, 11)):
        assert swept(day) == 0 and standing() == before


def test_a_clock_that_jumps_ahead_and_comes_back_has_said_each_thing_once(clocks):
    swept(date(2031, 1, 1))
    after = standing()
    assert after[3][2] == START  # the stopped clock stands
    due = [row[0] for row in after]
    for day in (date(2026, 8, 5), date(2026, 8, 6), date(2026, 10, 9), date(2031, 1, 1)):
        assert swept(day) == 0
    assert standing() == after and [row[0] for row in standing()] == due


def test_the_last_day_hangs_on_the_day_of_the_event_and_never_on_when_it_is_computed(clocks):
    before = [row[0] for row in standing()]
    for instant in ("1999-01-01T00:00:00Z", "2026-08-03T15:59:59Z", "2026-08-03T16:00:00Z", "2040-06-01T00:00:00Z"):
        with time_machine.travel(instant, tick=False), transaction():
            for row in queries.list_stale("another version", 100):
                moves.recompute(row)
        assert [row[0] for row in standing()] == before
