"""Acts on many cases: what is shown before is what is kept after; nobody is let do in bulk what they may not do singly."""

import pytest

from portal.accounts.vocabulary import Role
from portal.cases import handling, queries
from portal.cases.lists import bulk
from portal.cases.recusal import operations as recusal
from portal.cases.vocabulary import ReporterKind, Status
from portal.cases.workflow import Action
from portal.supervision import queries as supervision
from portal.supervision.vocabulary import OrderKind
from portal.web.desk import selection
from tests import factories


@pytest.fixture
def house(database):
    lead = factories.make_department("区财政局")
    officer, head = factories.make_user(Role.OFFICER, department=lead), factories.make_user(Role.HEAD, department=lead)
    coordinator = factories.make_user(Role.COORDINATOR)
    return lead, officer, head, coordinator


def rows(desk, caption):
    """The rows of a table whose caption begins so, as (number, last cell)."""
    tables = [each for each in desk.page.xpath("//table") if each.xpath("./caption")[0].text_content().startswith(caption)]
    found = tables[0].xpath(".//tbody/tr") if tables else []
    return sorted((row.xpath("./*")[0].text_content().strip(), row.xpath("./*")[-1].text_content().strip()) for row in found)


def opened(desk, act, *cases, **more):
    """The confirm page of an act for ticked rows, as the form of the list sends it."""
    return desk.open("desk.bulk_act", act=act, case=[case.id for case in cases], **more)


def test_nothing_that_decides_a_case_is_an_act_on_many():
    assert set(bulk.ACTS) == {"assign", "appoint", "remind", "tag", "untag"}


def test_the_skipped_list_before_and_after_is_exact(house, sign_in_as):
    lead, officer, _head, coordinator = house
    other = factories.make_department("区教育局")
    waiting, held, accused = factories.make_case(), factories.make_case(lead), factories.make_case(respondent=other)
    theirs = factories.make_case(other)
    closed = factories.case_in(Status.CLOSED, lead, officer, house[2])
    desk = sign_in_as(coordinator)
    chosen = (waiting, held, accused, theirs, closed)
    opened(desk, "assign", *chosen)
    assert "选中 5 件" in desk.main and "会办理" not in desk.main
    desk.open(desk.url + f"&to_department={other.id}")
    expected = sorted(
        [
            (accused.number, "区教育局是被反映单位或其下属单位，依法应当回避。"),
            (theirs.number, "区教育局已经在牵头或配合办理。"),
            (closed.number, "现在是“已办结”，不能分办、改派。"),
        ]
    )
    assert "2 件会办理，3 件不办理" in desk.main and rows(desk, "不办理的 3 件") == expected
    desk.fill(reason="职责调整").press("分办、改派 2 件")
    assert "办了 2 件，没有办 3 件" in desk.main and rows(desk, "没有办的 3 件") == expected
    assert sorted(number for number, _title in rows(desk, "办了的 2 件")) == sorted([waiting.number, held.number])
    assert {queries.get_case(case.id).lead_department_id for case in (waiting, held)} == {other.id}
    assert queries.find_last_event(held.id, Action.REASSIGN).reason == "职责调整"


def test_the_same_press_twice_does_it_once_and_without_a_reason_nothing_happens(house, sign_in_as):
    lead, officer, _head, coordinator = house
    case = factories.make_case(lead)
    factories.do_to(case, handling.accept, officer)
    desk = opened(sign_in_as(coordinator), "remind", case)
    desk.press("催办 1 件")
    assert desk.errors == ["请写明理由"] and not queries.list_events_of(case.id, Action.REMIND)
    values = {
        "csrf_token": desk.value("csrf_token"),
        "submission_key": desk.value("submission_key"),
        "case": case.id,
        "reason": "请尽快办理",
    }
    for _ in range(2):
        assert desk.client.post(desk.url, data=values).status_code == 303
    assert len(queries.list_events_of(case.id, Action.REMIND)) == 1
    assert supervision.find_open_order(case.id, OrderKind.REMINDER).number


