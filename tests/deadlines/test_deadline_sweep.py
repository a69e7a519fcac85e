"""The round over the clocks: each step once, whatever was missed, moved or run at the same time."""

import threading
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import func, select

from portal import events
from portal.db import session, transaction
from portal.deadlines import operations, queries
from portal.deadlines.administration import set_calendar_days
from portal.deadlines.calendar import SpecialDay
from portal.deadlines.counting import Unit
from portal.deadlines.events import DeadlineDueSoon, DeadlineOverdue, DeadlineSuperviseDue
from portal.deadlines.models import DeadlineStep
from portal.deadlines.sweep import recompute_stale, sweep

START = date(2026, 8, 5)


@pytest.fixture
def heard() -> Iterator[list[events.Event]]:
    """Every clock event of the test, in order."""
    told: list[events.Event] = []
    classes = (DeadlineDueSoon, DeadlineOverdue, DeadlineSuperviseDue)
    for event_class in classes:
        events.subscribe(event_class, told.append)
    yield told
    for event_class in classes:
        events._handlers[event_class].remove(told.append)


def start(subject_id: int = 1, rule_key: str = "handle", on: date = START, **values) -> int:
    with transaction():
        return operations.start("matter", subject_id, rule_key, on, **values).id


def swept(today: date, limit: int = 100) -> list[tuple[int, str]]:
    """Everything one run of the job fires on a day, as (subject, step)."""
    fired: list[tuple[int, str]] = []
    while True:
        with transaction():
            chunk = sweep(today, limit)
        if not chunk:
            return fired
        fired += [(step.subject_id, str(step.step)) for step in chunk]


def swept_daily(first: date, last: date) -> dict[str, list[tuple[int, str]]]:
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return {str(day): fired for day in days for fired in [swept(day)] if fired}


def test_a_clock_speaks_up_on_four_days_and_once_on_each(database, heard):
    start()
    start(2, "sign_for")  # two working days: too short for a reminder
    assert swept_daily(date(2026, 8, 5), date(2026, 10, 31)) == {
        "2026-08-07": [(2, "due_today")],
        "2026-08-08": [(2, "overdue")],
        "2026-08-10": [(2, "supervise")],
        "2026-09-28": [(1, "due_soon")],  # three working days before 10-08: 09-29, 09-30 and 10-08 itself are left
        "2026-10-08": [(1, "due_today")],
        "2026-10-09": [(1, "overdue")],
        "2026-10-10": [(1, "supervise")],  # a worked Saturday
    }
    assert swept(date(2027, 5, 1)) == []


def test_running_the_job_again_fires_and_tells_nothing_twice(database, heard):
    start()
    assert swept(date(2026, 10, 12)) == [(1, "overdue"), (1, "supervise")]
    assert swept(date(2026, 10, 12)) == []
    assert [type(event).__name__ for event in heard] == ["DeadlineOverdue", "DeadlineSuperviseDue"]
    assert (heard[0].subject_kind, heard[0].subject_id, heard[0].due_on) == ("matter", 1, date(2026, 10, 8))


def test_a_reminder_missed_while_the_job_was_down_is_not_sent_late(database):
    start()
    assert swept(date(2026, 10, 8)) == [(1, "due_today")]
    assert swept(date(2026, 10, 9)) == [(1, "overdue")]


def test_closed_and_stopped_clocks_are_silent(database):
    for number in (1, 2, 3, 4):
        start(number)
    with transaction():
        operations.meet("matter", 1, "handle", datetime(2026, 9, 1, tzinfo=UTC))
        operations.cancel("matter", 2, "handle")
        operations.suspend("matter", 3, date(2026, 9, 1), "等待鉴定")
    assert swept(date(2026, 12, 1)) == [(4, "overdue"), (4, "supervise")]


def test_the_reminders_come_again_for_a_last_day_that_was_lawfully_put_off(database):
    deadline_id = start()
    assert swept(date(2026, 9, 30)) == [(1, "due_soon")]
    with transaction():
        operations.extend(queries.get_deadline(deadline_id), 30, "情况复杂", date(2026, 9, 30))
    assert swept_daily(date(2026, 9, 30), date(2026, 11, 9)) == {"2026-11-04": [(1, "due_soon")], "2026-11-09": [(1, "due_today")]}


def test_a_pause_after_the_last_day_does_not_repeat_the_overdue_notice(database, heard):
    start()
    assert swept(date(2026, 10, 9)) == [(1, "overdue")]
    with transaction():
        operations.suspend("matter", 1, date(2026, 10, 9), "等待补正")
    with transaction():
        operations.resume("matter", 1, date(2026, 10, 16))
    assert [step for fired in swept_daily(date(2026, 10, 16), date(2026, 11, 30)).values() for _, step in fired] == ["supervise"]
    assert Counter(type(event) for event in heard) == {DeadlineOverdue: 1, DeadlineSuperviseDue: 1}


