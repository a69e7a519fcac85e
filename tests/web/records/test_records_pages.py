"""The staff pages of records as people use them without scripts: from the finding to the public page, and the registers beside."""

import json
from io import BytesIO

import pytest

from portal import clock
from portal.accounts.vocabulary import Role
from portal.db import session
from portal.records.importing import COLUMNS, EXAMPLE
from portal.records.models import DishonestyRecord
from portal.records.rectification.models import Rectification
from portal.records.sanctions.models import HonoursCheck
from tests import factories
from tests.records.stories import DEMAND, FACTS, closed_case, make_house, new_record, published, recognised


@pytest.fixture
def house(app):
    return make_house()


def paper():
    return BytesIO("认定文书的文字内容。\n".encode()), "文书.txt"


def test_from_refusal_over_recognition_and_record_to_the_public_page(house, sign_in_as, browser):
    case = closed_case(house)
    accused_name, unit_id, unit = house.accused.display_name, house.respondent.id, house.respondent.name
    hidden_in_case = (case.number, case.title, "李建国", "某某建设有限公司", f"/cases/{case.id}")
    people = (house.supervisor, house.accused, house.second, house.third)
    watcher, accused, second, third = (sign_in_as(each) for each in people)
    watcher.open("desk.show_case", case_id=case.id).follow("责令整改")
    watcher.fill(department=unit_id, demand="请支付李建国的款项，并书面说明原因。").press("发出整改通知")
    assert watcher.errors and "李建国" in watcher.errors[0]
    watcher.fill(demand=DEMAND, days="20").press("发出整改通知")
    number = session.query(Rectification).one().number
    accused.open("records.home").follow(number)
    assert DEMAND in accused.main and "还剩" not in accused.main
    for hidden in hidden_in_case:
        assert hidden not in accused.text, hidden
    accused.follow("报送整改情况")
    accused.fill(stance="declined", pretext="new_government", text="原合同是上一届签的，本单位不再履行。", files=paper()).press("报送")
    assert "依法不能作为不履行的理由" in accused.main and "材料1.txt" in accused.main
    watcher.open("records.list_rectifications").follow(number).follow("查看材料1.txt")
    watcher.open("records.show_rectification", order_number=number).follow("处理")
    watcher.fill(outcome="refuse", reason="明确表示不履行，认定拒不整改。").press("确定")
    watcher.follow("认定失信记录")
    watcher.fill(number="诚信认〔2026〕1号", organ="测试区发改委", issued_on=clock.today().isoformat(), conduct="arrears", facts=FACTS)
    watcher.fill(files=paper()).press("录入")
    assert "已认定" in watcher.main and "政府换届" in watcher.main
    watcher.follow("确定严重程度").fill(severity="general", reason="按规则表和实际影响确定。").press("确定")
    watcher.follow("提交审核").press("提交审核")
    public_id = session.query(DishonestyRecord).one().public_id
    browser.open("public.record", public_id=public_id, status=404)
    for desk, outcome in ((second, "review"), (third, "publish")):
        desk.open("records.show_record", record_id=public_id).follow("审核、发布").fill(outcome=outcome).press("确定")
    page = browser.open("public.record", public_id=public_id)
    for words in (unit, "诚信认〔2026〕1号", "拒不整改", "政府换届", "一般失信"):
        assert words in page.text, words
    for hidden in (*hidden_in_case, accused_name, "上一届签的"):
        assert hidden not in page.text, hidden
    accused.open("records.show_record", record_id=public_id, status=404)


def test_the_same_person_cannot_review_and_publish(house, sign_in_as):
    public_id = recognised(house, new_record(clock.today())).public_id
    desk, second = sign_in_as(house.first), sign_in_as(house.second)
    desk.open("records.show_record", record_id=public_id).follow("确定严重程度").fill(
        severity="general", reason="按规则表和实际影响确定。"
    ).press("确定")
    desk.follow("提交审核").press("提交审核")
    second.open("records.decide_record", record_id=public_id).fill(outcome="review").press("确定")
    second.open("records.decide_record", record_id=public_id).fill(outcome="publish").press("确定", status=404)


def test_a_name_in_the_facts_is_named_beside_the_form_and_blocks(house, sign_in_as):
    record = recognised(house, new_record(clock.today(), facts="经办人张建军拖延支付，尾款到期没有支付，电话13912345678。"))
    desk = sign_in_as(house.first).open("records.grade_record", record_id=record.public_id)
    desk.fill(severity="general", reason="按规则表和实际影响确定。").press("确定")
    desk.follow("提交审核").press("提交审核")
    assert desk.errors and "张建军" in desk.errors[0] and "13912345678" in desk.errors[0]


