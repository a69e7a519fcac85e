"""What an office does with a case: clocks, refusals and who is left with it, each with a case beside it that must not move."""

from datetime import timedelta

import pytest
import time_machine

from portal import clock
from portal.access import Reporter
from portal.accounts.vocabulary import DepartmentKind, Role
from portal.cases import assignment, handling, intake, queries, replying, reporting
from portal.cases.identity import Identity
from portal.cases.replying import ReplyText
from portal.cases.steps import SUBJECT
from portal.cases.vocabulary import Conduct, DeclineGround, ExtensionStatus, Finding, ReplyStatus, ReporterKind, ReviewGround, Status
from portal.db import transaction
from portal.deadlines import queries as deadlines
from portal.deadlines.limits import INTERNAL_RULES, Pause
from portal.errors import NotAllowed, RuleBroken, TransitionRefused
from portal.publication.checking import inspector
from tests import factories

REPLY = ReplyText("支付工程款", "工程已经验收合格", "合同第八条", "情况属实", "三十日内申请复查")


@pytest.fixture
def house(database):
    lead = factories.make_department("区财政局")
    officer, head = factories.make_user(Role.OFFICER, department=lead), factories.make_user(Role.HEAD, department=lead)
    return lead, officer, head, factories.make_user(Role.SUPERVISOR)


@pytest.fixture
def bystander(house):
    """A case in the same department that nothing in the test may touch."""
    case = factories.make_case(house[0])
    before = (case.status, case.version, case.due_on, len(case.departments))
    yield case
    fresh = queries.get_case(case.id)
    assert (fresh.status, fresh.version, fresh.due_on, len(fresh.departments)) == before


def reporter_of(case):
    return Reporter(case.id, case.report.id)


def open_rules(case):
    return {row.rule_key for row in deadlines.list_open(SUBJECT, case.id)} - INTERNAL_RULES


def test_the_same_press_makes_one_case_and_shows_the_code_once(house, bystander):
    new = intake.NewReport(
        ReporterKind.PERSON, Conduct.ARREARS, "拖欠工程款十四个月没有支付，请求依法支付。", identity=Identity(name="王某"), is_truthful=True
    )
    with transaction():
        first = intake.submit(new, "one press", "120101")
    with transaction():
        again = intake.submit(new, "one press", "120101")
        other = intake.submit(new, "another press", "120101")
    assert first.tracking_code and again.tracking_code is None
    assert (first.case_id, first.case_number) == (again.case_id, again.case_number) and other.case_id != first.case_id


@pytest.mark.parametrize(
    ("narrative", "truthful", "field"),
    [("太短了", True, "narrative"), ("长" * 5001, True, "narrative"), ("足够长的一段话" * 5, False, "is_truthful")],
)
def test_what_a_form_let_through_is_refused_at_intake(narrative, truthful, field, house):
    with pytest.raises(RuleBroken) as refused, transaction():
        intake.submit(intake.NewReport(ReporterKind.ANONYMOUS, Conduct.UNFAIR, narrative, is_truthful=truthful), "key", "120101")
    assert refused.value.field == field


def test_accepting_ends_the_triage_clock_starts_sixty_days_and_makes_the_officer_responsible(house, bystander):
    lead, officer, _head, _supervisor = house
    case = factories.make_case(lead)
    assert open_rules(case) == {"triage", "sign_for", "handler_notice"}
    factories.do_to(case, handling.accept, officer)
    assert open_rules(case) == {"handle"} and case.due_rule == "handle" and case.officer == officer and case.signed_for_at
    assert case.due_on >= clock.today() + timedelta(60)


def test_only_an_officer_of_the_lead_may_accept(house, bystander):
    lead, _officer, head, supervisor = house
    case = factories.make_case(lead)
    for person in (head, supervisor, factories.make_user(Role.OFFICER)):
        with pytest.raises(NotAllowed):
            factories.do_to(case, handling.accept, person)
    assert queries.get_case(case.id).status is Status.PENDING


