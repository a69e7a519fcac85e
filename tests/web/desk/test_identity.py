"""Asking for, deciding and looking at an identity, through the pages of officer, custodian and reporter."""

import re

import pytest

from portal.accounts.vocabulary import Role
from portal.attachments import operations as attachments
from portal.cases import queries as cases
from portal.cases.secrecy import queries
from portal.cases.vocabulary import ReporterKind
from portal.custody import acts
from portal.db import transaction
from tests import factories
from tests.cases.secrecy_steps import ask, decide, later, two_approve

ORIGINAL = "合同扫描件的文字，里面有制作人的名字。".encode()


@pytest.fixture
def house(app):
    lead = factories.make_department("区财政局")
    return lead, factories.make_user(Role.OFFICER, department=lead)


def with_file(case):
    with transaction():
        attachments.add_file("report", case.report.id, ORIGINAL, "李建国的合同.txt")
    return cases.get_case(case.id)


def test_with_consent_purpose_first_then_the_identity_on_one_answer_only(house, sign_in_as):
    lead, officer = house
    case = factories.make_case(lead, reporter_kind=ReporterKind.ORGANISATION, shares_identity=True)
    desk = sign_in_as(officer).open("desk.show_case", case_id=case.id)
    assert "李建国" not in desk.text and "某企业" in desk.main and "同意经办人员查看身份" in desk.main
    desk.follow("查看反映人身份").press("查看")
    assert "请选择用来做什么" in desk.errors[0]
    desk.fill(purpose="check_contract").press("查看")
    assert "李建国" not in desk.text and "反映人同意，不用批准" in desk.main
    desk.press("查看身份")
    assert "李建国" in desk.main and "13800138000" in desk.main and "someone@example.cn" not in desk.text
    assert "李建国" not in desk.open(desk.url).text
    assert "查看了反映人身份" in desk.open("desk.show_case", case_id=case.id).main


def test_without_consent_the_custodian_reads_why_and_neither_case_nor_name(house, sign_in_as):
    lead, officer = house
    case, custodian = factories.make_case(lead), factories.make_user(Role.CUSTODIAN)
    desk = sign_in_as(officer).open("desk.show_identity", case_id=case.id)
    desk.fill(purpose="verify_claim", reason="看看").press("提交申请")
    assert "至少 5 个字" in desk.errors[0]
    desk.fill(reason="合同原件上的签章要当面核对").press("提交申请")
    assert "等待身份保管人决定" in desk.main and "查看身份" not in desk.buttons()
    page = sign_in_as(custodian).open("custody.list_identity_requests")
    assert "合同原件上的签章要当面核对" in page.main and "区财政局 承办人" in page.main
    page.follow("核实主张")
    for hidden in (case.number, case.report.narrative[:12], "李建国", "某企业", "13800138000"):
        assert hidden not in page.text
    page.fill(decision="refuse").press("提交决定")
    assert "至少 5 个字" in page.errors[0]
    page.fill(decision="approve").press("提交决定")
    assert "已批准" in page.text and custodian.display_name not in page.open("custody.list_identity_requests").main
    desk.follow("返回办件").follow("我的申请").follow(case.number)
    assert custodian.display_name in desk.main
    desk.press("查看身份")
    assert "李建国" in desk.main


def test_a_custodian_with_a_conflict_finds_nothing_and_officers_have_no_business_there(house, sign_in_as):
    lead, officer = house
    below = factories.make_department(parent=lead)
    request_id, _code = ask(factories.make_case(lead), officer)
    page = sign_in_as(factories.make_user(Role.CUSTODIAN, department=below)).open("custody.list_identity_requests")
    assert "现在没有等您决定的申请" in page.main
    page.open("custody.decide_identity_request", request_id=request_id, status=404)
    sign_in_as(officer).open("custody.decide_identity_request", request_id=request_id, status=404)


def test_somebody_elses_request_does_not_exist(house, sign_in_as):
    lead, officer = house
    request_id, _code = ask(factories.make_case(lead, shares_identity=True), officer)
    other = sign_in_as(factories.make_user(Role.OFFICER, department=lead))
    other.open("desk.show_identity_request", request_id=request_id, status=404)
    other.open("desk.list_identity_requests")
    assert "还没有申请" in other.main
    token = other.open("desk.list_notices").value("csrf_token")
    for path in (f"/desk/identity-requests/{request_id}", f"/desk/identity-requests/{request_id}/withdraw"):
        assert other.client.post(path, data={"csrf_token": token}).status_code == 404