def test_progress_basis_and_revocation_from_the_page_of_the_record(house, sign_in_as, browser):
    public_id = published(house, new_record(clock.today())).public_id
    keeper, watcher = sign_in_as(house.first), sign_in_as(house.supervisor)
    keeper.open("records.show_record", record_id=public_id).follow("登记整改进展").fill(state="under_way", text="已支付首期款项。").press(
        "登记"
    )
    assert "已支付首期款项" in browser.open("public.record", public_id=public_id).text
    keeper.follow("登记依据已撤销或变更").fill(reason="二审改判，原判决撤销。").press("登记")
    assert "最晚撤销" in keeper.main
    watcher.open("records.revoke_record", record_id=public_id).fill(reason="原判决已经撤销。").press("撤销")
    assert "原判决已经撤销" in browser.open("public.record", public_id=public_id, status=410).text


def test_sanctions_and_leniency_from_the_page_of_the_record(house, sign_in_as):
    record = published(house, new_record(clock.today()))
    watcher = sign_in_as(house.supervisor).open("records.show_record", record_id=record.public_id)
    watcher.follow("实施惩戒").fill(kind="honours", lifted_by_organ="测试区发改委").press("实施")
    assert "取消评选评优资格" in watcher.main and "国发〔2016〕76号" in watcher.main
    watcher.follow("解除").fill(why="已经整改").press("解除")
    assert "解除：已经整改" in watcher.main
    watcher.follow("从轻、免于惩戒")
    watcher.fill(kind="exempt", ground="loss_made_good", reasons="已经主动支付全部款项，挽回损失。").press("决定")
    assert "免于惩戒" in watcher.main


def test_an_import_is_looked_at_first_and_then_entered(house, sign_in_as):
    rows = [dict(zip(COLUMNS, EXAMPLE, strict=True)), {**dict(zip(COLUMNS, EXAMPLE, strict=True)), "认定文号": ""}]
    desk = sign_in_as(house.first).open("records.import_records")
    assert desk.client.get("/desk/records/import/template.xlsx").data[:2] == b"PK"
    desk.fill(file=(BytesIO(json.dumps(rows, ensure_ascii=False).encode()), "记录.json")).press("检查文件")
    assert "可以导入 1 行" in desk.main and "没有填“认定文号”" in desk.main
    assert session.query(DishonestyRecord).count() == 0
    desk.press("导入")
    assert "一行也没有导入" in desk.errors[0] and session.query(DishonestyRecord).count() == 0
    desk.fill(partly=True).press("导入")
    assert "已导入 1 条" in desk.text and session.query(DishonestyRecord).count() == 1


def test_an_organiser_asks_for_many_bodies_at_once(house, sign_in_as):
    record = published(house, new_record(clock.today()))
    organiser = sign_in_as(factories.make_user(Role.OFFICER)).open("records.check_honours")
    organiser.fill(purpose="award", names=f"{record.subject_name}，12370306495001231P\n{house.head.department.name}").press("查询")
    assert organiser.errors and "哪次评选" in organiser.errors[0]
    organiser.fill(matter="2026 年度文明单位评选").press("查询")
    assert "有失信记录" in organiser.main and "没有记录" in organiser.main
    number = session.query(HonoursCheck).one().number
    assert "拖欠账款" in organiser.client.get(f"/desk/honours/{number}.csv").data.decode("utf-8-sig")


def test_the_restricted_file_shows_nothing_before_a_purpose_is_given(house, sign_in_as):
    head = factories.make_user(Role.HEAD, department=house.first.department)
    unit_id, visitors = house.respondent.id, [sign_in_as(each) for each in (house.supervisor, house.first)]
    keeper = sign_in_as(head).open("records.enter_official")
    keeper.fill(name="慕容小五", department=unit_id, position="副主任", kind="warning", document_number="处分1号")
    keeper.fill(organ="测试区监委", decided_on=clock.today().isoformat()).press("登记")
    assert "慕容小五" not in keeper.text
    keeper.press("查阅")
    assert keeper.errors and "慕容小五" not in keeper.text
    keeper.fill(purpose="干部考核需要").press("查阅")
    assert "慕容小五" in keeper.main and "干部考核需要" in keeper.main
    for visitor in visitors:
        visitor.open("records.list_records")
        assert "处分档案" not in visitor.text
        visitor.open("records.read_officials", status=404)


def test_a_promise_broken_with_a_pretext_is_told_as_a_breach(house, sign_in_as):
    desk = sign_in_as(house.first).open("records.register_agreement")
    desk.fill(kind="promise", title="厂房租金补贴", department=house.respondent.id, content="三年补贴一半。", signed_on="2026-01-08")
    desk.press("登记")
    desk.follow("登记变更、解除").fill(what="停止发放补贴", pretext="new_person").press("登记")
    assert "不构成依法变更，是违约" in desk.main and "不能作为违约毁约的理由" in desk.main
