"""Which clocks run on which case, each started and met by what happens and never by hand."""

from datetime import date, timedelta

import pytest
import time_machine

from portal import clock
from portal.access import Reporter
from portal.accounts.vocabulary import Role
from portal.cases import assignment, handling, progress, queries, replying, reporting, support, transfer
from portal.cases.identity import Identity
from portal.cases.replying import ReplyText
from portal.cases.steps import SUBJECT
from portal.cases.vocabulary import Conduct, DeclineGround, Finding, Matter, ReporterKind, ReviewGround, Status
from portal.deadlines import queries as deadlines
from portal.deadlines.counting import Unit
from portal.deadlines.limits import INTERNAL_RULES, Pause
from portal.errors import NotAllowed, NotFound, RuleBroken, TransitionRefused
from portal.publication.checking import inspector
from tests import factories

REPLY = ReplyText("支付工程款", "工程已经验收合格", "合同第八条", "情况属实", "三十日内申请复查")
ENTERPRISE = {"reporter_kind": ReporterKind.ORGANISATION, "conduct": Conduct.ARREARS}
OFFICIAL = {
    "reporter_kind": ReporterKind.WITNESS,
    "conduct": Conduct.SELF_DEALING,
    "respondent_person": "某科长",
    "identity": Identity(name="王知情", phone="13800138000"),
}


@pytest.fixture
def house(database):
    lead = factories.make_department("区财政局")
    officer, head = factories.make_user(Role.OFFICER, department=lead), factories.make_user(Role.HEAD, department=lead)
    return lead, officer, head, factories.make_user(Role.SUPERVISOR)


def open_terms(case, kind=SUBJECT, key=None):
    """The running terms, without the house's own aims (``test_internal_clocks``)."""
    return [row for row in deadlines.list_open(kind, key or case.id) if row.rule_key not in INTERNAL_RULES]


def open_rules(case, kind=SUBJECT, key=None):
    return {row.rule_key for row in open_terms(case, kind, key)}


def answered(case, officer, head):
    factories.do_to(case, replying.submit_reply, officer, inspector, REPLY)
    factories.do_to(case, replying.approve_reply, head, inspector)


def reporter_of(case):
    return Reporter(case.id, case.report.id)


@pytest.mark.same_queries
@pytest.mark.parametrize(
    ("fields", "rule", "value", "unit"),
    [
        (ENTERPRISE, "sme_handle", 30, Unit.NATURAL),
        ({**ENTERPRISE, "conduct": Conduct.BREACH}, "handle", 60, Unit.NATURAL),
        ({**ENTERPRISE, "reporter_kind": ReporterKind.PERSON}, "handle", 60, Unit.NATURAL),
        ({**ENTERPRISE, "reporter_kind": ReporterKind.ANONYMOUS}, "handle", 60, Unit.NATURAL),  # nobody knows whether it is an enterprise
    ],
)
def test_arrears_to_an_enterprise_run_under_their_own_law(fields, rule, value, unit, house):
    lead, officer, head, _supervisor = house
    case = factories.make_case(lead, **fields)
    factories.do_to(case, handling.accept, officer)
    [running] = open_terms(case)
    assert (running.rule_key, running.value, running.unit) == (rule, value, unit) and queries.get_case(case.id).due_rule == rule
    assert "书面答复您" in progress.now(queries.get_case(case.id)).sentence
    answered(case, officer, head)
    assert open_rules(case) == set() and queries.get_case(case.id).was_on_time


def test_an_enterprises_case_waiting_for_a_body_has_ten_working_days_to_get_there(house):
    lead, officer, _head, supervisor = house
    case = factories.make_case(None, **ENTERPRISE)
    assert open_rules(case) == {"triage", "sme_transfer"}
    factories.do_to(case, assignment.assign, supervisor, lead)
    assert open_rules(case) == {"triage", "sign_for", "handler_notice"}
    factories.do_to(case, assignment.send_back, officer, "应当由建设部门处理")
    assert "sme_transfer" in open_rules(case)


def test_an_enterprises_case_is_lengthened_to_ninety_days_at_most_and_stops_for_no_appraisal(house):
    lead, officer, head, _supervisor = house
    case = factories.make_case(lead, **ENTERPRISE)
    factories.do_to(case, handling.accept, officer)
    with pytest.raises(RuleBroken, match="1 到 60"):
        factories.do_to(case, handling.request_extension, officer, 61, "情况复杂")
    with pytest.raises(RuleBroken, match="不能因检验、检测、鉴定中止"):
        factories.do_to(case, handling.suspend, officer, "等待工程造价鉴定", Pause.APPRAISAL)
    factories.do_to(case, handling.request_extension, officer, 60, "情况复杂")
    factories.do_to(case, handling.decide_extension, head, True)
    [running] = open_terms(case)
    assert running.value + running.extension_days == 90


