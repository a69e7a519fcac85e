"""Tracking codes under attack: equal answers and equal work, throttled guesses, and 「更换查询码」."""

import re

import pytest
from flask import Flask

from portal import db
from portal.accounts.models import Department
from portal.audit.models import AuditEntry
from portal.cases import queries
from portal.cases.exchanges import ReportDraft
from portal.cases.models import Case, CaseEvent
from portal.cases.tracking import new_tracking_code
from portal.cases.workflow import Action
from tests.browser import Browser
from tests.databases import statements
from tests.factories import make_case, make_department
from tests.web.public.filling import code_on, follow_case, submit


@pytest.fixture
def lead(database: str) -> Department:
    return make_department("区测试财政局")


def renewed(browser: Browser) -> str:
    """The code that 「更换查询码」 shows."""
    return code_on(browser.open("/track/case").follow("更换查询码").press("更换查询码"))


def look_up(browser: Browser, code: str) -> tuple[int, bytes, dict[str, str], list[str]]:
    """What a lookup answers, without what differs between any two pages: tokens, keys and the code itself; and the queries it took."""
    browser.open("/track")
    with statements() as said:
        browser.fill(code=code).press("查进度")
    body = browser.response.get_data()
    for own in re.findall(rb'name="(?:csrf_token|submission_key)" value="([^"]+)"', body):
        body = body.replace(own, b"-")
    body = body.replace(code.encode(), b"-" * len(code))
    return browser.status, body, {**browser.headers, "Set-Cookie": "", "Content-Length": ""}, said


def test_wrong_unknown_and_withdrawn_codes_get_the_same_answer_by_the_same_work(app: Flask, lead: Department) -> None:
    owner, withdrawn = Browser(app), None
    case = make_case(lead)
    follow_case(owner, case)
    first = renewed(owner)
    withdrawn, kept = first, renewed(owner)
    assert withdrawn != kept
    answers = [look_up(Browser(app), code) for code in (new_tracking_code(), new_tracking_code(), withdrawn)]
    assert answers[0][0] == 200 and "没有找到这个查询码" in answers[0][1].decode()
    assert answers[0] == answers[1] == answers[2]
    assert answers[0][3], "the statements were counted"
    assert follow(Browser(app), kept).heading == "已提交，等待受理"


def follow(browser: Browser, code: str) -> Browser:
    return browser.open("/track").fill(code=code).press("查进度")


def test_a_new_code_takes_the_place_of_the_old_one_and_ends_every_look(app: Flask, heping: None) -> None:
    owner = submit(Browser(app))
    old = code_on(owner)
    elsewhere = follow(Browser(app), old)
    assert follow(owner, old).heading == "已提交，等待受理"
    new = renewed(owner)
    assert owner.heading == "查询码已更换" and new != old and owner.headers["Cache-Control"] == "no-store"
    assert elsewhere.open("/track/case").heading == "查进度"
    assert follow(Browser(app), old).errors == ["没有找到这个查询码对应的反映，请对照回执再看一遍。"]
    assert "查询码已更换" in follow(Browser(app), new).main
    assert "查询码已更换" in owner.open("/track/case").main


def test_the_receipt_is_printed_with_the_new_code(app: Flask, heping: None) -> None:
    owner = submit(Browser(app))
    follow(owner, code_on(owner))
    new = renewed(owner)
    assert new[:4] in owner.follow("打印回执").main


def test_neither_code_stands_in_the_file_the_log_or_the_cookie(app: Flask, lead: Department) -> None:
    owner, case = Browser(app), make_case(lead)
    follow_case(owner, case)
    new = renewed(owner)
    events = db.session.query(CaseEvent).filter_by(case_id=case.id, action=Action.RENEW_CODE).all()
    entries = db.session.query(AuditEntry).filter_by(action="case:renew_code").all()
    assert len(events) == len(entries) == 1
    assert entries[0].actor_label == "反映人"
    rows = [*events, *entries, *db.session.query(Case).all(), *db.session.query(ReportDraft).all()]
    assert new not in " ".join(str(vars(row)) for row in rows)
    with owner.client.session_transaction() as kept:
        assert new not in str(dict(kept))


def test_two_presses_of_the_same_button_make_one_code_and_both_show_it(app: Flask, lead: Department) -> None:
    owner, case = Browser(app), make_case(lead)
    follow_case(owner, case).follow("更换查询码")
    second = Browser(app)
    second.client._cookies = dict(owner.client._cookies)
    second.open("/track/new-code")
    key = owner.value("submission_key")
    first_code = code_on(owner.press("更换查询码"))
    second_code = code_on(second.post("/track/new-code", {"submission_key": key}))
    assert first_code == second_code
    assert db.session.query(CaseEvent).filter_by(case_id=case.id, action=Action.RENEW_CODE).count() == 1


def test_a_key_that_our_page_did_not_make_shows_nobody_elses_code(app: Flask, lead: Department) -> None:
    browsers = [follow_case(Browser(app), make_case(lead)).follow("更换查询码") for _ in range(2)]
    codes = [code_on(browser.post("/track/new-code", {"submission_key": "x"})) for browser in browsers]
    assert len(set(codes)) == 2


def test_without_an_open_look_there_is_nothing_to_change(browser: Browser) -> None:
    assert browser.open("/track/new-code").heading == "查进度"
    assert browser.open("/track/new-code/done").heading == "查进度"


def test_a_draft_that_is_being_written_stays(app: Flask, lead: Department) -> None:
    owner = Browser(app).open("/report").follow("开始填写")
    owner.fill(reporter_kind="anonymous").press("继续")
    follow_case(owner, make_case(lead))
    renewed(owner)
    assert "继续上次的草稿" in owner.open("/report").main


def test_guesses_cost_work_and_never_keep_the_owner_out(app: Flask, lead: Department) -> None:
    case = make_case(lead)
    guesser = Browser(app)
    for _ in range(30):
        look_up(guesser, new_tracking_code())
    guesser.open("/track").fill(code=new_tracking_code()).press("查进度", status=429)
    assert guesser.heading == "请稍等，再按一次“提交”"
    owner = Browser(app)
    owner.client.environ_base["REMOTE_ADDR"] = "203.0.113.7"
    assert follow_case(owner, case).heading == "已提交，等待受理"
    assert queries.get_case(case.id).report.tracking_closed_at is None
