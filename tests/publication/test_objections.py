"""Objections to public texts: who may decide, the clocks, and what the page says meanwhile."""

import pytest
from sqlalchemy import select

from portal import clock, jobs
from portal.accounts.vocabulary import Role
from portal.cases.tracking import tracking_hash
from portal.db import session, transaction
from portal.deadlines import queries as deadlines
from portal.deadlines.models import Deadline
from portal.errors import NotAllowed, RuleBroken, TransitionRefused
from portal.publication import corrections, objections, operations, queries
from portal.publication.versions import corrections_of, texts_of
from portal.publication.vocabulary import PublicationStatus
from portal.records.objections import filing
from portal.records.objections import queries as kept_queries
from portal.records.objections.vocabulary import ObjectionGround, ObjectionOutcome, ObjectionStatus, Objector
from tests.factories import make_user
from tests.publication import stories

NEW = filing.NewObjection(Objector.UNIT, "区建委办公室", "022-23456789", "处理措施里的期限写错了。", ObjectionGround.WRONG)
KEPT, CORRECTED, WITHDRAWN = ObjectionOutcome.KEPT, ObjectionOutcome.CORRECTED, ObjectionOutcome.WITHDRAWN


@pytest.fixture
def people(app):
    return stories.cast()


@pytest.fixture
def publication(people):
    return stories.released(people)


def object_to(publication, key="one", on=(2026, 10, 19)):
    with clock.pretend(stories.at(*on)), transaction():
        objection_id, _code = objections.receive(queries.get_publication(publication.id), NEW, key)
    return kept_queries.find_objection(objection_id)


def decide(objection, publication, person, outcome, reasons="已经核对付款凭证", remedy=filing.REMEDY):
    with transaction():
        found = kept_queries.get_to(queries.OUTCOME, publication.id, objection.id)
        objections.decide(found, queries.get_publication(publication.id), person, filing.Decision(outcome, reasons, remedy))


def fresh(publication):
    return queries.get_publication(publication.id)


def due(objection, rule=filing.OWN):
    found = deadlines.open_deadline(filing.CLOCK, objection.id, rule)
    return f"{found.due_on}" if found else ""


def test_an_objection_marks_the_page_and_runs_for_three_working_days(people, publication):
    first = object_to(publication)
    assert fresh(publication).is_objected and due(first) == "2026-10-22"
    assert b"022" not in first.sealed_contact and filing.name_and_contact(first) == ("区建委办公室", "022-23456789")
    with transaction():
        objections.ask_others(kept_queries.get_to(queries.OUTCOME, publication.id, first.id), fresh(publication), people.publisher)
    assert (due(first), due(first, filing.OTHERS)) == ("", "2026-10-28")


def test_it_is_followed_with_a_code_and_its_mark_is_made_in_time(people, publication):
    with clock.pretend(stories.at(2026, 10, 19)), transaction():
        key, code = objections.receive(fresh(publication), NEW, "one")
    assert kept_queries.find_by_tracking(tracking_hash(code)).id == key
    marked = session.scalars(select(Deadline).where(Deadline.subject_kind == filing.CLOCK, Deadline.rule_key == filing.MARK)).one()
    assert marked.subject_id == key and marked.met_at is not None
    with pytest.raises(RuleBroken, match="不服怎么办"):
        decide(kept_queries.find_objection(key), publication, people.publisher, KEPT, remedy=" ")


def test_the_time_of_experts_is_not_counted(people, publication):
    objection = object_to(publication)
    for day, verb, words in ((19, objections.begin_expertise, ["请鉴定付款凭证"]), (26, objections.end_expertise, [])):
        with clock.pretend(stories.at(2026, 10, day)), transaction():
            verb(kept_queries.find_objection(objection.id), fresh(publication), people.publisher, *words)
        assert filing.is_with_experts(objection) is (day == 19)
    assert due(objection) == "2026-10-29"


def test_keeping_it_takes_the_mark_off_and_is_told(people, publication):
    first, second = object_to(publication), object_to(publication, "two")
    decide(first, publication, people.publisher, KEPT)
    assert fresh(publication).is_objected and due(first) == ""
    decide(second, publication, people.publisher, KEPT)
    assert not fresh(publication).is_objected
    assert "维持原来的内容" in corrections_of(fresh(publication))[-1][1]
    with pytest.raises(TransitionRefused):
        decide(first, publication, people.publisher, KEPT)


def test_corrected_needs_a_new_version(people, publication):
    objection = object_to(publication)
    with clock.pretend(stories.at(2026, 10, 20)):
        with pytest.raises(RuleBroken, match="先更正"):
            decide(objection, publication, people.publisher, CORRECTED)
        words = texts_of(publication) | {"measures": "责成区建委在三个月内支付欠款。"}
        stories.change(publication, corrections.propose, people.officer, words, "付款期限写错了，改为三个月")
        for person in (people.publisher, people.signer):
            with transaction():
                corrections.decide(queries.find_correction(publication.id), person)
        decide(objection, publication, people.publisher, CORRECTED)
    assert kept_queries.get_to(queries.OUTCOME, publication.id, objection.id).status is ObjectionStatus.DECIDED


def test_withdrawing_says_the_reasons_and_refuses_names_in_them(people, publication):
    objection = object_to(publication)
    with pytest.raises(RuleBroken):
        decide(objection, publication, people.publisher, WITHDRAWN, "天津海河测试工程有限公司要求撤下")
    with pytest.raises(RuleBroken):
        decide(objection, publication, people.publisher, KEPT, "已向天津海河测试工程有限公司核实")
    decide(objection, publication, people.publisher, WITHDRAWN, "部门名称写错了")
    assert fresh(publication).status is PublicationStatus.WITHDRAWN
    assert fresh(publication).withdrawal_reason == "部门名称写错了"


def test_only_a_publisher_without_a_part_in_it_decides(people, publication):
    objection = object_to(publication)
    insider = make_user(Role.PUBLISHER, department=people.respondent)
    for person in (people.officer, people.head, insider):
        with pytest.raises(NotAllowed):
            decide(objection, publication, person, KEPT)
    with pytest.raises(RuleBroken):
        decide(objection, publication, people.publisher, KEPT, " ")
    assert not queries.list_open_objections(insider)


def test_what_is_not_public_takes_no_objection(people, publication):
    stories.change(publication, operations.withdraw, people.publisher, "内容有误")
    with pytest.raises(TransitionRefused):
        object_to(publication)


def test_name_and_contact_are_forgotten_a_year_after_the_decision(people, publication):
    objection = object_to(publication)
    with clock.pretend(stories.at(2026, 10, 20)):
        decide(objection, publication, people.publisher, KEPT)
    for day, kept in (((2027, 10, 1), True), ((2027, 11, 30), False)):
        with clock.pretend(stories.at(*day)), transaction():
            filing.forget_contacts()
        assert (kept_queries.find_of_kind(queries.OUTCOME, objection.id).sealed_contact is not None) is kept
    assert jobs.forget_objectors is filing.forget_contacts
