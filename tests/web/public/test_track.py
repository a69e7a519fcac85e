"""The progress page: the way in, the state in words, who must do what by when."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from portal import clock
from portal.accounts.models import Department, User
from portal.accounts.vocabulary import Role
from portal.cases import handling, identity, queries
from portal.cases.models import Case
from portal.cases.secrecy import requests
from portal.cases.secrecy.vocabulary import Purpose
from portal.cases.tracking import new_tracking_code
from portal.cases.vocabulary import Status
from tests.browser import Browser
from tests.databases import statements
from tests.factories import case_in, do_to, make_case, make_department, make_user
from tests.web.public.filling import code_on, follow_case, submit


@pytest.fixture
def lead() -> Department:
    return make_department("区测试财政局")


@pytest.fixture
def officer(lead: Department) -> User:
    return make_user(Role.OFFICER, department=lead, display_name="钱承办")


@pytest.fixture
def head(lead: Department) -> User:
    return make_user(Role.HEAD, department=lead, display_name="孙局长")


@pytest.mark.usefixtures("heping")
def test_the_code_from_the_receipt_opens_the_case_however_it_is_typed(browser: Browser) -> None:
    code = code_on(submit(browser))
    spoken = " ".join(code[start : start + 4] for start in range(0, 20, 4)).lower().replace("0", "o").replace("1", "l")
    visitor = Browser(browser.app)
    visitor.open("/track").fill(code=spoken).press("查进度")
    assert visitor.heading == "已提交，等待受理"
    assert code not in visitor.url


@pytest.mark.same_queries
@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "请输入查询码。它在回执上，一共 20 个字符。"),
        ("7KQM X2PD H4TW A9NC", "查询码少了 4 个字符，请对照回执补全。"),
        ("7KQM X2PD H4TW A9NC 7KQM X", "查询码多了 1 个字符，请对照回执检查。"),
        ("7KQM X2PD H4TW A9NC 7KQ号", "查询码只有数字和英文字母，请检查“号”。"),
    ],
)
def test_a_mistyped_code_says_what_is_wrong_and_stays(browser: Browser, typed: str, sentence: str) -> None:
    browser.open("/track").fill(code=typed).press("查进度")
    assert browser.errors == [sentence]
    assert browser.value("code") == typed


@pytest.mark.usefixtures("heping")
def test_a_code_that_was_never_given_opens_nothing(browser: Browser) -> None:
    submit(browser)
    stranger = Browser(browser.app)
    stranger.open("/track").fill(code=new_tracking_code()).press("查进度")
    assert stranger.errors == ["没有找到这个查询码对应的反映，请对照回执再看一遍。"]
    stranger.open("/track/case")
    assert stranger.heading == "查进度"


def test_guessing_codes_is_slowed_down(browser: Browser) -> None:
    for _ in range(30):
        browser.open("/track").fill(code=new_tracking_code()).press("查进度")
    browser.open("/track").fill(code=new_tracking_code()).press("查进度", status=429)


@pytest.mark.parametrize(
    ("status", "heading", "sentence"),
    [
        (Status.UNASSIGNED, "已提交，等待受理", "决定是否受理"),
        (Status.PENDING, "已提交，等待受理", "区测试财政局要在"),
        (Status.SUPPLEMENT, "等您补充材料", "请您在"),
        (Status.HANDLING, "已受理，正在办理", "前书面答复您。"),
        (Status.SUSPENDED, "已受理，正在办理", "暂停计算，原因是：等待工程造价鉴定"),
        (Status.REVIEWING, "已受理，正在办理", "前书面答复您。"),
        (Status.REPLIED, "已答复", "区测试财政局已经书面答复您"),
        (Status.CLOSED, "已答复", "前兑现承诺。"),
        (Status.UNDER_REVIEW, "正在复查", "监督部门要在"),
        (Status.DECLINED, "不予受理", "没有受理这件反映"),
        (Status.WITHDRAWN, "您已撤回", "不再办理"),
    ],
)
def test_every_state_is_said_in_the_words_of_the_table(
    browser: Browser, lead: Department, officer: User, head: User, status: Status, heading: str, sentence: str
) -> None:
    follow_case(browser, case_in(status, lead, officer, head))
    assert browser.heading == heading
    assert sentence in browser.page.xpath("string(//*[contains(@class, 'now-sentence')])")
    assert "钱承办" not in browser.text
    assert "孙局长" not in browser.text


def test_an_overdue_case_says_since_when_and_what_the_platform_does(browser: Browser, lead: Department, officer: User, head: User) -> None:
    with time_machine.travel(clock.now() - timedelta(days=95), tick=False):
        case = case_in(Status.HANDLING, lead, officer, head)
    follow_case(browser, case)
    assert "现在已经超期" in browser.main
    assert "本来最晚" in browser.main
    assert "已超期" in browser.main
    assert "报监督部门督办" in browser.main


def test_the_reasons_of_the_day_end_with_the_day_that_is_shown(browser: Browser, lead: Department, officer: User, head: User) -> None:
    follow_case(browser, case_in(Status.HANDLING, lead, officer, head))
    shown = browser.page.xpath("//*[contains(@class, 'now-days')]//time/@title")[0]
    lines = [" ".join(line.text_content().split()) for line in browser.page.xpath("//ul[contains(@class, 'why')]/li")]
    assert any(line.startswith("起算：") for line in lines)
    assert any(line.startswith(f"最后一天：{shown}") for line in lines)


def test_internal_steps_and_other_peoples_notes_are_not_shown(browser: Browser, lead: Department, officer: User, head: User) -> None:
    case = case_in(Status.REVIEWING, lead, officer, head)
    do_to(case, handling.note, officer, "内部备注：对方态度不好")
    other = make_case(lead, narrative="另一件反映的经过，不应该出现在这一件的进度页上。")
    do_to(other, handling.write_to_reporter, officer, "给另一位反映人的留言")
    follow_case(browser, case)
    assert "内部备注" not in browser.text
    assert "答复已提交审核" not in browser.text
    assert "另一" not in browser.text


def test_the_reply_is_shown_in_five_parts_with_the_way_of_appeal(browser: Browser, lead: Department, officer: User, head: User) -> None:
    follow_case(browser, case_in(Status.REPLIED, lead, officer, head))
    for words in ("您的诉求", "查明的事实", "合同第八条", "救济途径", "三十日内可以申请复查"):
        assert words in browser.main
    assert "申请复查" in browser.links()


def test_who_opened_the_file_is_told_by_role_and_day(browser: Browser, lead: Department, officer: User, head: User) -> None:
    case = make_case(lead, shares_identity=True)
    do_to(case, identity.note_reading, officer, "case", set())
    do_to(case, requests.ask, officer, Purpose.CHECK_CONTRACT)
    follow_case(browser, case)
    assert "区测试财政局 承办人 打开过这件反映" in browser.main
    assert "区测试财政局 承办人 查看了您的身份信息，用途：核对付款、合同" in browser.main
    assert "钱承办" not in browser.main


def test_the_page_of_a_case_that_many_opened_costs_at_most_ten_queries(browser: Browser, lead: Department, officer: User) -> None:
    case = make_case(lead)
    for number in range(5):
        do_to(case, identity.note_reading, make_user(Role.OFFICER, Role.HEAD, department=lead), "case", set())
        do_to(case, handling.write_to_reporter, officer, f"第 {number} 条留言")
    follow_case(browser, case)
    with statements() as said:
        browser.open("/track/case")
    assert "第 4 条留言" in browser.main
    assert len([text for text in said if text.lstrip().upper().startswith("SELECT")]) <= 10, "\n".join(said)


def test_a_declined_report_names_the_ground_and_where_to_go(browser: Browser, lead: Department, officer: User, head: User) -> None:
    follow_case(browser, case_in(Status.DECLINED, lead, officer, head))
    assert "不属于本地区管辖" in browser.main
    assert "请向河西区反映" in browser.main


def test_the_page_closes_by_itself_after_half_an_hour(browser: Browser, lead: Department, officer: User, head: User) -> None:
    case = case_in(Status.HANDLING, lead, officer, head)
    follow_case(browser, case)
    with time_machine.travel(clock.now() + timedelta(minutes=29), tick=False):
        assert browser.open("/track/case").heading == "已受理，正在办理"
    with time_machine.travel(clock.now() + timedelta(minutes=70), tick=False):
        assert browser.open("/track/case").heading == "查进度"


def test_signing_out_forgets_the_case(browser: Browser, lead: Department, officer: User, head: User) -> None:
    follow_case(browser, case_in(Status.HANDLING, lead, officer, head)).press("退出")
    assert browser.heading == "查进度"
    for path in ("/track/case", "/track/message", "/track/withdraw", "/track/rate", "/track/review", "/track/supplement"):
        assert browser.open(path).heading == "查进度"


def test_a_copied_cookie_is_worthless_after_leaving_and_the_code_opens_the_case_again(
    app: Flask, browser: Browser, lead: Department, officer: User, head: User
) -> None:
    case = case_in(Status.HANDLING, lead, officer, head)
    follow_case(browser, case)
    thief = Browser(app)
    thief.client._cookies = dict(browser.client._cookies)
    assert thief.open("/track/case").heading == "已受理，正在办理"
    browser.press("退出")
    assert thief.open("/track/case").heading == "查进度"
    assert follow_case(browser, case).heading == "已受理，正在办理"


def test_the_page_is_never_kept_by_the_browser(browser: Browser, lead: Department, officer: User, head: User) -> None:
    follow_case(browser, case_in(Status.HANDLING, lead, officer, head))
    assert browser.headers["Cache-Control"] == "no-store"
    assert browser.headers["Referrer-Policy"] == "no-referrer"


def case_of(browser: Browser) -> Case:
    """The case whose id the session holds."""
    with browser.client.session_transaction() as kept:
        return queries.get_report(kept["tracked_report"][0]).case


def test_the_session_holds_an_id_and_an_end_and_nothing_else(browser: Browser, lead: Department, officer: User, head: User) -> None:
    case = case_in(Status.HANDLING, lead, officer, head)
    follow_case(browser, case)
    assert case_of(browser).id == case.id
    with browser.client.session_transaction() as kept:
        assert set(kept) <= {"tracked_report", "csrf_token", "_flashes"}


def test_a_cookie_that_is_used_again_and_again_opens_the_report_for_four_hours_at_most(
    browser: Browser, lead: Department, officer: User, head: User
) -> None:
    start = clock.now()
    follow_case(browser, case_in(Status.HANDLING, lead, officer, head))
    for minutes in range(25, 240, 25):
        with time_machine.travel(start + timedelta(minutes=minutes), tick=False):
            assert browser.client.get("/track/case").status_code == 200, minutes
    with time_machine.travel(start + timedelta(minutes=245), tick=False):
        assert browser.client.get("/track/case").status_code == 303
