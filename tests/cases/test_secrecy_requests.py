"""Opening an identity: who may ask, who decides, how long it can be seen, what is written down."""

from threading import Barrier, Thread

import pytest

from portal.accounts.departments.queries import get_department
from portal.accounts.queries import get_user
from portal.accounts.vocabulary import Role
from portal.audit import queries as audit
from portal.cases import queries as cases
from portal.cases.secrecy import queries, requests, workflow
from portal.cases.secrecy.vocabulary import Purpose, RequestStatus
from portal.cases.secrecy.workflow import RequestAction
from portal.cases.vocabulary import ReporterKind
from portal.custody import acts
from portal.db import session, transaction
from portal.errors import NotAllowed, NotFound, RuleBroken, TransitionRefused
from tests.cases.secrecy_steps import ask, decide, expire_all, found, later, look, two_approve
from tests.factories import make_case, make_custody, make_department, make_user

S, A = RequestStatus, RequestAction


@pytest.fixture
def house(app):  # with the application, for its handlers
    lead = make_department("区测试财政局")
    return lead, make_user(Role.OFFICER, department=lead)


@pytest.fixture
def custodian(database):
    return make_user(Role.CUSTODIAN)


def actions_logged(case):
    entries = audit.list_entries(object_kind="case", object_id=str(case.id))
    return [each.action for each in entries if each.action.startswith(("identity", "original"))][::-1]


def test_the_table_of_requests_has_a_way_out_of_every_living_status():
    assert {status for _action, status in workflow.TRANSITIONS} == workflow.LIVE
    for status in workflow.LIVE:
        assert (A.EXPIRE, status) in workflow.TRANSITIONS
    for status in set(S) - workflow.LIVE:
        for action in A:
            with pytest.raises(TransitionRefused):
                workflow.check(action, status)


def test_with_consent_an_officer_of_the_lead_sees_the_identity_at_once_for_half_an_hour(house):
    lead, officer = house
    case = make_case(lead, shares_identity=True)
    request_id, code = ask(case, officer, reason="")
    assert code == "" and found(request_id).status is S.OPENED
    assert look(request_id, officer).name == "李建国"
    with later(minutes=29):
        assert look(request_id, officer).phone == "13800138000"
    with later(minutes=31), pytest.raises(TransitionRefused):
        look(request_id, officer)
    with later(minutes=31):
        assert expire_all() == 1
    assert found(request_id).status is S.ENDED
    assert actions_logged(case).count("identity:read") == 3


def test_without_consent_a_custodian_decides_and_the_view_ends_half_an_hour_after_the_first_look(house, custodian):
    lead, officer = house
    case = make_case(lead)
    request_id, _code = ask(case, officer)
    with pytest.raises(TransitionRefused, match="还没有批准"):
        look(request_id, officer)
    decide(request_id, custodian, True)
    with later(hours=23):
        assert look(request_id, officer).name == "李建国"
        with later(minutes=29):
            look(request_id, officer)
        with later(minutes=31), pytest.raises(TransitionRefused):
            look(request_id, officer)
    assert found(request_id).decided_by_id == custodian.id
    assert actions_logged(case) == ["identity:request", "identity:approve", "identity:read", "identity:read"]


def test_an_approval_not_used_within_a_day_and_a_request_nobody_decides_expire(house, custodian):
    lead, officer = house
    approved, waiting = ask(make_case(lead), officer)[0], ask(make_case(lead), officer)[0]
    decide(approved, custodian, True)
    with later(hours=25):
        with pytest.raises(TransitionRefused):
            look(approved, officer)
        assert expire_all() == 1
    with later(hours=73):
        with pytest.raises(TransitionRefused, match="过期"):
            decide(waiting, custodian, True)
        assert expire_all() == 1 and expire_all() == 0
    assert found(approved).status is S.EXPIRED and found(waiting).status is S.EXPIRED


