"""Recognition: no record without a document, nothing outside the catalogue, nobody records their own house."""

from datetime import date, timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from portal import clock
from portal.access import Permission, allows
from portal.accounts.departments import operations as departments
from portal.accounts.departments.queries import get_department
from portal.accounts.vocabulary import Role
from portal.db import flush, session, transaction
from portal.deadlines import queries as deadlines
from portal.errors import NotAllowed, NotFound, RuleBroken, TransitionRefused
from portal.records import queries, recognising, steps
from portal.records.models import DishonestyRecord, RecordSubject
from portal.records.recognising import NewSubject
from portal.records.vocabulary import DocumentKind, Pretext, RecordConduct, RecordStatus, RectificationState, Severity, SubjectKind
from tests import factories
from tests.records.stories import do, make_house, new_record, ordered, recognised, refused


@pytest.mark.parametrize("missing", ["number", "organ"])
def test_without_a_document_there_is_no_record(app, missing):
    house = make_house()
    with pytest.raises(RuleBroken):
        recognised(house, new_record(clock.today(), **{missing: "  "}))
    assert session.query(DishonestyRecord).count() == 0


def test_the_database_itself_refuses_a_record_without_a_document(app):
    house = make_house()
    record = recognised(house, new_record(clock.today()))
    with pytest.raises(IntegrityError), transaction():
        session.get_one(DishonestyRecord, record.id).document_id = None
        flush()


def test_a_record_may_follow_from_a_document_alone_and_its_clock_begins(app):
    house = make_house()
    record = recognised(house, new_record(date(2026, 9, 1)))
    assert record.status is RecordStatus.RECORDED and record.title == "测试区城建服务中心拖欠账款"
    running = deadlines.open_deadline(steps.SUBJECT, record.id, steps.PUBLISH)
    assert (running.value, running.unit.value) == (7, "working")


def test_a_refused_order_leads_to_a_record_of_the_same_body_once(app):
    house = make_house()
    order = refused(house)
    new = new_record(clock.today(), department_id=house.respondent.id, kind=DocumentKind.REFUSAL, pretext=Pretext.NEW_GOVERNMENT)
    record = recognised(house, new, order)
    assert record.case_id == order.case_id and record.rectification_state is RectificationState.REFUSED
    with pytest.raises(TransitionRefused, match="已经认定过"):
        recognised(house, new_record(clock.today(), department_id=house.respondent.id, number="另一份"), order)


def test_an_order_that_is_still_open_leads_to_no_record(app):
    house = make_house()
    with pytest.raises(TransitionRefused, match="拒不整改"):
        recognised(house, new_record(clock.today(), department_id=house.respondent.id), ordered(house))


def test_a_certificate_of_refusal_needs_a_refused_order(app):
    house = make_house()
    with pytest.raises(RuleBroken, match="拒不整改认定书"):
        recognised(house, new_record(clock.today(), kind=DocumentKind.REFUSAL))


@pytest.mark.parametrize(("kind", "days"), [(DocumentKind.STATUTORY, 0), (DocumentKind.JUDGMENT, 1)])
def test_a_number_that_is_known_is_not_taken_for_another_document(kind, days, app):
    house = make_house()
    recognised(house, new_record(clock.today()))
    with pytest.raises(RuleBroken, match="已经登记过，是司法判决"):
        recognised(house, new_record(clock.today() - timedelta(days=days), conduct=RecordConduct.BREACH, kind=kind))


def test_the_same_document_body_and_conduct_make_one_record(app):
    house = make_house()
    recognised(house, new_record(clock.today()))
    with pytest.raises(RuleBroken, match="已经录过"):
        recognised(house, new_record(clock.today()))
    other = recognised(house, new_record(clock.today(), conduct=RecordConduct.BREACH))
    assert other.document.number == queries.get_record(other.id).document.number


def test_a_document_of_tomorrow_is_refused(app):
    house = make_house()
    with pytest.raises(RuleBroken, match="晚于今天"):
        recognised(house, new_record(clock.today() + timedelta(days=1)))


@pytest.mark.parametrize(
    ("code", "words"),
    [("12370306495001231Q", "核对 18 位"), ("91110000600037341L", "企业、社会组织和个人"), ("", "请填写统一社会信用代码")],
)
def test_a_body_that_is_not_in_the_tree_needs_the_code_of_a_public_body(app, code, words):
    house = make_house()
    with pytest.raises(RuleBroken, match=words):
        recognised(house, new_record(clock.today(), credit_code=code))


