"""Rectification: who is ordered, what an order may say, what the body can do, and when refusal can be found."""

from datetime import timedelta

import pytest

from portal import clock
from portal.access import Permission, allows
from portal.accounts.departments import operations as departments
from portal.accounts.departments.queries import get_department
from portal.accounts.vocabulary import Role
from portal.cases import queries as cases
from portal.cases import replying
from portal.cases.events import CaseStepped
from portal.cases.vocabulary import Status
from portal.cases.workflow import Action
from portal.db import transaction
from portal.deadlines import queries as deadlines
from portal.errors import NotAllowed, NotFound, RuleBroken, TransitionRefused
from portal.records import handlers, steps
from portal.records import queries as records
from portal.records.rectification import operations, queries
from portal.records.rectification.vocabulary import RectificationStatus, Stance
from portal.records.vocabulary import DocumentKind
from tests import factories
from tests.records.stories import DEMAND, closed_case, do, make_house, new_record, ordered, recognised, refused

ANSWER = "原因是预算没有安排，现在已经支付全部款项，凭证见附件。"


def test_a_substantiated_case_leads_to_an_order_with_a_clock(app):
    house = make_house()
    order = ordered(house)
    running = deadlines.open_deadline(operations.SUBJECT, order.id, operations.RULE)
    assert running.value == 30 and running.due_on == order.due_on > clock.today()
    assert queries.get_received(house.accused, order.number).demand == DEMAND


def test_a_case_that_is_not_closed_or_not_substantiated_leads_to_none(app):
    house = make_house()
    case = factories.case_in(Status.REPLIED, house.officer.department, house.officer, house.head)
    assert "办结以后" in operations.why_not_order(case)


def test_one_body_gets_one_order_of_a_case(app):
    house = make_house()
    case = closed_case(house)
    ordered(house, case)
    with pytest.raises(TransitionRefused):
        ordered(house, case)


@pytest.mark.parametrize(
    "words",
    [
        "请向李建国说明为什么没有支付工程款，并报送凭证。",
        "请处理电话 138 0013 8000 反映的欠款，按期支付。",
        "某某建设有限公司的款项请按期支付，并报送凭证。",
    ],
)
def test_an_order_never_says_who_reported(app, words):
    house = make_house()
    with pytest.raises(RuleBroken, match="反映人"):
        ordered(house, demand=words)


def test_an_order_never_repeats_what_was_reported(app):
    house = make_house()
    with pytest.raises(RuleBroken, match="原话"):
        ordered(house, demand="工程已经验收合格，合同约定的工程款拖欠了十四个月没有支付，多次催要没有结果。请整改。")


def test_what_is_decided_about_an_order_says_no_more_than_the_order(app):
    house = make_house()
    order = ordered(house)
    with pytest.raises(RuleBroken, match="反映人"):
        do(operations.extend, order, house.supervisor, 5, "李建国同意再等几天。")
    do(operations.answer, order, house.accused, Stance.DECLINED, "本单位不打算支付这笔款项，也不说明理由。")
    for decide in (operations.give_back, operations.accept, operations.refuse):
        for words in ("李建国说还没有收到款项。", f"办件 {order.case.number} 还没有整改。"):
            with pytest.raises(RuleBroken, match="反映人") as refusal:
                do(decide, order, house.supervisor, words)
            assert refusal.value.field == "reason"
    do(operations.refuse, order, house.supervisor, "明确表示不整改。")


def test_the_detector_of_the_caller_is_asked(app):
    house = make_house()
    case = closed_case(house)
    with pytest.raises(RuleBroken, match="王小二"), transaction():
        operations.order(cases.get_case(case.id), house.supervisor, house.respondent, DEMAND, lambda _text: ["王小二"])


def test_only_the_body_itself_answers_and_it_never_decides(app):
    house = make_house()
    order = ordered(house)
    stranger = factories.make_user(Role.OFFICER)
    for other in (stranger, house.officer, house.supervisor):
        with pytest.raises(NotAllowed):
            do(operations.answer, order, other, Stance.DONE, ANSWER)
    do(operations.answer, order, house.accused, Stance.DONE, ANSWER)
    with pytest.raises(NotAllowed):
        do(operations.accept, order, house.accused, "我们自己验收合格。")
    with pytest.raises(NotFound):
        queries.get_received(stranger, order.number)
    with pytest.raises(NotFound):
        queries.get_watched(house.accused, order.number)


def test_a_supervisor_of_the_accused_body_does_not_see_the_order_as_a_supervisor(app):
    house = make_house()
    order = ordered(house)
    own = factories.make_user(Role.SUPERVISOR, department=house.respondent)
    assert not allows(own, Permission.RECTIFICATION_DECIDE, queries.get_order(order.id).case)
    assert queries.list_watched(own) == [] and [each.id for each in queries.list_watched(house.supervisor)] == [order.id]