def test_a_refusal_needs_a_reason_and_is_final(house, custodian):
    lead, officer = house
    request_id, _code = ask(make_case(lead), officer)
    with pytest.raises(RuleBroken):
        decide(request_id, custodian, False, "不行")
    decide(request_id, custodian, False, "平台留言就可以联系")
    assert found(request_id).status is S.REFUSED and found(request_id).decision == "平台留言就可以联系"
    with pytest.raises(TransitionRefused):
        decide(request_id, custodian, True)
    with pytest.raises(TransitionRefused):
        look(request_id, officer)


def test_nobody_decides_with_a_conflict_of_interest(house):
    lead, officer = house
    accused = make_department("区测试城建局")
    case = make_case(lead, respondent=accused)
    request_id, _code = ask(case, officer)
    below_lead, below_accused = make_department(parent=get_department(lead.id)), make_department(parent=get_department(accused.id))
    for department in (lead, accused, below_lead, below_accused):
        with pytest.raises(NotAllowed):
            decide(request_id, make_user(Role.CUSTODIAN, department=department), True)
    for role in set(Role) - {Role.CUSTODIAN}:
        with pytest.raises(NotAllowed):
            decide(request_id, make_user(role), True)
    decide(request_id, make_user(Role.CUSTODIAN), True)
    assert found(request_id).status is S.APPROVED


def test_only_an_officer_of_the_lead_asks_and_only_who_asked_looks(house, custodian):
    lead, officer = house
    case = make_case(lead)
    for stranger in (make_user(Role.OFFICER), make_user(Role.HEAD, department=lead), make_user(Role.SUPERVISOR), custodian):
        with pytest.raises(NotAllowed):
            ask(case, stranger)
    request_id, _code = ask(case, officer)
    decide(request_id, custodian, True)
    with pytest.raises(NotFound):
        look(request_id, make_user(Role.OFFICER, department=lead))
    with pytest.raises(NotFound):
        look(request_id, custodian)


def test_who_no_longer_handles_the_case_sees_nothing_any_more(house, custodian):
    lead, officer = house
    case = make_case(lead)
    request_id, _code = ask(case, officer)
    decide(request_id, custodian, True)
    look(request_id, officer)
    other = make_department()
    with transaction():
        cases.get_case(case.id).lead_department_id = other.id
    with pytest.raises(NotAllowed):
        look(request_id, officer)


def test_one_living_request_a_person_and_identity_and_a_reason_unless_there_is_consent(house):
    lead, officer = house
    case = make_case(lead)
    with pytest.raises(RuleBroken) as refused:
        ask(case, officer, reason="看看")
    assert refused.value.field == "reason"
    ask(case, officer)
    with pytest.raises(TransitionRefused, match="已经有一份"):
        ask(case, officer)
    ask(case, make_user(Role.OFFICER, department=lead))
    ask(make_case(lead), officer)


def test_an_anonymous_report_has_nothing_to_ask_for(house):
    lead, officer = house
    with pytest.raises(RuleBroken, match="匿名"):
        ask(make_case(lead, reporter_kind=ReporterKind.ANONYMOUS), officer)


def test_a_request_can_be_taken_back_until_the_first_look(house, custodian):
    lead, officer = house
    first, second = ask(make_case(lead), officer)[0], ask(make_case(lead), officer)[0]
    with transaction():
        requests.withdraw(found(first), officer)
    assert found(first).status is S.WITHDRAWN
    with pytest.raises(TransitionRefused):
        decide(first, custodian, True)
    decide(second, custodian, True)
    look(second, officer)
    with pytest.raises(TransitionRefused), transaction():
        requests.withdraw(found(second), officer)


def test_a_sealed_identity_is_seen_with_two_custodians_and_the_pickup_code(house):
    lead, officer = house
    custody = make_custody()
    case = make_case(lead, reporter_kind=ReporterKind.WITNESS)
    request_id, code = ask(case, officer, Purpose.PROTECT_REPORTER)
    with pytest.raises(NotAllowed):
        decide(request_id, custody.custodians[0], True)
    two_approve(request_id, custody, 0)
    assert found(request_id).status is S.REQUESTED
    with pytest.raises(TransitionRefused):
        look(request_id, officer, code)
    two_approve(request_id, custody, 2)
    assert found(request_id).status is S.APPROVED
    with pytest.raises(RuleBroken, match="取件码"):
        look(request_id, officer, "0" * 20)
    assert look(request_id, officer, code).name == "李建国" and found(request_id).status is S.OPENED
    with later(minutes=31), pytest.raises(TransitionRefused):
        look(request_id, officer, code)
    assert [each.id for each in queries.list_decided_by(custody.custodians[2].id)] == [request_id]


