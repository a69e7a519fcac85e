"""From the draft to the public page: who may do what, and what stops a text."""

import pytest

from portal import clock
from portal.accounts.vocabulary import Role
from portal.cases import queries as cases
from portal.cases import replying, reporting
from portal.cases.vocabulary import Finding, PublicationChoice, PublicationStage, Satisfaction, Solved
from portal.errors import Gone, NotAllowed, NotFound, RuleBroken, TransitionRefused
from portal.publication import operations, queries, releasing, wording
from portal.publication.checking import check_text, inspector
from portal.publication.redaction import Choice
from portal.publication.vocabulary import Preview, PublicationStatus
from tests.factories import make_user
from tests.publication import stories


@pytest.fixture
def people(app):
    return stories.cast()


def texts_of(publication, **changed):
    names = ("title", "respondent_name", "facts", "basis", "measures", "commitment")
    return {name: getattr(publication, name) for name in names} | changed


def test_a_draft_is_made_of_the_outcome_with_months_instead_of_days(people):
    for _ in range(wording.FEWEST_TOGETHER - 1):
        stories.filed(people)
    publication = stories.draft(people, stories.closed_case(people))
    assert (publication.received_month, publication.replied_month, publication.commitment_month) == ("2026-08", "2026-09", "2027-03")
    assert publication.respondent_name == "区建委"
    assert publication.limit_words == "30 天"  # arrears to an enterprise: 保障中小企业款项支付条例 25
    assert stories.NARRATIVE[:12] not in " ".join(text for _, _, text in publication.sections)
    assert publication.case.publication_stage is PublicationStage.DRAFTED


def test_a_month_in_which_few_reports_came_in_is_told_nowhere(people, browser):
    publication = stories.released(people)
    assert publication.received_month == ""
    page = browser.open("public.outcome", public_id=publication.public_id)
    assert "收到反映" not in page.main and "2026年8月" not in page.main and "2026年9月" in page.main
    for path in ("/outcomes.json", "/data/outcomes.json"):
        assert browser.client.get(path).get_json()[0]["received_month"] is None
    assert browser.client.get(f"/api/v1/outcomes/{publication.public_id}").get_json()["received_month"] is None


def test_the_month_is_told_once_enough_reports_have_come_in(people):
    reporter = stories.closed_case(people)
    publication = stories.draft(people, reporter)
    for day in (1, 31, 17, 30):
        stories.filed(people, received=stories.at(2026, 8, day))
    stories.filed(people, received=stories.at(2026, 9, 1))
    stories.settle_findings(publication, people)
    assert publication.received_month == ""
    assert stories.change(publication, operations.submit, people.officer).received_month == "2026-08"


def test_one_case_has_one_living_text(people):
    reporter = stories.closed_case(people)
    stories.draft(people, reporter)
    with pytest.raises(TransitionRefused, match="已有公示稿"):
        stories.draft(people, reporter)


def test_nothing_is_drafted_when_the_reporter_refused(people):
    with pytest.raises(TransitionRefused, match="不公开"):
        stories.draft(people, stories.closed_case(people, choice=PublicationChoice.REFUSE))


@pytest.mark.parametrize("who", ["stranger", "publisher", "head"])
def test_only_an_officer_of_the_lead_drafts(people, who):
    reporter = stories.closed_case(people)
    with pytest.raises(NotAllowed):
        stories.act(reporter.case_id, operations.draft, getattr(people, who))


def test_a_finding_left_stops_the_text(people):
    publication = stories.draft(people, stories.closed_case(people, measures="请联系 13812345678 办理付款。"))
    with pytest.raises(RuleBroken, match="13812345678"):
        stories.change(publication, operations.submit, people.officer)
    publication = stories.settle_findings(publication, people)
    assert "【已隐去：电话号码】" in publication.measures
    assert stories.change(publication, operations.submit, people.officer).status is PublicationStatus.SUBMITTED


def test_what_points_at_the_reporter_cannot_be_kept(people):
    publication = stories.draft(people, stories.closed_case(people))
    publication = stories.change(
        publication, operations.save, people.officer, texts_of(publication, facts="天津海河测试工程有限公司的工程款被拖欠。")
    )
    direct = [each for each in check_text(publication) if each.finding.is_direct]
    assert direct
    with pytest.raises(RuleBroken, match="不能保留"):
        stories.change(publication, operations.decide, people.officer, {direct[0].key: (Choice.KEEP, "有必要")})
    with pytest.raises(RuleBroken):
        stories.change(publication, operations.submit, people.officer)


