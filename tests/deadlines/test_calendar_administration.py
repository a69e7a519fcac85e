"""What an administrator enters: days, a year's notice, limits; who notices it, and what it moves."""

import json
import threading
from datetime import date, timedelta

import pytest
import time_machine

from portal.db import session, transaction
from portal.deadlines import operations, queries
from portal.deadlines.administration import remove_calendar_days, set_calendar_days
from portal.deadlines.calendar import SpecialDay, days_from
from portal.deadlines.limit_settings import set_limits
from portal.deadlines.notices import read_notice
from portal.errors import RuleBroken

STORM = SpecialDay(date(2026, 9, 22), False, "台风停工")
NOTICE_2027 = """
2027-01-01 至 2027-01-03 休 元旦
2027-02-05 至 2027-02-11 休 春节
2027-02-14 班
2027-04-05 休 清明节
2027-05-01..2027-05-05 休 劳动节
2027-06-09 休 端午节
2027-09-15 休 中秋节
2027-10-01~2027-10-07 休 国庆节
2026-12-31 休 元旦
"""


def start(rule_key: str = "return_objection", on: date = date(2026, 9, 18), subject_id: int = 1) -> int:
    with transaction():
        return operations.start("matter", subject_id, rule_key, on).id


def test_entered_days_hold_at_once_and_can_be_taken_back(noise):
    deadline_id = start()
    before = noise()
    with transaction():
        assert set_calendar_days([STORM], "区政府停工通告") == 1
    assert queries.calendar().day_name(STORM.on) == "台风停工"
    assert queries.get_deadline(deadline_id).due_on == date(2026, 9, 28)
    assert [(row.day, row.source) for row in queries.list_calendar_days(2026)] == [(STORM.on, "区政府停工通告")]
    with transaction():
        assert remove_calendar_days([STORM.on]) == 1
    assert queries.get_deadline(deadline_id).due_on == date(2026, 9, 24)
    assert [change.new_due_on for change in queries.get_deadline(deadline_id).changes] == [date(2026, 9, 28), date(2026, 9, 24)]
    assert noise() == before


def test_closed_clocks_keep_the_day_they_had(noise):
    deadline_id = start()
    with transaction():
        operations.cancel("matter", 1, "return_objection")
        set_calendar_days([STORM])
    assert queries.get_deadline(deadline_id).due_on == date(2026, 9, 24)


def test_the_preview_names_what_would_move_and_changes_nothing(noise):
    deadline_id, untouched = start(), start("sign_for", date(2026, 9, 23), 2)
    changed = queries.calendar().with_days([STORM])
    moves = queries.list_affected(changed)
    assert [(move.deadline.id, move.new_due_on) for move in moves] == [(deadline_id, date(2026, 9, 28))]
    assert queries.count_affected(changed) == {("return_objection", 4): 1}
    assert queries.count_affected(queries.calendar()).total() == 0
    assert queries.get_deadline(deadline_id).due_on == date(2026, 9, 24)
    assert queries.get_deadline(untouched).due_on == date(2026, 9, 28)


def test_the_preview_counts_pauses_and_extensions_as_the_change_itself_will(database):
    for number in (1, 2):
        start("handle", date(2026, 3, 2), number)
        start("handle_internal_target", date(2026, 9, 14), number)
    with transaction():
        operations.suspend("matter", 1, date(2026, 9, 15), "等待补正")
    with transaction():
        operations.resume("matter", 1, date(2026, 9, 21))
        operations.extend(queries.open_deadline("matter", 2, "handle"), 30, "情况复杂", date(2026, 4, 1))
    days = [STORM, SpecialDay(date(2026, 6, 5), False, "停工")]
    expected = {move.deadline.id: move.new_due_on for move in queries.list_affected(queries.calendar().with_days(days))}
    assert len(expected) == 3  # both targets, and the extended term that ended on 06-05
    session.rollback()
    with transaction():
        assert set_calendar_days(days) == 3
    assert {number: queries.get_deadline(number).due_on for number in expected} == expected


def test_a_published_year_ends_what_was_provisional(noise):
    deadline_id = start("return_objection", date(2026, 12, 28))
    assert (queries.get_deadline(deadline_id).due_on, queries.get_deadline(deadline_id).provisional) == (date(2027, 1, 5), True)
    assert queries.count_affected(queries.calendar().with_days(read_notice(NOTICE_2027).days, [2027])).total() == 1
    with transaction():
        set_calendar_days(read_notice(NOTICE_2027).days, "2027年放假通知", [2027])
    deadline = queries.get_deadline(deadline_id)
    assert (deadline.due_on, deadline.provisional) == (date(2027, 1, 6), False)
    assert queries.calendar().is_known(2027)
    assert queries.calendar().is_working_day(date(2027, 2, 14))


def test_another_process_notices_the_change_in_its_next_transaction(database):
    assert queries.calendar().is_working_day(STORM.on)
    session.rollback()

    def other_process() -> None:
        # What another worker would do: its own session, and nothing of this process's memory.
        with transaction():
            set_calendar_days([STORM])
        session.remove()

    thread = threading.Thread(target=other_process)
    thread.start()
    thread.join()
    assert not queries.calendar().is_working_day(STORM.on)


def test_the_calendar_asks_the_database_once_in_a_transaction(database):
    with transaction():
        first = queries.calendar()
        assert all(queries.calendar() is first for _ in range(50))
        assert queries.limits() is queries.limits()


