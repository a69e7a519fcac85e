"""How records end: by their day, by a fallen basis, by repair; jobs that run twice do the same as once."""

from datetime import timedelta

import pytest

from portal import clock, jobs
from portal.db import session
from portal.deadlines import queries as deadlines
from portal.errors import Gone, RuleBroken, TransitionRefused
from portal.exchange.aggregation.rows import code_of
from portal.exchange.vocabulary import RecordCode
from portal.records import ending, queries, recognising, steps
from portal.records.models import RecordEvent
from portal.records.queries import RecordFilter
from portal.records.sanctions import operations as sanctions
from portal.records.sanctions.operations import NewSanction
from portal.records.sanctions.queries import list_of
from portal.records.sanctions.vocabulary import SanctionKind
from portal.records.vocabulary import RecordStatus, RepairState, Severity
from tests.records.stories import do, make_house, new_record, nothing_found, published, recognised


def sanctioned(house, **fields):
    record = published(house, new_record(clock.today(), **fields))
    today = clock.today()
    do(sanctions.impose, record, house.supervisor, NewSanction(SanctionKind.HONOURS, today, today + timedelta(days=90), "测试区发改委"))
    return record


def events():
    return session.query(RecordEvent).count()


def test_display_ends_by_itself_on_its_day_and_the_job_may_run_again(app):
    house = make_house()
    over = published(house, new_record(clock.today()), Severity.GENERAL, 3)
    going_on = published(house, new_record(clock.today(), number="另一份"), Severity.GENERAL, 12)
    last = over.display_until
    with clock.pretend(clock.start_of(last) + timedelta(hours=23)):
        assert jobs.end_records() == 0
    with clock.pretend(clock.start_of(last + timedelta(days=1))):
        with pytest.raises(Gone, match="公示期满"):  # whether or not the job has run
            queries.get_public(over.public_id)
        assert jobs.end_records() == 1
        before = events()
        assert jobs.end_records() == 0 and events() == before
        assert [each.id for each in queries.list_public(RecordFilter())] == [going_on.id]
        assert queries.list_public(RecordFilter(keyword="城建服务")) == [queries.get_record(going_on.id)]
    with pytest.raises(Gone):
        queries.get_public(over.public_id)


def test_after_retention_a_record_is_archived_once(app):
    house = make_house()
    record = published(house, new_record(clock.today()), Severity.GENERAL, 3)
    with clock.pretend(clock.start_of(record.kept_until + timedelta(days=1))):
        assert jobs.end_records() == 2
        assert jobs.end_records() == 0
        assert queries.get_record(record.id).status is RecordStatus.ARCHIVED


def test_a_fallen_basis_starts_a_clock_on_every_record_that_rests_on_it(app):
    house = make_house()
    record = sanctioned(house)
    beside = recognised(house, new_record(clock.today(), department_id=house.respondent.id))
    assert beside.document_id == record.document_id
    do(ending.note_basis_gone, record, house.first, "二审改判，原判决已经撤销。")
    for each in (record, beside):
        running = deadlines.open_deadline(steps.SUBJECT, each.id, steps.REVOKE)
        assert (running.value, running.unit.value) == (3, "working")
    with pytest.raises(TransitionRefused):
        do(ending.note_basis_gone, record, house.first, "再登记一次。")
    with pytest.raises(RuleBroken, match="不能再作为依据"):
        recognised(house, new_record(clock.today(), title="又一条"))


def test_a_revoked_record_is_gone_with_its_reason_and_its_sanctions_end(app):
    house = make_house()
    record = sanctioned(house)
    do(ending.revoke, record, house.supervisor, "原判决已经撤销。", nothing_found)
    with pytest.raises(Gone, match="原判决已经撤销"):
        queries.get_public(record.public_id)
    assert queries.list_public(RecordFilter()) == [] and queries.list_terms(record.id) == []
    assert all(each.lifted_on == clock.today() for each in list_of([record.id]))
    assert deadlines.list_open(steps.SUBJECT, record.id) == []


def test_the_public_reason_of_a_revocation_names_nobody(app):
    house = make_house()
    record = sanctioned(house)
    with pytest.raises(RuleBroken, match="李建国"):
        do(ending.revoke, record, house.supervisor, "李建国已经撤诉。", lambda _text: ["李建国"])


def test_repair_waits_for_the_shortest_display_and_then_lifts_everything(app):
    house = make_house()
    record = sanctioned(house)
    with pytest.raises(TransitionRefused, match="起才能修复"):
        do(ending.repair, record, house.supervisor, "已经全部支付。")
    with clock.pretend(clock.start_of(record.repairable_from) + timedelta(hours=9)):
        do(ending.repair, record, house.supervisor, "已经全部支付。")
    record = queries.get_record(record.id)
    assert (record.status, record.repair_state) == (RecordStatus.REPAIRED, RepairState.REPAIRED)
    assert [each.lifted_why for each in list_of([record.id])] == ["信用已修复"]


def test_a_record_that_was_never_graded_can_be_revoked_and_is_kept(app):
    house = make_house()
    record = recognised(house, new_record(clock.today()))
    do(ending.revoke, record, house.supervisor, "录入有误，文书与该单位无关。", nothing_found)
    assert queries.get_record(record.id).kept_until > clock.today()
    assert recognising.has_file(record)


def test_the_archive_keeps_how_a_record_ended(app):
    house = make_house()
    revoked, repaired, over = (published(house, new_record(clock.today(), number=f"第{each}号"), Severity.GENERAL, 3) for each in range(3))
    do(ending.revoke, revoked, house.supervisor, "原判决已经撤销。", nothing_found)
    with clock.pretend(clock.start_of(repaired.repairable_from) + timedelta(hours=9)):
        do(ending.repair, repaired, house.supervisor, "已经全部支付。")
    with clock.pretend(clock.start_of(over.kept_until + timedelta(days=1))):
        jobs.end_records()
    told = []
    for each in (revoked, repaired, over):
        record = queries.get_record(each.id)
        assert record.status is RecordStatus.ARCHIVED
        with pytest.raises(Gone) as gone:
            queries.get_public(record.public_id)
        told.append((code_of(record, False), gone.value.message[:8]))
    assert [code for code, _words in told] == [RecordCode.REVOKED, RecordCode.REPAIRED, RecordCode.OVER]
    assert [words for _code, words in told] == ["这条失信记录已经", "信用已修复。这条", "这条失信记录公示"]
