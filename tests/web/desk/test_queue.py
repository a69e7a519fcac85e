"""The queue: what stands on a tab is what its number says, the address is the state, and a page costs few queries."""

from datetime import timedelta

import pytest

from portal import clock, db
from portal.accounts.vocabulary import Role
from portal.cases import assignment, handling, queries
from portal.cases.queries import Tab
from portal.cases.vocabulary import Conduct, ReporterKind, Status
from portal.web.desk import queue
from tests import factories
from tests.databases import statements


@pytest.fixture
def house(database):
    lead = factories.make_department("区财政局")
    officer, head = factories.make_user(Role.OFFICER, department=lead), factories.make_user(Role.HEAD, department=lead)
    other = factories.make_department("区教育局")
    other_officer, other_head = factories.make_user(Role.OFFICER, department=other), factories.make_user(Role.HEAD, department=other)
    for status in (Status.PENDING, Status.HANDLING, Status.CLOSED):
        factories.case_in(status, other, other_officer, other_head)
    return lead, officer, head


def numbers(desk):
    """The case numbers on the page, in order."""
    return [" ".join(cell.text_content().split()) for cell in desk.page.xpath("//tbody//td[@class='cell-code']")]


def number_on_tab(desk, label):
    """The number beside the name of a tab."""
    found = [link for link in desk.page.xpath("//nav[@aria-label='办件分类']//a") if link.text_content().split()[0] == label]
    return int(found[0].text_content().split()[1])


def test_the_number_on_each_tab_is_the_number_of_its_rows(house, sign_in_as):
    lead, officer, head = house
    for status in Status:
        if status is not Status.UNASSIGNED:
            factories.case_in(status, lead, officer, head)
    desk = sign_in_as(officer).open("desk.list_cases")
    for tab in Tab:
        desk.open("desk.list_cases", tab=tab.value)
        assert len(numbers(desk)) == number_on_tab(desk, tab.label) == queries.count_queue(officer, _everything()).tabs[tab], tab
    assert number_on_tab(desk, "全部") == len(Status) - 1


def _everything():
    return queries.QueueFilter(today=clock.today(), soon_until=clock.today() + timedelta(7), tab=Tab.ALL)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"keyword": "NUMBER"}, 1),
        ({"keyword": "答应的政策"}, 1),
        ({"keyword": "区建委"}, 1),
        ({"keyword": "%"}, 0),
        ({"kind": "tip_off"}, 1),
        ({"scope": "mine"}, 1),
        ({"received_from": "tomorrow"}, 0),
        ({"received_to": "tomorrow"}, 3),
        ({"due_to": "yesterday"}, 0),
        ({"received_from": "不是日期"}, 3),
        ({"kind": "tip_off", "scope": "mine"}, 0),
    ],
)
def test_each_filter_narrows_alone_and_together(query, expected, house, sign_in_as):
    lead, officer, _head = house
    first = factories.make_case(lead, respondent=factories.make_department("区建委"))
    factories.make_case(lead, conduct=Conduct.PROMISE_BROKEN, reporter_kind=ReporterKind.WITNESS)
    factories.do_to(factories.make_case(lead), handling.accept, officer)
    days = {"tomorrow": clock.today() + timedelta(1), "yesterday": clock.today() - timedelta(1), "NUMBER": first.number}
    given = {name: days.get(value, value) for name, value in query.items()}
    assert len(numbers(sign_in_as(officer).open("desk.list_cases", **given))) == expected


def test_the_nearest_deadline_comes_first(house, sign_in_as):
    lead, officer, _head = house
    later = factories.make_case(lead)
    factories.do_to(later, handling.accept, officer)
    sooner = factories.make_case(lead)
    assert numbers(sign_in_as(officer).open("desk.list_cases")) == [sooner.number, later.number]


def test_pages_follow_each_other_without_gap_and_keep_the_filters(house, sign_in_as, monkeypatch):
    lead, officer, _head = house
    monkeypatch.setattr(queue, "PAGE_ROWS", 2)
    fitting = sorted((factories.make_case(lead) for _ in range(5)), key=lambda case: case.id)  # all are due on one day
    made = [case.number for case in fitting] + [factories.make_case(lead, conduct=Conduct.UNFAIR).number]
    desk = sign_in_as(officer).open("desk.list_cases", keyword="拖欠", tab="pending")
    pages = [numbers(desk)]
    while "下一页" in desk.links():
        desk.follow("下一页")
        assert desk.value("keyword") == "拖欠" and "共 5 件" in desk.main
        pages.append(numbers(desk))
    assert [len(page) for page in pages] == [2, 2, 1] and sum(pages, []) == made[:5]
    back = [pages[-1]]
    while "上一页" in desk.links():
        back.append(numbers(desk.follow("上一页")))
    assert back == pages[::-1]


def test_fifty_rows_cost_at_most_twelve_queries(house, sign_in_as):
    lead, officer, _head = house
    for _ in range(25):
        factories.make_case(lead, respondent=factories.make_department())
    for _ in range(25):
        factories.do_to(factories.make_case(lead, amount_fen=100), handling.accept, officer)
    desk = sign_in_as(officer).open("desk.list_cases")
    with statements() as said:
        desk.open("desk.list_cases")
    assert len(numbers(desk)) == 50
    assert len([text for text in said if text.lstrip().upper().startswith("SELECT")]) <= 12, "\n".join(said)


def test_no_free_text_of_a_report_is_in_the_list(house, sign_in_as):
    lead, officer, _head = house
    factories.make_case(lead, narrative="这里写着只有办件页面才可以看到的原话，绝对不能进列表。")
    desk = sign_in_as(officer).open("desk.list_cases", tab="all")
    assert len(numbers(desk)) == 1 and "原话" not in desk.response.get_data(as_text=True)


def test_a_supporting_department_has_the_case_in_its_queue_with_the_lead_named(house, sign_in_as):
    lead, officer, _head = house
    case, helper = factories.make_case(lead), factories.make_department("区法制办")
    desk = sign_in_as(factories.make_user(Role.OFFICER, department=helper)).open("desk.list_cases")
    assert "这里现在没有办件" in desk.main
    factories.do_to(case, assignment.add_support, officer, helper)
    desk.open("desk.list_cases")
    assert numbers(desk) == [case.number] and "区财政局" in desk.main


def test_today_and_this_week_lead_to_the_cases_they_count(house, sign_in_as):
    lead, officer, _head = house
    due_today, later = factories.make_case(lead), factories.make_case(lead)
    with db.transaction():
        queries.get_case(due_today.id).fall_due(clock.today(), "sign_for")
        queries.get_case(later.id).fall_due(clock.today() + timedelta(30), "sign_for")
    desk = sign_in_as(officer).open("desk.list_cases").follow("今天到期 1 件")
    assert numbers(desk) == [due_today.number]
    assert numbers(desk.open("desk.list_cases").follow("本周 1 件")) == [due_today.number]