def test_the_name_a_reporter_typed_for_the_respondent_is_checked_too(people):
    publication = stories.draft(people, stories.closed_case(people))
    publication = stories.change(
        publication, operations.save, people.officer, texts_of(publication, respondent_name="天津海河测试工程有限公司")
    )
    with pytest.raises(RuleBroken, match="被反映单位"):
        stories.change(publication, operations.submit, people.officer)


def test_what_is_kept_needs_a_reason_and_is_asked_again_when_the_words_change(people):
    publication = stories.draft(people, stories.closed_case(people))
    publication = stories.change(
        publication, operations.save, people.officer, texts_of(publication, measures="请拨打 022-23456789 了解付款进度。")
    )
    found = check_text(publication)[0]
    with pytest.raises(RuleBroken, match="理由"):
        stories.change(publication, operations.decide, people.officer, {found.key: (Choice.KEEP, " ")})
    publication = stories.change(publication, operations.decide, people.officer, {found.key: (Choice.KEEP, "单位的公开电话")})
    assert not [each for each in check_text(publication) if each.blocks]
    publication = stories.change(
        publication, operations.save, people.officer, texts_of(publication, measures="请拨打 022-23456780 了解付款进度。")
    )
    assert [each for each in check_text(publication) if each.blocks]


def test_a_second_person_releases(people):
    publication = stories.released(people)
    assert publication.status is PublicationStatus.RELEASED
    assert publication.reviewer_id == people.publisher.id
    assert publication.case.publication_stage is PublicationStage.RELEASED
    assert queries.get_outcome(publication.public_id) is publication


def test_the_author_cannot_release_even_with_the_role(people):
    people.publisher = people.officer = make_both(people)
    publication = stories.submitted(people)
    for step, words in ((releasing.review, ()), (releasing.give_back, ("改",)), (releasing.refuse, ("不行",))):
        with pytest.raises(NotAllowed, match="另一位"):
            stories.change(publication, step, people.officer, *words)


def test_whoever_had_a_hand_in_the_words_cannot_release(people):
    helper = make_both(people)
    publication = stories.draft(people, stories.closed_case(people))
    publication = stories.change(publication, operations.save, helper, texts_of(publication, title="关于拖欠款项问题的办理结果"))
    publication = stories.settle_findings(publication, people)
    publication = stories.change(publication, operations.submit, people.officer)
    with pytest.raises(NotAllowed, match="另一位"):
        stories.change(publication, releasing.review, helper)


def make_both(people):
    return make_user(Role.OFFICER, Role.PUBLISHER, department=people.officer.department)


def test_a_publisher_of_the_respondent_cannot_see_or_release(people):
    insider = make_user(Role.PUBLISHER, department=people.respondent)
    publication = stories.submitted(people)
    with pytest.raises(NotAllowed):
        stories.change(publication, releasing.review, insider)
    with pytest.raises(NotFound):
        queries.get_for(insider, publication.public_id)
    assert not any(queries.count_for_desk(insider).values())


def test_release_waits_for_the_reporter_who_wants_to_see_it_first(people):
    with clock.pretend(stories.at(2026, 10, 12)):
        publication = stories.submitted(people, choice=PublicationChoice.PREVIEW_FIRST)
        assert publication.preview is Preview.ASKED
        with pytest.raises(TransitionRefused, match="过目"):
            stories.release(publication, people)
    with clock.pretend(stories.at(2026, 10, 20)):
        assert stories.release(publication, people).status is PublicationStatus.RELEASED


def test_an_objection_of_the_reporter_stops_release_until_the_text_is_given_back(people):
    reporter = stories.closed_case(people, choice=PublicationChoice.PREVIEW_FIRST)
    with clock.pretend(stories.at(2026, 10, 12)):
        publication = stories.submitted(people, reporter)
        publication = stories.change(publication, operations.answer_preview, reporter, False, "能看出是我们公司")
    with clock.pretend(stories.at(2026, 12, 1)):
        with pytest.raises(TransitionRefused, match="意见"):
            stories.release(publication, people)
        publication = stories.change(publication, releasing.give_back, people.publisher, "按反映人的意见改")
    assert publication.status is PublicationStatus.DRAFT
    assert publication.seen_before["title"] == publication.title


