"""Clocks in the database: start, meet, cancel, stop, resume, extend."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from portal.db import add, flush, session, transaction
from portal.deadlines import operations, queries
from portal.deadlines.counting import Unit
from portal.deadlines.models import ChangeCause, Deadline
from portal.errors import RuleBroken, TransitionRefused

START = date(2026, 8, 5)


def started(rule_key: str = "handle", on: date = START, **values) -> int:
    with transaction():
        return operations.start("matter", 1, rule_key, on, department_id=3, **values).id


def test_a_clock_takes_its_term_from_the_limit_in_force(noise):
    deadline = queries.get_deadline(started())
    assert (deadline.value, deadline.unit, deadline.due_on) == (60, Unit.NATURAL, date(2026, 10, 8))
    assert deadline.basis == "《信访条例》第三十四条"
    assert deadline.is_open and not deadline.provisional
    assert deadline.calendar_version == queries.calendar().version


def test_an_order_sets_its_own_term(noise):
    deadline = queries.get_deadline(started("order_answer", value=5, unit=Unit.WORKING, basis="督办单"))
    assert (deadline.basis, deadline.due_on) == ("督办单", date(2026, 8, 12))


def test_a_commitment_ends_on_the_promised_day_or_the_next_worked_one(noise):
    with transaction():
        kept = operations.start_until("matter", 1, "commitment", START, date(2026, 9, 30))
        moved = operations.start_until("matter", 2, "commitment", START, date(2026, 10, 1))
        assert (kept.due_on, moved.due_on) == (date(2026, 9, 30), date(2026, 10, 8))
        with pytest.raises(RuleBroken, match="晚于"):
            operations.start_until("matter", 3, "commitment", START, START)


def test_an_unknown_rule_without_a_term_is_a_programming_error(database):
    with pytest.raises(KeyError), transaction():
        operations.start("matter", 1, "no_such_rule", START)


def test_one_rule_runs_once_on_a_subject_until_it_is_closed(noise):
    started()
    with pytest.raises(TransitionRefused), transaction():
        operations.start("matter", 1, "handle", START)
    with transaction():
        operations.cancel("matter", 1, "handle")
    assert started() > 0


def test_the_database_itself_refuses_a_second_open_clock_of_the_rule(noise):
    first = started()
    with pytest.raises(IntegrityError), transaction():
        row = queries.get_deadline(first)
        copied = ("subject_kind", "subject_id", "rule_key", "started_on", "value", "unit", "due_on", "calendar_version", "created_at")
        add(Deadline(**{name: getattr(row, name) for name in copied}))
        flush()


def test_meeting_is_on_time_until_midnight_in_shanghai(noise):
    started()
    before = noise()
    with transaction():
        deadline = operations.meet("matter", 1, "handle", datetime(2026, 10, 8, 15, 59, 59, tzinfo=UTC))
        assert (deadline.met_on, deadline.was_late) == (date(2026, 10, 8), False)
    started()
    with transaction():
        deadline = operations.meet("matter", 1, "handle", datetime(2026, 10, 8, 16, 0, tzinfo=UTC))
        assert (deadline.met_on, deadline.was_late, deadline.next_step_on) == (date(2026, 10, 9), True, None)
    assert noise() == before


def test_what_does_not_run_is_met_and_cancelled_without_complaint(noise):
    with transaction():
        assert operations.meet("matter", 1, "handle", datetime(2026, 10, 8, tzinfo=UTC)) is None
        assert operations.cancel("matter", 1, "handle") is None
        assert operations.cancel_all("matter", 1) == []


def test_cancelling_all_closes_every_open_clock_of_the_subject_only(noise):
    started()
    started("sign_for")
    with transaction():
        operations.suspend("matter", 1, date(2026, 8, 6), "等待补正")
    before = noise()
    with transaction():
        assert {row.rule_key for row in operations.cancel_all("matter", 1)} == {"handle", "sign_for"}
    assert queries.list_open("matter", 1) == []
    assert all(pause.ended_on for row in session.scalars(select(Deadline).where(Deadline.subject_kind == "matter")) for pause in row.pauses)
    assert noise() == before


def test_a_pause_moves_natural_terms_by_natural_days_and_working_terms_by_working_days(noise):
    natural, working = started("triage", date(2026, 3, 2)), started("handle_internal_target", date(2026, 3, 2))
    before = noise()
    with transaction():
        assert len(operations.suspend("matter", 1, date(2026, 3, 4), "等待补正")) == 2
    assert queries.get_deadline(natural).is_paused
    assert not queries.get_deadline(natural).is_overdue(date(2026, 12, 1))
    with transaction():
        assert len(operations.resume("matter", 1, date(2026, 3, 9))) == 2
    assert (queries.get_deadline(natural).due_on, queries.get_deadline(natural).paused_days) == (date(2026, 3, 23), 5)
    assert (queries.get_deadline(working).due_on, queries.get_deadline(working).paused_days) == (date(2026, 3, 26), 3)
    assert [change.cause for change in queries.get_deadline(natural).changes] == [ChangeCause.PAUSE]
    assert noise() == before


def test_the_reporters_own_period_and_the_signing_keep_running_during_a_pause(noise):
    for rule_key in ("triage", "supplement_answer", "sign_for"):
        started(rule_key)
    with transaction():
        assert [row.rule_key for row in operations.suspend("matter", 1, START, "等待补正")] == ["triage"]
        assert operations.suspend("matter", 1, START, "再次") == []  # it stands still already
        assert [row.rule_key for row in operations.suspend("matter", 1, START, "停电", ["sign_for"])] == ["sign_for"]
    with transaction():
        assert [row.rule_key for row in operations.resume("matter", 1, date(2026, 8, 7), ["sign_for"])] == ["sign_for"]


def test_a_pause_needs_a_reason_and_cannot_end_before_it_began(noise):
    started()
    with pytest.raises(RuleBroken, match="原因"), transaction():
        operations.suspend("matter", 1, START, "  ")
    with transaction():
        operations.suspend("matter", 1, date(2026, 8, 10), "听证")
    with pytest.raises(RuleBroken, match="不能早于"), transaction():
        operations.resume("matter", 1, date(2026, 8, 9))


def test_a_duty_done_during_a_pause_is_measured_without_it(noise):
    started("triage", date(2026, 3, 2))
    with transaction():
        operations.suspend("matter", 1, date(2026, 3, 16), "等待补正")
    with transaction():
        deadline = operations.meet("matter", 1, "triage", datetime(2026, 3, 26, 2, tzinfo=UTC))
        assert (deadline.due_on, deadline.was_late, deadline.paused_on) == (date(2026, 3, 27), False, None)


def test_an_extension_runs_from_the_end_of_the_term_once_and_within_the_cap(noise):
    deadline_id = started()
    before = noise()
    with pytest.raises(RuleBroken, match="1 到 30"), transaction():
        operations.extend(queries.get_deadline(deadline_id), 31, "情况复杂", START)
    with pytest.raises(RuleBroken, match="理由"), transaction():
        operations.extend(queries.get_deadline(deadline_id), 30, " ", START)
    with transaction():
        deadline = operations.extend(queries.get_deadline(deadline_id), 30, "情况复杂", date(2026, 10, 8))
        assert (deadline.due_on, deadline.extension_days) == (date(2026, 11, 9), 30)
        assert (deadline.changes[0].old_due_on, deadline.changes[0].reason) == (date(2026, 10, 8), "情况复杂")
    with pytest.raises(RuleBroken, match="只能延期一次"), transaction():
        operations.extend(queries.get_deadline(deadline_id), 1, "还是复杂", START)
    assert noise() == before


def test_no_extension_after_the_term_or_where_the_rules_have_none(noise):
    late, fixed = started(), started("sign_for")
    with pytest.raises(RuleBroken, match="已经届满"), transaction():
        operations.extend(queries.get_deadline(late), 10, "情况复杂", date(2026, 10, 9))
    with pytest.raises(RuleBroken, match="不能延期"), transaction():
        operations.extend(queries.get_deadline(fixed), 1, "情况复杂", START)
    with transaction():
        operations.cancel("matter", 1, "handle")
    with pytest.raises(TransitionRefused), transaction():
        operations.extend(queries.get_deadline(late), 10, "情况复杂", START)


def test_handing_over_changes_the_department_and_nothing_else(noise):
    started()
    before = noise()
    with transaction():
        operations.hand_over("matter", 1, 8)
    assert [(row.department_id, row.due_on) for row in queries.list_open("matter", 1)] == [(8, date(2026, 10, 8))]
    assert noise() == before


def test_the_governing_clock_is_the_open_one_with_the_earliest_last_day(noise):
    started()
    started("sign_for")
    assert queries.earliest_due("matter", 1).rule_key == "sign_for"
    assert queries.earliest_due("matter", 1, ["handle"]).rule_key == "handle"
    with transaction():
        operations.meet("matter", 1, "sign_for", datetime(2026, 8, 6, tzinfo=UTC))
    assert queries.earliest_due("matter", 1).rule_key == "handle"
    assert queries.earliest_due("matter", 2) is None


def test_the_clocks_of_a_page_of_cases_come_in_one_query(noise):
    for number in (1, 2):
        with transaction():
            operations.start("matter", number, "handle", START)
            operations.start("matter", number, "sign_for", START)
    with transaction():
        operations.meet("matter", 1, "sign_for", datetime(2026, 8, 6, tzinfo=UTC))
        operations.cancel("matter", 2, "sign_for")
    found = queries.list_for("matter", [1, 2, 3])
    assert {number: [row.rule_key for row in rows] for number, rows in found.items()} == {1: ["handle", "sign_for"], 2: ["handle"], 3: []}


def test_overdue_is_the_same_in_python_and_in_sql(noise):
    ids = {started(), started("sign_for"), started("triage")}
    with transaction():
        operations.suspend("matter", 1, START, "等待补正", ["triage"])
        operations.cancel("matter", 1, "sign_for")
    for today in (date(2026, 8, 8), date(2026, 10, 8), date(2026, 10, 9), date(2027, 3, 1)):
        rows = [queries.get_deadline(number) for number in ids]
        listed = set(session.scalars(queries.overdue_subject_ids("matter", today)))
        assert (1 in listed) == any(row.is_overdue(today) for row in rows)
        assert listed == ({1, 99} if today > date(2026, 10, 8) else set())
