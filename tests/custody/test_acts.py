"""Two custodians of different departments, within a day, with their passphrases; nobody else and nothing less."""

from datetime import timedelta

import pytest

from portal import clock, jobs
from portal import events as house_events
from portal.accounts import operations as accounts
from portal.accounts import queries as people
from portal.accounts.vocabulary import Role
from portal.crypto import seal_with, unseal_with
from portal.custody import acts, data_keys, queries, unlocking
from portal.custody.events import ActApproved
from portal.custody.models import CustodyAct, HandedShare
from portal.custody.vocabulary import ActState
from portal.db import session, transaction
from portal.errors import NotAllowed, NotFound, RuleBroken, TooMany, TransitionRefused
from portal.events import subscribe
from tests import factories
from tests.factories import make_custody, make_department, make_user


@pytest.fixture
def custody(database):
    return make_custody()


@pytest.fixture
def officer(custody):
    return make_user(Role.OFFICER)


@pytest.fixture
def key_id(custody):
    with transaction():
        for _noise in range(3):
            data_keys.new_data_key(in_custody=True)
        return data_keys.new_data_key(in_custody=True)[0].id


def ask(officer, key_id, **more):
    with transaction():
        act, code = acts.begin_opening(
            people.get_user(officer.id), queries.get_data_key(key_id), "identity:7", "举报人身份", "需要当面核实", **more
        )
        return act.id, code


def approve(custody, act_id, number):
    factories.approve_act(act_id, custody.custodians[number], custody.passphrases[number])


def collect(act_id, officer, code):
    with transaction():
        return acts.collect(act_id, people.get_user(officer.id), code)


def state_of(act_id):
    session.rollback()
    return queries.get_act(act_id).state


@pytest.mark.same_queries
@pytest.mark.parametrize("pair", [(0, 1), (1, 0), (0, 2), (2, 0), (1, 2), (2, 1)])
def test_any_two_custodians_open_the_one_key_that_was_asked_for(custody, officer, pair):
    with transaction():
        key, raw = data_keys.new_data_key(in_custody=True)
        sealed, key_id = seal_with(raw, b"who it was", "x"), key.id
    act_id, code = ask(officer, key_id)
    approve(custody, act_id, pair[0])
    assert state_of(act_id) is ActState.HALF
    approve(custody, act_id, pair[1])
    assert state_of(act_id) is ActState.GRANTED
    assert unseal_with(collect(act_id, officer, code), sealed, "x") == b"who it was"
    assert session.query(HandedShare).count() == 0


def test_one_custodian_alone_opens_nothing(custody, officer, key_id):
    act_id, code = ask(officer, key_id)
    approve(custody, act_id, 0)
    with pytest.raises(TransitionRefused, match="还需要另一个单位"):
        approve(custody, act_id, 0)
    with pytest.raises(TransitionRefused, match="还没有两位"):
        collect(act_id, officer, code)
    with pytest.raises(data_keys.KeyInCustody):
        data_keys.key_bytes(queries.get_data_key(key_id))


def test_the_code_is_the_requesters_alone(custody, officer, key_id):
    act_id, code = ask(officer, key_id)
    other_act, other_code = ask(officer, key_id)
    for number in (0, 1):
        approve(custody, act_id, number)
    with pytest.raises(NotFound):
        collect(act_id, make_user(Role.OFFICER), code)
    with pytest.raises(RuleBroken, match="取件码不对"):
        collect(act_id, officer, other_code)
    with pytest.raises(TransitionRefused):
        collect(other_act, officer, other_code)
    with transaction():
        accounts.disable(people.get_user(officer.id))
    with pytest.raises(NotFound):
        collect(act_id, officer, code)


def test_two_custodians_of_one_house_do_not_do(custody, officer, key_id):
    home = people.get_user(custody.custodians[0].id).department
    below = make_department("下属中心", parent=home)
    with transaction():
        people.get_user(custody.custodians[1].id).department_id = home.id
        people.get_user(custody.custodians[2].id).department_id = below.id
    act_id, _code = ask(officer, key_id)
    with pytest.raises(TransitionRefused, match="没有另一位"):
        approve(custody, act_id, 0)
    elsewhere = make_department().id
    with transaction():
        people.get_user(custody.custodians[1].id).department_id = elsewhere
    approve(custody, act_id, 0)
    with transaction():
        people.get_user(custody.custodians[1].id).department_id = below.id
    for number in (1, 2):
        with pytest.raises(TransitionRefused, match="互不隶属"):
            approve(custody, act_id, number)


