"""The case page: position in the list, identity, extension, placeholders, the letter, what each side sees."""

from datetime import timedelta

import pytest

from portal import clock
from portal.accounts.vocabulary import Role
from portal.cases import assignment, handling, queries, reply_templates, replying
from portal.cases.vocabulary import Status
from portal.db import transaction
from portal.publication.checking import inspector
from tests import factories
from tests.databases import statements

REPLY = {"claim": "支付工程款", "facts": "工程已经验收合格", "basis": "合同第八条", "conclusion": "情况属实", "remedy": "三十日内申请复查"}


@pytest.fixture
def house(database):
    lead = factories.make_department("区财政局")
    officer, head = factories.make_user(Role.OFFICER, department=lead), factories.make_user(Role.HEAD, department=lead)
    factories.case_in(Status.HANDLING, lead, officer, head)
    return lead, officer, head


def handled(lead, officer):
    case = factories.make_case(lead)
    factories.do_to(case, handling.accept, officer)
    return queries.get_case(case.id)


def test_the_place_in_the_list_survives_going_on_and_coming_back(house, sign_in_as):
    lead, officer, _head = house
    first, second, third = sorted((factories.make_case(lead) for _ in range(3)), key=lambda case: case.id)
    desk = sign_in_as(officer).open("desk.list_cases", tab="pending", keyword="拖欠")
    desk.open(desk.page.xpath("//tbody//a/@href")[1])
    assert second.number in desk.main and "第 2 件，共 3 件" in desk.text
    assert third.number in desk.follow("下一件").main and "第 3 件，共 3 件" in desk.text and "下一件" not in desk.links()
    assert first.number in desk.follow("上一件").follow("上一件").main
    desk.follow("要求补正").fill(wanted="请补充竣工验收单").press("要求补正")
    assert "这件已不在列表里，列表共 2 件" in desk.text
    assert second.number in desk.follow("办下一件").main
    desk.follow("返回列表")
    assert desk.value("keyword") == "拖欠" and desk.page.xpath("//tr[@class='is-new']/@id") == [f"case-{second.id}"]


def test_a_helper_sees_the_case_but_neither_notes_nor_identity(house, sign_in_as):
    lead, officer, _head = house
    case, helping = factories.make_case(lead), factories.make_department()
    factories.do_to(case, handling.note, officer, "本单位内部的看法")
    factories.do_to(case, assignment.add_support, officer, helping)
    desk = sign_in_as(factories.make_user(Role.OFFICER, department=helping)).open("desk.show_case", case_id=case.id)
    assert case.number in desk.main and "本单位内部的看法" not in desk.text and "申请查看身份" not in desk.links()
    desk.open("desk.show_identity", case_id=case.id, status=403)


@pytest.mark.same_queries
@pytest.mark.parametrize("days", ["31", "0", "-5", "很多", ""])
def test_an_extension_over_the_cap_cannot_be_asked_for(days, house, sign_in_as):
    lead, officer, _head = house
    case = handled(lead, officer)
    desk = sign_in_as(officer).open("desk.request_extension", case_id=case.id)
    assert "30 天，只能一次" in desk.main and "30 天 → " in desk.main
    desk.fill(days=days, reason="还要等工程造价鉴定的结果").press("提交申请")
    assert desk.errors and desk.value("reason") == "还要等工程造价鉴定的结果"
    assert queries.find_open_extension(case.id) is None


def test_an_extension_is_shown_with_its_new_day_and_approved_once(house, sign_in_as):
    lead, officer, head = house
    case = handled(lead, officer)
    before = case.due_on
    sign_in_as(officer).open("desk.request_extension", case_id=case.id).fill(days="30", reason="还要等鉴定结果").press("提交申请")
    boss = sign_in_as(head).open("desk.decide_extension", case_id=case.id).fill(decision="approve").press("提交决定")
    after = queries.get_case(case.id).due_on
    assert after - before >= timedelta(29) and "已批准延期，新的期限是" in boss.banner
    boss.open("desk.show_case", case_id=case.id)
    desk = sign_in_as(officer).open("desk.show_case", case_id=case.id)
    assert "申请延期" not in desk.links() and "含延期 30 天" in desk.main
    desk.open("desk.request_extension", case_id=case.id, status=409)


def test_a_placeholder_left_in_a_template_stops_preview_and_sending(house, sign_in_as):
    lead, officer, _head = house
    with transaction():
        made = reply_templates.load_defaults()
        chosen = next(template.id for template in made if template.name == "通用（属实）")
    case = handled(lead, officer)
    desk = sign_in_as(officer).open("desk.write_reply", case_id=case.id, template=chosen)
    assert "【反映人的诉求】" in desk.value("claim")
    desk.press("预览")
    assert any("还有没填的地方：【反映人的诉求】" in line for line in desk.errors) and desk.heading == "写答复"
    desk.fill(**REPLY).press("预览")
    assert desk.heading == "预览答复"
    forced = {"csrf_token": desk.value("csrf_token"), "version": queries.get_case(case.id).version, **REPLY, "facts": "查明【事实】"}
    assert "还有没填的地方" in desk.client.post(f"/desk/cases/{case.id}/reply", data=forced).get_data(as_text=True)
    assert queries.get_case(case.id).status is Status.HANDLING


