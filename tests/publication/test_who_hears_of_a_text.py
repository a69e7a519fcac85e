"""Who is told of a public text: through the operations that make the events."""

import pytest
from sqlalchemy import select

from portal.accounts.vocabulary import Role
from portal.cases import replying
from portal.cases.identity import Identity
from portal.cases.vocabulary import PublicationChoice
from portal.db import session
from portal.notifications.models import Notice, OutboxMessage
from portal.notifications.vocabulary import RecipientKind
from portal.publication import operations, releasing
from tests.factories import make_user
from tests.publication import stories

WITH_MAIL = Identity(name="孙晓梅", email="reporter@example.cn", organisation="天津海河测试工程有限公司")


@pytest.fixture
def people(app):
    return stories.cast()


def told(user):
    return [text.split(" ", 1)[1] for text in session.scalars(select(Notice.text).where(Notice.user_id == user.id).order_by(Notice.id))]


def mails():
    to_reporters = select(OutboxMessage).where(OutboxMessage.recipient_kind == RecipientKind.REPORTER).order_by(OutboxMessage.id)
    return [f"{each.subject} {each.body_text} {each.body_html}" for each in session.scalars(to_reporters)]


def test_the_other_person_hears_that_a_text_waits_and_the_author_what_became_of_it(people):
    insider = make_user(Role.PUBLISHER, department=people.respondent)
    publication = stories.submitted(people)
    assert told(people.publisher) == ["公示稿待审核。"]
    assert told(insider) == []
    stories.change(publication, releasing.give_back, people.publisher, "请再改一改")
    assert told(people.officer)[-1] == "公示稿被退回，请修改。"


def test_whoever_wrote_is_not_asked_to_review(people):
    people.officer = make_user(Role.OFFICER, Role.PUBLISHER, department=people.officer.department)
    stories.submitted(people)
    assert "公示稿待审核。" not in told(people.officer)


@pytest.mark.parametrize(("choice", "letters"), [(PublicationChoice.PREVIEW_FIRST, 1), (PublicationChoice.AGREE, 0)])
def test_only_a_reporter_who_wants_to_read_first_is_written_to_and_the_letter_tells_nothing(people, choice, letters):
    reporter = stories.closed_case(people, choice=choice, identity=WITH_MAIL)
    before = len(mails())
    publication = stories.submitted(people, reporter)
    new = mails()[before:]
    assert len(new) == letters
    for letter in new:
        for word in (publication.case.number, "区建委", "公开稿", "孙晓梅", "海河", publication.public_id):
            assert word not in letter


def test_the_answer_of_the_reporter_is_told_to_both(people):
    reporter = stories.closed_case(people, choice=PublicationChoice.PREVIEW_FIRST)
    publication = stories.submitted(people, reporter)
    stories.change(publication, operations.answer_preview, reporter, False, "能看出是我们公司")
    for person in (people.officer, people.publisher):
        assert told(person)[-1] == "反映人对公开稿有意见，请修改。"
        assert "能看出" not in " ".join(told(person))


def test_the_author_hears_that_a_reopened_case_voids_the_text(people):
    reporter = stories.closed_case(people)
    stories.submitted(people, reporter)
    stories.act(reporter.case_id, replying.reopen, people.head, "事实还要再查")
    assert "办件重新办理，公示稿作废。" in told(people.officer)
