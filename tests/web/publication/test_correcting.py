"""What is public is corrected by three people, told on the page, and its term changed with a reason."""

from datetime import date

import pytest

from portal import clock, jobs
from portal.accounts.vocabulary import Role
from portal.errors import NotAllowed, RuleBroken, TransitionRefused
from portal.publication import corrections, operations, queries
from portal.publication.versions import texts_of
from portal.publication.vocabulary import CorrectionStatus, PublicationStatus
from tests.factories import make_user
from tests.publication import stories

NEW, WHAT = "责成区建委在三个月内付清欠款。", "付款期限写错了，改为三个月"


@pytest.fixture
def people(app):
    return stories.cast()


@pytest.fixture
def publication(people):
    return stories.released(people)


def fresh(publication):
    return queries.get_publication(publication.id)


def proposed(publication, people):
    stories.change(publication, corrections.propose, people.officer, texts_of(publication) | {"measures": NEW}, WHAT)
    return queries.find_correction(publication.id)


def test_three_people_correct_a_page_and_the_page_says_so(people, publication, sign_in_as, browser):
    own = sign_in_as(people.officer).open("publication.show_publication", public_id=publication.public_id).follow("更正")
    own.fill(measures=NEW, what=WHAT).press("提交更正")
    assert "已提交更正" in own.banner
    assert NEW not in browser.open("public.outcome", public_id=publication.public_id).main
    own.follow("看更正")
    assert "提出更正的人不能审核" in own.main and "审核通过" not in own.buttons()
    second = sign_in_as(people.publisher).open("publication.show_correction", public_id=publication.public_id)
    assert second.page.xpath("//del") and "三个月内付清" in "".join(each.text_content() for each in second.page.xpath("//ins"))
    second.press("审核通过")
    second.follow("看更正")
    assert "请由第三个人签发" in second.main
    third = sign_in_as(people.signer).open("publication.show_correction", public_id=publication.public_id)
    third.press("签发，改公开页")
    browser.open("public.outcome", public_id=publication.public_id)
    assert NEW in browser.main and f"：{WHAT}" in browser.main
    assert [each.number for each in queries.list_versions(publication.id)] == [1, 2]
    assert publication.public_id in browser.client.get("/outcomes?keyword=三个月").text


def test_nobody_passes_the_own_correction_or_a_name(people, publication):
    for texts, what in (({"measures": "请找李建华办理付款手续。"}, WHAT), ({"measures": NEW}, "天津海河测试工程有限公司要求改")):
        with pytest.raises(RuleBroken):
            stories.change(publication, corrections.propose, people.officer, texts_of(publication) | texts, what)
    with pytest.raises(RuleBroken, match="没有改动"):
        stories.change(publication, corrections.propose, people.officer, texts_of(publication), WHAT)
    both = make_user(Role.OFFICER, Role.PUBLISHER, department=people.officer.department)
    people.officer = both
    correction = proposed(publication, people)
    for step, words in ((corrections.decide, ()), (corrections.refuse, ("不改",))):
        with pytest.raises(NotAllowed):
            step(correction, both, *words)
    with pytest.raises(TransitionRefused):
        stories.change(publication, corrections.propose, both, texts_of(publication) | {"measures": "再改一次付款安排。"}, WHAT)


def test_a_refused_correction_changes_nothing(people, publication, sign_in_as):
    correction = proposed(publication, people)
    desk = sign_in_as(people.publisher).open("publication.show_correction", public_id=publication.public_id)
    desk.press("不采用")
    assert "不采用的理由" in desk.errors[0]
    desk.fill(reason="和原文一致").press("不采用")
    assert correction.status is CorrectionStatus.REFUSED and fresh(publication).measures != NEW
    desk.open("publication.show_correction", 409, public_id=publication.public_id)


def test_the_term_is_changed_with_a_public_reason_and_ends_by_itself(people, publication, sign_in_as, browser):
    with clock.pretend(stories.at(2026, 10, 20)):
        desk = sign_in_as(people.publisher).open("publication.show_publication", public_id=publication.public_id).follow("改公示期")
        desk.fill(until="2026-12-15", reason="款项都已到账，不用再公示").press("保存")
        assert "已改公示期" in desk.banner, desk.errors
        page = browser.open("public.outcome", public_id=publication.public_id).main
        assert "公示期提前到2026年12月：款项都已到账" in page and "2026年10月至2026年12月" in page
        for until in (date(2026, 10, 19), date(2032, 1, 1), date(2026, 12, 15)):
            with pytest.raises(RuleBroken):
                stories.change(publication, corrections.change_term, people.publisher, until, "理由写在这里")
        with pytest.raises(NotAllowed):
            stories.change(publication, corrections.change_term, people.officer, date(2027, 1, 1), "理由写在这里")
    with clock.pretend(stories.at(2026, 12, 16)):
        assert jobs.end_publications() == 1
    assert fresh(publication).status is PublicationStatus.ENDED


def test_what_left_the_page_is_not_corrected(people, publication):
    correction = proposed(publication, people)
    stories.change(publication, operations.withdraw, people.publisher, "内容有误")
    with pytest.raises(TransitionRefused):
        corrections.decide(correction, people.publisher)