@pytest.mark.same_queries
@pytest.mark.parametrize(
    ("days", "words"),
    [
        ([STORM, SpecialDay(STORM.on, True, "上班")], "写了两次"),
        ([SpecialDay(date(1999, 1, 1), False, "元旦")], "不在 2004–2099"),
        ([SpecialDay(STORM.on, False, " ")], "名称"),
        ([SpecialDay(STORM.on, False, "长" * 41)], "名称"),
    ],
)
def test_contradictory_or_nameless_days_are_refused(database, days, words):
    with pytest.raises(RuleBroken, match=words), transaction():
        set_calendar_days(days)
    assert queries.list_calendar_days() == []


def test_a_notice_without_a_fixed_holiday_is_not_taken_as_published(database):
    days = [day for day in read_notice(NOTICE_2027).days if day.name != "中秋节"]
    with pytest.raises(RuleBroken, match=r"2027-09-15（中秋节）等 1 天"), transaction():
        set_calendar_days(days, published_years=[2027])
    assert not queries.calendar().is_known(2027)


def test_the_exchange_format_is_read():
    text = json.dumps({"year": 2027, "papers": ["公告甲"], "days": [{"name": "元旦", "date": "2027-01-01", "isOffDay": True}]})
    notice = read_notice("\ufeff" + text)
    assert (notice.year, notice.source) == (2027, "公告甲")
    assert notice.days == (SpecialDay(date(2027, 1, 1), False, "元旦"),)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2027-02-05 休 春节\n2027-02-30 休", "第 2 行的日期不存在"),
        ("\n二月五日 放假", "第 2 行读不懂"),
        ("2027-02-09 至 2027-02-05 休", "第 1 行的起止日期"),
        ("2027-02-05 至 2027-12-05 休", "第 1 行的起止日期"),
        ("{", "读不懂这份放假安排"),
        ('{"year": 2027}', "days"),
        ('{"year": 2027, "days": [{"name": "a", "date": "2027-01-01", "isOffDay": "no"}]}', "isOffDay"),
        ('{"year": 2027, "days": [5]}', "读不懂"),
    ],
)
def test_unreadable_notices_are_refused_with_the_place(text, words):
    with pytest.raises(RuleBroken, match=words):
        read_notice(text)


def test_a_profiles_limits_govern_new_clocks_and_leave_running_ones(database):
    running = start("triage", date(2026, 3, 2))
    with transaction():
        set_limits({"triage": {"value": 10}, "local": {"value": 5, "unit": "working", "basis": "《某市条例》第九条", "label": "答复"}})
    assert queries.limits()["local"].label == "答复"
    assert queries.get_deadline(running).value == 15
    assert queries.get_deadline(start("triage", date(2026, 3, 2), 2)).value == 10
    with transaction():
        set_limits({})
    assert queries.limits()["triage"].value == 15 and "local" not in queries.limits()


def test_loading_the_same_limits_again_changes_nothing(database):
    overrides = {"triage": {"value": 10}, "callback": {"value": 3}}
    with transaction():
        set_limits(overrides)
    before = queries._stamp()
    session.rollback()
    with transaction():
        set_limits(overrides)
    assert queries._stamp() == before


def test_an_unlawful_limit_is_refused_and_nothing_is_kept(database):
    with pytest.raises(RuleBroken), transaction():
        set_limits({"callback": {"value": 3}, "handle": {"value": 90}})
    assert queries.limits()["callback"].value == 5


def test_more_open_clocks_than_one_change_recomputes_are_left_to_the_round(database, monkeypatch):
    monkeypatch.setattr("portal.deadlines.administration.RECOMPUTED_AT_ONCE", 2)
    for number in range(1, 6):
        start(subject_id=number)
    with transaction():
        assert set_calendar_days([STORM]) == 2
    version = queries.calendar().version
    assert len(queries.list_stale(version)) == 3


@time_machine.travel("2026-11-21T04:00:00Z", tick=False)
def test_two_changes_in_the_same_instant_are_both_noticed(database):
    for number, day in enumerate(days_from(STORM.on, STORM.on + timedelta(days=2)), start=1):
        with transaction():
            set_calendar_days([SpecialDay(day, False, "停工")])
        assert sum(special.name == "停工" for special in queries.calendar().special.values()) == number


def test_a_corrected_notice_takes_the_place_of_the_one_before_and_leaves_other_days_alone(database):
    wrong = NOTICE_2027.replace("2027-02-14 班", "2027-02-13 班\n2027-02-12 休 春节")
    deadline_id = start("sign_for", date(2027, 2, 11))
    with transaction():
        set_calendar_days(read_notice(wrong).days, published_years=[2027])
    with transaction():
        set_calendar_days([SpecialDay(date(2027, 3, 1), False, "台风停工")])
    assert queries.get_deadline(deadline_id).due_on == date(2027, 2, 15)
    right = read_notice(NOTICE_2027).days
    expected = [move.new_due_on for move in queries.list_affected(queries.calendar_with(right, [2027]))]
    session.rollback()
    for moved in (1, 0):
        with transaction():
            assert set_calendar_days(right, "国务院办公厅通知", [2027]) == moved
    assert [queries.get_deadline(deadline_id).due_on] == expected == [date(2027, 2, 14)]
    in_force = queries.calendar()
    assert not in_force.is_working_day(date(2027, 2, 13)) and in_force.is_working_day(date(2027, 2, 12))
    assert not in_force.is_working_day(date(2027, 3, 1)), "a day that was entered by itself stays"
    assert len(queries.get_deadline(deadline_id).changes) == 1
