"""The overview: every number opens the very list it counts; orders are issued and closed there."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import event

from portal import clock, db
from portal.accounts.models import User
from portal.accounts.vocabulary import Role
from portal.cases.vocabulary import Status
from portal.routing.commands import load_text
from portal.supervision import queries
from tests.browser import Browser
from tests.factories import case_in, make_case, make_department, make_user

SignIn = Callable[[User], Browser]


@pytest.fixture
def house(app: Flask) -> User:
    """Cases in many states in two departments, one of them long ago, and a supervisor."""
    supervisor = make_user(Role.SUPERVISOR)
    for name in ("示例财政局", "示例建委"):
        lead = make_department(name)
        officer, head = make_user(Role.OFFICER, department=lead), make_user(Role.HEAD, department=lead)
        for status in (Status.PENDING, Status.HANDLING, Status.CLOSED, Status.DECLINED):
            case_in(status, lead, officer, head)
        with clock.pretend(clock.now() - timedelta(days=100)):
            case_in(Status.HANDLING, lead, officer, head)
            case_in(Status.CLOSED, lead, officer, head)
    make_case(None)
    load_text("heping")
    return supervisor


@pytest.mark.parametrize("query", ["", "?period=year", "?period=last_quarter", "?period=month&area=ppp", "?period=year&department=999"])
def test_every_number_equals_the_list_it_opens(house: User, sign_in_as: SignIn, query: str) -> None:
    visitor = sign_in_as(house).open(f"/oversight/{query}")
    links = [(link.text_content().strip(), link.get("href")) for link in visitor.page.xpath("//main//a[contains(@href, '/desk/cases?')]")]
    assert len(links) >= 7
    for words, href in links:
        caption = visitor.open(href).page.xpath("//caption")[0].text_content()
        listed = int(re.search(r"共 (\d+) 件", caption).group(1))
        rows = len(visitor.page.xpath("//tbody/tr[not(contains(@class, 'empty'))]"))
        assert rows == min(listed, 50)
        if re.fullmatch(r"\d+( 件)?", words):
            assert listed == int(words.split()[0]), href


def test_the_overview_names_the_most_overdue_first_and_offers_to_push(house: User, sign_in_as: SignIn) -> None:
    visitor = sign_in_as(house).open("oversight.show_overview")
    table = next(each for each in visitor.page.xpath("//table") if "超期办件" in each.xpath("string(caption)"))
    days = [cell.text_content().strip() for cell in table.xpath(".//tbody/tr/td[contains(@class, 'cell-date')]")]
    assert len(days) == 2
    assert days == sorted(days)
    assert "督办" in table.text_content()


def test_the_overview_costs_at_most_eleven_queries(house: User, sign_in_as: SignIn) -> None:
    visitor = sign_in_as(house).open("oversight.show_overview")
    statements: list[str] = []
    event.listen(db.engine(), "before_cursor_execute", lambda *arguments: statements.append(arguments[2]))
    visitor.open("oversight.show_overview")
    assert len([text for text in statements if text.lstrip().upper().startswith("SELECT")]) <= 11, "\n".join(statements)


def test_a_supervisor_issues_an_order_and_closes_it(house: User, sign_in_as: SignIn) -> None:
    visitor = sign_in_as(house).open("oversight.show_overview")
    visitor.follow("督办 120101-").press("发出督办")
    assert any("请写明督办要求" in error for error in visitor.errors)
    visitor.fill(demand="请书面说明超期原因和答复时间。", working_days="5").press("发出督办")
    number = re.search(r"督办〔\d{4}〕\d{6}号", visitor.banner)
    assert number
    visitor.follow(number.group(0)).follow("销号").fill(note="已经当面落实").press("销号")
    assert "已销号" in visitor.text
    assert queries.list_orders(house)[0].closing_note == "已经当面落实"


def test_the_department_answers_at_its_desk_and_others_do_not_find_the_order(house: User, app: Flask, sign_in_as: SignIn) -> None:
    supervisor = sign_in_as(house).open("oversight.show_overview")
    supervisor.follow("督办 120101-").fill(demand="请书面说明超期原因。", working_days="3").press("发出督办")
    order = queries.list_orders(house)[0]
    officer = make_user(Role.OFFICER, department=order.department)
    stranger = make_user(Role.OFFICER)
    sign_in_as(stranger).open("desk.answer_order", status=404, order_id=order.id)
    desk = sign_in_as(officer).open("desk.answer_order", order_id=order.id)
    desk.fill(answer="正在核对账目，月底前书面答复。").press("提交答复")
    assert "督办答复已提交" in desk.banner
    supervisor.open("oversight.show_order", order_id=order.id)
    assert "正在核对账目" in supervisor.main


def test_only_supervisors_find_the_overview(house: User, sign_in_as: SignIn) -> None:
    for role in (Role.OFFICER, Role.HEAD, Role.COORDINATOR, Role.SYSTEM_ADMIN):
        sign_in_as(make_user(role)).open("oversight.show_overview", status=404)
