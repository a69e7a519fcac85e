"""The reporter changes on the progress page whether the outcome may be public."""

import pytest

from portal.cases import queries as cases
from portal.cases.vocabulary import PublicationChoice
from portal.publication import queries
from portal.publication.vocabulary import PublicationStatus
from tests.publication import stories


@pytest.fixture
def people(app):
    return stories.cast()


def follow(browser, receipt):
    return browser.open("public.track").fill(code=receipt.tracking_code).press("查进度")


def test_the_choice_is_changed_and_what_waits_ends(browser, people):
    receipt = stories.filed(people)
    publication = stories.submitted(people, stories.closed(people, receipt))
    follow(browser, receipt).follow("修改")
    assert browser.value("choice") == "agree"
    assert "到期没有回答，就按这个稿子继续审核公开" in browser.main
    browser.fill(choice="refuse").press("保存")
    assert "已改好" in browser.banner and "不公开，结果只告诉您" in browser.main
    assert cases.get_case(receipt.case_id).report.publication_choice is PublicationChoice.REFUSE
    assert queries.get_publication(publication.id).status is PublicationStatus.CANCELLED


def test_after_release_the_page_says_where_to_go(browser, people):
    receipt = stories.filed(people)
    stories.released(people, stories.closed(people, receipt))
    follow(browser, receipt).open("public.track_choice")
    assert "不能再改" in browser.main and "保存" not in browser.buttons()


def test_without_the_code_nothing_is_shown(browser, people):
    assert browser.open("public.track_choice").url == "/track"
