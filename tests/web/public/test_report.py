"""The report form: shortest ways, answers that stay, errors that ask."""

from io import BytesIO

import pytest
from sqlalchemy import func, select

from portal.cases.models import Case, Report, ReporterIdentity
from portal.db import session
from portal.identifiers import normalise_phone
from tests.browser import Browser
from tests.factories import ensure_custody_key
from tests.web.public.filling import STORY, code_on, first_pages, submit, to_check

pytestmark = pytest.mark.usefixtures("heping")


def count(table: type) -> int:
    return session.scalar(select(func.count()).select_from(table)) or 0


def test_an_anonymous_report_takes_seven_pages_and_five_answers(browser: Browser) -> None:
    browser.open("/report").follow("开始填写")
    assert browser.heading == "您想怎样反映？"
    titles = []
    answers = [{"reporter_kind": "anonymous"}, {"conduct": "unsure"}, {"respondent_unsure": True}, {"narrative": STORY}, {}, {}]
    for answer in answers:
        titles.append(browser.page.findtext(".//title").split(" – ")[0])
        (browser.fill(**answer) if answer else browser).press("继续")
    titles.append(browser.page.findtext(".//title").split(" – ")[0])
    assert titles == ["第 1 步，共 8 步"] + [f"第 {number} 步，共 7 步" for number in range(2, 8)]
    browser.fill(is_truthful=True).press("提交反映")
    assert browser.heading == "已收到您的反映"
    assert count(Case) == 1
    assert count(ReporterIdentity) == 0


def test_a_named_report_takes_eight_pages_and_seals_the_name(browser: Browser) -> None:
    to_check(browser, "person")
    assert browser.page.findtext(".//title").startswith("第 8 步，共 8 步")
    assert "王建国" in browser.main
    browser.fill(is_truthful=True).press("提交反映")
    report = session.scalars(select(Report)).one()
    assert report.narrative == STORY
    assert report.case.respondents[0].department.name == "区建委"
    identity = session.scalars(select(ReporterIdentity)).one()
    assert identity.masked_name == "王某"
    assert "王建国".encode() not in identity.sealed


def test_a_company_gives_name_code_and_contact(browser: Browser) -> None:
    contact = {"organisation": "天津某建设公司", "credit_code": "91350100M000100Y43", "name": "李经理", "shares_identity": True}
    to_check(browser, "organisation", contact=contact)
    assert "91350100M000100Y43" in browser.main
    assert "承办部门查看我的身份 同意" in browser.main
    browser.fill(is_truthful=True).press("提交反映")
    assert session.scalars(select(Report)).one().shares_identity is True


def test_a_wrong_credit_code_is_told_and_the_rest_stays(browser: Browser) -> None:
    first_pages(browser, "organisation").press("继续").press("继续")
    browser.fill(organisation="某公司", credit_code="91350100M000100Y44", name="李经理", phone="13800138000").press("继续")
    assert browser.errors == ["统一社会信用代码里有抄错的字符，请对照营业执照再核对一遍"]
    assert browser.value("organisation") == "某公司"
    assert browser.value("credit_code") == "91350100M000100Y44"


@pytest.mark.same_queries
@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        (1, "请选一种反映方式"),
        (2, "请选一类问题，拿不准就选“说不准”"),
        (3, "请写单位名称，不知道就勾选“说不准是哪个单位”"),
        (4, "请写明发生了什么，至少 20 个字"),
        (7, "请写姓名"),
    ],
)
def test_an_empty_page_asks_for_what_it_needs(browser: Browser, number: int, sentence: str) -> None:
    filled = [{"reporter_kind": "person"}, {"conduct": "breach"}, {"respondent_text": "区城管委"}, {"narrative": STORY}, {}, {}]
    browser.open("/report").follow("开始填写")
    for answer in filled[: number - 1]:
        (browser.fill(**answer) if answer else browser).press("继续")
    browser.press("继续")
    assert browser.errors[0] == sentence
    assert browser.url == f"/report/{number}"


