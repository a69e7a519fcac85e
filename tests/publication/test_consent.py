"""The reporter's will: changed until release, reminded before the end, and what silence means here."""

import pytest

from portal import clock, jobs
from portal.cases import queries as cases
from portal.cases.identity import Identity
from portal.cases.vocabulary import PublicationChoice
from portal.db import transaction
from portal.errors import NotAllowed, TransitionRefused
from portal.publication import consent, operations, queries, releasing
from portal.publication.vocabulary import Preview, PublicationStatus
from tests.publication import stories

FIRST_ME, AGREE, REFUSE = PublicationChoice.PREVIEW_FIRST, PublicationChoice.AGREE, PublicationChoice.REFUSE


@pytest.fixture
def people(app):
    return stories.cast(at_once=False)


def choose(reporter, choice, who=None):
    with transaction():
        consent.change_choice(cases.get_case(reporter.case_id).report, who or reporter, choice)


def fresh(publication):
    return queries.get_publication(publication.id)


def test_refusing_ends_the_text_wherever_it_waits(people):
    reporter = stories.closed_case(people)
    publication = stories.release(stories.submitted(people, reporter), people)
    choose(reporter, REFUSE)
    assert fresh(publication).status is PublicationStatus.CANCELLED
    assert "反映人改为不公开" in fresh(publication).refusal
    assert "不公开" in operations.why_not_draft(cases.get_case(reporter.case_id))


def test_wanting_to_see_it_takes_an_approved_text_out_of_the_batch(people):
    reporter = stories.closed_case(people)
    with clock.pretend(stories.at(2026, 10, 12)):
        publication = stories.release(stories.submitted(people, reporter), people)
        choose(reporter, FIRST_ME)
    now = fresh(publication)
    assert (now.status, now.preview, now.batch_on, now.reviewer_id) == (PublicationStatus.SUBMITTED, Preview.ASKED, None, None)
    assert f"{now.preview_due_on}" == "2026-10-19"


def test_agreeing_ends_the_wait(people):
    reporter = stories.closed_case(people, choice=FIRST_ME)
    publication = stories.submitted(people, reporter)
    choose(reporter, AGREE)
    assert releasing.why_not_review(fresh(publication), people.publisher) == ""


def test_after_release_it_is_too_late_and_nobody_else_chooses(people):
    stories.rule(at_once=True)
    reporter, other = stories.closed_case(people), stories.closed_case(people)
    stories.released(people, reporter)
    with pytest.raises(TransitionRefused, match="异议"):
        choose(reporter, REFUSE)
    for who in (reporter, people.officer, people.publisher):
        with pytest.raises(NotAllowed):
            choose(other, REFUSE, who)


def test_silence_publishes_only_where_the_rules_say_so(people):
    with clock.pretend(stories.at(2026, 10, 12)):
        publication = stories.submitted(people, choice=FIRST_ME)
    with clock.pretend(stories.at(2026, 10, 20)):
        assert releasing.why_not_review(publication, people.publisher) == ""
        stories.rule(silence_publishes=False)
        assert "没有回答" in releasing.why_not_review(fresh(publication), people.publisher)
        with pytest.raises(TransitionRefused):
            stories.change(publication, releasing.review, people.publisher)
        assert "不公开" in consent.silence_words()
        stories.change(publication, releasing.refuse, people.publisher, "反映人没有同意")


def test_the_reporter_is_reminded_once_before_the_end(people):
    mailed = Identity(name="孙晓梅", organisation="天津海河测试工程有限公司", email="sun@mail.example")
    reporter = stories.closed_case(people, choice=FIRST_ME, identity=mailed)
    with clock.pretend(stories.at(2026, 10, 12)):
        publication = stories.submitted(people, reporter)
        assert jobs.remind_reporters() == 0
    with clock.pretend(stories.at(2026, 10, 17)):
        assert (jobs.remind_reporters(), jobs.remind_reporters()) == (1, 0)
    assert f"{fresh(publication).preview_reminded_on}" == "2026-10-17"
