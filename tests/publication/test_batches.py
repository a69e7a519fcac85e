"""Three people and the first of the month: nobody decides alone, and no date leads from an outcome to a report."""

import pytest

from portal import clock, jobs
from portal.accounts.vocabulary import Role
from portal.audit import queries as audit
from portal.cases import replying, reporting
from portal.cases.vocabulary import PublicationStage, Satisfaction, Solved
from portal.db import transaction
from portal.errors import NotAllowed, RuleBroken, TransitionRefused
from portal.publication import operations, queries, releasing
from portal.publication.rules import ReleaseRules, rules, set_rules
from portal.publication.vocabulary import PublicationStatus
from tests.factories import make_user
from tests.publication import stories


@pytest.fixture
def people(app):
    return stories.cast(at_once=False)


@pytest.fixture
def approved(people):
    with clock.pretend(stories.at(2026, 10, 12)):
        return stories.release(stories.submitted(people), people)


def fresh(publication):
    return queries.get_publication(publication.id)


def publish_at(*day):
    with clock.pretend(stories.at(*day)):
        return jobs.publish_batches()


def test_writer_reviewer_and_signer_are_three(people):
    publication = stories.reviewed(stories.submitted(people), people)
    with pytest.raises(NotAllowed, match="第三个人"):
        stories.change(publication, releasing.approve, people.publisher)
    with pytest.raises(NotAllowed):
        stories.change(publication, releasing.approve, people.officer)
    assert stories.change(publication, releasing.approve, people.signer).publisher_id == people.signer.id


def test_two_are_enough_only_where_the_rules_say_so_and_the_log_says_it(people):
    stories.rule(people=2)
    publication = stories.reviewed(stories.submitted(people), people)
    stories.change(publication, releasing.approve, people.publisher)
    entries = [each for each in audit.list_entries() if each.action in {"publication:rules", "publication:approve"}]
    assert {each.action: each.detail.get("people") for each in entries} == {"publication:rules": "3→2", "publication:approve": 2}


def test_rules_are_set_by_an_administrator_alone_and_checked(people):
    for person in (people.officer, people.publisher):
        with pytest.raises(NotAllowed), transaction():
            set_rules(person, ReleaseRules(people=2))
    with pytest.raises(RuleBroken):
        stories.rule(people=1)
    assert rules().people == 3


def test_an_approved_text_waits_for_the_first_of_the_month(people, approved):
    assert approved.status is PublicationStatus.APPROVED and approved.released_at is None
    assert f"{approved.batch_on}" == "2026-11-01"
    assert approved.case.publication_stage is PublicationStage.APPROVED
    assert publish_at(2026, 10, 31) == 0
    assert publish_at(2026, 11, 1, 9) == 1
    assert publish_at(2026, 11, 1, 9) == 0
    assert fresh(approved).status is PublicationStatus.RELEASED


@pytest.mark.parametrize(
    ("approved_on", "batch_on"), [((2026, 12, 1), "2027-01-01"), ((2026, 12, 31), "2027-01-01"), ((2026, 1, 31), "2026-02-01")]
)
def test_the_batch_is_that_of_the_next_month(approved_on, batch_on):
    assert f"{releasing.next_batch_on(stories.at(*approved_on).date())}" == batch_on


def test_a_late_job_tells_no_day_either(people, approved):
    publish_at(2026, 11, 17)
    assert clock.local(fresh(approved).released_at).isoformat() == "2026-11-01T00:00:00+08:00"


def test_all_of_a_batch_come_out_together(people, approved):
    with clock.pretend(stories.at(2026, 10, 29)):
        other = stories.release(stories.submitted(people), people)
    assert publish_at(2026, 11, 1) == 2
    assert fresh(approved).released_at == fresh(other).released_at


def test_what_is_taken_out_is_not_published(people, approved):
    with pytest.raises(RuleBroken):
        stories.change(approved, releasing.take_out, people.signer, " ")
    with pytest.raises(NotAllowed):
        stories.change(approved, releasing.take_out, people.officer, "不想公开")
    stories.change(approved, releasing.take_out, people.signer, "数字要再核对")
    assert publish_at(2026, 11, 1) == 0
    assert fresh(approved).status is PublicationStatus.DRAFT and fresh(approved).reviewer_id is None


def test_a_reopened_case_leaves_the_batch(people, approved):
    stories.act(approved.case_id, replying.reopen, people.head, "事实还要再查")
    assert publish_at(2026, 11, 1) == 0
    assert fresh(approved).status is PublicationStatus.CANCELLED


def test_signing_needs_a_review_first(people):
    publication = stories.submitted(people)
    with pytest.raises(TransitionRefused):
        stories.change(publication, releasing.approve, people.signer)
    insider = make_user(Role.PUBLISHER, department=people.respondent)
    with pytest.raises(NotAllowed):
        stories.change(stories.reviewed(publication, people), releasing.approve, insider)


def test_no_public_answer_is_finer_than_the_day(people, approved, browser):
    publish_at(2026, 11, 1, 9)
    with clock.pretend(stories.at(2026, 11, 20, 15)):
        stories.change(fresh(approved), operations.withdraw, people.publisher, "内容有误")
        other = stories.release(stories.submitted(people), people)
    publish_at(2026, 12, 1, 13)
    with clock.pretend(stories.at(2026, 12, 1, 14)):
        feed = browser.client.get("/outcomes.atom")
        page = browser.client.get(f"/outcomes/{other.public_id}")
    assert "<published>2026-12-01T00:00:00+08:00</published>" in feed.text
    assert "<updated>2026-12-01T00:00:00+08:00</updated>" in feed.text
    assert 'name="PubDate" content="2026-12-01 00:00"' in page.text
    for answer in (feed, page):
        assert f"{answer.last_modified:%H:%M:%S}" == "16:00:00"  # midnight in Shanghai, told in GMT


def test_the_day_on_which_the_reporter_rates_is_told_nowhere(people, browser):
    reporter = stories.closed_case(people)
    publication = stories.released(people, reporter)
    publish_at(2026, 11, 1)
    public = ("/outcomes", "/outcomes.atom", "/outcomes.csv", "/data/outcomes.json", f"/outcomes/{publication.public_id}", "/sitemap.xml")

    def seen(*day):
        with clock.pretend(stories.at(*day)):
            return [(answer.last_modified, "很满意" in answer.text) for answer in map(browser.client.get, public)]

    before = seen(2026, 11, 17)
    with clock.pretend(stories.at(2026, 11, 17, 11)):
        stories.act(reporter.case_id, reporting.rate, reporter, Solved.YES, Satisfaction.VERY_SATISFIED, "", False)
    assert publish_at(2026, 11, 18) == 0 and seen(2026, 11, 17) == before
    assert publish_at(2026, 12, 1) == 1 and publish_at(2026, 12, 1, 12) == 0
    shown = seen(2026, 12, 1)
    assert [told for _at, told in shown] == [True, False, True, True, True, False]
    assert {f"{at:%Y-%m-%d}" for at, _told in shown if at} == {"2026-11-30"}  # midnight of the first in Shanghai, told in GMT
