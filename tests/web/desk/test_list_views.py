"""Exports, saved views and columns of the queue: the file holds the list, a view brings it back, and nothing of a reporter is in either."""

import csv
import io
from urllib.parse import parse_qs, urlsplit

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from portal import jobs
from portal.accounts.vocabulary import Role
from portal.audit import operations as audit
from portal.audit.models import AuditEntry
from portal.cases import handling, queries
from portal.cases.lists import columns, export
from portal.cases.queries import Tab
from portal.cases.vocabulary import ReporterKind, Status
from portal.db import session
from portal.prepared import queries as prepared
from portal.web.desk import queue
from tests import factories
from tests.web.desk.test_queue import numbers


@pytest.fixture
def house(database):
    lead = factories.make_department("区财政局")
    officer, head = factories.make_user(Role.OFFICER, department=lead), factories.make_user(Role.HEAD, department=lead)
    factories.make_case(factories.make_department())
    return lead, officer, head


def newest_file(user):
    """The newest file of a person, made."""
    jobs.prepare_files()
    return prepared.list_own(user.id, 1)[0]


def test_the_file_holds_exactly_the_list_in_its_order_with_the_chosen_columns(house, sign_in_as):
    lead, officer, head = house
    for _ in range(3):
        factories.make_case(lead)
    factories.do_to(factories.make_case(lead, reporter_kind=ReporterKind.WITNESS), handling.accept, officer)
    factories.case_in(Status.CLOSED, lead, officer, head)
    desk = sign_in_as(officer).open("desk.list_cases", tab="pending")
    shown = numbers(desk)
    desk.follow("导出全部 3 件")
    assert "没有可以导出的身份列" in desk.main
    desk.press("生成文件")
    assert desk.errors == ["请写明导出的用途"]
    desk.fill(columns=["number", "status"], form="csv", reason="月度核对").press("生成文件")
    assert "3 件（CSV）" in desk.main
    file = newest_file(officer)
    rows = list(csv.reader(io.StringIO(file.content().decode("utf-8-sig"))))
    assert rows == [["受理编号", "状态"], *([number, "待受理"] for number in shown)]
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "list:export")).one()
    assert entry.detail["rows"] == 3 and audit.personal_values([entry])[entry.id] == {"reason": "月度核对"}


def test_all_columns_fit_a_workbook_and_none_tells_who_reported(house, sign_in_as):
    lead, officer, head = house
    case = factories.case_in(Status.CLOSED, lead, officer, head)
    other = factories.make_case(lead, narrative="这里写着只有办件页面才可以看到的原话，绝对不能导出到清单里。")
    desk = sign_in_as(officer).open("desk.list_cases", tab="all").follow("导出全部 2 件")
    desk.fill(reason="年度归档").press("生成文件")
    content = newest_file(officer).content()
    sheet = load_workbook(io.BytesIO(content)).active
    rows = [list(map(str, row)) for row in sheet.values]
    assert rows[0] == [each.label for each in columns.COLUMNS] and {row[0] for row in rows[1:]} == {case.number, other.number}
    assert not [cell for row in rows for cell in row if "李建国" in cell or "138" in cell or "某某建设" in cell or "原话" in cell]


def test_a_file_holds_what_the_person_may_see_when_it_is_made(house, sign_in_as):
    lead, officer, _head = house
    gone, kept, hidden = factories.make_case(lead), factories.make_case(lead), factories.make_case(factories.make_department())
    desk = sign_in_as(officer).open("desk.export_cases", case=[gone.id, kept.id, hidden.id])
    assert "选中的 2 件" in desk.main
    desk.fill(columns=["number"], form="csv", reason="核对").press("生成文件")
    factories.do_to(gone, _give_away)
    assert newest_file(officer).content().decode("utf-8-sig").split() == ['"受理编号"', f'"{kept.number}"']


def _give_away(case):
    case.departments.clear()


def test_a_packed_filter_is_the_same_filter(house):
    _lead, officer, _head = house
    wanted = queries.QueueFilter(
        today=factories.clock.today(),
        soon_until=factories.clock.today(),
        tab=Tab.OVERDUE,
        status=Status.HANDLING,
        on_time=False,
        case_ids=(3,),
    )
    assert export.unpacked(export.packed(wanted)) == wanted


def test_a_view_is_saved_restored_renamed_shared_and_deleted(house, sign_in_as):
    lead, officer, head = house
    accepted, waiting = factories.make_case(lead), factories.make_case(lead)
    factories.do_to(accepted, handling.accept, officer)
    desk, colleague = sign_in_as(officer), sign_in_as(head)
    desk.open("desk.list_cases", tab="pending", scope="", keyword="拖欠").follow("保存当前视图")
    desk.fill(name="待受理的合同事").press("保存")
    assert "已保存" in desk.banner and parse_qs(urlsplit(desk.url).query)["keyword"] == ["拖欠"]
    desk.open("desk.list_cases").follow("待受理的合同事")
    assert numbers(desk) == [waiting.number] and desk.page.xpath("//a[@aria-current='page'][text()='待受理的合同事']")
    assert "待受理的合同事" not in colleague.open("desk.list_cases").text
    desk.follow("管理视图").follow("修改").fill(name="合同事", is_shared=True).press("保存")
    assert numbers(colleague.open("desk.list_cases").follow("合同事")) == [waiting.number]
    view = colleague.open("desk.list_views").page.xpath("//tbody//a/@href")
    assert len(view) == 1  # somebody else's can be opened, not changed
    stranger = sign_in_as(factories.make_user(Role.OFFICER)).open("desk.list_cases")
    assert "合同事" not in stranger.text
    colleague.open("desk.edit_view", view_id=1, status=404)
    desk.open("desk.list_cases", tab="all").follow("保存当前视图").fill(name="合同事").press("保存")
    assert desk.errors == ["您已经有一个同名的视图，请换个名称。"]
    desk.open("desk.list_views").press("删除")
    assert "合同事" not in colleague.open("desk.list_cases").text


def test_the_columns_chosen_are_kept_for_the_person_alone(house, sign_in_as):
    lead, officer, head = house
    factories.make_case(lead)
    desk, colleague = sign_in_as(officer).open("desk.list_cases"), sign_in_as(head)
    assert heads(desk) == ["受理编号", "事项", "被反映单位", "领域", "状态", "期限", "承办", "收到"]
    desk.follow("选择列").fill(columns=["kind", "status", "tags"]).press("保存")
    assert heads(desk) == heads(sign_in_as(officer).open("desk.list_cases")) == ["受理编号", "事项", "类型", "状态", "标签"]
    assert len(heads(colleague.open("desk.list_cases"))) == 8


def heads(desk):
    """The heads of the queue's columns but for that of the boxes."""
    return [cell.text_content().strip() for cell in desk.page.xpath("//table[@data-list-keys]/thead//th")][1:]


def test_the_next_page_of_a_long_list_keeps_filters_and_columns_and_saves_no_place(house, sign_in_as, monkeypatch):
    lead, officer, _head = house
    monkeypatch.setattr(queue, "PAGE_ROWS", 2)
    for _ in range(3):
        factories.make_case(lead)
    desk = sign_in_as(officer).open("desk.list_cases", keyword="拖欠", tab="pending").follow("下一页")
    assert len(numbers(desk)) == 1 and "全部 3 件（不只本页）" in desk.main and desk.value("keyword") == "拖欠"
    desk.follow("保存当前视图").fill(name="合同").press("保存")
    assert len(numbers(desk.open("desk.list_cases").follow("合同"))) == 2