def test_originals_come_with_the_view_when_they_were_asked_for(house, sign_in_as):
    lead, officer = house
    case = with_file(factories.make_case(lead, shares_identity=True))
    request_id, _code = ask(case, officer, with_originals=True)
    without, _code = ask(with_file(factories.make_case(lead, shares_identity=True)), officer)
    desk = sign_in_as(officer).open("desk.show_identity_request", request_id=without)
    assert "材料原件" not in desk.main
    desk.open("desk.show_identity_request", request_id=request_id)
    token = re.search(r"/originals/([\w-]+)", desk.text if "/originals/" in desk.text else desk.response.text).group(1)
    answer = desk.client.post(f"/desk/identity-requests/{request_id}/originals/{token}", data={"csrf_token": desk.value("csrf_token")})
    assert answer.data == ORIGINAL and answer.headers["Content-Disposition"].startswith("attachment")
    refused = desk.client.post(f"/desk/identity-requests/{without}/originals/{token}", data={"csrf_token": desk.value("csrf_token")})
    assert refused.status_code == 403
    with later(minutes=31):
        desk = sign_in_as(officer).open("desk.list_notices")
        late = desk.client.post(f"/desk/identity-requests/{request_id}/originals/{token}", data={"csrf_token": desk.value("csrf_token")})
        assert late.status_code == 409


def test_a_sealed_identity_shows_the_pickup_code_once_and_takes_nothing_else(house, sign_in_as):
    lead, officer = house
    custody = factories.make_custody()
    case = factories.make_case(lead, reporter_kind=ReporterKind.WITNESS)
    desk = sign_in_as(officer).open("desk.show_case", case_id=case.id)
    assert "举报人" in desk.main and "身份密封" in desk.main
    desk.follow("申请查看身份").fill(purpose="protect_reporter", reason="举报人说受到威胁，要联系本人").press("提交申请")
    code = "".join(desk.page.xpath("//p[@class='panel-digits']/span/text()"))
    assert len(code) == 20
    desk.follow("抄好了")
    assert code not in desk.response.text
    request_id = queries.list_own_requests(officer)[0].id
    two_approve(request_id, custody)
    desk.open("desk.show_identity_request", request_id=request_id).fill(pickup_code="12345").press("查看身份")
    assert "取件码少了" in desk.errors[0] and "李建国" not in desk.text
    desk.fill(pickup_code=f"{code[:10].lower()} {code[10:]}").press("查看身份")
    assert "李建国" in desk.main and code not in desk.response.text
    for number in range(10):
        last = desk.client.post(desk.url, data={"csrf_token": desk.value("csrf_token"), "pickup_code": f"{number}" * 20})
    assert last.status_code == 429


def test_an_original_of_a_sealed_report_is_asked_for_by_itself(house, sign_in_as):
    lead, officer = house
    custody = factories.make_custody()
    case = with_file(factories.make_case(lead, reporter_kind=ReporterKind.WITNESS))
    with transaction():
        attachments.put_originals_in_custody("report", case.report.id)
    desk = sign_in_as(officer).open("desk.show_identity", case_id=case.id)
    file = attachments.queries.list_for("report", case.report.id)[0]
    desk.fill(purpose="verify_claim", what=file.token, reason="核对合同原件是不是改过").press("提交申请")
    code = "".join(desk.page.xpath("//p[@class='panel-digits']/span/text()"))
    request_id = queries.list_own_requests(officer)[0].id
    two_approve(request_id, custody)
    desk.open("desk.show_identity_request", request_id=request_id)
    assert "查看身份" not in desk.buttons()
    path = f"/desk/identity-requests/{request_id}/originals/{file.token}"
    token = desk.value("csrf_token")
    assert "取件码" in desk.client.post(path, data={"csrf_token": token, "pickup_code": "x"}).text
    assert desk.client.post(path, data={"csrf_token": token, "pickup_code": code}).data == ORIGINAL
    assert "第一次查看" in desk.open("desk.show_identity_request", request_id=request_id).main


def test_a_refused_act_tells_the_requester_why(house, sign_in_as):
    lead, officer = house
    custody = factories.make_custody()
    request_id, _code = ask(factories.make_case(lead, reporter_kind=ReporterKind.WITNESS), officer)
    with transaction():
        acts.refuse(queries.get_request(request_id).custody_act_id, custody.custodians[0], "可以在平台留言联系")
    desk = sign_in_as(officer).open("desk.show_identity_request", request_id=request_id)
    assert "没有批准" in desk.main and "可以在平台留言联系" in desk.main


def test_a_decided_request_rings_the_requesters_bell(house, sign_in_as):
    lead, officer = house
    case = factories.make_case(lead)
    request_id, _code = ask(case, officer)
    decide(request_id, factories.make_user(Role.CUSTODIAN), True)
    assert f"{case.number} 您申请查看身份，已批准" in sign_in_as(officer).open("desk.list_notices").main


def test_a_supervisor_holds_and_lifts_and_an_officer_cannot(house, sign_in_as):
    lead, officer = house
    case = factories.make_case(lead)
    desk = sign_in_as(factories.make_user(Role.SUPERVISOR)).open("desk.show_case", case_id=case.id)
    desk.follow("暂缓销毁").fill(reason="行政诉讼需要这些材料").press("暂缓销毁")
    assert "已暂缓销毁：行政诉讼需要这些材料" in desk.main
    desk.follow("解除").fill(reason="诉讼已经结束").press("解除")
    assert "已暂缓销毁" not in desk.main
    sign_in_as(officer).open("desk.hold_case", case_id=case.id, status=403)