def test_a_short_story_is_counted_and_kept(browser: Browser) -> None:
    browser.open("/report").follow("开始填写")
    browser.fill(reporter_kind="anonymous").press("继续").fill(conduct="unsure").press("继续").fill(respondent_unsure=True).press("继续")
    browser.fill(narrative="拖欠工程款").press("继续")
    assert browser.errors == ["请写明发生了什么，至少 20 个字（现在 5 个字）"]
    assert browser.value("narrative") == "拖欠工程款"


def test_numbers_of_people_in_the_story_are_asked_about_once(browser: Browser) -> None:
    story = STORY + "我的身份证号是11010519491231002X。"
    first_pages(browser, "anonymous", narrative=story)
    assert browser.errors == ["文中像是有身份证号或证件号，要去掉吗？"]
    assert browser.value("narrative") == story
    browser.press("保留这些号码，继续")
    assert browser.url == "/report/5"


def test_a_story_with_sums_and_dates_is_not_asked_about(browser: Browser) -> None:
    first_pages(browser, "anonymous", narrative=STORY + "合同价 12,345,678.90 元，2025年3月18日签订，工期 180 天。")
    assert browser.url == "/report/5"


def test_money_is_asked_only_where_it_matters(browser: Browser) -> None:
    first_pages(browser, "anonymous", conduct="unfair")
    browser.open("/report/4")
    assert "amount_fen" not in browser.field_names()
    browser.open("/report/2").fill(conduct="arrears").press("继续")
    browser.open("/report/4").fill(
        amount_fen="320", **{"amount_fen-unit": "wan", "contract_on-year": "2024", "contract_on-month": "3", "contract_on-day": "18"}
    )
    browser.press("继续").open("/report/check")
    assert "320 万元" in browser.main
    assert "2024年3月18日" in browser.main


def test_going_back_keeps_every_answer(browser: Browser) -> None:
    first_pages(browser, "person")
    browser.follow("返回上一步")
    assert browser.value("narrative") == STORY
    browser.follow("返回上一步")
    assert browser.value("respondent_text") == "区建委"
    browser.follow("返回上一步")
    assert browser.page.xpath("//input[@name='conduct'][@checked]/@value") == ["arrears"]
    browser.open("/report/5")
    assert browser.status == 200


def test_change_on_the_check_page_returns_to_it(browser: Browser) -> None:
    to_check(browser)
    browser.follow("修改反映的单位").fill(respondent_text="区教育局").press("继续")
    assert browser.heading == "请核对"
    assert "区教育局" in browser.main


def test_becoming_named_asks_for_contact_and_nothing_else(browser: Browser) -> None:
    ensure_custody_key()
    to_check(browser)
    browser.follow("修改反映方式").fill(reporter_kind="witness").press("继续")
    assert browser.heading == "怎么联系您？"
    browser.fill(name="赵某某", phone="022-27312345").press("继续")
    assert browser.heading == "请核对"


def test_becoming_anonymous_drops_the_name(browser: Browser) -> None:
    to_check(browser, "person")
    browser.follow("修改反映方式").fill(reporter_kind="anonymous").press("继续")
    assert browser.heading == "请核对"
    assert "王建国" not in browser.main
    browser.fill(is_truthful=True).press("提交反映")
    assert count(ReporterIdentity) == 0


def test_two_tabs_keep_the_answers_of_each_page(app: object, browser: Browser) -> None:
    first_pages(browser, "anonymous")
    other = Browser(browser.app)
    other.client = browser.client
    other.open("/report/3").fill(respondent_text="区民政局")
    browser.open("/report/4").fill(narrative=STORY + "后来又去催过三次。").press("继续")
    other.press("继续").open("/report/check")
    assert "区民政局" in other.main
    assert "催过三次" in other.main


def test_a_tab_of_a_discarded_draft_does_not_write_into_the_new_one(browser: Browser) -> None:
    first_pages(browser, "anonymous")
    old = Browser(browser.app)
    old.client = browser.client
    old.open("/report/4").fill(narrative="这是原来那份草稿里写的经过，不应该进到新的一份里去。")
    browser.open("/report").press("删除草稿")
    first_pages(browser, "anonymous")
    old.press("继续", status=409)
    assert "这是原来那份草稿" in old.text
    browser.open("/report/4")
    assert browser.value("narrative") == STORY


