"""The named unit's right of reply: what it sees, when, and what its silence means."""

from datetime import date

import pytest
from sqlalchemy import select

from portal import clock
from portal.accounts.vocabulary import Role
from portal.cases.vocabulary import PublicationChoice, ReportKind
from portal.db import session
from portal.deadlines import queries as deadlines
from portal.errors import NotAllowed, TransitionRefused
from portal.notifications.models import Notice
from portal.publication import operations, queries, releasing, replies
from portal.publication.vocabulary import PublicationStatus, ReplyStatus
from tests.factories import make_user
from tests.publication import stories

ANSWER = "我单位已经制定付款计划，联系人李建华 13812345678，天津海河测试工程有限公司已经同意。"


@pytest.fixture
def people(app):
    return stories.cast()


@pytest.fixture
def unit(people):
    return make_user(Role.OFFICER, department=people.respondent)


@pytest.fixture
def publication(people):
    with clock.pretend(stories.at(2026, 10, 12)):
        return stories.submitted(people)


def asked(publication, person, on=(2026, 10, 12)):
    with clock.pretend(stories.at(*on)):
        stories.change(publication, replies.ask, person)
    return queries.find_reply(publication.id)


def with_reply(publication, step, *arguments):
    return stories.change(publication, lambda found: step(queries.find_reply(found.id), *arguments))


def test_officer_or_reviewer_sends_it_once(people, publication):
    for person in (people.stranger, people.head, make_user(Role.PUBLISHER, department=people.respondent)):
        with pytest.raises(NotAllowed):
            stories.change(publication, replies.ask, person)
    reply = asked(publication, people.publisher)
    assert (reply.status, reply.department_id) == (ReplyStatus.ASKED, people.respondent.id)
    with pytest.raises(TransitionRefused, match="已经送过"):
        stories.change(publication, replies.ask, people.officer)


def test_release_waits_for_the_answer_and_silence_lets_it_go_on(people, publication):
    asked(publication, people.officer)
    with clock.pretend(stories.at(2026, 10, 19)):
        assert "等被反映单位回应" in releasing.why_not_review(publication, people.publisher)
        with pytest.raises(TransitionRefused):
            stories.change(publication, releasing.review, people.publisher)
    with clock.pretend(stories.at(2026, 10, 20)):
        assert stories.release(publication, people).status is PublicationStatus.RELEASED


def test_an_answer_is_masked_and_decided_by_somebody_else(people, publication, unit):
    asked(publication, people.officer)
    with_reply(publication, replies.answer, unit, ANSWER)
    assert "先处理回应" in releasing.why_not_review(queries.get_publication(publication.id), people.publisher)
    with pytest.raises(NotAllowed):
        with_reply(publication, replies.decide, people.officer, True, "")
    with_reply(publication, replies.decide, people.publisher, True, "")
    shown = replies.shown_reply(publication)
    assert "制定付款计划" in shown
    assert not [word for word in ("李建华", "13812345678", "天津海河测试工程有限公司") if word in shown]
    assert stories.release(publication, people).status is PublicationStatus.RELEASED


def test_a_refused_answer_is_not_shown(people, publication, unit):
    asked(publication, people.officer)
    with_reply(publication, replies.answer, unit, ANSWER)
    with_reply(publication, replies.decide, people.publisher, False, "没有说到事实")
    assert replies.shown_reply(publication) == "" and releasing.why_not_review(publication, people.publisher) == ""


def test_only_people_of_the_unit_answer(people, publication, unit):
    asked(publication, people.officer)
    supervisor = make_user(Role.SUPERVISOR, department=people.respondent)
    for person in (people.officer, people.publisher, people.stranger, supervisor):
        with pytest.raises(NotAllowed):
            with_reply(publication, replies.answer, person, ANSWER)
    with_reply(publication, replies.answer, unit, ANSWER)
    with pytest.raises(TransitionRefused):
        with_reply(publication, replies.answer, unit, "再说一次我们的意见。")


def test_a_draft_is_never_shown_even_after_it_was(people, publication, unit):
    asked(publication, people.officer)
    stories.change(publication, releasing.give_back, people.publisher, "再改一改")
    assert not replies.is_shown(queries.find_reply(publication.id))
    with pytest.raises(TransitionRefused):
        with_reply(publication, replies.answer, unit, ANSWER)


def test_whoever_gets_other_words_has_the_whole_time_again(people, publication, unit):
    asked(publication, people.officer)
    with clock.pretend(stories.at(2026, 10, 13)):
        stories.change(publication, releasing.give_back, people.publisher, "再改一改")
    with clock.pretend(stories.at(2026, 10, 29)):
        again = stories.change(publication, operations.submit, people.officer)
        assert replies.is_shown(queries.find_reply(again.id))
        assert "等被反映单位回应" in releasing.why_not_review(again, people.publisher)
    due = deadlines.open_deadline(replies.CLOCK, queries.find_reply(again.id).id, replies.RULE).due_on
    assert due == date(2026, 11, 5)
    with clock.pretend(stories.at(2026, 10, 30)):
        with_reply(publication, replies.answer, unit, "改过的文字我们没有意见。")
    told = [each.text for each in session.scalars(select(Notice)) if "请本单位回应，见" in each.text]
    assert len(told) == 2


def test_of_a_text_written_anew_the_unit_sees_nothing_before_the_reporter_has_read_it(people):
    with clock.pretend(stories.at(2026, 10, 12)):
        reporter = stories.closed_case(people, choice=PublicationChoice.PREVIEW_FIRST)
        publication = stories.submitted(people, reporter)
        stories.change(publication, operations.answer_preview, reporter, True, "")
        stories.change(publication, replies.ask, people.officer)
        stories.change(publication, releasing.give_back, people.publisher, "再改一改")
        stories.change(publication, operations.submit, people.officer)
        reply = queries.find_reply(publication.id)
        assert not replies.is_shown(reply)
        running = deadlines.open_deadline(replies.CLOCK, reply.id, replies.RULE)
        assert running.started_on == queries.get_publication(publication.id).preview_due_on
        stories.change(publication, operations.answer_preview, reporter, True, "")
        assert replies.is_shown(queries.find_reply(publication.id))


def test_of_a_tip_off_the_unit_learns_only_when_it_is_public(people, publication, unit):
    stories.change(publication, lambda found: setattr(found.case, "kind", ReportKind.TIP_OFF))
    for step in (lambda found: found, lambda found: stories.reviewed(found, people)):
        found = step(queries.get_publication(publication.id))
        assert "举报" in replies.why_not_ask(found)
        with pytest.raises(TransitionRefused):
            stories.change(found, replies.ask, people.publisher)
    released = stories.change(publication, releasing.approve, people.signer)
    asked(released, people.publisher)
    with_reply(publication, replies.answer, unit, "我单位已经按要求整改。")
    with_reply(publication, replies.decide, people.publisher, True, "")
    assert replies.shown_reply(publication) == "我单位已经按要求整改。"
    assert queries.list_versions(publication.id)[-1].what == "补充被反映单位的回应"
    stories.change(publication, operations.withdraw, people.publisher, "内容有误")
    assert not replies.is_shown(queries.find_reply(publication.id))


def test_the_reporter_who_wants_to_read_first_reads_first(people):
    publication = stories.submitted(people, choice=PublicationChoice.PREVIEW_FIRST)
    assert "看过以后" in replies.why_not_ask(publication)