def test_what_is_put_right_is_accepted_and_no_record_can_follow(app):
    house = make_house()
    order = ordered(house)
    do(operations.answer, order, house.accused, Stance.DONE, ANSWER)
    assert deadlines.open_deadline(operations.SUBJECT, order.id, operations.RULE) is None
    do(operations.accept, order, house.supervisor, "已核对付款凭证。")
    order = queries.get_order(order.id)
    assert order.status is RectificationStatus.ACCEPTED and order.answers[0].decision is RectificationStatus.ACCEPTED
    with pytest.raises(TransitionRefused):
        do(operations.refuse, order, house.supervisor, "改认定为拒不整改。")


def test_what_is_not_enough_goes_back_with_a_new_clock(app):
    house = make_house()
    order = ordered(house)
    do(operations.answer, order, house.accused, Stance.PARTLY, ANSWER)
    do(operations.give_back, order, house.supervisor, "还差一半没有支付。", 10)
    assert queries.get_order(order.id).status is RectificationStatus.RETURNED
    assert deadlines.open_deadline(operations.SUBJECT, order.id, operations.RULE).value == 10


def test_refusal_cannot_be_found_before_the_body_had_its_time(app):
    house = make_house()
    order = ordered(house)
    with pytest.raises(TransitionRefused, match="期限还没有到"):
        do(operations.refuse, order, house.supervisor, "没有整改。")
    do(operations.answer, order, house.accused, Stance.DONE, ANSWER)
    with pytest.raises(TransitionRefused, match="先退回"):
        do(operations.refuse, order, house.supervisor, "没有整改到位。")
    # However long the supervisor takes: who answered in time is first told what is missing.
    with clock.pretend(clock.now() + timedelta(days=60)), pytest.raises(TransitionRefused, match="先退回"):
        do(operations.refuse, order, house.supervisor, "没有整改到位。")


def test_refusal_is_found_after_silence_a_plain_no_or_a_second_failure(app):
    house = make_house()
    silent, unwilling, failing = (ordered(house, closed_case(house)) for _ in range(3))
    do(operations.answer, unwilling, house.accused, Stance.DECLINED, "本单位不打算支付这笔款项，也不说明理由。")
    do(operations.answer, failing, house.accused, Stance.PARTLY, ANSWER)
    do(operations.give_back, failing, house.supervisor, "凭证不符，请继续整改。")
    do(operations.answer, failing, house.accused, Stance.DONE, ANSWER)
    do(operations.refuse, unwilling, house.supervisor, "明确表示不整改。")
    do(operations.refuse, failing, house.supervisor, "两次整改都没有完成。")
    with clock.pretend(clock.now() + timedelta(days=60)):
        do(operations.refuse, silent, house.supervisor, "期限届满没有任何整改。")
    found = {queries.get_order(each.id).status for each in (silent, unwilling, failing)}
    assert found == {RectificationStatus.REFUSED}


def test_more_time_is_given_once(app):
    house = make_house()
    order = ordered(house)
    before = order.due_on
    do(operations.extend, order, house.supervisor, 20, "需要等财政拨款")
    assert queries.get_order(order.id).due_on > before
    with pytest.raises(RuleBroken):
        do(operations.extend, order, house.supervisor, 5, "再等几天")


def test_a_reopened_case_ends_its_orders(app):
    house = make_house()
    order = ordered(house)
    factories.do_to(order.case, replying.reopen, house.supervisor, "发现新的证据，重新办理。")
    assert queries.get_order(order.id).status is RectificationStatus.CANCELLED
    assert deadlines.open_deadline(operations.SUBJECT, order.id, operations.RULE) is None


@pytest.mark.parametrize("action", [Action.REOPEN, Action.OVERTURN, Action.OVERTURN_FINAL])
@pytest.mark.parametrize(("kind", "falls"), [(DocumentKind.REFUSAL, True), (DocumentKind.JUDGMENT, False)])
def test_a_record_loses_its_basis_with_the_finding_unless_another_document_carries_it(action, kind, falls, app):
    house = make_house()
    order = refused(house)
    record = recognised(house, new_record(clock.today(), department_id=house.respondent.id, kind=kind), order)
    for _ in range(2):
        with transaction():
            handlers.follow_case(CaseStepped(order.case_id, 0, action, False))
    assert queries.get_order(order.id).status is RectificationStatus.CANCELLED
    record = records.get_record(record.id)
    assert (record.document.gone_on is not None) is falls
    running = deadlines.open_deadline(steps.SUBJECT, record.id, steps.REVOKE)
    assert (running is not None) is falls
    assert [each.reason for each in records.list_events(record.id) if "失去依据" in each.reason] == [handlers.NO_BASIS] * falls


def test_the_heir_of_a_body_answers_its_order(app):
    house = make_house()
    order = ordered(house)
    heir = factories.make_department("测试合并后的新局")
    with transaction():
        departments.set_successor(get_department(house.respondent.id), get_department(heir.id))
    assert queries.get_order(order.id).department_id == heir.id
    assert queries.list_received(house.accused) == []
