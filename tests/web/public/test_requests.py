"""「对这条信息有异议」 and 「申请信用修复」 as their writers meet them: forms, check, code, follow-up page."""

import io
from datetime import timedelta

import pytest

from portal import clock
from portal.db import session, transaction
from portal.records import queries
from portal.records.models import DishonestyRecord
from portal.records.objections import filing
from portal.records.objections import operations as objections
from portal.records.objections import queries as kept
from portal.records.objections.filing import REMEDY, Decision
from portal.records.objections.vocabulary import ObjectionOutcome
from portal.records.repair import operations as repairs
from portal.records.repair import queries as kept_repairs
from tests.records.stories import do, make_house, new_record, nothing_found, published
from tests.web.public.filling import code_on

WRONG = "款项已经在公示以前付清，收据见附件。"


@pytest.fixture
def house(app):
    return make_house()


@pytest.fixture
def record(house):
    return published(house, new_record(clock.today() - timedelta(days=120)))


def proof():
    return (io.BytesIO("付款凭证的文字。\n".encode()), "凭证.txt")


def objected(browser, record):
    browser.open("public.record", public_id=record.public_id).follow("对这条信息有异议")
    browser.fill(who="unit", ground="fulfilled", wrong=WRONG, name="城建服务中心", contact="022-23456789", files=proof()).press("继续")
    return browser.press("提交异议")


def asked(browser, record):
    browser.open("public.record", public_id=record.public_id).follow("申请信用修复")
    answers = {"fulfilled": "十月付清全部款项。凭证见附件。", "name": "李经办", "contact": "022-23456789"}
    browser.fill(**answers, promises=True, files=proof()).press("继续")
    return browser.press("提交申请")


def test_an_empty_objection_says_what_is_missing_and_keeps_what_was_typed(record, browser):
    browser.open("public.objection_start", public_id=record.public_id).press("继续")
    for words in ("请选择您是谁", "请选择一项理由", "请写哪里不对", "请写名称或者姓名", "请写电话或者邮箱"):
        assert words in browser.text
    browser.fill(who="person", wrong=WRONG).press("继续")
    assert WRONG in browser.text and "请选择一项理由" in browser.text and "请选择您是谁" not in browser.text
    assert not kept.list_to(kept.RECORD, record.id)


def test_the_mark_is_public_at_once_and_the_code_opens_the_page(app, record, browser):
    objected(browser, record)
    code = code_on(browser)
    assert len(code) == 20 and code not in browser.url and code not in browser.page.findtext(".//title")
    assert "3 个工作日" in browser.text and "7 个工作日" in browser.text
    assert "异议处理中" in app.test_client().get(f"/records/{record.public_id}").text
    browser.open("public.objection_check")
    assert len(kept.list_to(kept.RECORD, record.id)) == 1 and code_on(browser) == code
    other = type(browser)(app)
    other.open("public.track").fill(code=code).press("查进度")
    assert WRONG in other.text and "最晚" in other.text and code not in other.url
    other.press("退出")
    other.open("/track/request")
    assert WRONG not in other.text and "请再输入一次查询码" in other.text


def test_the_decision_is_read_with_the_code_and_on_the_record(app, house, record, browser):
    objected(browser, record)
    found = kept.list_to(kept.RECORD, record.id)[0]
    with transaction():
        again, found = session.get_one(DishonestyRecord, record.id), kept.get_to(kept.RECORD, record.id, found.id)
        objections.decide(found, again, house.supervisor, Decision(ObjectionOutcome.KEPT, "凭证与本合同无关", REMEDY), nothing_found)
    browser.open("/track/request")
    for words in ("维持", "凭证与本合同无关", "行政复议"):
        assert words in browser.text
    page = app.test_client().get(f"/records/{record.public_id}").text
    assert "异议处理中" not in page and filing.KEPT in page


def test_changing_an_answer_and_taking_a_proof_away(record, browser):
    browser.open("public.objection_start", public_id=record.public_id)
    browser.fill(who="unit", ground="wrong", wrong=WRONG, name="城建服务中心", contact="022-23456789", files=proof()).press("继续")
    assert "材料1" in browser.text
    browser.press("删除材料1.txt")
    assert "材料1" not in browser.text
    browser.open("public.objection_start", public_id=record.public_id)
    assert WRONG in browser.text


def test_without_a_record_the_page_asks_which_and_says_when_there_is_none(record, browser):
    browser.open("public.objection_start").press("继续")
    assert "请写公示编号" in browser.text
    browser.fill(public_id="没有这个号").press("继续")
    assert "没有找到这个编号" in browser.text
    browser.fill(public_id=record.public_id).press("继续")
    assert record.title in browser.text and "为什么有异议" in browser.text


def test_repair_before_its_time_explains_the_day_instead_of_a_form(house, browser):
    early = published(house, new_record(clock.today(), number="刚认定"))
    browser.open("public.repair_start", public_id=early.public_id)
    first = early.repairable_from
    assert "现在不能申请" in browser.text and f"{first.year}年{first.month}月{first.day}日" in browser.text
    assert not browser.page.xpath("//main//textarea") and "还没有满足" in browser.text


def test_repair_needs_proof_and_promise_and_ends_with_a_code(app, record, browser):
    browser.open("public.repair_start", public_id=record.public_id)
    assert browser.text.index("修复的条件") < browser.text.index("纠正和履行的情况")
    browser.fill(fulfilled="十月付清全部款项。", name="李经办", contact="022-23456789").press("继续")
    assert "必须公开作出信用承诺" in browser.text
    browser.fill(promises=True, fulfilled="十月付清全部款项，利息也已经支付。").press("继续")
    assert "请上传能证明" in browser.text
    asked(browser, record)
    code = code_on(browser)
    assert len(code) == 20 and code not in browser.url and "10 个工作日" in browser.text
    page = app.test_client().get(f"/records/{record.public_id}").text
    assert "修复申请办理中" in page and "公开信用承诺" not in page
    browser.open("public.repair_start", public_id=record.public_id)
    assert "已经有一份修复申请" in browser.text


def test_the_promise_stands_on_the_record_and_the_repaired_record_is_gone(app, house, record, browser):
    asked(browser, record)
    repair = kept_repairs.find_open(record.id)
    do(repairs.confirm, repair, queries.get_record(record.id), house.supervisor)
    assert f"{record.subject_name}公开承诺" in app.test_client().get(f"/records/{record.public_id}").text
    with transaction():
        again = session.get_one(DishonestyRecord, record.id)
        repairs.decide(kept_repairs.get_of(record.id, repair.id), again, house.supervisor, True, ("义务履行完毕", ""), nothing_found)
    gone = app.test_client().get(f"/records/{record.public_id}")
    assert gone.status_code == 410 and "信用已修复" in gone.text and record.title not in gone.text
    browser.open("/track/request")
    assert "准予修复" in browser.text
