"""The desk of objections and repair: what waits, who may decide, and what is said when something is missing."""

from datetime import timedelta

import pytest

from portal import clock
from portal.records import queries
from portal.records.objections import queries as kept
from portal.records.repair import queries as kept_repairs
from portal.records.vocabulary import RecordStatus
from tests.records.stories import make_house, new_record, published
from tests.records.test_objections_to_records import filed
from tests.records.test_repair import asked


@pytest.fixture
def house(app):
    return make_house()


@pytest.fixture
def record(house):
    return published(house, new_record(clock.today() - timedelta(days=120)))


def test_what_waits_is_listed_for_those_who_may_decide(house, record, sign_in_as):
    filed(record)
    asked(record)
    page = sign_in_as(house.supervisor).open("records.list_requests")
    assert "共 2 件" in page.text and record.title in page.text
    assert "共 1 件" in sign_in_as(house.second).open("records.list_requests").text
    assert "共 0 件" in sign_in_as(house.first).open("records.list_requests").text


def test_an_objection_is_decided_with_reasons_and_remedy(house, record, sign_in_as):
    objection, _code = filed(record)
    page = sign_in_as(house.supervisor).open("records.show_record", record_id=record.public_id).follow("异议")
    page.press("办结异议")
    assert "请选择处理结果" in page.text
    page.fill(outcome="kept", remedy="").press("办结异议")
    assert "理由" in page.text and kept.find_of_kind(kept.RECORD, objection.id).outcome is None
    page.fill(outcome="kept", reasons="凭证与本合同无关", remedy="可以申请行政复议").press("办结异议")
    assert kept.find_of_kind(kept.RECORD, objection.id).remedy == "可以申请行政复议"


def test_experts_stop_the_clock_on_the_page(house, record, sign_in_as):
    filed(record)
    page = sign_in_as(house.supervisor).open("records.show_objections", record_id=record.public_id)
    page.fill(reasons="请造价专家核对结算金额").press("请专家看，暂停计时")
    assert "暂停计时（等专家意见）" in page.text
    page.press("专家意见已到，恢复计时").press("请其他单位核实")
    assert "请其他单位核实" not in page.text


def test_repair_is_confirmed_then_granted_and_the_record_is_taken_off(house, record, sign_in_as):
    asked(record)
    page = sign_in_as(house.supervisor).open("records.show_repairs", record_id=record.public_id)
    page.press("是本单位申请，公开信用承诺")
    assert kept_repairs.find_promise(record.id)
    page.fill(outcome="granted", reasons="义务履行完毕").press("决定")
    assert queries.get_record(record.id).status is RecordStatus.REPAIRED
    assert "准予修复" in page.text


def test_a_publisher_may_not_decide_on_repair_and_the_body_sees_nothing(house, record, sign_in_as):
    asked(record)
    assert sign_in_as(house.second).open("records.show_repairs", status=404, record_id=record.public_id).status == 404
    assert sign_in_as(house.accused).open("records.show_repairs", status=404, record_id=record.public_id).status == 404
