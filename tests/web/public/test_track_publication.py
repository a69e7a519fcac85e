"""The reporter reads the public text and answers."""

import pytest

from portal.cases.vocabulary import PublicationChoice
from portal.publication import operations, queries
from portal.publication.vocabulary import Preview
from tests.publication import stories

FIRST_ME = PublicationChoice.PREVIEW_FIRST


@pytest.fixture
def people(app):
    return stories.cast()


@pytest.fixture
def receipt(people):
    return stories.filed(people, choice=FIRST_ME)


def follow(browser, receipt):
    return browser.open("public.track").fill(code=receipt.tracking_code).press("查进度")


def test_the_progress_page_leads_to_the_text_that_waits_for_the_reporter(browser, people, receipt):
    publication = stories.submitted(people, stories.closed(people, receipt))
    follow(browser, receipt).follow("看公开稿，告诉我们行不行")
    assert browser.heading == "公开稿"
    assert publication.title in browser.main and "公开以前请您看一遍" in browser.main
    browser.fill(answer="agree").press("提交意见")
    assert "谢谢" in browser.banner
    assert queries.get_publication(publication.id).preview is Preview.AGREED
    assert "提交意见" not in browser.buttons()


def test_an_objection_needs_words_and_keeps_what_was_typed(browser, people, receipt):
    publication = stories.submitted(people, stories.closed(people, receipt))
    follow(browser, receipt)
    browser.open("public.track_publication").press("提交意见")
    assert browser.errors == ["请选择可以，还是有地方不妥"]
    browser.fill(answer="object").press("提交意见")
    assert "请写明哪里不妥" in browser.errors[0]
    browser.fill(answer="object", remark="能看出是我们公司").press("提交意见")
    assert queries.get_publication(publication.id).preview is Preview.OBJECTED
    assert "修改以前不会公开" in browser.main


def test_a_draft_is_not_shown_to_the_reporter(browser, people, receipt):
    stories.draft(people, stories.closed(people, receipt))
    follow(browser, receipt)
    assert not [words for words in browser.links() if "公开稿" in words]
    browser.open("public.track_publication", 404)


def test_a_released_text_is_linked(browser, people, receipt):
    reporter = stories.closed(people, receipt)
    with_answer = stories.submitted(people, reporter)
    stories.change(with_answer, operations.answer_preview, reporter, True, "")
    publication = stories.release(with_answer, people)
    follow(browser, receipt).follow("看公开稿")
    assert "已经公开" in browser.main
    browser.follow("看公示页面")
    assert browser.url == f"/outcomes/{publication.public_id}"


def test_without_the_code_nothing_is_shown(browser, people, receipt):
    stories.submitted(people, stories.closed(people, receipt))
    browser.open("public.track_publication")
    assert browser.url == "/track"


def test_a_reporter_sees_the_text_of_the_own_case_alone(browser, people, receipt):
    stories.submitted(people, stories.closed(people, receipt))
    other = stories.filed(people, choice=FIRST_ME)
    follow(browser, other)
    browser.open("public.track_publication", 404)
