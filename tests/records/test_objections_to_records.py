"""Objections to records: the mark, the clocks, who decides, and what the page and every listener are told."""

import pytest

from portal import clock
from portal.db import session, transaction
from portal.deadlines import queries as deadlines
from portal.deadlines.models import Deadline
from portal.errors import NotAllowed, RuleBroken, TransitionRefused
from portal.records import queries, recognising, releasing
from portal.records.models import DishonestyRecord
from portal.records.objections import filing, operations
from portal.records.objections import queries as kept
from portal.records.objections.filing import KEPT, REMEDY, Decision, NewObjection
from portal.records.objections.vocabulary import ObjectionGround, ObjectionOutcome, Objector
from portal.records.sanctions.models import Sanction
from portal.records.vocabulary import RecordStatus, Severity
from portal.records.workflow import RecordAction
from portal.web import record_page
from tests import factories
from tests.records.stories import FACTS, do, imposed, make_house, new_record, nothing_found, published, recognised, refused

NEW = NewObjection(Objector.UNIT, "城建服务中心", "022-23456789", "款项已经在公示以前付清。", ground=ObjectionGround.FULFILLED)
SAID = ("已经核对付款凭证", REMEDY)
KEPT_AS_IT_IS, CORRECTED, WITHDRAWN = ObjectionOutcome.KEPT, ObjectionOutcome.CORRECTED, ObjectionOutcome.WITHDRAWN


@pytest.fixture
def house(app):
    return make_house()


@pytest.fixture
def record(house):
    published(house, new_record(clock.today(), number="别的记录", credit_code="11120101000123457P"))
    return published(house, new_record(clock.today()))


def filed(record, key="one"):
    with transaction():
        objection_id, code = operations.receive(session.get_one(DishonestyRecord, record.id), NEW, key)
    return kept.find_of_kind(kept.RECORD, objection_id), code


def decided(objection, record, person, outcome, said=SAID):
    with transaction():
        again = kept.get_to(kept.RECORD, record.id, objection.id)
        operations.decide(again, session.get_one(DishonestyRecord, record.id), person, Decision(outcome, *said), nothing_found)


def running(objection):
    return {each.rule_key: each for each in deadlines.list_open(filing.CLOCK, objection.id)}


def test_the_mark_shows_at_once_and_the_clocks_say_so(record):
    objection, code = filed(record)
    assert queries.get_record(record.id).is_objected and len(code) == 20
    assert "异议处理中" in record_page.summary(queries.get_record(record.id))  # feeds and search engines
    assert list(running(objection)) == [filing.OWN] and running(objection)[filing.OWN].value == 3
    mark = session.query(Deadline).filter_by(subject_kind=filing.CLOCK, subject_id=objection.id, rule_key=filing.MARK).one()
    assert mark.met_at is not None and mark.value == 1
    assert b"022" not in objection.sealed_contact and code.encode() not in objection.tracking_hash.encode()
    assert kept.find_by_tracking(objection.tracking_hash).id == objection.id


def test_another_body_gives_seven_days_and_experts_stop_the_clock(house, record):
    objection, _code = filed(record)
    do(operations.ask_others, objection, queries.get_record(record.id), house.supervisor)
    assert running(objection)[filing.OTHERS].value == 7
    do(operations.begin_expertise, objection, queries.get_record(record.id), house.supervisor, "请造价专家核对结算金额")
    assert running(objection)[filing.OTHERS].is_paused
    do(operations.end_expertise, objection, queries.get_record(record.id), house.supervisor)
    assert not running(objection)[filing.OTHERS].is_paused
    with pytest.raises(TransitionRefused):
        do(operations.end_expertise, objection, queries.get_record(record.id), house.supervisor)


def test_keeping_needs_reasons_and_a_remedy_and_is_told_on_the_page(house, record):
    objection, _code = filed(record)
    for said, field in ((("", REMEDY), "reasons"), (("已经核对付款凭证", ""), "remedy")):
        with pytest.raises(RuleBroken) as caught:
            decided(objection, record, house.supervisor, KEPT_AS_IT_IS, said)
        assert caught.value.field == field
    decided(objection, record, house.supervisor, KEPT_AS_IT_IS)
    again = queries.get_record(record.id)
    assert not again.is_objected and again.is_public and not running(objection)
    assert queries.list_versions(record.id)[-1].what == KEPT
    with pytest.raises(TransitionRefused):
        decided(objection, record, house.supervisor, KEPT_AS_IT_IS)


@pytest.mark.parametrize("outcome", list(ObjectionOutcome))
@pytest.mark.parametrize("field", ["reasons", "remedy"])
def test_the_body_that_objects_never_reads_who_reported(house, outcome, field):
    record = recognised(house, new_record(clock.today(), department_id=house.respondent.id), refused(house))
    with transaction():
        operations.refuse_naming(queries.get_record(record.id), {field: "已经核对付款凭证"}, nothing_found)
    do(recognising.grade, record, house.first, Severity.GENERAL, "按损失和影响确定")
    do(releasing.submit, record, house.first, nothing_found)
    do(releasing.review, record, house.second, nothing_found)
    do(releasing.publish, record, house.third, nothing_found)
    objection, _code = filed(record)
    said = ("李建国已经说明", REMEDY) if field == "reasons" else ("经核对，内容属实", "请和李建国联系。")
    with pytest.raises(RuleBroken, match="反映人") as refusal:
        decided(objection, record, house.supervisor, outcome, said)
    assert refusal.value.field == field and queries.get_record(record.id).is_public


def test_upheld_by_correction_only_after_the_correction(house, record):
    objection, _code = filed(record)
    with pytest.raises(RuleBroken):
        decided(objection, record, house.second, CORRECTED)
    texts = {"title": record.title, "facts": FACTS + "款项已经付清。"}
    do(releasing.correct, record, house.second, texts, "更正了付款的情况。", nothing_found)
    decided(objection, record, house.second, CORRECTED)
    again = queries.get_record(record.id)
    assert not again.is_objected and again.facts.endswith("付清。")
    assert [each.what for each in queries.list_versions(record.id)][-1] == "更正了付款的情况。"


def test_upheld_by_revocation_takes_it_off_and_ends_its_sanctions(house, record):
    imposed(house, record)
    objection, _code = filed(record)
    decided(objection, record, house.supervisor, WITHDRAWN)
    again = queries.get_record(record.id)
    assert again.status is RecordStatus.REVOKED and not again.is_objected
    assert session.query(Sanction).filter_by(record_id=record.id).one().lifted_on == clock.today()
    assert [each.action for each in queries.list_events(record.id)][-1] is RecordAction.REVOKE


def test_the_mark_stays_while_another_objection_waits(house, record):
    first, _code = filed(record)
    filed(record, "two")
    decided(first, record, house.supervisor, KEPT_AS_IT_IS)
    assert queries.get_record(record.id).is_objected


def test_whoever_wrote_the_record_or_belongs_to_the_body_does_not_decide(house, record):
    objection, _code = filed(record)
    with transaction():
        queries.get_record(record.id).author_id = house.supervisor.id
    for person in (house.supervisor, house.first, house.accused, factories.make_user()):
        with pytest.raises(NotAllowed):
            decided(objection, record, person, KEPT_AS_IT_IS)


def test_only_a_public_record_can_be_objected_to(house):
    waiting = published(house, new_record(clock.today()))
    do(operations.ending.revoke, waiting, house.supervisor, "原判决已经撤销。", nothing_found)
    with pytest.raises(TransitionRefused):
        filed(waiting)