def test_a_refusal_by_one_custodian_ends_a_sealed_request_and_says_why(house):
    lead, officer = house
    custody = make_custody()
    request_id, _code = ask(make_case(lead, reporter_kind=ReporterKind.WITNESS), officer)
    with transaction():
        acts.refuse(found(request_id).custody_act_id, custody.custodians[1], "理由不充分，可以在平台留言")
    request = found(request_id)
    assert request.status is S.REFUSED and request.decision == "理由不充分，可以在平台留言"


def test_an_act_whose_window_ran_out_ends_the_sealed_request(house):
    lead, officer = house
    custody = make_custody()
    request_id, code = ask(make_case(lead, reporter_kind=ReporterKind.WITNESS), officer)
    two_approve(request_id, custody, 0)
    with later(hours=25), transaction():
        acts.end_over(10)
    assert found(request_id).status is S.EXPIRED
    with pytest.raises(TransitionRefused):
        look(request_id, officer, code)


def test_custodians_with_a_conflict_are_kept_from_the_act_also_when_it_comes_up_later(house):
    lead, officer = house
    custody = make_custody()
    first, second, third = custody.custodians
    case = make_case(lead, reporter_kind=ReporterKind.WITNESS, respondent=second.department)
    request_id, _code = ask(case, officer)
    with pytest.raises(NotFound):
        two_approve(request_id, custody, 1)
    with transaction():
        cases.get_case(case.id).lead_department_id = third.department_id
    with pytest.raises(NotAllowed):
        two_approve(request_id, custody, 2)
    two_approve(request_id, custody, 0)


def test_the_reason_is_personal_in_the_log_and_the_identity_is_nowhere_in_it(house, custodian):
    lead, officer = house
    case = make_case(lead)
    request_id, _code = ask(case, officer, reason="要当面核对合同签章")
    decide(request_id, custodian, True)
    look(request_id, officer)
    entries = audit.list_entries(object_kind="case", object_id=str(case.id))
    assert not [each for each in entries if "签章" in str(each.detail) or "李建国" in str(each.detail)]
    assert [each.detail["purpose"] for each in entries if each.action == "identity:read"] == ["check_contract"]


def test_of_custodians_who_decide_at_the_same_moment_one_is_first(house):
    lead, officer = house
    people = [make_user(Role.CUSTODIAN) for _ in range(4)]
    ids = [person.id for person in people]
    request_id, _code = ask(make_case(lead), officer)
    start, results = Barrier(len(ids)), []

    def act(number, user_id):
        start.wait()
        try:
            with transaction():
                request = queries.get_request(request_id, for_update=True)
                requests.decide(request, get_user(user_id), number % 2 == 0, "平台留言就可以联系")
            results.append(number)
        except TransitionRefused:
            results.append(None)
        finally:
            session.remove()

    threads = [Thread(target=act, args=each) for each in enumerate(ids)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (winner,) = [number for number in results if number is not None]
    session.rollback()
    assert len(results) == 4 and found(request_id).decided_by_id == ids[winner]
    assert found(request_id).status is (S.APPROVED if winner % 2 == 0 else S.REFUSED)


def test_of_two_presses_at_the_same_moment_one_asks(house):
    lead, officer = house
    case_id, officer_id = make_case(lead).id, officer.id
    start, results = Barrier(2), []

    def act():
        start.wait()
        try:
            with transaction():
                asked = requests.ask(cases.get_case(case_id, for_update=True), get_user(officer_id), Purpose.VERIFY_CLAIM, "核对当事人是谁")
                results.append(asked.request.id)
        except TransitionRefused:
            results.append(None)
        finally:
            session.remove()

    threads = [Thread(target=act) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(result is None for result in results) == [False, True]