@pytest.mark.parametrize(("matter", "rule", "days"), [(Matter.ENQUIRY, "enquiry_answer", 15), (Matter.SUGGESTION, "suggestion_answer", 7)])
def test_an_enquiry_or_suggestion_is_answered_in_its_short_term_from_the_receipt_without_a_finding(matter, rule, days, house):
    lead, officer, head, _supervisor = house
    with time_machine.travel("2026-03-02T02:00:00Z", tick=False):
        case = factories.make_case(lead)
    with time_machine.travel("2026-03-05T02:00:00Z", tick=False):
        factories.do_to(case, handling.classify, officer, matter, "没有反映具体的失信行为，问的是政策")
        [running] = open_terms(case)
        assert (running.rule_key, running.value, running.unit, running.started_on) == (rule, days, Unit.WORKING, date(2026, 3, 2))
        answered(case, officer, head)
        factories.do_to(case, replying.close, officer, inspector, Finding.SUBSTANTIATED, "已经解释政策", "", None)
    fresh = queries.get_case(case.id)
    assert (fresh.status, fresh.finding, fresh.was_on_time) == (Status.CLOSED, None, True)
    assert "内容见答复" in progress.now(fresh).sentence


def test_a_complaint_cannot_be_closed_without_a_finding_nor_classified_as_what_it_is(house):
    lead, officer, head, _supervisor = house
    case = factories.make_case(lead)
    with pytest.raises(RuleBroken, match="咨询或者建议"):
        factories.do_to(case, handling.classify, officer, Matter.REPORT, "理由理由")
    factories.do_to(case, handling.accept, officer)
    answered(case, officer, head)
    with pytest.raises(RuleBroken, match="认定结果"):
        factories.do_to(case, replying.close, officer, inspector, None, "已经支付", "", None)


def test_a_supporting_department_has_a_clock_of_its_own_and_answers_once(house):
    lead, officer, _head, _supervisor = house
    helping, other = factories.make_department("区住建局"), factories.make_department("区审计局")
    helper = factories.make_user(Role.OFFICER, department=helping)
    case, noise = factories.make_case(lead), factories.make_case(lead)
    factories.do_to(case, handling.accept, officer)
    for each in (helping, other):
        factories.do_to(case, assignment.add_support, officer, each)
    factories.do_to(noise, assignment.add_support, officer, helping)
    first, second = queries.get_case(case.id).support
    assert [deadlines.open_deadline(support.SUBJECT, row.id, support.RULE).department_id for row in (first, second)] == [
        helping.id,
        other.id,
    ]
    factories.do_to(case, support.answer, helper, "合同由我局备案，工程已经验收合格")
    first, second = queries.get_case(case.id).support
    assert first.answer.startswith("合同由我局备案") and first.answered_at and not second.answered_at
    assert open_rules(case, support.SUBJECT, first.id) == set() and open_rules(case, support.SUBJECT, second.id) == {support.RULE}
    assert open_rules(case) == {"handle"}  # the lead's own term runs on
    with pytest.raises(RuleBroken, match="已经提交过"):
        factories.do_to(case, support.answer, helper, "再补充一点意见")
    for stranger in (officer, factories.make_user(Role.OFFICER)):
        with pytest.raises((NotAllowed, RuleBroken)):
            factories.do_to(case, support.answer, stranger, "不该由我提交的意见")
    factories.do_to(case, assignment.remove_support, officer, other, "不需要了")
    assert open_rules(case, support.SUBJECT, second.id) == set()
    assert open_rules(noise, support.SUBJECT, queries.get_case(noise.id).support[0].id) == {support.RULE}


def test_nobody_need_answer_for_a_case_that_is_over(app, house):
    lead, officer, _head, _supervisor = house
    case = factories.make_case(lead)
    factories.do_to(case, assignment.add_support, officer, factories.make_department("区住建局"))
    part = queries.get_case(case.id).support[0].id
    factories.do_to(case, handling.decline, officer, DeclineGround.OTHER_REGION, "不属于本区管辖，请向河西区反映")
    assert open_rules(case, support.SUBJECT, part) == set()


def reviewed_once(house):
    lead, officer, head, supervisor = house
    case = factories.make_case(lead)
    factories.do_to(case, handling.accept, officer)
    answered(case, officer, head)
    factories.do_to(case, reporting.request_review, reporter_of(case), ReviewGround.FACTS, "欠款数额没有查清，还少算一笔")
    factories.do_to(case, replying.decide_review, supervisor, True, "经复查，原答复事实清楚")
    return queries.get_case(case.id)


