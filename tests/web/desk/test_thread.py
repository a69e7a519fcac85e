"""The story of one case at the desk, from the queue to closing, as an officer and a head live it in the browser."""

from datetime import timedelta

from portal import clock
from portal.access import Reporter
from portal.accounts.vocabulary import Role
from portal.cases import queries, reporting
from portal.cases.vocabulary import Finding, Status
from tests import factories


def test_a_case_goes_from_the_queue_to_closing(sign_in_as):
    lead = factories.make_department("区财政局")
    officer, head = factories.make_user(Role.OFFICER, department=lead), factories.make_user(Role.HEAD, department=lead)
    factories.make_case(factories.make_department())  # another department's
    case = factories.make_case(lead, respondent=factories.make_department("区建委"), amount_fen=350_000_00)
    desk = sign_in_as(officer).open("desk.list_cases")
    assert "今天到期 0 件" in desk.main and "在办：共 1 件" in desk.main and "35 万元" in desk.main
    desk.follow("拖欠款项")
    assert "返回列表（第 1 件，共 1 件）" in desk.text and case.number in desk.main and "多次催要" in desk.main
    desk.follow("要求补正").fill(wanted="请补充竣工验收单").press("要求补正")
    assert "已要求补正" in desk.banner and "还没有收到补充" in desk.main
    factories.do_to(case, reporting.supplement, Reporter(case.id, case.report.id), "已补上", False)
    desk.open("desk.show_case", case_id=case.id).press("受理")
    assert desk.banner.startswith("已受理。最晚 ")
    desk.follow("写内部备注").fill(note="先核对合同台账").press("保存")
    assert "先核对合同台账" in desk.main
    desk.follow("写答复").fill(
        claim="支付工程款", facts="工程已经验收合格", basis="合同第八条", conclusion="情况属实", remedy="三十日内申请复查"
    ).press("预览")
    assert "反映人看到的就是下面的内容" in desk.main and "合同第八条" in desk.main
    desk.press("返回修改")
    assert desk.value("basis") == "合同第八条"
    desk.fill(basis="合同第八条和民法典第五百零九条").press("预览").press("提交审核")
    assert "等单位负责人审核" in desk.banner and desk.heading == case.title
    boss = sign_in_as(head).open("desk.show_case", case_id=case.id).follow("审核通过并发出答复")
    assert "民法典第五百零九条" in boss.main
    boss.press("审核通过并发出")
    assert "已审核通过并发出" in boss.banner
    due = (clock.today() + timedelta(60)).isoformat()
    desk.open("desk.show_case", case_id=case.id).follow("办结")
    desk.fill(finding=Finding.SUBSTANTIATED.value, measures="责成区建委分期支付", commitment="三个月内付清", commitment_due_on=due).press(
        "办结"
    )
    assert "已办结，认定属实" in desk.banner
    closed = queries.get_case(case.id)
    assert closed.status is Status.CLOSED and closed.commitment == "三个月内付清"
