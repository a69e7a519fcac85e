"""The named unit reads the public text and answers on its own page; nothing else of the case is there."""

import pytest

from portal.accounts.vocabulary import Role
from portal.publication import queries, replies
from portal.publication.vocabulary import ReplyStatus
from tests.factories import make_user
from tests.publication import stories


@pytest.fixture
def people(app):
    return stories.cast()


@pytest.fixture
def unit(people, sign_in_as):
    return sign_in_as(make_user(Role.OFFICER, department=people.respondent))


def test_from_sending_to_the_words_under_the_outcome(people, unit, sign_in_as, browser):
    publication = stories.submitted(people)
    unit.open("publication.show_reply", 404, public_id=publication.public_id)
    desk = sign_in_as(people.officer).open("publication.show_publication", public_id=publication.public_id).follow("被反映单位回应")
    assert "只看到公开的文字" in desk.main and "区建委" in desk.main
    desk.press("送被反映单位")
    assert "等回应" in desk.main
    unit.open("publication.list_drafts").follow("请本单位回应的公示").follow(publication.title)
    assert publication.case.number not in unit.text and stories.FACTS not in unit.main and stories.NARRATIVE[:10] not in unit.text
    unit.press("提交回应")
    assert unit.errors == ["请写本单位的回应"]
    unit.fill(text="我单位已经制定付款计划，按月支付。").press("提交回应")
    assert "已提交回应" in unit.banner and "提交回应" not in unit.buttons()
    reviewer = sign_in_as(people.publisher).open("publication.ask_reply", public_id=publication.public_id)
    assert "按月支付" in reviewer.main
    reviewer.press("不采用")
    assert "不采用的理由" in reviewer.errors[0]
    reviewer.press("采用，公开在公示下面")
    stories.release(publication, people)
    browser.open("public.outcome", public_id=publication.public_id)
    assert "被反映单位的回应" in browser.main and "按月支付" in browser.main


def test_the_unit_reaches_nothing_else_by_its_reply(people, unit):
    publication = stories.submitted(people)
    stories.change(publication, replies.ask, people.officer)
    own = f"/desk/publications/{publication.public_id}"
    for path in (own, f"{own}/preview", f"{own}/reply", f"{own}/correction", f"{own}/term", f"{own}/objections"):
        unit.open(path, 404)
    unit.open(f"/desk/cases/{publication.case_id}", 404)


@pytest.mark.parametrize("who", ["stranger", "officer", "head", "publisher"])
def test_nobody_else_finds_the_page_of_the_unit(people, sign_in_as, who):
    publication = stories.submitted(people)
    stories.change(publication, replies.ask, people.officer)
    visitor = sign_in_as(getattr(people, who))
    visitor.open("publication.show_reply", 404, public_id=publication.public_id)
    assert publication.title not in visitor.open("publication.list_replies").text
    assert queries.find_reply(publication.id).status is ReplyStatus.ASKED