@pytest.mark.parametrize("upholds", [True, False])
def test_after_the_review_a_final_one_is_decided_by_another_body_and_after_it_nothing_more_is_admitted(upholds, house):
    lead, officer, head, _supervisor = house
    above = factories.make_user(Role.SUPERVISOR)
    office = factories.make_department("区信用办", above.department)
    supervisor, beside = (factories.make_user(Role.SUPERVISOR, department=office) for _ in range(2))
    below = factories.make_user(Role.SUPERVISOR, department=factories.make_department("信用中心", office))
    case = reviewed_once((lead, officer, head, supervisor))
    assert reporting.next_review(case).is_final
    factories.do_to(case, reporting.request_review, reporter_of(case), ReviewGround.FACTS, "复查没有看合同附件，数额仍然不对")
    assert open_rules(case) == {"final_review"} and progress.heading(queries.get_case(case.id)) == "正在复核"
    for person in (supervisor, beside, below, officer):
        with pytest.raises(NotAllowed):
            factories.do_to(case, replying.decide_review, person, upholds, "经复核，复查意见正确")
    factories.do_to(case, replying.decide_review, above, upholds, "经复核，复查意见正确")
    case = queries.get_case(case.id)
    assert case.status is (Status.REPLIED if upholds else Status.HANDLING)
    assert open_rules(case) == (set() if upholds else {"handle"})
    assert reporting.next_review(case) is None
    if upholds:
        with pytest.raises(TransitionRefused):
            factories.do_to(case, reporting.request_review, reporter_of(case), ReviewGround.FACTS, "还是不服，再申请一次")
    else:  # the new answer can be reviewed again
        answered(case, officer, head)
        assert not reporting.next_review(queries.get_case(case.id)).is_final


def test_a_final_review_is_asked_for_within_thirty_days_of_the_review(house):
    case = reviewed_once(house)
    last_day = reporting.next_review(case).last_day
    with (
        time_machine.travel(clock.now() + timedelta(days=(last_day - clock.today()).days + 1), tick=False),
        pytest.raises(RuleBroken, match="申请复核的期限"),
    ):
        factories.do_to(case, reporting.request_review, reporter_of(case), ReviewGround.FACTS, "复查没有看合同附件，数额仍然不对")


def test_a_tip_off_about_an_official_has_five_days_to_reach_the_discipline_organs_and_is_read_by_nobody_then(house):
    lead, officer, head, supervisor = house
    coordinator = factories.make_user(Role.COORDINATOR)
    case, noise = factories.make_case(lead, **OFFICIAL), factories.make_case(lead, **{**OFFICIAL, "respondent_person": ""})
    assert "discipline_transfer" in open_rules(case) and "discipline_transfer" not in open_rules(noise)
    factories.do_to(case, transfer.transfer, officer, "区纪委监委信访室", "反映科长收受好处费")
    assert open_rules(case) == set()
    for person in (officer, head):
        with pytest.raises(NotFound):
            queries.get_visible(person, case.id)
    for person in (coordinator, supervisor):
        assert queries.get_visible(person, case.id).decline_ground is DeclineGround.DISCIPLINE
    fresh = queries.get_case(case.id)
    assert progress.heading(fresh) == "已移送纪检监察机关"
    assert reporting.next_review(fresh) is None
    with pytest.raises(TransitionRefused, match="不能重办"):
        factories.do_to(case, replying.reopen, supervisor, "再办一次")


def test_only_a_tip_off_is_transferred(house):
    lead, officer, _head, _supervisor = house
    case = factories.make_case(lead)
    with pytest.raises(TransitionRefused, match="只有举报"):
        factories.do_to(case, transfer.transfer, officer, "区纪委监委信访室", "反映科长收受好处费")


def test_taking_a_tip_off_up_ends_the_term_for_the_transfer(house):
    lead, officer, _head, _supervisor = house
    case = factories.make_case(lead, **OFFICIAL)
    factories.do_to(case, handling.accept, officer)
    assert open_rules(case) == {"handle"}


def test_a_department_that_gets_the_case_later_has_the_whole_time_to_tell_the_reporter(house):
    """信访条例 23: fifteen days from its own receipt, however long the one before had the case."""
    lead, officer, _head, supervisor = house
    other = factories.make_department("区住建局")
    with time_machine.travel("2026-03-02T02:00:00Z", tick=False):
        moved, returned = factories.make_case(lead), factories.make_case(lead)
    with time_machine.travel("2026-03-05T02:00:00Z", tick=False):
        factories.do_to(moved, assignment.reassign, supervisor, other, "应当由建设部门办理")
        factories.do_to(returned, assignment.send_back, officer, "应当由建设部门办理")
        assert open_rules(returned) == {"triage"}, "nobody has it who could tell"
    with time_machine.travel("2026-03-09T02:00:00Z", tick=False):
        factories.do_to(returned, assignment.assign, supervisor, other)
    for case, received in ((moved, date(2026, 3, 5)), (returned, date(2026, 3, 9))):
        notice = deadlines.open_deadline(SUBJECT, case.id, "handler_notice")
        assert (notice.started_on, notice.department_id, notice.value) == (received, other.id, 15)
        assert deadlines.open_deadline(SUBJECT, case.id, "triage").started_on == date(2026, 3, 2), "that of the whole house runs on"
