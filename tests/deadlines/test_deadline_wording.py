"""How a clock is said, for every row of the table, and whether the explanation adds up to the shown day."""

import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.deadlines.calendar import files_calendar
from portal.deadlines.counting import Unit
from portal.deadlines.models import ChangeCause
from portal.deadlines.plan import plan
from portal.deadlines.wording import Tone, deadline_words, explain_lines, progress

CALENDAR = files_calendar()
N, W = Unit.NATURAL, Unit.WORKING
day = date.fromisoformat


@dataclass(frozen=True)
class Clock:
    """A clock without a database."""

    due_on: date
    unit: Unit = W
    value: int = 15
    started_on: date = date(2026, 8, 5)
    rule_key: str = "handle"
    basis: str = "《信访条例》第三十四条"
    provisional: bool = False
    extension_days: int = 0
    paused_days: int = 0
    paused_on: date | None = None
    pause_reason: str = ""
    met_on: date | None = None
    cancelled_at: datetime | None = None


@dataclass(frozen=True)
class PauseRow:
    """A pause without a database."""

    started_on: date
    ended_on: date | None
    reason: str = "等待补正"


@dataclass(frozen=True)
class ChangeRow:
    """A change without a database."""

    cause: ChangeCause
    old_due_on: date
    new_due_on: date
    reason: str
    at: datetime = datetime(2026, 9, 1, 2, tzinfo=UTC)


DUE = Clock(day("2026-09-18"))
NATURAL = Clock(day("2026-10-08"), N, 60)
SAID = [
    ("2026-09-10", DUE, "还剩 6 个工作日", Tone.NEUTRAL),
    ("2026-09-14", DUE, "还剩 4 个工作日", Tone.NEUTRAL),
    ("2026-09-15", DUE, "还剩 3 个工作日", Tone.SOON),
    ("2026-09-16", DUE, "还剩 2 个工作日", Tone.SOON),
    ("2026-09-17", DUE, "明天到期", Tone.SOON),
    ("2026-09-18", DUE, "今天到期", Tone.SOON),
    ("2026-09-19", DUE, "已超期不足 1 个工作日", Tone.OVERDUE),  # a Saturday
    ("2026-09-20", DUE, "已超期 1 个工作日", Tone.OVERDUE),  # a worked Sunday
    ("2026-09-22", DUE, "已超期 3 个工作日", Tone.OVERDUE),
    ("2026-10-05", replace(DUE, due_on=day("2026-10-08")), "还剩 1 个工作日", Tone.SOON),
    ("2026-09-24", NATURAL, "还剩 14 天", Tone.NEUTRAL),
    ("2026-09-26", NATURAL, "还剩 12 天", Tone.SOON),  # the last fifth of 60
    ("2026-10-02", NATURAL, "还剩 6 天", Tone.SOON),
    ("2026-10-11", NATURAL, "已超期 3 天", Tone.OVERDUE),
    ("2026-08-11", replace(DUE, paused_on=day("2026-08-10"), pause_reason="等待补正"), "暂停计时（等待补正，第 2 天）", Tone.STOPPED),
    ("2026-10-30", replace(DUE, paused_on=day("2026-10-30"), pause_reason="听证"), "暂停计时（听证，第 1 天）", Tone.STOPPED),
    ("2026-12-01", replace(DUE, met_on=day("2026-08-26")), "按时办结，用时 15 个工作日", Tone.MET),
    ("2026-12-01", replace(DUE, met_on=day("2026-09-18"), paused_days=4), "按时办结，用时 28 个工作日", Tone.MET),
    ("2026-12-01", replace(DUE, met_on=day("2026-08-05")), "按时办结，用时不足 1 个工作日", Tone.MET),
    ("2026-12-01", replace(DUE, met_on=day("2026-09-21")), "超期 2 个工作日办结", Tone.LATE),
    ("2026-12-01", replace(NATURAL, met_on=day("2026-10-10")), "超期 2 天办结", Tone.LATE),
    ("2026-12-01", replace(DUE, cancelled_at=datetime(2026, 9, 1, tzinfo=UTC)), "不再计时", Tone.NEUTRAL),
    ("2026-12-28", Clock(day("2027-01-05"), provisional=True), "还剩 5 个工作日（暂定，2027年放假安排尚未公布）", Tone.NEUTRAL),
    ("2026-12-24", Clock(day("2026-12-31"), provisional=True), "还剩 5 个工作日（暂定，2027年放假安排尚未公布）", Tone.NEUTRAL),
]


@pytest.mark.parametrize(("today", "clock", "text", "tone"), SAID)
def test_time_is_said_as_the_table_has_it(today, clock, text, tone):
    words = deadline_words(clock, day(today), CALENDAR)
    assert (words.text, words.tone, words.due_on) == (text, tone, clock.due_on)


@pytest.mark.parametrize(
    ("today", "clock", "percent", "text"),
    [
        ("2026-08-05", DUE, 0, "15 个工作日中已过 0 个"),
        ("2026-08-14", DUE, 46, "15 个工作日中已过 7 个"),
        ("2026-12-01", DUE, 100, "15 个工作日中已过 80 个"),
        ("2026-09-04", replace(NATURAL, extension_days=30), 33, "90 天中已过 30 天"),
        ("2026-09-04", replace(NATURAL, paused_on=day("2026-08-11")), 10, "60 天中已过 6 天"),
    ],
)
def test_the_bar_tells_how_much_of_the_term_is_used(today, clock, percent, text):
    assert progress(clock, day(today), CALENDAR) == (percent, text)


