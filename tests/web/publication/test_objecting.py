"""From 「对这条信息有异议」 on the public page to the decision at the release desk."""

import io

import pytest

from portal.accounts.vocabulary import Role
from portal.db import session, transaction
from portal.publication import objections, operations, queries
from portal.records.objections import queries as kept
from portal.records.objections.filing import Decision
from portal.records.objections.models import PublicObjection
from portal.records.objections.vocabulary import ObjectionOutcome, ObjectionStatus
from tests.factories import make_user
from tests.publication import stories
from tests.web.public.filling import code_on

WITHDRAWN = ObjectionOutcome.WITHDRAWN

TYPED = {"who": "unit", "ground": "wrong", "name": "区建委办公室", "wrong": "处理措施里的期限写错了。", "contact": "022-23456789"}


@pytest.fixture
def people(app):
    return stories.cast()


@pytest.fixture
def publication(people):
    return stories.released(people)


def object_to(browser, publication):
    browser.open("public.outcome", public_id=publication.public_id).follow("对这条信息有异议")
    proof = (io.BytesIO("付款凭证的文字。\n".encode()), "凭证.txt")
    return browser.fill(**TYPED, files=proof).press("继续").press("提交异议")


def test_anybody_objects_and_the_page_bears_the_mark(browser, people, publication):
    browser.open("public.outcome", public_id=publication.public_id).follow("对这条信息有异议")
    browser.press("继续")
    assert browser.errors == ["请选择您是谁", "请选择一项理由", "请写哪里不对", "请写名称或者姓名", "请写电话或者邮箱，有事要联系您"]
    browser.fill(**TYPED).press("继续").press("提交异议")
    assert browser.heading == "已收到异议" and "3 个工作日" in browser.main and "7 个工作日" in browser.main
    browser.open("public.outcome", public_id=publication.public_id)
    assert "异议处理中" in browser.main and "区建委办公室" not in browser.text and "022-23456789" not in browser.text
    assert "异议处理中" in browser.open("public.outcomes").main


def test_the_desk_decides_it_from_its_list(browser, people, publication, sign_in_as):
    object_to(browser, publication)
    public_page = f"/outcomes/{publication.public_id}"
    desk = sign_in_as(people.publisher).open("publication.list_drafts").follow("对公示的异议").follow(publication.title)
    assert "区建委办公室" in desk.main and "022-23456789" in desk.main
    (proof,) = [each for each in desk.page.xpath("//main//a/@href") if "/objections/" in each]
    desk.press("办结异议")
    assert desk.errors == ["请选择处理结果。"]
    desk.press("请其他单位核实")
    assert "请其他单位核实" not in desk.buttons()
    desk.fill(outcome="kept", reasons="已经核对付款凭证，期限没有写错").press("办结异议")
    assert "已处理" in desk.banner
    assert not kept.list_to(queries.OUTCOME, publication.id, ObjectionStatus.OPEN)
    assert "付款凭证的文字" in desk.client.get(proof).text
    page = browser.open(public_page).main
    assert "异议处理中" not in page and "维持原来的内容" in page and "付款凭证" not in page


def test_the_decision_is_read_with_the_code_alone(app, browser, people, publication):
    object_to(browser, publication)
    code = code_on(browser)
    assert len(code) == 20 and code not in browser.url
    found = kept.list_to(queries.OUTCOME, publication.id)[0]
    with transaction():
        text = queries.get_publication(publication.id)
        objections.decide(session.get_one(PublicObjection, found.id), text, people.publisher, Decision(WITHDRAWN, "部门名称写错了"))
    other = type(browser)(app)
    other.open("public.track").fill(code=code).press("查进度")
    for words in (TYPED["wrong"], "异议成立，公示已经撤下", "部门名称写错了", "这条公示已经不在公开页面上"):
        assert words in other.main, words
    other.open("public.objection_start", 410, public_id=publication.public_id)


@pytest.mark.parametrize("role", [Role.OFFICER, Role.HEAD, Role.SUPERVISOR])
def test_others_neither_see_nor_decide(browser, people, publication, sign_in_as, role):
    object_to(browser, publication)
    visitor = sign_in_as(make_user(role, department=people.officer.department))
    assert publication.title not in visitor.open("publication.list_objections").text
    visitor.open("publication.show_objections", 403, public_id=publication.public_id)
    visitor.post("publication.show_objections", {"outcome": "kept"}, public_id=publication.public_id, status=403)


def test_words_typed_while_the_text_was_withdrawn_are_given_back(browser, people, publication):
    browser.open("public.outcome", public_id=publication.public_id).follow("对这条信息有异议").fill(**TYPED)
    stories.change(publication, operations.withdraw, people.publisher, "内容有误")
    browser.press("继续", status=410)
    assert "内容有误" in browser.main and TYPED["wrong"] in browser.main and TYPED["contact"] in browser.main


def test_what_is_not_public_takes_no_objection(browser, people):
    draft = stories.draft(people, stories.closed_case(people))
    browser.open("public.objection_start", public_id=draft.public_id)
    assert "没有找到这个编号" in browser.main and draft.title not in browser.text
