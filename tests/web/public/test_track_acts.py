"""What the reporter does on the progress page."""

from datetime import timedelta
from io import BytesIO

import pytest
import time_machine

from portal import clock
from portal.accounts.models import Department, User
from portal.accounts.vocabulary import Role
from portal.attachments import operations
from portal.cases import queries
from portal.cases.vocabulary import Status
from tests.browser import Browser
from tests.factories import case_in, make_case, make_department, make_user
from tests.web.public.filling import follow_case


@pytest.fixture
def people() -> tuple[Department, User, User]:
    lead = make_department("区测试财政局")
    return lead, make_user(Role.OFFICER, department=lead), make_user(Role.HEAD, department=lead)


def test_a_supplement_with_a_file_lets_the_clock_run_again(browser: Browser, people: tuple[Department, User, User]) -> None:
    case = case_in(Status.SUPPLEMENT, *people)
    follow_case(browser, case).follow("补充材料")
    assert "请补充竣工验收单" in browser.main
    browser.fill(text="验收单附上", files=(BytesIO("验收合格".encode()), "验收单.txt")).press("提交补充材料")
    assert browser.heading == "已提交，等待受理"
    assert "继续计算" in browser.banner
    assert "材料1.txt" in browser.main
    browser.follow("查看材料1.txt")
    assert browser.response is not None
    assert "验收合格" in browser.response.get_data().decode()


def test_an_empty_supplement_asks_for_words_or_a_file(browser: Browser, people: tuple[Department, User, User]) -> None:
    follow_case(browser, case_in(Status.SUPPLEMENT, *people)).follow("补充材料").press("提交补充材料")
    assert browser.errors == ["请写几句说明，或者添加一个文件。"]


def test_a_bad_file_in_a_supplement_keeps_the_words(browser: Browser, people: tuple[Department, User, User]) -> None:
    case = case_in(Status.SUPPLEMENT, *people)
    follow_case(browser, case).follow("补充材料")
    browser.fill(text="说明在这里", files=(BytesIO(b"MZ\x90\x00" + b"\x00" * 300), "a.pdf")).press("提交补充材料")
    assert len(browser.errors) == 1
    assert browser.value("text") == "说明在这里"
    assert queries.find_open_supplement(case.id) is not None


def test_a_file_of_somebody_elses_report_is_not_found(browser: Browser, people: tuple[Department, User, User]) -> None:
    follow_case(browser, case_in(Status.SUPPLEMENT, *people)).follow("补充材料")
    browser.fill(text="附上", files=(BytesIO("甲".encode()), "甲.txt")).press("提交补充材料")
    address = browser.page.xpath("//a[contains(@href, '/track/files/')]/@href")[0]
    stranger = Browser(browser.app)
    follow_case(stranger, make_case(people[0]))
    stranger.open(address, status=404)


def test_a_message_reaches_the_page(browser: Browser, people: tuple[Department, User, User]) -> None:
    follow_case(browser, case_in(Status.HANDLING, *people)).follow("给承办部门留言").press("送出留言")
    assert browser.errors == ["请写留言内容"]
    browser.fill(message="请问什么时候去现场？").press("送出留言")
    assert "请问什么时候去现场？" in browser.main


def test_withdrawing_asks_once_more_and_ends_the_case(browser: Browser, people: tuple[Department, User, User]) -> None:
    case = case_in(Status.HANDLING, *people)
    follow_case(browser, case).follow("撤回")
    assert "不能恢复" in browser.main
    assert queries.get_case(case.id).status is Status.HANDLING
    browser.fill(reason="已经付款").press("撤回")
    assert browser.heading == "您已撤回"
    assert "撤回" not in browser.links()


def test_two_choices_are_enough_to_rate(browser: Browser, people: tuple[Department, User, User]) -> None:
    follow_case(browser, case_in(Status.CLOSED, *people)).follow("评价这次办理")
    browser.fill(solved="yes", satisfaction="satisfied").press("提交评价")
    assert "解决了，满意" in browser.main
    assert "评价这次办理" not in browser.links()


def test_a_low_rating_asks_why_and_offers_a_review(browser: Browser, people: tuple[Department, User, User]) -> None:
    follow_case(browser, case_in(Status.REPLIED, *people)).follow("评价这次办理")
    browser.fill(solved="no", satisfaction="dissatisfied").press("提交评价")
    assert browser.errors == ["请写几个字，告诉我们哪里没做好。"]
    browser.fill(solved="no", satisfaction="dissatisfied", reason="没有说什么时候付款").press("提交评价")
    assert "可以申请复查" in browser.banner
    assert browser.page.xpath("string(//div[@class='buttons no-print']//a[1])") == "申请复查"


def test_a_review_is_checked_before_it_is_sent(browser: Browser, people: tuple[Department, User, User]) -> None:
    case = case_in(Status.REPLIED, *people)
    follow_case(browser, case).follow("申请复查")
    assert "申请最晚" in browser.main
    browser.fill(ground="facts", text="欠款的数额没有查清，少算了一笔。").press("继续")
    assert browser.heading == "请核对复查申请"
    browser.press("修改")
    assert browser.value("text") == "欠款的数额没有查清，少算了一笔。"
    browser.press("继续").press("提交复查申请")
    assert browser.heading == "正在复查"
    assert queries.find_open_review(case.id) is not None


def test_after_thirty_days_no_review_is_offered(browser: Browser, people: tuple[Department, User, User]) -> None:
    with time_machine.travel(clock.now() - timedelta(days=60), tick=False):
        case = case_in(Status.REPLIED, *people)
    follow_case(browser, case)
    assert "申请复查" not in browser.links()


def test_what_no_longer_fits_is_refused_in_words(browser: Browser, people: tuple[Department, User, User]) -> None:
    follow_case(browser, case_in(Status.WITHDRAWN, *people))
    browser.open("/track/message").fill(message="还能留言吗").press("送出留言", status=409)
    assert "现在是“已撤回”，不能“留言”" in browser.text


def test_more_files_than_allowed_are_refused_before_any_is_opened(
    browser: Browser, people: tuple[Department, User, User], monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    real = operations.check_file
    monkeypatch.setattr(operations, "check_file", lambda upload, name: opened.append(name) or real(upload, name))
    case = case_in(Status.SUPPLEMENT, *people)
    follow_case(browser, case).follow("补充材料")
    fields = {"csrf_token": browser.value("csrf_token"), "text": "附上"}
    answer = browser.client.post("/track/supplement", data={**fields, "files": [(BytesIO(b"a"), f"{n}.txt") for n in range(11)]})
    assert answer.status_code == 200 and "最多上传 10 个文件，这次选了 11 个" in answer.get_data(as_text=True)
    assert opened == [] and queries.find_open_supplement(case.id) is not None
    with_one = {**fields, "files": [(BytesIO("验收合格".encode()), "一.txt")]}
    assert browser.client.post("/track/supplement", data=with_one).status_code == 303 and opened == ["一.txt"]
    again = {**fields, "files": [(BytesIO("验收合格".encode()), "二.txt")]}
    assert browser.client.post("/track/supplement", data=again).status_code == 409 and opened == ["一.txt"]
