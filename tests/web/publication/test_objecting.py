"""From 「对这条信息有异议」 on the public page to the decision at the release desk."""

import pytest

from portal.accounts.vocabulary import Role
from portal.publication import queries
from portal.publication.vocabulary import ObjectionStatus
from tests.factories import make_user
from tests.publication import stories

TYPED = {"who": "unit", "name": "区建委办公室", "wrong": "处理措施里的期限写错了。", "contact": "022-23456789"}


@pytest.fixture
def people(app):
    return stories.cast()


@pytest.fixture
def publication(people):
    return stories.released(people)


def object_to(browser, publication):
    browser.open("public.outcome", public_id=publication.public_id).follow("对这条信息有异议")
    return browser.fill(**TYPED).press("提交异议")


def test_anybody_objects_and_the_page_bears_the_mark(browser, people, publication):
    browser.open("public.outcome", public_id=publication.public_id).follow("对这条信息有异议")
    browser.press("提交异议")
    assert browser.errors == ["请选择您是谁", "请写名称或者姓名", "请写哪里不对", "请写电话或者邮箱，处理结果要告诉您"]
    browser.fill(**TYPED).press("提交异议")
    assert browser.heading == "已收到异议" and "3 个工作日" in browser.main and "7 个工作日" in browser.main
    browser.follow("看公示页面")
    assert "异议处理中" in browser.main and "区建委办公室" not in browser.text and "022-23456789" not in browser.text
    assert "异议处理中" in browser.open("public.outcomes").main


def test_the_desk_decides_it_from_its_list(browser, people, publication, sign_in_as):
    object_to(browser, publication)
    desk = sign_in_as(people.publisher).open("publication.list_drafts").follow("对公示的异议").follow(publication.title)
    assert "区建委办公室" in desk.main and "022-23456789" in desk.main
    desk.press("办结异议")
    assert desk.errors == ["请选择处理结果。"]
    desk.press("请其他单位核实")
    assert "请其他单位核实" not in desk.buttons()
    desk.fill(outcome="kept", reasons="已经核对付款凭证，期限没有写错").press("办结异议")
    assert "已处理" in desk.banner
    assert not queries.list_objections_to(publication.id, ObjectionStatus.OPEN)
    page = browser.open("public.outcome", public_id=publication.public_id).main
    assert "异议处理中" not in page and "维持原来的内容" in page and "付款凭证" not in page


@pytest.mark.parametrize("role", [Role.OFFICER, Role.HEAD, Role.SUPERVISOR])
def test_others_neither_see_nor_decide(browser, people, publication, sign_in_as, role):
    object_to(browser, publication)
    visitor = sign_in_as(make_user(role, department=people.officer.department))
    assert publication.title not in visitor.open("publication.list_objections").text
    visitor.open("publication.show_objections", 403, public_id=publication.public_id)
    visitor.post("publication.show_objections", {"outcome": "kept"}, public_id=publication.public_id, status=403)


def test_what_is_not_public_takes_no_objection(browser, people):
    draft = stories.draft(people, stories.closed_case(people))
    browser.open("public.outcome_objection", 404, public_id=draft.public_id)


def test_a_flood_from_one_address_is_asked_to_wait(browser, people, publication):
    for _ in range(5):
        object_to(browser, publication)
    browser.open("public.outcome_objection", public_id=publication.public_id).fill(**TYPED).press("提交异议", status=429)
    assert len(queries.list_objections_to(publication.id)) == 5
