"""The pages of letters to respondents, and of recusal, as people use them without scripts."""

from io import BytesIO

import pytest

from portal.access import Reporter
from portal.accounts.vocabulary import Role
from portal.cases import handling, queries
from portal.cases.identity import Identity
from portal.cases.recusal.operations import request_recusal
from portal.cases.vocabulary import Conduct, ReporterKind
from tests import factories

MATTER, ASKED = "你单位某工程项目的款项结算情况。", "请说明是否拖欠、原因和支付安排。"


@pytest.fixture
def house(app):
    lead, accused = factories.make_department("区财政局"), factories.make_department("区建委")
    return {
        "lead": lead,
        "accused": accused,
        "officer": factories.make_user(Role.OFFICER, department=lead, display_name="赵承办"),
        "head": factories.make_user(Role.HEAD, department=lead, display_name="孙负责"),
        "theirs": factories.make_user(Role.OFFICER, department=accused),
        "supervisor": factories.make_user(Role.SUPERVISOR),
    }


def in_hand(house, **fields):
    fields.setdefault("reporter_kind", ReporterKind.ORGANISATION)
    case = factories.make_case(house["lead"], respondent=house["accused"], **fields)
    factories.do_to(case, handling.accept, house["officer"])
    return queries.get_case(case.id)


def test_a_letter_from_writing_to_the_answer(house, sign_in_as):
    case = in_hand(house, conduct=Conduct.ARREARS, shares_identity=True)
    desk = sign_in_as(house["officer"]).open("desk.show_case", case_id=case.id).follow("发函核实")
    desk.fill(department=house["accused"].id, matter="李建国反映你单位拖欠款项。", asked=ASKED, gives_identity=True).press("提交审核")
    assert desk.errors and "李建国" in desk.errors[0] and desk.value("asked") == ASKED
    desk.fill(matter=MATTER).press("提交审核")
    number = desk.main.split("核实函 ")[1][:11]
    assert "待审核" in desk.main and "提交审核意见" not in desk.main
    sign_in_as(house["theirs"]).open("desk.show_letter", number=number, status=404)
    head = sign_in_as(house["head"]).open("desk.case_letter", case_id=case.id, number=number)
    head.fill(outcome="send").press("提交审核意见")
    theirs = sign_in_as(house["theirs"]).open("desk.list_letters").follow(number)
    assert MATTER in theirs.main and "某某建设有限公司" in theirs.main
    assert case.number not in theirs.text and case.title not in theirs.main and f"/cases/{case.id}" not in theirs.text
    theirs.fill(answer="款项已经列入本月支付计划。", files=(BytesIO(b"payment plan"), "plan.txt")).press("提交回函")
    assert "已回函" in theirs.main and "材料1.txt" in theirs.main
    head.open("desk.case_letter", case_id=case.id, number=number)
    assert "款项已经列入本月支付计划" in head.main and "打开" in head.main
    head.follow("查看材料1.txt")
    assert head.response.data.endswith(b"payment plan")


def test_on_a_tip_off_there_is_no_button_and_no_page(house, sign_in_as):
    case = in_hand(house, reporter_kind=ReporterKind.ANONYMOUS, identity=Identity())
    desk = sign_in_as(house["officer"]).open("desk.show_case", case_id=case.id)
    assert "核实" not in desk.links() and "发函核实" not in desk.main
    desk.open("desk.write_letter", case_id=case.id, status=404)
    data = {"department": house["accused"].id, "matter": MATTER, "asked": ASKED}
    desk.post(f"/desk/cases/{case.id}/letters", data, status=404)


def test_recusal_on_the_page_of_the_case(house, sign_in_as):
    case = in_hand(house)
    desk = sign_in_as(house["officer"]).open("desk.show_case", case_id=case.id).follow("主动回避")
    desk.fill(reason="反映人是我的亲属").press("我要回避")
    assert "您已回避" in desk.text
    desk.open("desk.show_case", case_id=case.id, status=404)
    above = sign_in_as(house["supervisor"]).open("desk.show_case", case_id=case.id)
    assert "回避：赵承办（主动回避" in above.main
    above.follow("解除回避").fill(person=house["officer"].id, reason="情况已经消失，经核实").press("解除回避")
    desk.open("desk.show_case", case_id=case.id)
    factories.do_to(case, request_recusal, Reporter(case.id, case.report.id), "孙负责", "和对方是同学，怕不公正")
    above.open("desk.show_case", case_id=case.id).follow("决定回避申请")
    above.fill(outcome="grant", person=house["head"].id, decision="经核实应当回避").press("作出决定")
    assert "牵头单位的负责人都已回避" in above.open("desk.show_case", case_id=case.id).main
    sign_in_as(house["head"]).open("desk.show_case", case_id=case.id, status=404)


def test_naming_the_person_complained_of(house, sign_in_as):
    case = in_hand(house)
    above = sign_in_as(house["supervisor"]).open("desk.show_case", case_id=case.id).follow("确认被反映人员")
    above.fill(person=house["officer"].id).press("确认")
    sign_in_as(house["officer"]).open("desk.show_case", case_id=case.id, status=404)