def test_another_reporter_cannot_answer_the_preview(people):
    other = stories.closed_case(people)
    publication = stories.submitted(people, choice=PublicationChoice.PREVIEW_FIRST)
    with pytest.raises(NotAllowed):
        stories.change(publication, operations.answer_preview, other, True, "")


def test_a_withdrawn_text_leaves_its_reason_and_nothing_else(people):
    publication = stories.released(people)
    with pytest.raises(RuleBroken, match="去掉"):
        stories.change(publication, operations.withdraw, people.publisher, "天津海河测试工程有限公司要求撤下")
    publication = stories.change(publication, operations.withdraw, people.publisher, "部门名称写错了")
    with pytest.raises(Gone, match="部门名称写错了"):
        queries.get_outcome(publication.public_id)
    assert not queries.list_terms(publication.id)
    assert queries.count_outcomes(queries.OutcomeFilter()) == 0


def test_a_text_ends_by_itself(people):
    publication = stories.released(people)
    with clock.pretend(stories.at(2027, 10, 20)):
        stories.change(publication, lambda _publication: operations.end_expired())
    with pytest.raises(Gone, match="到期"):
        queries.get_outcome(publication.public_id)


def test_a_fulfilled_commitment_reaches_the_public_text_and_a_rating_the_one_being_written(people):
    reporter, other = stories.closed_case(people), stories.closed_case(people)
    publication, waiting = stories.released(people, reporter), stories.submitted(people, other)
    assert publication.commitment_met is False and waiting.satisfaction is None
    with clock.pretend(stories.at(2026, 11, 3)):
        stories.act(reporter.case_id, replying.fulfil_commitment, people.officer, "付款凭证已经核对")
        stories.act(other.case_id, reporting.rate, other, Solved.YES, Satisfaction.VERY_SATISFIED, "", False)
    publication = queries.get_publication(publication.id)
    assert (publication.commitment_met, publication.fulfilled_month) == (True, "2026-11")
    assert queries.get_publication(waiting.id).satisfaction is Satisfaction.VERY_SATISFIED


def test_a_reopened_case_marks_its_public_text_and_voids_the_one_being_written(people):
    reporter, other = stories.closed_case(people), stories.closed_case(people)
    public, waiting = stories.released(people, reporter), stories.submitted(people, other)
    for each in (reporter, other):
        stories.act(each.case_id, replying.reopen, people.head, "事实还要再查")
    assert queries.get_publication(public.id).is_handled_again
    assert queries.get_publication(waiting.id).status is PublicationStatus.CANCELLED
    assert cases.get_case(other.case_id).publication_stage is PublicationStage.NONE


def test_the_publisher_can_withdraw_while_the_case_is_handled_again(people):
    reporter = stories.closed_case(people)
    publication = stories.released(people, reporter)
    stories.act(reporter.case_id, replying.reopen, people.head, "事实还要再查")
    assert queries.get_for(people.publisher, publication.public_id)
    assert stories.change(publication, operations.withdraw, people.publisher, "结果要重新核实").status is PublicationStatus.WITHDRAWN


def test_the_text_of_a_case_handled_again_takes_the_place_of_the_old_one(people):
    reporter = stories.closed_case(people)
    old = stories.released(people, reporter)
    stories.act(reporter.case_id, replying.reopen, people.head, "事实还要再查")
    with pytest.raises(NotAllowed):
        stories.draft(people, reporter)
    stories.act(
        reporter.case_id,
        replying.submit_reply,
        people.officer,
        inspector,
        replying.ReplyText("支付工程款", "经再查，已经付清。", "合同第八条", "反映的问题不属实", "可以申请复查"),
    )
    stories.act(reporter.case_id, replying.approve_reply, people.head, inspector)
    stories.act(reporter.case_id, replying.close, people.officer, inspector, Finding.UNSUBSTANTIATED, "向反映人作了说明。")
    new = stories.released(people, reporter, clock.now())
    assert queries.get_outcome(new.public_id).finding is Finding.UNSUBSTANTIATED
    with pytest.raises(Gone, match="新的公示"):
        queries.get_outcome(old.public_id)