def test_a_clock_whose_hearer_fails_is_tried_again_and_holds_up_no_other(database, caplog):
    failing_id = start(1)
    for number in (2, 3):
        start(number)

    def fails(event: DeadlineOverdue) -> None:
        if event.subject_id == 1:
            raise RuntimeError("the handler failed")

    events.subscribe(DeadlineOverdue, fails)
    try:
        assert swept(date(2026, 10, 9), limit=1) == [(2, "overdue"), (3, "overdue")]
    finally:
        events._handlers[DeadlineOverdue].remove(fails)
    assert f"deadline {failing_id} could not be fired" in caplog.text
    assert swept(date(2026, 10, 9)) == [(1, "overdue")]


def test_a_step_is_undone_with_the_transaction_it_was_fired_in(database):
    start()
    with pytest.raises(RuntimeError), transaction():
        assert len(sweep(date(2026, 10, 9))) == 1
        raise RuntimeError("the power went off")
    assert swept(date(2026, 10, 9)) == [(1, "overdue")]


def test_the_job_works_in_chunks_and_leaves_nothing_behind(database):
    with transaction():
        for number in range(1, 26):
            operations.start("matter", number, "sign_for", START)
        for number in range(26, 60):
            operations.start("matter", number, "handle", START)
    fired = swept(date(2026, 8, 10), limit=10)
    assert sorted(fired) == sorted([(number, step) for number in range(1, 26) for step in ("overdue", "supervise")])


def test_the_sweep_reads_only_clocks_with_something_to_say(database):
    with transaction():
        for number in range(1, 6):
            operations.start("matter", number, "handle", START)
        operations.start("matter", 6, "sign_for", START)
    assert [row.subject_id for row in queries.list_due_for_sweep(date(2026, 8, 7))] == [6]


def test_a_new_holiday_moves_open_clocks_in_the_next_round(database):
    deadline_id = start(1, "return_objection", date(2026, 9, 18))
    with transaction():
        set_calendar_days([SpecialDay(date(2026, 9, 22), False, "停电停工")])
        assert recompute_stale() == 0  # few clocks: computed at once
    deadline = queries.get_deadline(deadline_id)
    assert deadline.due_on == date(2026, 9, 28)
    assert [(change.old_due_on, change.new_due_on) for change in deadline.changes] == [(date(2026, 9, 24), date(2026, 9, 28))]
    assert swept(date(2026, 9, 25)) != [(1, "overdue")]


def race(today: date, workers: int) -> list[tuple[int, str]]:
    """Several sweeps at the same moment, each with its own session, until none finds anything."""
    fired: list[tuple[int, str]] = []
    gate = threading.Barrier(workers)

    def work() -> None:
        gate.wait()
        try:
            fired.extend(swept(today, limit=7))
        finally:
            session.remove()

    threads = [threading.Thread(target=work) for _ in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return fired + swept(today)


def check_race(heard: list[events.Event]) -> None:
    with transaction():
        for number in range(1, 61):
            operations.start("matter", number, "sign_for", START, value=2, unit=Unit.WORKING)
    fired = race(date(2026, 8, 10), 4)
    expected = {(number, step): 1 for number in range(1, 61) for step in ("overdue", "supervise")}
    assert Counter(fired) == expected
    assert Counter(event.subject_id for event in heard if isinstance(event, DeadlineOverdue)) == dict.fromkeys(range(1, 61), 1)
    assert session.scalar(select(func.count()).select_from(DeadlineStep)) == 120


def test_four_sweeps_at_once_fire_each_step_once_on_sqlite(database, heard):
    check_race(heard)


def test_four_sweeps_at_once_fire_each_step_once_on_postgresql(postgresql, heard):
    check_race(heard)


def test_a_notice_that_puts_the_last_day_ahead_again_lets_its_steps_come_again_once(database, heard):
    start(1, "sign_for", date(2026, 8, 5))  # two working days: Friday 08-07
    assert swept(date(2026, 8, 10)) == [(1, "overdue"), (1, "supervise")]
    with time_machine.travel("2026-08-10T04:00:00Z", tick=False):
        for _twice in range(2):
            with transaction():
                set_calendar_days([SpecialDay(date(2026, 8, day), False, "停工") for day in (7, 10)])
    with transaction():
        assert queries.get_deadline(1).due_on == date(2026, 8, 11)
    expected = {"2026-08-11": [(1, "due_today")], "2026-08-12": [(1, "overdue")], "2026-08-13": [(1, "supervise")]}
    assert swept_daily(date(2026, 8, 10), date(2026, 8, 20)) == expected
    assert swept_daily(date(2026, 8, 10), date(2026, 8, 20)) == {}
    assert [type(event).__name__ for event in heard].count("DeadlineOverdue") == 2


def test_a_notice_about_days_long_over_repeats_nothing(database, heard):
    start(1, "sign_for", date(2026, 8, 5))
    assert swept(date(2026, 8, 20)) == [(1, "overdue"), (1, "supervise")]
    with time_machine.travel("2026-08-20T04:00:00Z", tick=False), transaction():
        set_calendar_days([SpecialDay(date(2026, 8, 7), False, "停工")])
    assert swept_daily(date(2026, 8, 20), date(2026, 8, 30)) == {}