def test_the_truth_must_be_confirmed(browser: Browser) -> None:
    to_check(browser).press("提交反映")
    assert browser.errors == ["请确认所写内容属实，再提交"]
    assert count(Case) == 0


def test_pressing_submit_twice_makes_one_case_and_shows_the_same_code(browser: Browser) -> None:
    to_check(browser).fill(is_truthful=True)
    second = Browser(browser.app)
    second.client = browser.client
    second.open("/report/check").fill(is_truthful=True)
    code = code_on(browser.press("提交反映"))
    assert code_on(second.press("提交反映")) == code
    assert code_on(browser.open("/report/done")) == code
    assert len(code) == 20
    assert count(Case) == 1


def test_files_are_added_one_by_one_and_go_with_the_report(browser: Browser) -> None:
    first_pages(browser, "anonymous").press("继续")
    browser.fill(file=(BytesIO("验收单".encode()), "验收单.txt"), description="去年的验收单").press("上传这份，再加一份")
    assert "材料1.txt" in browser.main
    assert "去年的验收单" in browser.main
    browser.fill(file=(BytesIO("付款约定".encode()), "付款.txt")).press("继续")
    assert "2 份" in browser.main
    browser.fill(is_truthful=True).press("提交反映").press("打开进度页")
    assert "材料2.txt" in browser.main


def test_a_bad_file_costs_no_word_and_no_file(browser: Browser) -> None:
    first_pages(browser, "anonymous").press("继续")
    browser.fill(file=(BytesIO(b"MZ\x90\x00" + b"\x00" * 200), "photo.jpg"), description="现场照片").press("上传这份，再加一份")
    assert len(browser.errors) == 1
    assert browser.value("description") == "现场照片"
    browser.press("上传这份，再加一份")
    assert browser.errors == ["请先选择一个文件，再按“上传”。"]
    browser.press("继续")
    assert browser.heading == "请核对"


def test_a_file_can_be_deleted_again(browser: Browser) -> None:
    first_pages(browser, "anonymous").press("继续")
    browser.fill(file=(BytesIO("一".encode()), "一.txt")).press("上传这份，再加一份")
    browser.press("删除材料1.txt")
    assert "材料1.txt" not in browser.main
    browser.open("/report/check")
    assert "没有附材料" in browser.main


def test_nobody_else_opens_a_file_of_the_draft(browser: Browser) -> None:
    first_pages(browser, "anonymous").press("继续")
    browser.fill(file=(BytesIO("一".encode()), "一.txt")).press("上传这份，再加一份")
    address = browser.page.xpath("//a[contains(@href, '/report/files/')]/@href")[0]
    stranger = Browser(browser.app)
    first_pages(stranger, "anonymous")
    stranger.open(address, status=404)


def test_a_later_page_cannot_be_opened_first(browser: Browser) -> None:
    assert browser.open("/report/5").heading == "您想怎样反映？"
    assert browser.open("/report/check").heading == "您想怎样反映？"
    browser.open("/report/9", status=200)


def test_typed_words_are_never_in_address_title_or_cookie(browser: Browser) -> None:
    submit(browser, "person")
    for word in ("王建国", "13800138000", "区建委", "工程款"):
        assert word not in browser.url
        assert word not in browser.page.findtext(".//title")
        with browser.client.session_transaction() as kept:
            assert word not in str(dict(kept))
    with browser.client.session_transaction() as kept:
        assert code_on(browser) not in str(dict(kept))
    assert normalise_phone("138 0013 8000") == "13800138000"


def test_leaving_quickly_forgets_draft_and_code(browser: Browser) -> None:
    submit(browser)
    with_client = browser.client.get("/leave")
    assert with_client.status_code == 302
    browser.open("/report/done")
    assert browser.heading == "查询码不再显示"
    browser.open("/report/receipt", status=404)
