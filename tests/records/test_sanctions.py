"""Sanctions of the closed list, leniency, and the question of organisers."""

from datetime import date, timedelta

import pytest

from portal import clock, jobs
from portal.accounts.departments import operations as departments
from portal.accounts.departments.queries import get_department
from portal.accounts.vocabulary import Role
from portal.audit.models import AuditEntry
from portal.db import session, transaction
from portal.errors import NotAllowed, NotFound, RuleBroken, TransitionRefused
from portal.records import queries, recognising, releasing
from portal.records.recognising import NewSubject
from portal.records.sanctions import operations
from portal.records.sanctions import queries as sanctions
from portal.records.sanctions.models import HonoursCheck, Sanction
from portal.records.sanctions.operations import NewSanction
from portal.records.sanctions.vocabulary import SANCTION_BASES, CheckPurpose, LeniencyGround, LeniencyKind, SanctionKind
from portal.records.vocabulary import Severity
from tests import factories
from tests.records.stories import do, make_house, new_record, nothing_found, published, recognised


def sanction(kind=SanctionKind.HONOURS, days=60):
    return NewSanction(kind, clock.today(), clock.today() + timedelta(days=days), "测试区发改委")


def asked(person, *bodies, purpose=CheckPurpose.AWARD, matter="年度文明单位评选"):
    with transaction():
        number = operations.check_honours(person, purpose, matter, bodies).number
    return sanctions.get_check(person, number)


def test_a_sanction_bears_the_basis_of_the_list_and_ends_by_itself(app):
    house = make_house()
    record = published(house, new_record(clock.today()))
    made = do(operations.impose, record, house.supervisor, sanction())
    assert made.basis == SANCTION_BASES[SanctionKind.HONOURS]
    assert made.is_in_force(clock.today()) and not made.is_in_force(made.ends_on + timedelta(days=1))


def test_no_sanction_before_the_record_was_decided_nor_beyond_its_effect(app):
    house = make_house()
    waiting = recognised(house, new_record(clock.today()))
    with pytest.raises(TransitionRefused):
        do(operations.impose, waiting, house.supervisor, sanction())
    record = published(house, new_record(clock.today(), number="另一份"))
    with pytest.raises(RuleBroken, match="影响期"):
        do(operations.impose, record, house.supervisor, sanction(days=400))
    with pytest.raises(NotAllowed):
        do(operations.impose, record, house.first, sanction())


def test_leniency_halves_what_can_follow_or_ends_it(app):
    house = make_house()
    lighter, exempt = (published(house, new_record(clock.today(), number=f"第{each}号")) for each in range(2))
    do(operations.impose, exempt, house.supervisor, sanction())
    long = do(operations.impose, lighter, house.supervisor, sanction(SanctionKind.FUNDS, 360)).id
    reasons = "已经主动支付全部款项，挽回了当事人的损失。"
    do(operations.decide_leniency, lighter, house.supervisor, LeniencyKind.LIGHTER, LeniencyGround.LOSS_MADE_GOOD, reasons)
    do(operations.decide_leniency, exempt, house.supervisor, LeniencyKind.EXEMPT, LeniencyGround.HARM_PREVENTED, reasons)
    assert session.get_one(Sanction, long).ends_on <= clock.today() + timedelta(days=183)
    with pytest.raises(RuleBroken, match="减半"):
        do(operations.impose, lighter, house.supervisor, sanction(days=200))
    do(operations.impose, lighter, house.supervisor, sanction(days=180))
    assert sanctions.list_not_lifted(exempt.id) == []
    with pytest.raises(TransitionRefused, match="免于惩戒"):
        do(operations.impose, exempt, house.supervisor, sanction())
    with pytest.raises(RuleBroken, match="理由"):
        do(operations.decide_leniency, published(house, new_record(clock.today(), number="第三号")), house.supervisor,
           LeniencyKind.LIGHTER, LeniencyGround.EFFECT_UNDONE, "短")  # fmt: skip


