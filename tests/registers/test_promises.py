"""Promises with a last day: the clock that runs, what happens when it is over, and who says that they were kept."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from portal import clock, jobs
from portal.accounts.vocabulary import Role
from portal.db import session, transaction
from portal.deadlines import queries as deadlines
from portal.errors import NotAllowed, RuleBroken, TransitionRefused
from portal.notifications.models import Notice
from portal.registers import commitments, operations, queries
from portal.registers.operations import RULE, SUBJECT
from portal.registers.vocabulary import Kind, Promise, Standing
from portal.registers.workflow import EntryAction
from tests import factories
from tests.registers import making
from tests.registers.making import change, inspect, published

PROOF = "区财政局拨付凭证，已全部到账"


@pytest.fixture
def people(app):
    return making.cast()


def promised(people, **own):
    return published(people, Kind.COMMITMENT, given=making.promise(people.home, **own))


def running(entry):
    return deadlines.open_deadline(SUBJECT, entry.id, RULE)


def later(days):
    return clock.pretend(clock.now() + timedelta(days=days))


def test_a_promise_has_a_clock_of_its_owner_and_a_standing_commitment_has_none(people):
    entry, standing = promised(people), published(people, Kind.COMMITMENT)
    found = running(entry)
    assert (found.department_id, found.due_on) == (people.home.id, entry.due_on) and running(standing) is None
    assert entry.standing is Standing.RUNNING and standing.standing is Standing.RUNNING
    assert commitments.why_not_fulfil(standing) and not commitments.why_not_fulfil(entry)


def test_a_last_day_that_is_off_becomes_the_next_worked_day(people):
    with clock.pretend(clock.start_of(date(2026, 9, 1))):
        last = date(2026, 10, 3)
        entry = published(people, Kind.COMMITMENT, given=making.promise(people.home, due_on=last, shown_until=last))
    assert entry.due_on == entry.shown_until == date(2026, 10, 8)


def test_a_missed_promise_is_told_to_its_owner_and_kept_in_its_history(people):
    entry, noise = promised(people, days=10), promised(people, days=90)
    with later(40):
        jobs.sweep_deadlines()
        entry = queries.get_entry(entry.id)
        assert entry.standing is Standing.MISSED and entry.was_late
        assert [each.id for each in queries.list_missed(people.home.id)] == [entry.id] and not queries.get_entry(noise.id).was_late
        told = session.scalars(select(Notice).where(Notice.text.contains("过了兑现期限"))).all()
        assert {each.user_id for each in told} == {people.officer.id, people.head.id} and entry.title in told[0].text
        jobs.sweep_deadlines()
        assert [each.action for each in queries.list_public_steps(entry.id)] == [EntryAction.PUBLISH, EntryAction.MISS]


def test_the_owner_marks_a_promise_kept_with_proof_and_nobody_else_does(people):
    entry = promised(people)
    for somebody in (people.publisher, people.supervisor, factories.make_user(Role.OFFICER)):
        with pytest.raises(NotAllowed):
            change(entry, commitments.fulfil, somebody, clock.today(), PROOF, inspect)
    for on, proof, field in (
        (clock.today() + timedelta(1), PROOF, "on"),
        (clock.today() - timedelta(1), PROOF, "on"),
        (clock.today(), "", "proof"),
        (clock.today(), "找王建国13812345678核实", "proof"),
    ):
        with pytest.raises(RuleBroken) as refused:
            change(entry, commitments.fulfil, people.officer, on, proof, inspect)
        assert refused.value.field == field
    entry = change(entry, commitments.fulfil, people.officer, clock.today(), PROOF, inspect)
    assert entry.standing is Standing.KEPT and not entry.was_late and running(entry) is None
    with pytest.raises(TransitionRefused, match="已经登记过"):
        change(entry, commitments.fulfil, people.officer, clock.today(), PROOF, inspect)


def test_a_promise_kept_late_stays_marked_as_late(people):
    entry = promised(people, days=10)
    with later(40):
        jobs.sweep_deadlines()
        entry = change(entry, commitments.fulfil, people.officer, clock.today(), PROOF, inspect)
        assert entry.standing is Standing.KEPT and entry.was_late
        assert queries.list_missed(people.home.id) == []


def test_a_supervisor_takes_a_false_mark_away_with_a_public_reason(people):
    entry = promised(people)
    change(entry, commitments.fulfil, people.officer, clock.today(), PROOF, inspect)
    own = factories.make_user(Role.SUPERVISOR, department=people.home)
    for somebody in (people.officer, own, people.publisher):
        with pytest.raises(NotAllowed):
            change(entry, commitments.deny, somebody, "回访时补贴没有到账", inspect)
    entry = change(entry, commitments.deny, people.supervisor, "回访时补贴没有到账", inspect)
    assert entry.standing is Standing.RUNNING and running(entry).due_on == entry.due_on
    assert queries.list_public_steps(entry.id)[-1].words == "回访时补贴没有到账"


def test_withdrawing_a_promise_ends_its_clock(people):
    entry = promised(people)
    change(entry, operations.withdraw, people.second, "承诺内容有误，重新发布", inspect)
    assert running(entry) is None
    with later(60):
        jobs.sweep_deadlines()
        assert not queries.get_entry(entry.id).was_late


def test_promises_to_investors_and_about_the_environment_need_a_last_day_that_is_to_come(people):
    for kind in (Promise.INVESTMENT, Promise.ENVIRONMENT):
        with pytest.raises(RuleBroken, match="最晚哪天"), transaction():
            operations.write(people.publisher, Kind.COMMITMENT, making.promise(people.home, promise=kind, due_on=None), "key")
    entry = making.draft(people, Kind.COMMITMENT, given=making.promise(people.home, days=0))
    change(entry, operations.submit, people.publisher, inspect)
    change(entry, operations.review, people.second, inspect)
    with pytest.raises(RuleBroken, match="晚于今天"):
        change(entry, operations.publish, people.second, inspect)