def test_who_asks_does_not_approve(custody, key_id):
    act_id, _code = ask(custody.custodians[0], key_id)
    with pytest.raises(TransitionRefused, match="您自己提出"):
        approve(custody, act_id, 0)
    approve(custody, act_id, 1)
    handed = session.query(HandedShare).all()
    assert [each.custodian_id for each in handed] == [queries.find_custodian(custody.custodians[2].id).id]


def test_who_is_barred_never_learns_of_the_act(custody, officer, key_id):
    act_id, _code = ask(officer, key_id, barred=[custody.custodians[0].id])
    with pytest.raises(NotFound):
        approve(custody, act_id, 0)
    listed = [[act.id for act in queries.list_waiting(person, clock.now())] for person in custody.custodians]
    assert listed == [[], [act_id], [act_id]]


def test_a_conflict_that_comes_up_later_takes_the_approval_back(custody, officer, key_id):
    act_id, code = ask(officer, key_id)
    approve(custody, act_id, 0)
    with transaction():
        acts.bar(queries.get_act(act_id), [custody.custodians[0].id])
    assert state_of(act_id) is ActState.WAITING
    approve(custody, act_id, 1)
    approve(custody, act_id, 2)
    assert len(collect(act_id, officer, code)) == 32


def test_a_handler_that_knows_of_a_conflict_stops_an_approval(custody, officer, key_id, monkeypatch):
    def veto(event):
        if event.subject == "identity:7":
            raise NotAllowed("您与这件事有利害关系。")

    monkeypatch.setitem(house_events._handlers, ActApproved, [])
    subscribe(ActApproved, veto)
    act_id, _code = ask(officer, key_id)
    with pytest.raises(NotAllowed, match="利害关系"):
        approve(custody, act_id, 0)
    assert state_of(act_id) is ActState.WAITING and session.query(HandedShare).count() == 0


def test_somebody_who_left_cannot_act(custody, officer, key_id):
    act_id, _code = ask(officer, key_id)
    with transaction():
        accounts.revoke_role(people.get_user(custody.custodians[0].id), Role.CUSTODIAN)
        accounts.disable(people.get_user(custody.custodians[1].id))
    for number in (0, 1):
        with pytest.raises((NotFound, NotAllowed)):
            approve(custody, act_id, number)
    with pytest.raises(TransitionRefused, match="没有另一位"):
        approve(custody, act_id, 2)


def test_an_approval_ends_with_the_office_of_who_gave_it(custody, officer, key_id):
    act_id, _code = ask(officer, key_id)
    approve(custody, act_id, 0)
    with transaction():
        accounts.revoke_role(people.get_user(custody.custodians[0].id), Role.CUSTODIAN)
    with pytest.raises(TransitionRefused, match="已经离任"):
        approve(custody, act_id, 1)


def test_the_window_is_a_day_and_what_was_handed_on_is_wiped_at_its_end(custody, officer, key_id):
    act_id, _code = ask(officer, key_id)
    approve(custody, act_id, 0)
    with clock.pretend(clock.now() + acts.WINDOW + timedelta(seconds=1)):
        with pytest.raises(TransitionRefused, match="超过了 24 小时"):
            approve(custody, act_id, 1)
        assert jobs.end_custody_acts() == 1 and jobs.end_custody_acts() == 0
    assert state_of(act_id) is ActState.EXPIRED
    assert session.query(HandedShare).count() == 0