def test_a_name_in_the_tree_is_the_department_of_the_tree(app):
    house = make_house()
    with transaction():
        subject = recognising.subject_of(NewSubject(kind=SubjectKind.INSTITUTION, name=house.respondent.name))
        flush()
        assert subject.department_id == house.respondent.id and subject.kind is SubjectKind.DEPARTMENT


def test_who_is_not_of_the_office_for_records_enters_none(app):
    house = make_house()
    for other in (house.officer, house.accused, house.second):
        with pytest.raises(NotAllowed), transaction():
            recognising.recognise(other, new_record(clock.today()))


def test_nobody_records_or_sees_a_record_about_their_own_house(app):
    house = make_house()
    with pytest.raises(NotAllowed, match="本单位"):
        recognised(house, new_record(clock.today(), department_id=house.first.department_id))
    record = recognised(house, new_record(clock.today(), department_id=house.respondent.id))
    below = factories.make_department(parent=get_department(house.respondent.id))
    own = [factories.make_user(Role.SUPERVISOR, department=each) for each in (get_department(house.respondent.id), below)]
    for each in own:
        assert queries.list_visible(each) == [] and not allows(each, Permission.RECORD_READ, queries.get_record(record.id))
        with pytest.raises(NotFound):
            queries.get_visible(each, record.public_id)


def test_lists_and_policy_say_the_same_of_everybody(app):
    house = make_house()
    free = recognised(house, new_record(clock.today()))
    followed = recognised(house, new_record(clock.today(), department_id=house.respondent.id, number="另一份"), refused(house))
    people = [house.officer, house.head, house.supervisor, house.first, house.second, house.accused]
    people += [factories.make_user(role, department=get_department(house.respondent.id)) for role in (Role.SUPERVISOR, Role.PUBLISHER)]
    people += [factories.make_user(role) for role in Role]
    for person in people:
        listed = {each.id for each in queries.list_visible(person)}
        allowed = {each.id for each in (free, followed) if allows(person, Permission.RECORD_READ, queries.get_record(each.id))}
        assert listed == allowed, person.roles


def test_the_heir_of_a_department_bears_its_records_and_keeps_out_of_them(app):
    house = make_house()
    record = recognised(house, new_record(clock.today(), department_id=house.respondent.id))
    heir = factories.make_department()
    watcher = factories.make_user(Role.SUPERVISOR, department=heir)
    assert [each.id for each in queries.list_visible(watcher)] == [record.id]
    with transaction():
        departments.set_successor(get_department(house.respondent.id), get_department(heir.id))
    subject = session.get_one(RecordSubject, record.subject_id)
    assert subject.present_department_id == heir.id and queries.get_record(record.id).subject_name == house.respondent.name
    assert queries.list_visible(watcher) == []


def test_editing_takes_the_grading_back(app):
    house = make_house()
    record = recognised(house, new_record(clock.today()))
    do(recognising.grade, record, house.first, Severity.SERIOUS, "损失超过一千万元", 24)
    assert queries.get_record(record.id).display_until is not None
    do(recognising.edit, record, house.first, new_record(clock.today(), facts="补充：合同尾款到期没有支付，影响多个当事人。"))
    record = queries.get_record(record.id)
    assert record.severity is None and record.display_until is None and record.facts.startswith("补充")


@pytest.mark.same_queries
@pytest.mark.parametrize(
    ("severity", "months"), [(Severity.MINOR, 4), (Severity.GENERAL, 2), (Severity.GENERAL, 13), (Severity.SERIOUS, 37)]
)
def test_no_display_outside_the_class_can_be_chosen(app, severity, months):
    house = make_house()
    record = recognised(house, new_record(clock.today()))
    with pytest.raises(RuleBroken, match="公示期要在"):
        do(recognising.grade, record, house.first, severity, "按损失确定", months)


def test_periods_count_from_the_date_of_the_document(app):
    house = make_house()
    record = recognised(house, new_record(date(2026, 3, 31)))
    do(recognising.grade, record, house.first, Severity.GENERAL, "按损失确定", 6)
    record = queries.get_record(record.id)
    found = (record.repairable_from, record.display_until, record.effect_until, record.kept_until)
    assert found == (date(2026, 6, 30), date(2026, 9, 30), date(2027, 3, 31), date(2031, 3, 31))
