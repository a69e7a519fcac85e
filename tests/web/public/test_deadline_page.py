"""The public calculator: the vectors of the law, the same reasons as a case shows, and what bad answers get."""

from collections import Counter
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from portal.cases.models import SUBJECT
from portal.db import session
from portal.deadlines import queries
from portal.deadlines.asked import ask, ask_limit, why
from portal.deadlines.counting import Unit
from portal.deadlines.models import Deadline
from portal.deadlines.wording import explain_lines
from portal.web.filters import day
from tests.browser import Browser, apart
from tests.demo.ready import demo_app, demo_store
from tests.factories import make_case, make_department

__all__ = ["demo_app", "demo_store"]
VECTORS = [
    ("2026-02-02", 15, "natural", "2026年2月24日"),
    ("2026-08-05", 60, "natural", "2026年10月8日"),
    ("2026-01-05", 60, "natural", "2026年3月6日"),
    ("2025-09-03", 30, "natural", "2025年10月9日"),
    ("2026-09-18", 5, "working", "2026年9月24日"),
    ("2026-04-28", 10, "working", "2026年5月14日"),
    ("2026-02-12", 3, "working", "2026年2月24日"),
    ("2026-05-08", 1, "working", "2026年5月9日"),
    ("2026-12-28", 5, "working", "2027年1月5日"),
]


@pytest.mark.same_queries
@pytest.mark.parametrize(("start", "days", "unit", "last"), VECTORS)
def test_a_number_of_days_ends_on_the_day_the_law_says(browser: Browser, start: str, days: int, unit: str, last: str) -> None:
    browser.open(f"/deadline?start={start}&rule=&days={days}&unit={unit}")
    assert f"最后一天是{last}" in browser.text
    assert ("暂定" in browser.text) == last.startswith("2027")


def test_a_legal_term_names_its_basis_and_its_reason(browser: Browser) -> None:
    browser.open("/deadline?start=2026-09-18&rule=handle&days=&unit=working")
    assert "办理的最后一天是2026年11月17日" in browser.text
    assert "《信访条例》第三十四条" in browser.text and "《民法典》第二百零一条" in browser.text


def test_the_page_is_found_from_the_map_and_the_help(browser: Browser, heping: None) -> None:
    for path in ("/sitemap", "/help"):
        browser.open(path)
        assert browser.page.xpath("//main//a[@href='/deadline']")
    browser.open("/deadline")
    assert "最后一天是" not in browser.text and not browser.page.xpath("//*[@role='alert']")


@pytest.mark.same_queries
@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("start=&rule=handle", "请写起算的日期"),
        ("start=2026-02-30&rule=handle", "要像 2026-03-08 这样写"),
        ("start=2026-09-18&rule=&days=", "请选一种期限，或者写天数"),
        ("start=2026-09-18&rule=&days=0", "请写 1 到 3660 的整数"),
        ("start=2026-09-18&rule=&days=99999999999", "请写 1 到 3660 的整数"),
        ("start=2026-09-18&rule=&days=abc", "请写一个整数"),
        ("start=1999-09-18&rule=handle", "请写 2004 年到 2099 年之间的日期"),
        ("start=2026-09-18&rule=nonsense", "请从列出的选项里选一项"),
        ("start=2026-09-18&rule=remind_before", "请从列出的选项里选一项"),
    ],
)
def test_a_bad_question_gets_a_sentence_and_keeps_what_was_typed(browser: Browser, query: str, sentence: str) -> None:
    browser.open(f"/deadline?{query}")
    assert "最后一天是" not in browser.text
    assert sentence in browser.text


def test_the_reasons_are_those_of_a_case(database: object) -> None:
    case = make_case(make_department())
    clock = queries.list_open(SUBJECT, case.id)[0]
    term = ask_limit(clock.started_on, queries.limits()[clock.rule_key], queries.calendar())
    assert why(term, queries.calendar()) == explain_lines(clock, [], [], queries.calendar())
    assert day(term.due_on) == day(clock.due_on)


def test_no_days_make_no_term(database: object) -> None:
    with pytest.raises(ValueError, match="a term has"):
        ask(date(2026, 1, 1), 0, Unit.WORKING, queries.calendar())


def test_the_calculator_says_what_the_desk_says_of_twenty_cases(demo_app: Flask) -> None:
    """Clocks of the demo cases that nothing stopped or lengthened, of every term that a visitor may ask for."""
    visitor = Browser(demo_app)
    offered = set(visitor.open("/deadline").page.xpath("//select[@name='rule']/option/@value")) - {""}
    with apart():
        plain = [
            (each.subject_id, each.rule_key, each.started_on, day(each.due_on))
            for each in session.scalars(select(Deadline).where(Deadline.subject_kind == SUBJECT).order_by(Deadline.id))
            if each.rule_key in offered and not (each.paused_on or each.paused_days or each.extension_days)
        ]
    common = Counter(rule for _case, rule, _start, _due in plain)
    of_case: dict[int, tuple[int, str, date, str]] = {}
    for each in sorted(plain, key=lambda row: common[row[1]]):  # the rare terms first, one of each case
        of_case.setdefault(each[0], each)
    chosen = list(of_case.values())[:24]
    assert len(chosen) >= 20 and len({rule for _case, rule, _start, _due in chosen}) >= 3, common
    for _case, rule, start, due in chosen:
        visitor.open(f"/deadline?start={start.isoformat()}&rule={rule}&days=&unit=working")
        assert f"最后一天是{due}" in visitor.text, (rule, start, due)