def test_the_requester_can_look_for_half_an_hour_from_the_first_look(custody, officer, key_id):
    act_id, code = ask(officer, key_id)
    for number in (0, 1):
        approve(custody, act_id, number)
    start = clock.now()
    with clock.pretend(start + timedelta(hours=23)):
        first = collect(act_id, officer, code)
    with clock.pretend(start + timedelta(hours=23, minutes=29)):
        assert collect(act_id, officer, code) == first
    with clock.pretend(start + timedelta(hours=23, minutes=31)):
        with pytest.raises(TransitionRefused):
            collect(act_id, officer, code)
        assert jobs.end_custody_acts() == 1
    session.rollback()
    act = queries.get_act(act_id)
    assert act.state is ActState.ENDED and act.result is None


def test_what_was_not_collected_in_a_day_is_gone(custody, officer, key_id):
    act_id, code = ask(officer, key_id)
    for number in (0, 1):
        approve(custody, act_id, number)
    with clock.pretend(clock.now() + acts.COLLECTING + timedelta(seconds=1)), pytest.raises(TransitionRefused):
        collect(act_id, officer, code)


def test_a_refusal_ends_the_act_with_words_for_the_requester(custody, officer, key_id):
    act_id, _code = ask(officer, key_id)
    approve(custody, act_id, 0)
    with transaction(), pytest.raises(RuleBroken):
        acts.refuse(act_id, people.get_user(custody.custodians[1].id), " ")
    with transaction():
        acts.refuse(act_id, people.get_user(custody.custodians[1].id), "通过平台留言就能核实")
    session.rollback()
    act = queries.get_act(act_id)
    assert act.state is ActState.REFUSED and act.refusal == "通过平台留言就能核实" and session.query(HandedShare).count() == 0
    with pytest.raises(TransitionRefused):
        approve(custody, act_id, 2)


def test_the_requester_can_take_it_back_also_after_the_grant(custody, officer, key_id):
    act_id, code = ask(officer, key_id)
    for number in (0, 1):
        approve(custody, act_id, number)
    with transaction():
        acts.take_back(act_id, people.get_user(officer.id))
    with pytest.raises(TransitionRefused):
        collect(act_id, officer, code)
    assert session.query(CustodyAct.result).filter_by(id=act_id).scalar() is None


def test_a_destroyed_key_stays_destroyed_whatever_was_granted(custody, officer, key_id):
    granted, code = ask(officer, key_id)
    waiting, _ = ask(officer, key_id)
    for number in (0, 1):
        approve(custody, granted, number)
    with transaction():
        data_keys.destroy(queries.get_data_key(key_id))
    assert [state_of(each) for each in (granted, waiting)] == [ActState.ENDED, ActState.ENDED]
    about = session.query(CustodyAct).filter_by(subject="identity:7")
    assert {(act.reason, act.purpose) for act in about} == {("", "")}
    with pytest.raises(TransitionRefused):
        collect(granted, officer, code)
    with pytest.raises(data_keys.KeyDestroyed):
        ask(officer, key_id)


def test_wrong_passphrases_make_guessing_slow_in_that_place_only_and_never_for_good(custody, officer, key_id):
    act_id, _code = ask(officer, key_id)
    other_act, _ = ask(officer, key_id)
    person = custody.custodians[0]
    for _ in range(unlocking.FREE_TRIES):
        with pytest.raises(RuleBroken, match="口令不对"):
            factories.approve_act(act_id, person, "not the passphrase at all")
    with pytest.raises(TooMany):
        approve(custody, act_id, 0)
    approve(custody, other_act, 0)
    start = clock.now()
    with clock.pretend(start + timedelta(minutes=1, seconds=1)):
        approve(custody, act_id, 0)
    assert state_of(act_id) is ActState.HALF


def test_the_wait_grows_to_an_hour_and_no_further(custody, officer, key_id):
    act_id, _code = ask(officer, key_id)
    at, waits = clock.now(), []
    for _ in range(16):
        with clock.pretend(at), pytest.raises(RuleBroken):
            factories.approve_act(act_id, custody.custodians[0], "not the passphrase at all")
        with clock.pretend(at):
            row = queries.find_tries(queries.find_custodian(custody.custodians[0].id).id, unlocking.place_of_act(act_id))
            waits.append((row.wait_until - at).total_seconds() if row.wait_until else 0)
        session.rollback()
        at += timedelta(hours=2)
    assert waits[:7] == [0, 0, 0, 0, 60, 120, 240] and set(waits[11:]) == {3600}
