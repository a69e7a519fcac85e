"""The workload of a department's people is seen by its head, and by nobody else."""

from collections.abc import Callable

import pytest
from flask import Flask

from portal import clock
from portal.accounts import queries as accounts
from portal.accounts.models import User
from portal.accounts.vocabulary import Role
from portal.cases.vocabulary import Status
from portal.errors import NotAllowed
from portal.supervision.periods import PeriodKind, period_of
from portal.supervision.workload import workload
from tests.browser import Browser
from tests.factories import case_in, make_case, make_department, make_user

SignIn = Callable[[User], Browser]


def loads(person: User):
    today = clock.today()
    return {each.name: each for each in workload(accounts.get_user(person.id), period_of(PeriodKind.QUARTER, today), today)}


def test_the_head_sees_the_load_of_the_own_people_and_of_nobody_else(app: Flask, sign_in_as: SignIn) -> None:
    lead, other = make_department("示例财政局"), make_department("示例建委")
    officer, head = make_user(Role.OFFICER, department=lead), make_user(Role.HEAD, department=lead)
    stranger, chief = make_user(Role.OFFICER, department=other), make_user(Role.HEAD, department=other)
    for _ in range(2):
        case_in(Status.HANDLING, lead, officer, head)
    case_in(Status.CLOSED, lead, officer, head)
    case_in(Status.HANDLING, other, stranger, chief)
    make_case(lead)
    found = loads(head)
    assert {name: (each.in_hand, each.replied, each.on_time) for name, each in found.items()} == {
        officer.display_name: (2, 1, 1),
        "没有指定承办人": (1, 0, 0),
    }
    desk = sign_in_as(head).open("desk.list_cases").follow("人员工作量")
    assert officer.display_name in desk.main and stranger.display_name not in desk.main
    desk.open(desk.page.xpath("//tbody//td/a/@href")[0])
    assert "共 2 件" in desk.main


@pytest.mark.parametrize("role", [Role.OFFICER, Role.SUPERVISOR, Role.COORDINATOR, Role.PUBLISHER])
def test_nobody_but_a_head_sees_it(app: Flask, sign_in_as: SignIn, role: Role) -> None:
    person = make_user(role)
    with pytest.raises(NotAllowed):
        loads(person)
    visitor = sign_in_as(person)
    visitor.open("desk.show_workload", status=403)
    assert "人员工作量" not in visitor.open("desk.list_cases").main