def test_a_working_term_is_explained_day_by_day():
    clock = Clock(day("2026-09-24"), W, 5, day("2026-09-18"), "return_objection", "《信访条例》第二十三条")
    assert explain_lines(clock, [], [], CALENDAR) == [
        "起算：2026年9月18日（周五）承办单位收到，当天不计，从次日起数（《民法典》第二百零一条）。",
        "期限：5 个工作日，依据《信访条例》第二十三条；只数上班的日子，周末和节假日不计，调休上班日计入。",
        "计入：9月20日至9月24日，共 5 个工作日。",
        "跳过：周末 1 天，共 1 天。",
        "调休上班，照常计入：2026年9月20日（周日）。",
        "最后一天：2026年9月24日（周四），当天24时截止。",
    ]


def test_a_term_with_a_pause_an_extension_and_a_changed_calendar_is_explained():
    clock = replace(NATURAL, due_on=day("2026-11-09"), extension_days=30, paused_days=4)
    pauses = [PauseRow(day("2026-08-10"), day("2026-08-14"))]
    changes = [
        ChangeRow(ChangeCause.EXTENSION, day("2026-10-08"), day("2026-11-09"), "情况复杂，需要检测"),
        ChangeRow(ChangeCause.CALENDAR, day("2026-11-07"), day("2026-11-09"), "节假日安排发生变化"),
    ]
    assert explain_lines(clock, pauses, changes, CALENDAR) == [
        "起算：2026年8月5日（周三）受理，当天不计，从次日起数（《民法典》第二百零一条）。",
        "期限：60 天，依据《信访条例》第三十四条；每天都数，周末和节假日也计入。",
        "暂停：2026年8月10日（周一）暂停，2026年8月14日（周五）恢复，原因：等待补正；期限增加 4 天。",
        "合计：60 天，加暂停 4，应数 64 天。",
        "计入：8月6日至10月8日，共 64 天。",
        "延期：原期限到 2026年10月8日（周四） 届满，从次日起延长 30 天，理由：情况复杂，需要检测。",
        "计入：10月9日至11月7日，共 30 天。",
        "顺延：11月7日不上班（周末 2 天），顺延 2 天到其后第一个上班日11月9日（《民法典》第二百零三条）。",
        "最后一天：2026年11月9日（周一），当天24时截止。",
        "变更：2026年9月1日（周二），节假日安排发生变化，最后一天由 2026年11月7日（周六） 改为 2026年11月9日（周一）。",
    ]


def test_holidays_are_named_and_an_open_pause_is_told():
    clock = Clock(day("2026-10-14"), W, 5, day("2026-09-29"), paused_on=day("2026-10-09"))
    text = "\n".join(explain_lines(replace(clock, due_on=day("2026-10-12")), [PauseRow(day("2026-10-09"), None)], [], CALENDAR))
    assert "国庆节 10月1日至10月7日（7 天）；周末 1 天，共 8 天" in text
    assert "2026年10月9日（周五）起暂停计时，原因：等待补正；恢复后最后一天相应顺延" in text
    assert "10月10日（周六）" in text


def test_a_provisional_day_says_why_and_a_closed_clock_keeps_its_own_day():
    clock = Clock(day("2027-01-05"), W, 5, day("2026-12-28"), provisional=True)
    assert "暂定：2027年放假安排尚未公布，公布后最后一天可能调整。" in explain_lines(clock, [], [], CALENDAR)
    closed = replace(clock, due_on=day("2027-01-04"), met_on=day("2026-12-30"))
    lines = explain_lines(closed, [], [], CALENDAR)
    assert lines[-1] == "说明：办件上的 2027年1月4日（周一） 是按当时的节假日安排计算的。"
    assert not any(line.startswith("暂定") for line in lines)


pause_lengths = st.lists(st.tuples(st.integers(0, 20), st.integers(0, 15)), max_size=3)


@settings(max_examples=300, deadline=None)
@given(st.dates(date(2018, 1, 1), date(2026, 12, 31)), st.integers(1, 70), st.sampled_from(list(Unit)), pause_lengths, st.integers(0, 30))
def test_the_numbers_of_the_explanation_sum_to_the_shown_day(start, value, unit, lengths, extension):
    pauses, cursor = [], start
    for gap, length in lengths:
        pauses.append(PauseRow(cursor + timedelta(days=gap), cursor + timedelta(days=gap + length)))
        cursor = pauses[-1].ended_on
    planned = plan(start, value, unit, [(row.started_on, row.ended_on) for row in pauses], extension, CALENDAR)
    clock = Clock(planned.on, unit, value, start, extension_days=extension, paused_days=planned.paused_days)
    lines = explain_lines(clock, pauses, [], CALENDAR)

    def total(prefix: str, pattern: str) -> int:
        return sum(int(number) for line in lines if line.startswith(prefix) for number in re.findall(pattern, line))

    counted = total("计入", r"共 (\d+) ")
    assert counted == value + extension + total("暂停", r"期限增加 (\d+) ")
    calendar_days = counted + total("跳过", r"，共 (\d+) 天。") + total("顺延", r"顺延 (\d+) 天到")
    assert start + timedelta(days=calendar_days) == planned.on
    assert f"{planned.on.year}年{planned.on.month}月{planned.on.day}日" in next(line for line in lines if line.startswith("最后一天"))
