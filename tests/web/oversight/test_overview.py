"""The overview: every number opens the very list it counts; orders are issued and closed there."""

import csv
import io
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import select

from portal import clock
from portal.accounts.models import User
from portal.accounts.vocabulary import Role
from portal.audit.models import AuditEntry
from portal.bookmarks import queries as queries_of_views
from portal.cases import replying
from portal.cases.replying import ReplyText
from portal.cases.vocabulary import Status
from portal.db import session
from portal.publication.checking import inspector
from portal.routing.commands import load_text
from portal.supervision import queries
from portal.web.oversight.tables import KEYS
from tests.browser import Browser
from tests.databases import statements
from tests.factories import case_in, do_to, make_case, make_department, make_user

REPLY = ReplyText("支付拖欠的工程款", "合同有效，工程已经验收", "合同第八条", "情况属实，责成支付", "三十日内可以申请复查")
SignIn = Callable[[User], Browser]


@pytest.fixture
def house(app: Flask) -> User:
    """Cases in many states in two departments, one of them long ago, and a supervisor."""
    supervisor = make_user(Role.SUPERVISOR)
    for name in ("示例财政局", "示例建委"):
        lead = make_department(name, region_code="120101")
        officer, head = make_user(Role.OFFICER, department=lead), make_user(Role.HEAD, department=lead)
        for status in (Status.PENDING, Status.HANDLING, Status.CLOSED, Status.DECLINED):
            case_in(status, lead, officer, head)
        with clock.pretend(clock.now() - timedelta(days=100)):
            case_in(Status.HANDLING, lead, officer, head)
            case_in(Status.CLOSED, lead, officer, head)
    with clock.pretend(clock.now() - timedelta(days=12)):
        slow = case_in(Status.HANDLING, lead, officer, head)
    do_to(slow, replying.submit_reply, officer, inspector, REPLY)
    do_to(slow, replying.approve_reply, head, inspector)
    make_case(None)
    load_text("heping")
    return supervisor


FILTERS = ["", "?period=year", "?period=last_quarter", "?period=month&area=ppp", "?period=year&department=2", "?period=year&region=120101"]


@pytest.mark.parametrize("query", FILTERS)
def test_every_number_equals_the_list_it_opens(house: User, sign_in_as: SignIn, query: str) -> None:
    visitor = sign_in_as(house).open(f"/oversight/{query}")
    links = {
        (link.text_content().strip(), link.get("href")) for link in visitor.page.xpath("//main//a[contains(@href, '/oversight/cases?')]")
    }
    assert len(links) >= (3 if "last_quarter" in query or "ppp" in query else 12)
    for words, href in sorted(links):
        visitor.open(href)
        caption = visitor.page.xpath("//caption")[0].text_content()
        listed = int(re.search(r"共 (\d+) 件", caption).group(1))
        rows = len(visitor.page.xpath("//tbody/tr[not(contains(@class, 'empty'))]"))
        assert rows == min(listed, 50), href
        told = re.search(r"合计 (\d+) 天", visitor.main)
        assert (int(told.group(1)) if told else listed) == int(words), href


def test_the_overview_names_the_most_overdue_first_and_offers_to_push(house: User, sign_in_as: SignIn) -> None:
    visitor = sign_in_as(house).open("oversight.show_overview")
    table = next(each for each in visitor.page.xpath("//table") if "超期办件" in each.xpath("string(caption)"))
    days = [cell.text_content().strip() for cell in table.xpath(".//tbody/tr/td[contains(@class, 'cell-date')]")]
    assert len(days) == 2
    assert days == sorted(days)
    assert "督办" in table.text_content()


def test_the_overview_costs_at_most_eighteen_queries(house: User, sign_in_as: SignIn) -> None:
    visitor = sign_in_as(house).open("oversight.show_overview")
    with statements() as said:
        visitor.open("oversight.show_overview")
    assert len([text for text in said if text.lstrip().upper().startswith("SELECT")]) <= 18, "\n".join(said)


def test_a_supervisor_issues_an_order_and_closes_it(house: User, sign_in_as: SignIn) -> None:
    visitor = sign_in_as(house).open("oversight.show_overview")
    visitor.follow("督办 120101-").press("发出督办")
    assert any("请写明要求" in error for error in visitor.errors)
    visitor.fill(demand="请书面说明超期原因和答复时间。", working_days="5").press("发出督办")
    number = re.search(r"督办〔\d{4}〕1号", visitor.banner)
    assert number
    visitor.follow(number.group(0)).follow("销号").fill(reason="已经当面落实").press("销号")
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
    assert "答复已提交" in desk.banner
    supervisor.open("oversight.show_order", order_id=order.id)
    assert "正在核对账目" in supervisor.main