def test_the_triage_clock_stands_while_the_reporter_supplements(house, bystander):
    lead, officer, _head, _supervisor = house
    case = factories.make_case(lead)
    before = deadlines.open_deadline(SUBJECT, case.id, "triage").due_on
    factories.do_to(case, handling.request_supplement, officer, "请补充竣工验收单")
    assert deadlines.open_deadline(SUBJECT, case.id, "triage").is_paused and case.due_rule == "supplement_answer"
    with time_machine.travel(clock.now() + timedelta(4), tick=True):
        factories.do_to(case, reporting.supplement, reporter_of(case), "已补上", False)
    assert deadlines.open_deadline(SUBJECT, case.id, "triage").due_on >= before + timedelta(4) and case.status is Status.PENDING
    with pytest.raises(RuleBroken, match="只能要求一次"):
        factories.do_to(case, handling.request_supplement, officer, "还要补充合同原件")


def test_declining_needs_words_and_ends_every_clock(house, bystander):
    lead, officer, _head, _supervisor = house
    case = factories.make_case(lead)
    for text in ("不管", "请到【机关名称】反映这件事情"):
        with pytest.raises(RuleBroken):
            factories.do_to(case, handling.decline, officer, DeclineGround.OTHER_REGION, text)
    factories.do_to(case, handling.decline, officer, DeclineGround.OTHER_REGION, "不属于本区管辖，请向河西区反映")
    assert case.status is Status.DECLINED and not open_rules(case) and case.replied_at


def test_a_case_is_sent_back_once_in_time_and_leaves_the_sight_of_the_department(house, bystander):
    lead, officer, _head, supervisor = house
    case = factories.make_case(lead)
    factories.do_to(case, assignment.send_back, officer, "不是本单位职责")
    assert case.status is Status.UNASSIGNED and not queries.is_visible(officer, case.id) and "sign_for" not in open_rules(case)
    factories.do_to(case, assignment.assign, supervisor, lead)
    with pytest.raises(RuleBroken, match="已经退回过一次"):
        factories.do_to(case, assignment.send_back, officer, "还是不归我们管")
    late = factories.make_case(lead)
    with time_machine.travel(clock.now() + timedelta(15), tick=True), pytest.raises(RuleBroken, match="已经过了"):
        factories.do_to(late, assignment.send_back, officer, "不是本单位职责")


def test_nobody_in_conflict_and_no_collective_can_be_given_the_case(house, bystander):
    lead, officer, _head, supervisor = house
    respondent = factories.make_department("区建委")
    below = factories.make_department(parent=respondent)
    case = factories.make_case(lead, respondent=respondent)
    for unfit in (respondent, below, factories.make_department(kind=DepartmentKind.COLLECTIVE), factories.make_department(is_active=False)):
        with pytest.raises(RuleBroken):
            factories.do_to(case, assignment.add_support, officer, unfit)
        with pytest.raises(RuleBroken):
            factories.do_to(case, assignment.reassign, supervisor, unfit, "应由其办理")
    assert queries.get_case(case.id).lead_department_id == lead.id


def test_when_the_lead_turns_out_to_be_the_respondent_it_leaves_with_all_it_had_begun(house, bystander):
    lead, officer, head, supervisor = house
    case = factories.make_case(lead)
    factories.do_to(case, handling.accept, officer)
    factories.do_to(case, replying.submit_reply, officer, inspector, REPLY)
    factories.do_to(case, assignment.confirm_respondent, supervisor, lead, "")
    fresh = queries.get_case(case.id)
    assert fresh.lead_department_id != lead.id and not queries.is_visible(officer, case.id) and not queries.is_visible(head, case.id)
    assert fresh.open_reply is None and [reply.status for reply in fresh.replies] == [ReplyStatus.REFUSED]


def test_an_extension_stays_inside_the_cap_and_ends_when_the_reply_comes_first(house, bystander):
    lead, officer, head, _supervisor = house
    case = factories.make_case(lead)
    factories.do_to(case, handling.accept, officer)
    for days in (0, 31):
        with pytest.raises(RuleBroken):
            factories.do_to(case, handling.request_extension, officer, days, "情况复杂")
    asked = factories.do_to(case, handling.request_extension, officer, 30, "情况复杂")
    factories.do_to(case, replying.submit_reply, officer, inspector, REPLY)
    assert asked.status is ExtensionStatus.REFUSED and queries.find_open_extension(case.id) is None
    with pytest.raises(TransitionRefused):
        factories.do_to(case, handling.decide_extension, head, True)


