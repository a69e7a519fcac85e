"""How values are said on a page."""

from datetime import UTC, date, datetime
from typing import NamedTuple

import pytest
from flask import Flask

from portal.web import filters


class Words(NamedTuple):
    """What the deadline engine gives."""

    text: str
    tone: str
    due_on: date


def test_a_day_is_said_without_leading_zeros():
    assert filters.day(date(2026, 3, 8)) == "2026年3月8日"
    assert filters.day(None) == ""


def test_an_instant_late_in_the_utc_evening_is_the_next_day_in_shanghai():
    late = datetime(2026, 11, 20, 17, 5, tzinfo=UTC)
    assert filters.day(late) == "2026年11月21日"
    assert filters.instant(late) == "2026年11月21日 01:05"
    assert filters.month(datetime(2026, 10, 31, 16, 0, tzinfo=UTC)) == "2026年11月"


@pytest.mark.parametrize(
    ("value", "said"), [("2026-03", "2026年3月"), ("2026", "2026年"), (date(2026, 12, 1), "2026年12月"), (None, ""), ("", "")]
)
def test_a_month_is_said_from_whatever_names_one(value, said):
    assert filters.month(value) == said


@pytest.mark.parametrize(
    ("fen", "said"),
    [
        (0, "0 元"),
        (5, "0.05 元"),
        (35000, "350 元"),
        (123450, "1,234.50 元"),
        (999999, "9,999.99 元"),
        (1000000, "1 万元"),
        (23500000, "23.5 万元"),
        (1234567890, "12,345,678.90 元"),
        (123450000, "123.45 万元"),
        (123456700, "1,234,567 元"),
        (10**12, "1,000,000 万元"),
        (None, ""),
    ],
)
def test_a_sum_keeps_its_exact_value_in_the_shorter_unit(fen, said):
    assert filters.money(fen) == said


@pytest.mark.parametrize(
    ("name", "masked"), [("李志强", "李某"), ("欧阳娜娜", "欧阳某"), ("欧阳", "欧某"), ("  王五 ", "王某"), ("", ""), (None, "")]
)
def test_a_masked_name_keeps_the_surname_only(name, masked):
    assert filters.masked_name(name) == masked


@pytest.mark.parametrize(("size", "said"), [(0, "1 KB"), (812 * 1024, "812 KB"), (1024 * 1024, "1.0 MB"), (3565158, "3.4 MB")])
def test_a_file_size_is_rounded_for_people(size, said):
    assert filters.file_size(size) == said


def test_paragraphs_escape_what_people_wrote_and_drop_blank_lines():
    assert filters.paragraphs("一<script>\r\n\r\n二") == "<p>一&lt;script&gt;</p>\n<p>二</p>"
    assert filters.nl2br("一&\n二") == "一&amp;<br>二"
    assert filters.paragraphs(None) == ""


def test_only_overdue_things_are_red_and_unknown_words_are_neutral():
    assert filters.status_tone("办理中") == "blue"
    assert filters.status_tone("从没见过的词") == "neutral"
    assert {word for word, tone in filters.STATUS_TONES.items() if tone == "red"} == {"已超期", "逾期", "未履行"}


def test_deadline_words_take_what_the_engine_gives():
    due = date(2026, 11, 12)
    assert filters.deadline_words(Words("还剩 6 个工作日", "neutral", due)) == {"text": "还剩 6 个工作日", "tone": "neutral", "due_on": due}
    assert filters.deadline_words(None) is None


def test_a_share_of_nothing_is_a_dash():
    assert filters.percent(1, 3) == "33.3%"
    assert filters.percent(0, 0) == "—"


def test_an_address_with_another_filter_starts_at_page_one_and_keeps_the_rest():
    app = Flask("addresses")
    app.add_url_rule("/records/<kind>", endpoint="records", view_func=lambda kind: kind)
    with app.test_request_context("/records/all?page=7&tag=a&tag=b&sort=newest"):
        assert filters.url_with(sort="longest") == "/records/all?tag=a&tag=b&sort=longest"
        assert filters.url_with(page=8) == "/records/all?page=8&tag=a&tag=b&sort=newest"
        assert filters.url_with(page=None, tag=None) == "/records/all?sort=newest"
