"""Supervision orders: numbers that tell nothing, one open order a case, and the late department cannot close its own."""

import pytest
from flask import Flask

from portal import clock
from portal.accounts import queries as accounts
from portal.accounts.models import User
from portal.accounts.vocabulary import Role
from portal.cases import queries as cases
from portal.cases.models import Case
from portal.cases.vocabulary import Status
from portal.db import transaction
from portal.deadlines import queries as deadlines
from portal.errors import NotAllowed, TransitionRefused
from portal.supervision import operations, queries
from portal.supervision.models import SupervisionOrder
from portal.supervision.vocabulary import OrderStatus
from portal.supervision.workflow import TRANSITIONS, OrderAction
from tests.factories import case_in, make_case, make_department, make_user

DEMAND = "请书面说明超期原因和答复时间。"


@pytest.fixture
def people(app: Flask) -> tuple[User, User, User]:
    """An officer and a head of one department, and a supervisor of another."""
    lead = make_department("示例财政局")
    return make_user(Role.OFFICER, department=lead), make_user(Role.HEAD, department=lead), make_user(Role.SUPERVISOR)


def issue(case: Case, supervisor: User, days: int = 5) -> int:
    with transaction():
        return operations.issue(cases.get_case(case.id), accounts.get_user(supervisor.id), DEMAND, days).id


def test_every_state_is_reached_and_only_what_is_closed_or_not_used_has_no_way_out() -> None:
    assert {row.target for row in TRANSITIONS.values()} - {None} == set(OrderStatus)
    left = {source for row in TRANSITIONS.values() if row.target for source in row.sources}
    assert set(OrderStatus) - left == {OrderStatus.CLOSED, OrderStatus.DISMISSED}
    assert set(TRANSITIONS) == set(OrderAction)


def test_keys_of_orders_tell_nothing_of_other_orders_and_each_carries_a_clock(people: tuple[User, User, User]) -> None:
    officer, head, supervisor = people
    made = [issue(case_in(Status.HANDLING, officer.department, officer, head), supervisor, days) for days in (5, 3, 4)]
    numbers = [queries.get_order(each).number for each in made]
    assert numbers == [f"督办〔{clock.today().year}〕{number}号" for number in (1, 2, 3)]
    assert [order.id for order in queries.list_orders(supervisor)] == made[::-1]
    assert [order.id for order in queries.list_orders(supervisor, before_id=made[1])] == made[:1]
    assert deadlines.open_deadline("order", made[1], operations.ANSWER_RULE).due_on == queries.get_order(made[1]).due_on


def test_a_case_has_one_open_order(people: tuple[User, User, User]) -> None:
    officer, head, supervisor = people
    case = case_in(Status.HANDLING, officer.department, officer, head)
    issue(case, supervisor)
    with pytest.raises(TransitionRefused, match="没有销号"):
        issue(case, supervisor)


def test_only_a_supervisor_who_may_see_the_case_issues_an_order(people: tuple[User, User, User]) -> None:
    officer, head, _ = people
    respondent = make_department("示例街道")
    case = make_case(officer.department, respondent=respondent)
    for stranger in (officer, head, make_user(Role.SUPERVISOR, department=respondent)):
        with pytest.raises(NotAllowed):
            issue(case, stranger)


def test_the_department_answers_and_a_supervisor_of_another_department_closes(people: tuple[User, User, User]) -> None:
    officer, head, supervisor = people
    own_supervisor = make_user(Role.SUPERVISOR, department=officer.department)
    order_id = issue(case_in(Status.HANDLING, officer.department, officer, head), supervisor)
    with transaction():
        operations.answer(queries.get_order(order_id), accounts.get_user(officer.id), "正在核对账目，月底前答复。")
    assert queries.get_order(order_id).status is OrderStatus.ANSWERED
    assert deadlines.open_deadline("order", order_id, operations.ANSWER_RULE) is None

    def close(actor: User) -> SupervisionOrder:
        with transaction():
            order = queries.get_order(order_id)
            operations.close(order, accounts.get_user(actor.id), "已经落实")
            return order

    with pytest.raises(NotAllowed):
        close(head)
    with pytest.raises(NotAllowed, match="不能由本单位人员销号"):
        close(own_supervisor)
    close(supervisor)
    assert queries.get_order(order_id).status is OrderStatus.CLOSED


def test_an_answer_that_is_not_enough_has_to_be_given_again_by_a_new_day(people: tuple[User, User, User]) -> None:
    officer, head, supervisor = people
    order_id = issue(case_in(Status.HANDLING, officer.department, officer, head), supervisor)
    with transaction():
        operations.answer(queries.get_order(order_id), accounts.get_user(head.id), "正在办理，请稍候。")
    with transaction():
        operations.give_back(queries.get_order(order_id), accounts.get_user(supervisor.id), "没有写明答复时间", 2)
    order = queries.get_order(order_id)
    assert order.status is OrderStatus.ISSUED
    assert "没有写明答复时间" in order.demand
    assert deadlines.open_deadline("order", order_id, operations.ANSWER_RULE).due_on == order.due_on