def test_a_stopped_clock_moves_the_last_day_by_the_days_it_stood(house, bystander):
    lead, officer, _head, _supervisor = house
    with time_machine.travel("2026-09-10T02:00:00+00:00", tick=True):  # neither last day falls on a day of rest
        case = factories.make_case(lead)
        factories.do_to(case, handling.accept, officer)
        before = case.due_on
        factories.do_to(case, handling.suspend, officer, "委托第三方鉴定" * 60, Pause.APPRAISAL)
    assert deadlines.open_deadline(SUBJECT, case.id, "handle").pause_reason == Pause.APPRAISAL.label
    with time_machine.travel("2026-09-20T02:00:00+00:00", tick=True):
        factories.do_to(case, handling.resume, officer)
    assert case.due_on == before + timedelta(10) and case.status is Status.HANDLING


@pytest.mark.same_queries
@pytest.mark.parametrize("part", ["claim", "facts", "basis", "conclusion", "remedy"])
def test_a_reply_with_an_empty_part_or_a_placeholder_is_refused(part, house):
    lead, officer, _head, _supervisor = house
    case = factories.make_case(lead)
    factories.do_to(case, handling.accept, officer)
    for text in ("", "  ", "查明【事实】属实"):
        with pytest.raises(RuleBroken) as refused:
            factories.do_to(case, replying.submit_reply, officer, inspector, ReplyText(**{**REPLY.__dict__, part: text}))
        assert refused.value.field == part
    assert queries.get_case(case.id).status is Status.HANDLING


def test_who_wrote_a_reply_cannot_approve_it(house, bystander):
    lead = house[0]
    both = factories.make_user(Role.OFFICER, Role.HEAD, department=lead)
    case = factories.make_case(lead)
    factories.do_to(case, handling.accept, both)
    factories.do_to(case, replying.submit_reply, both, inspector, REPLY)
    with pytest.raises(NotAllowed):
        factories.do_to(case, replying.approve_reply, both, inspector)


def test_a_commitment_runs_as_a_clock_until_it_is_fulfilled(house, bystander):
    lead, officer, head, _supervisor = house
    case = factories.case_in(Status.REPLIED, lead, officer, head)
    day = clock.today() + timedelta(40)
    for commitment, due_on in (("分期支付", None), ("", day), ("分期支付", clock.today())):
        with pytest.raises(RuleBroken):
            factories.do_to(case, replying.close, officer, inspector, Finding.SUBSTANTIATED, "责成支付", commitment, due_on)
    factories.do_to(case, replying.close, officer, inspector, Finding.SUBSTANTIATED, "责成支付", "分期支付", day)
    assert open_rules(case) == {"commitment"} and case.due_rule == "commitment"
    factories.do_to(case, replying.fulfil_commitment, officer, "付款凭证已核对")
    assert not open_rules(case) and case.commitment_met_on == clock.today()


@pytest.mark.parametrize("upholds", [True, False])
def test_a_review_leads_back_or_to_new_handling_and_is_not_decided_by_the_officer_in_charge(upholds, house, bystander):
    lead, officer, head, supervisor = house
    case = factories.case_in(Status.CLOSED, lead, officer, head)
    factories.do_to(case, reporting.request_review, reporter_of(case), ReviewGround.FACTS, "欠款数额没有查清，还少算一笔")
    for person in (officer, head):
        with pytest.raises(NotAllowed):
            factories.do_to(case, replying.decide_review, person, upholds, "经复查，原答复事实清楚")
    factories.do_to(case, replying.decide_review, supervisor, upholds, "经复查，原答复事实清楚")
    fresh = queries.get_case(case.id)
    assert fresh.status is (Status.CLOSED if upholds else Status.HANDLING)
    assert (fresh.finding is not None) is upholds and fresh.was_reopened is not upholds