def test_all_says_the_number_and_takes_what_matches_and_no_more_than_can_be_worked_on(house, sign_in_as, monkeypatch):
    lead, officer, _head, _coordinator = house
    for _ in range(3):
        factories.make_case(lead)
    factories.do_to(factories.make_case(lead), handling.accept, officer)
    desk = sign_in_as(officer).open("desk.list_cases", tab="pending")
    assert "全部 3 件（不只本页）" in desk.main
    desk.open("desk.bulk_act", act="appoint", all=1, tab="pending", to_officer=officer.id)
    assert "选中 3 件" in desk.main and "3 件会办理，0 件不办理" in desk.main
    desk.fill(reason="由我承办").press("指定承办人 3 件")
    assert "办了 3 件" in desk.main
    monkeypatch.setattr(selection, "MOST", 2)
    assert "一次最多 2 件" in desk.open("desk.bulk_act", act="appoint", all=1, tab="pending").banner
    assert "还没有选择办件" in desk.open("desk.bulk_act", act="appoint").banner


def test_what_a_person_cannot_see_is_neither_told_nor_touched(house, sign_in_as):
    lead, officer, head, _coordinator = house
    secret, kept, own = factories.make_case(factories.make_department()), factories.make_case(lead), factories.make_case(lead)
    factories.do_to(kept, recusal.recuse, officer, "与当事人有亲属关系")
    desk = opened(sign_in_as(officer), "appoint", secret, kept, own, to_officer=officer.id)
    assert "另有 2 件已经看不到" in desk.main
    assert secret.number not in desk.main and kept.number not in desk.main
    desk.fill(reason="由我承办").press("指定承办人 1 件")
    desk.open("desk.list_cases")
    values = {"csrf_token": opened(desk, "appoint", own, to_officer=head.id).value("csrf_token"), "submission_key": "x", "reason": "硬来"}
    desk.client.post(f"/desk/cases/bulk/appoint?to_officer={officer.id}", data={**values, "case": [secret.id, kept.id]})
    assert queries.get_case(secret.id).officer_id is None and queries.get_case(kept.id).officer_id is None
    buttons = desk.open("desk.list_cases").buttons()
    assert "指定承办人" in buttons and "催办" not in buttons and "分办、改派" not in buttons


def test_tags_are_the_departments_own_filter_the_list_and_never_speak_of_a_reporter(house, sign_in_as):
    lead, officer, head, _coordinator = house
    complaint, tip = factories.make_case(lead), factories.make_case(lead, reporter_kind=ReporterKind.WITNESS)
    desk = opened(sign_in_as(officer), "tag", complaint, tip, words="匿名来信")
    assert "不能写反映人的情况" in desk.main
    opened(desk, "tag", complaint, tip, words="欠款专项")
    assert rows(desk, "不办理的 1 件") == [(tip.number, "举报件只能用本单位已有的标签，不能为它新写。")]
    desk.fill(reason="专项整治").press("加标签 1 件")
    opened(desk, "tag", complaint, tip, put_tag="欠款专项")
    assert rows(desk, "不办理的 1 件") == [(complaint.number, "已经有“欠款专项”标签。")]
    desk.fill(reason="专项整治").press("加标签 1 件")
    colleague = sign_in_as(head).open("desk.list_cases")
    tag = colleague.page.xpath("//select[@name='tag']/option[text()='欠款专项']/@value")[0]
    assert "共 2 件" in colleague.open("desk.list_cases", tag=tag).main
    elsewhere = factories.make_user(Role.SUPERVISOR)
    other = sign_in_as(elsewhere).open("desk.list_cases", tag=tag)
    assert "欠款专项" not in other.text and "共 0 件" in other.main
    opened(desk, "untag", complaint, tip, put_tag="欠款专项").fill(reason="专项结束").press("去标签 2 件")
    assert "没有符合条件的办件" in colleague.open("desk.list_cases", tag=tag).main