def test_only_supervisors_find_the_overview(house: User, sign_in_as: SignIn) -> None:
    for role in (Role.OFFICER, Role.HEAD, Role.COORDINATOR, Role.SYSTEM_ADMIN):
        sign_in_as(make_user(role)).open("oversight.show_overview", status=404)


def test_a_look_at_a_list_and_every_file_are_logged(house: User, sign_in_as: SignIn) -> None:
    visitor = sign_in_as(house).open("/oversight/cases?measure=overdue")
    visitor.open("/oversight/tables/kpis.csv")
    visitor.open("/oversight/cases.xlsx?measure=received&from=202001&to=209912")
    logged = [
        (row.action, row.object_id)
        for row in session.scalars(select(AuditEntry).where(AuditEntry.object_kind == "figures").order_by(AuditEntry.id))
    ]
    assert logged == [("figures:drill", "overdue"), ("figures:export", "kpis"), ("figures:export", "received")]


@pytest.mark.parametrize("key", KEYS)
def test_each_table_is_to_be_had_with_the_numbers_of_the_page(house: User, sign_in_as: SignIn, key: str) -> None:
    visitor = sign_in_as(house).open("/oversight/?period=year")
    title = (
        f"//div[contains(@class, 'table-region')][.//a or .//table][following-sibling::p[1]//a[contains(@href, '/tables/{key}.csv')]][1]"
    )
    shown = visitor.page.xpath(title)[0].xpath(".//tbody/tr[not(contains(@class, 'empty'))]")
    answer = visitor.client.get(f"/oversight/tables/{key}.csv?period=year")
    lines = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert len(lines) - 1 == len(shown) > 0
    book = load_workbook(io.BytesIO(visitor.client.get(f"/oversight/tables/{key}.xlsx?period=year").data))
    assert book.active.max_row == len(lines)
    numbers = [cell.text_content().strip() for cell in shown[0].xpath("./td[contains(@class, 'cell-number')][./a]")]
    assert all(number in lines[1] for number in numbers)


def test_what_makes_no_sense_in_an_address_is_no_number(house: User, sign_in_as: SignIn) -> None:
    visitor = sign_in_as(house)
    visitor.open("/oversight/cases?measure=nonsense", status=404)
    visitor.open("/oversight/tables/nonsense.csv", status=404)
    visitor.open("/oversight/cases?measure=received&from=x&to=99&age=77&channel=smoke&after=never")
    assert f"{clock.today().year}年{clock.today().month}月" in visitor.main
    of_this_month = 10 if clock.today().day > 12 else 9  # one came twelve days ago
    assert f"共 {of_this_month} 件" in visitor.main


def test_a_view_is_saved_shared_renamed_and_deleted(house: User, sign_in_as: SignIn) -> None:
    colleague, stranger = make_user(Role.SUPERVISOR, department=house.department), make_user(Role.SUPERVISOR)
    visitor = sign_in_as(house).open("/oversight/?period=year&area=ppp").follow("保存这个视图")
    visitor.press("保存视图")
    assert any("名称" in error for error in visitor.errors)
    visitor.fill(name="全年 PPP", is_shared="y").press("保存视图")
    assert "全年 PPP" in visitor.banner
    visitor.open("/oversight/").follow("全年 PPP")
    assert visitor.page.xpath("//select[@name='area']/option[@selected]/@value") == ["ppp"]
    other = sign_in_as(colleague).open("/oversight/")
    assert "全年 PPP" in other.main
    view_id = queries_of_views.list_views(house, "oversight")[0].id
    other.open("oversight.edit_view", status=404, view_id=view_id)
    assert "全年 PPP" not in sign_in_as(stranger).open("/oversight/").main
    visitor.open("oversight.edit_view", view_id=view_id).fill(name="PPP", is_shared=False).press("保存")
    assert "PPP" not in sign_in_as(colleague).open("/oversight/").main.replace("PPP（", "").split("关键指标")[0].split("清空")[1]
    visitor.open("oversight.list_views").press("删除")
    assert queries_of_views.list_views(house, "oversight") == []