def test_an_organiser_learns_record_period_repair_and_sanctions_and_the_question_is_logged(app):
    house = make_house()
    record = published(house, new_record(date(2026, 9, 1)))
    do(operations.impose, record, house.supervisor, sanction())
    published(house, new_record(clock.today(), number="别的单位", department_id=house.respondent.id))
    organiser = factories.make_user(Role.OFFICER)
    check = asked(organiser, ("测试区城建服务中心", ""), (house.head.department.name, ""), ("没有听说过的单位", ""))
    found, clean, unknown = check.rows
    assert [each["id"] for each in found.answers] == [record.public_id]
    assert (found.answers[0]["from"], found.answers[0]["until"]) == ("2026-09-01", "2027-09-01")
    assert found.answers[0]["sanctions"] == ["取消评选评优资格"] and found.answers[0]["repair"] == "没有申请修复"
    assert (clean.is_known, clean.answers) == (True, []) and (unknown.is_known, unknown.answers) == (False, [])
    entry = session.query(AuditEntry).filter_by(action="honours:check").one()
    assert entry.actor_id == organiser.id and entry.detail["bodies"] == 3


def test_a_question_without_a_purpose_or_with_a_wrong_code_is_refused(app):
    organiser = factories.make_user(Role.OFFICER)
    with pytest.raises(RuleBroken, match="为哪次评选"):
        asked(organiser, ("某某局", ""), matter=" ")
    with pytest.raises(RuleBroken, match="统一社会信用代码不对"):
        asked(organiser, ("某某局", "12370306495001231Q"))
    assert session.query(HonoursCheck).count() == 0


def test_another_department_does_not_see_what_was_asked(app):
    organiser, other = factories.make_user(Role.OFFICER), factories.make_user(Role.OFFICER)
    check = asked(organiser, ("某某局", ""))
    with pytest.raises(NotFound):
        sanctions.get_check(other, check.number)
    assert sanctions.list_checks(other) == []


def test_a_record_counts_after_its_display_but_not_after_its_effect_nor_before_it_was_decided(app):
    house = make_house()
    organiser = factories.make_user(Role.OFFICER)
    recognised(house, new_record(clock.today()))
    assert asked(organiser, ("测试区城建服务中心", "")).rows[0].answers == []
    record = published(house, new_record(clock.today(), number="另一份"), Severity.GENERAL, 3)
    with clock.pretend(clock.start_of(record.display_until + timedelta(days=1)) + timedelta(hours=9)):
        jobs.end_records()
        assert len(asked(organiser, ("测试区城建服务中心", "")).rows[0].answers) == 1
    with clock.pretend(clock.start_of(record.effect_until + timedelta(days=1)) + timedelta(hours=9)):
        assert asked(organiser, ("测试区城建服务中心", "")).rows[0].answers == []


def test_a_kept_minor_record_counts_and_an_heir_answers_for_its_predecessor(app):
    house = make_house()
    record = recognised(house, new_record(clock.today(), department_id=house.respondent.id))
    do(recognising.grade, record, house.first, Severity.MINOR, "没有造成损失")
    do(releasing.submit, record, house.first, nothing_found)
    do(releasing.keep, record, house.second, "轻微失信，不公示")
    heir, old_name = factories.make_department("测试新设立的局"), house.respondent.name
    with transaction():
        departments.set_successor(get_department(house.respondent.id), get_department(heir.id))
    check = asked(factories.make_user(Role.OFFICER), ("测试新设立的局", ""), (old_name, ""))
    assert [[each["subject"] for each in row.answers] for row in check.rows] == [[old_name], [old_name]]
    assert queries.get_record(record.id).subject_name == old_name


def test_asked_by_code_alone_an_heir_answers_for_its_predecessor_and_an_objection_is_told(app):
    house = make_house()
    record = published(house, new_record(clock.today(), department_id=house.respondent.id))
    heir, code = factories.make_department("测试新设立的局"), "11120101000123457P"
    with transaction():
        recognising.subject_of(NewSubject(department_id=heir.id, credit_code=code))
        departments.set_successor(get_department(house.respondent.id), get_department(heir.id))
        releasing.mark_objection(queries.get_record(record.id), True)
    [row] = asked(factories.make_user(Role.OFFICER), ("", code)).rows
    assert [(each["id"], each["objection"]) for each in row.answers] == [(record.public_id, "异议处理中")]


def test_questions_are_forgotten_after_five_years(app):
    organiser = factories.make_user(Role.OFFICER)
    asked(organiser, ("某某局", ""))
    with clock.pretend(clock.now() + timedelta(days=5 * 366 + 1)):
        assert jobs.end_records() == 1 and jobs.end_records() == 0
    assert session.query(HonoursCheck).count() == 0
