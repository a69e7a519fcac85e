"""Credit repair: when it can be asked for, the promise, who decides, and what ends with it."""

from datetime import timedelta

import pytest

from portal import clock, jobs
from portal.attachments import operations as attachments
from portal.attachments import queries as files
from portal.cases import drafts
from portal.db import session, transaction
from portal.deadlines import queries as deadlines
from portal.deadlines.models import Deadline
from portal.errors import NotAllowed, RuleBroken, TransitionRefused
from portal.records import queries
from portal.records.models import DishonestyRecord
from portal.records.objections.filing import REMEDY
from portal.records.repair import eligibility, operations
from portal.records.repair import queries as kept
from portal.records.repair.operations import NewRepair
from portal.records.repair.vocabulary import RepairStatus
from portal.records.sanctions.models import Sanction
from portal.records.vocabulary import RecordStatus, RepairState, Severity
from tests.records.stories import imposed, make_house, new_record, nothing_found, published

NEW = NewRepair("李经办", "022-23456789", "十月付清全部款项，凭证见附件。")
SAID = ("已经核对付款凭证，义务履行完毕", REMEDY)


@pytest.fixture
def house(app):
    return make_house()


@pytest.fixture
def record(house):
    published(house, new_record(clock.today(), number="别的记录", credit_code="11120101000123457P"))
    return published(house, new_record(clock.today() - timedelta(days=120)))


def asked(record, key="one"):
    with transaction():
        _token, draft = drafts.start()
        attachments.add_file(drafts.OWNER, draft.id, "付款凭证的文字。\n".encode(), "凭证.txt")
        repair_id, code = operations.receive(session.get_one(DishonestyRecord, record.id), NEW, key, (drafts.OWNER, draft.id))
    return kept.find_repair(repair_id), code


def decided(repair, record, person, is_granted, said=SAID):
    with transaction():
        again = kept.get_of(record.id, repair.id)
        operations.decide(again, session.get_one(DishonestyRecord, record.id), person, is_granted, said, nothing_found)


def confirmed(repair, record, person):
    with transaction():
        operations.confirm(kept.get_of(record.id, repair.id), session.get_one(DishonestyRecord, record.id), person)


@pytest.mark.same_queries
@pytest.mark.parametrize(
    ("severity", "days", "is_open"), [("MINOR", 1, True), ("GENERAL", 80, False), ("GENERAL", 93, True), ("SERIOUS", 300, False)]
)
def test_the_earliest_day_follows_from_the_severity(house, severity, days, is_open):
    record = published(house, new_record(clock.today() - timedelta(days=days)), Severity[severity], 3 if severity == "MINOR" else None)
    why_not = eligibility.why_not(record)
    assert (why_not == "") is is_open
    if not is_open:
        first = record.repairable_from
        assert f"{first.year}年{first.month}月{first.day}日起" in why_not
        with pytest.raises(TransitionRefused):
            asked(record)


def test_a_request_is_one_with_its_proof_its_clock_and_its_state_on_the_record(record):
    repair, code = asked(record)
    assert len(code) == 20 and b"022" not in repair.sealed_contact and kept.find_by_tracking(repair.tracking_hash).id == repair.id
    assert queries.get_record(record.id).repair_state is RepairState.APPLIED
    assert [each.value for each in deadlines.list_open(operations.CLOCK, repair.id)] == [10]
    assert len(files.list_for(operations.FILES, repair.id)) == 1
    with pytest.raises(TransitionRefused):
        asked(record, "two")


def test_the_promise_shows_after_somebody_confirmed_that_the_body_asks(house, record):
    repair, _code = asked(record)
    assert kept.find_promise(record.id) == ""
    confirmed(repair, record, house.supervisor)
    assert kept.find_promise(record.id).startswith(record.subject_name)


def test_repair_ends_display_and_sanctions_at_once(house, record):
    imposed(house, record)
    repair, _code = asked(record)
    with pytest.raises(RuleBroken):
        decided(repair, record, house.supervisor, True)
    confirmed(repair, record, house.supervisor)
    decided(repair, record, house.supervisor, True)
    again = queries.get_record(record.id)
    assert (again.status, again.repair_state) == (RecordStatus.REPAIRED, RepairState.REPAIRED)
    assert session.query(Sanction).filter_by(record_id=record.id).one().lifted_on == clock.today()
    clocks = session.query(Deadline).filter_by(subject_kind=operations.CLOCK, subject_id=repair.id).all()
    assert {each.rule_key: each.met_at is not None for each in clocks} == {operations.DECIDE: True, operations.UNPUBLISH: True}


def test_a_refusal_says_why_and_what_can_be_done_and_another_request_is_open(house, record):
    repair, _code = asked(record)
    with pytest.raises(RuleBroken):
        decided(repair, record, house.supervisor, False, ("还有尾款没有付清", ""))
    decided(repair, record, house.supervisor, False, ("还有尾款没有付清", REMEDY))
    assert queries.get_record(record.id).repair_state is RepairState.REFUSED and queries.get_record(record.id).is_public
    assert kept.find_repair(repair.id).status is RepairStatus.REFUSED
    assert asked(record, "two")[0].is_open


def test_the_author_and_the_body_do_not_decide(house, record):
    repair, _code = asked(record)
    with transaction():
        queries.get_record(record.id).author_id = house.supervisor.id
    for person in (house.supervisor, house.first, house.second, house.accused):
        with pytest.raises(NotAllowed):
            decided(repair, record, person, False)


def test_names_and_proofs_are_forgotten_a_year_after_the_decision(house, record):
    repair, _code = asked(record)
    decided(repair, record, house.supervisor, False, ("还有尾款没有付清", REMEDY))
    repair_id = repair.id
    for days, is_kept in ((300, True), (380, False)):
        with clock.pretend(clock.now() + timedelta(days=days)):
            jobs.clean_up()
        assert (kept.find_repair(repair_id).sealed_contact is not None) is is_kept
    assert not files.list_for(operations.FILES, repair_id)