def letter(page, class_name):
    return " ".join(page.xpath(f"//div[contains(@class, '{class_name}')]")[0].text_content().split())


def test_the_preview_is_what_is_approved_and_stored(house, sign_in_as):
    lead, officer, head = house
    case = handled(lead, officer)
    desk = sign_in_as(officer).open("desk.write_reply", case_id=case.id).fill(**REPLY).press("预览")
    preview = letter(desk.page, "official")
    desk.press("提交审核")
    boss = sign_in_as(head).open("desk.approve_reply", case_id=case.id)
    assert letter(boss.page, "official") == preview
    boss.press("审核通过并发出")
    sent = queries.get_case(case.id).sent_reply
    assert all(title in preview and text in preview for title, text in sent.parts)


def test_a_refused_reply_comes_back_with_the_reason_and_its_text(house, sign_in_as):
    lead, officer, head = house
    case = handled(lead, officer)
    factories.do_to(case, replying.submit_reply, officer, inspector, replying.ReplyText(**REPLY))
    sign_in_as(head).open("desk.refuse_reply", case_id=case.id).fill(reason="依据要写全称").press("驳回")
    desk = sign_in_as(officer).open("desk.write_reply", case_id=case.id)
    assert "依据要写全称" in desk.main and desk.value("basis") == "合同第八条"


def test_sending_back_takes_the_case_out_of_sight_and_leads_to_the_list(house, sign_in_as):
    lead, officer, _head = house
    case = factories.make_case(lead)
    desk = (
        sign_in_as(officer).open("desk.send_back_case", case_id=case.id).fill(reason="不是本单位职责，应由区人社局办理").press("退回分办")
    )
    assert desk.heading == "办件" and case.number in desk.banner
    desk.open("desk.show_case", case_id=case.id, status=404)


def test_the_timeline_can_be_narrowed_to_what_each_side_sees(house, sign_in_as):
    lead, officer, _head = house
    case = factories.make_case(lead)
    factories.do_to(case, assignment.appoint, officer, officer)
    desk = sign_in_as(officer)
    assert "已指定承办人" in desk.open("desk.show_case", case_id=case.id).main
    assert "已指定承办人" not in desk.follow("反映人可见").main
    inside = desk.follow("仅内部可见").main
    assert "已指定承办人" in inside and "已收到反映" not in inside


def test_opening_a_case_is_noted_once_a_day(house, sign_in_as):
    lead, officer, _head = house
    case = factories.make_case(lead)
    desk = sign_in_as(officer)
    for _ in range(3):
        desk.open("desk.show_case", case_id=case.id)
    assert [(row.user_id, row.day, row.what) for row in queries.list_readings(case.id)] == [(officer.id, clock.today(), "case")]


def test_the_page_of_a_long_case_costs_a_fixed_number_of_queries(house, sign_in_as):
    lead, officer, _head = house
    case = handled(lead, officer)
    for number in range(30):
        factories.do_to(case, handling.note, officer, f"第 {number} 条备注")
        factories.do_to(case, handling.write_to_reporter, officer, f"第 {number} 条留言")
    address = f"/desk/cases/{case.id}"
    desk = sign_in_as(officer).open(address)
    with statements() as said:
        desk.open(address)
    assert "第 29 条备注" in desk.main
    # One of them takes the head of the audit log: the look itself is written down. One reads the letters to respondents,
    # one whose the days are, one the orders to put things right, two the platforms to which it went or can go.
    assert len([text for text in said if text.lstrip().upper().startswith("SELECT")]) <= 17, "\n".join(said)


def test_a_very_long_unit_name_and_a_demo_case_stand_on_the_page(house, sign_in_as):
    lead, officer, _head = house
    name = "某某市某某区人民政府某某街道办事处社会治安综合治理和信访接待服务中心（含所属各社区居民委员会联合工作站）办公室"
    case = factories.make_case(lead, respondent=factories.make_department(name), is_demo=True)
    desk = sign_in_as(officer).open("desk.show_case", case_id=case.id)
    assert name in desk.main and "演示" in desk.main


def test_after_the_reply_the_officer_calls_back_once_and_every_clock_says_why_its_day(house, sign_in_as):
    lead, officer, head = house
    case = factories.case_in(Status.REPLIED, lead, officer, head)
    desk = sign_in_as(officer).open("desk.show_case", case_id=case.id)
    clocks = " ".join(desk.page.xpath("//section[@aria-labelledby='clocks-heading']")[0].text_content().split())
    assert "回访" in clocks and "内部目标，过了不算超期" in clocks and "起算：" in clocks
    desk.follow("回访反映人").press("登记回访")
    assert desk.errors
    desk.fill(way="phone", text="电话问了工程款是否到账，回答已经到账").press("登记回访")
    assert "回访已登记" in desk.banner and "承办部门已回访" in desk.text and "回访反映人" not in desk.links()
    assert queries.get_case(case.id).messages[-1].text.startswith("电话问了工程款")
