"""Merging on the desk: what is offered, what is said, and what the reporter's page keeps quiet about."""

import pytest

from portal.accounts.vocabulary import Role
from portal.cases import handling, queries
from portal.cases.merging import operations as merging
from portal.cases.merging import queries as merges
from portal.db import transaction
from portal.publication.checking import inspector
from tests import factories

REPLY = {"claim": "支付工程款", "facts": "工程已经验收合格", "basis": "合同第八条", "conclusion": "情况属实", "remedy": "三十日内申请复查"}


@pytest.fixture
def house(database):
    lead, accused = factories.make_department("区住建局"), factories.make_department("某街道办")
    officer, head = factories.make_user(Role.OFFICER, department=lead), factories.make_user(Role.HEAD, department=lead)
    cases = [factories.make_case(lead, respondent=accused) for _ in range(3)]
    for case in cases:
        factories.do_to(case, handling.accept, officer)
    return officer, head, cases


def test_a_case_is_merged_into_one_that_is_offered_or_typed_and_answered_with_it(house, sign_in_as):
    officer, head, (main, chosen, typed) = house
    desk = sign_in_as(officer).open("desk.show_case", case_id=chosen.id).follow("合并到其他办件")
    assert main.number in desk.main and typed.number in desk.main
    desk.fill(claim="支付材料款", reason="同一个工程的欠款").press("合并")
    assert any("请选择一件办件" in line for line in desk.errors) and desk.value("claim") == "支付材料款"
    desk.fill(main_case=str(main.id)).press("合并")
    assert f"已合并到办件 {main.number}" in desk.banner
    assert "随那一件答复" in desk.text and main.number in desk.links() and "写答复" not in desk.links()
    desk.open("desk.show_case", case_id=typed.id).follow("合并到其他办件")
    desk.fill(number="120101-20200101-00000", claim="支付人工费", reason="同一个工程的欠款").press("合并")
    assert any("没有找到这件办件" in line for line in desk.errors)
    desk.fill(number=f" {main.number} ").press("合并")
    desk.follow("撤销合并").fill(reason="合同不是同一份").press("撤销合并")
    assert "要单独答复" in desk.banner and merges.find_open(typed.id) is None
    desk.open("desk.show_case", case_id=main.id)
    assert "合并到本件" in desk.main and chosen.number in desk.links()
    desk.follow("写答复")
    assert "另有 1 件办件合并到这一件" in desk.main
    desk.fill(**REPLY).press("预览").press("提交审核")
    boss = sign_in_as(head).open("desk.approve_reply", case_id=main.id)
    assert "另外 1 件办件同时得到这份答复" in boss.main
    boss.press("审核通过并发出")
    assert queries.get_case(chosen.id).sent_reply.claim == "支付材料款"
    assert "随主办件一起答复" in boss.open("desk.show_case", case_id=chosen.id).text


def test_an_answer_that_tells_of_a_reporter_is_refused_beside_its_part_and_kept(house, sign_in_as):
    officer, _head, (main, other, _third) = house
    with transaction():
        pair = (queries.get_case(other.id, for_update=True), queries.get_case(main.id, for_update=True))
        merging.merge(*pair, officer, inspector, "支付材料款", "同一个工程的欠款")
    desk = sign_in_as(officer).open("desk.write_reply", case_id=main.id)
    desk.fill(**{**REPLY, "facts": "已经向李建国核实付款情况"}).press("预览").press("提交审核")
    assert any("能指向反映人的内容：李建国" in line and "先撤销合并" in line for line in desk.errors)
    assert desk.value("facts") == "已经向李建国核实付款情况"
    desk.fill(facts=REPLY["facts"]).press("预览").press("提交审核")
    assert "答复已提交" in desk.banner
