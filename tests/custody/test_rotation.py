"""A new custody key takes the place of the old one, with the same or with new custodians; nothing that was sealed is lost."""

import pytest

from portal.access import SYSTEM
from portal.accounts import operations as accounts
from portal.accounts import queries as people
from portal.accounts.vocabulary import Role
from portal.custody import acts, commands, custodians, data_keys, queries, rotation, unlocking
from portal.custody.models import CustodyKey, Share
from portal.custody.status import state
from portal.custody.vocabulary import ActState
from portal.db import session, transaction
from portal.errors import NotAllowed, NotFound, RuleBroken, TransitionRefused
from portal.notifications.models import Notice
from tests.factories import CHEAP, Custody, approve_act, make_custody, make_user, open_sealed

NEW = "nine green umbrellas guard the harbour"


@pytest.fixture
def custody(database):
    return make_custody()


@pytest.fixture
def admin(database):
    return make_user(Role.SECURITY_ADMIN)


@pytest.fixture
def officer(database):
    return make_user(Role.OFFICER)


def seal_many(number):
    with transaction():
        made = [data_keys.new_data_key(in_custody=True) for _ in range(number)]
        return [(row.id, raw) for row, raw in made]


def newcomer():
    user = make_user(Role.CUSTODIAN)
    pair, locked = custodians.prepare_keys(NEW, CHEAP)
    with transaction():
        custodians.set_keys(people.get_user(user.id), pair, locked)
    return user


def begin(admin, users):
    with transaction():
        person = people.get_user(admin.id)
        return rotation.begin(person, person, [user.id for user in users], "一位保管人调离").id


def approve(act_id, custody, number):
    user = custody.custodians[number]
    unlocked = unlocking.unlock(user.id, unlocking.place_of_act(act_id), custody.passphrases[number])
    with transaction():
        return rotation.approve(act_id, people.get_user(user.id), unlocked)


def rotate(admin, custody, users, by=(0, 1)):
    act_id = begin(admin, users)
    assert approve(act_id, custody, by[0]) is None
    commands.complete(approve(act_id, custody, by[1]))
    return act_id


def test_a_thousand_keys_move_and_all_open_with_the_new_custodians(custody, admin, officer):
    sealed = seal_many(1000)
    lost, new = custody.custodians[2], newcomer()
    with transaction():
        accounts.disable(people.get_user(lost.id))
    act_id = rotate(admin, custody, [*custody.custodians[:2], new])
    old, present = session.query(CustodyKey).order_by(CustodyKey.number)
    assert old.retired_at is not None and present.retired_at is None and (old.number, present.number) == (1, 2)
    assert queries.count_data_keys(old.id) == 0 and queries.count_data_keys(present.id) == 1000
    assert queries.get_act(act_id).state is ActState.ENDED
    assert [share.closed for share in queries.list_shares(old.id)] == [None] * 3
    after = Custody([new, custody.custodians[0]], [NEW, custody.passphrases[0]])
    for key_id, raw in (sealed[0], sealed[499], sealed[500], sealed[999]):
        assert open_sealed(queries.get_data_key(key_id), officer, after) == raw


def test_who_held_the_old_key_only_opens_nothing_any_more(custody, admin, officer):
    (key_id, _raw), new = seal_many(1)[0], newcomer()
    rotate(admin, custody, [*custody.custodians[:2], new])
    with transaction():
        act, _code = acts.begin_opening(people.get_user(officer.id), queries.get_data_key(key_id), "s", "p", "r")
        act_id = act.id
    with pytest.raises(NotFound):
        approve_act(act_id, custody.custodians[2], custody.passphrases[2])


def test_one_custodian_and_the_administrator_cannot_rotate(custody, admin):
    act_id = begin(admin, custody.custodians)
    approve(act_id, custody, 0)
    with pytest.raises(TransitionRefused):
        approve(act_id, custody, 0)
    assert session.query(CustodyKey).count() == 1


def test_only_the_security_administrator_begins_and_one_at_a_time(custody, admin):
    for role in (Role.SYSTEM_ADMIN, Role.CUSTODIAN, Role.AUDIT_ADMIN):
        with pytest.raises(NotAllowed):
            begin(make_user(role), custody.custodians)
    begin(admin, custody.custodians)
    with pytest.raises(RuleBroken, match="已有一项更换"):
        begin(admin, custody.custodians)


def test_everybody_concerned_hears_of_it_once(app, custody, admin):
    new = newcomer()
    act_id = begin(admin, [*custody.custodians[:2], new])
    told = {row.user_id for row in session.query(Notice).filter(Notice.text.contains("更换密封密钥"))}
    assert told == {new.id, *(user.id for user in custody.custodians)}, act_id


def test_before_the_first_key_there_is_nothing_to_change(admin):
    with transaction(), pytest.raises(RuleBroken, match="还没有密封密钥"):
        rotation.begin(SYSTEM, people.get_user(admin.id), [1, 2, 3], "试一试")


def test_new_custodians_must_fit_when_the_second_approves(custody, admin):
    new = newcomer()
    act_id = begin(admin, [*custody.custodians[:2], new])
    approve(act_id, custody, 0)
    with transaction():
        accounts.disable(people.get_user(new.id))
    with pytest.raises(RuleBroken, match="不是身份保管人"):
        approve(act_id, custody, 1)
    assert session.query(CustodyKey).count() == 1


def test_an_interrupted_rotation_goes_on_and_both_keys_work_meanwhile(custody, admin, officer):
    sealed = seal_many(30)
    new = newcomer()
    act_id = begin(admin, [*custody.custodians[:2], new])
    approve(act_id, custody, 0)
    half_done = approve(act_id, custody, 1)
    with transaction():
        assert rotation.advance(half_done, 10) == 10
        assert not rotation.finish(half_done)
    # The server stops here: the private half is gone, 10 keys have moved, 20 have not.
    after = Custody([new, custody.custodians[1]], [NEW, custody.passphrases[1]])
    moved, left, fresh = sealed[0], sealed[29], seal_many(1)[0]
    assert open_sealed(queries.get_data_key(moved[0]), officer, after) == moved[1]
    assert open_sealed(queries.get_data_key(left[0]), officer, custody) == left[1]
    assert open_sealed(queries.get_data_key(fresh[0]), officer, after) == fresh[1]
    assert any("没有做完" in each for each in state().warnings)
    rotate(admin, custody, custody.custodians, by=(2, 0))
    assert open_sealed(queries.get_data_key(left[0]), officer, after) == left[1]
    numbers = [(key.number, key.retired_at is None) for key in session.query(CustodyKey).order_by(CustodyKey.number)]
    assert numbers == [(1, False), (2, True)]
    assert {share.custodian.user_id for share in session.query(Share).filter(Share.closed.is_not(None))} == {
        custody.custodians[0].id,
        custody.custodians[1].id,
        new.id,
    }


def test_requests_that_wait_are_asked_anew_and_granted_ones_stay(custody, admin, officer):
    (key_id, raw), (other_id, other_raw) = seal_many(2)
    with transaction():
        person = people.get_user(officer.id)
        waiting, code = acts.begin_opening(person, queries.get_data_key(key_id), "s", "p", "r")
        granted, other_code = acts.begin_opening(person, queries.get_data_key(other_id), "s", "p", "r")
        waiting_id, granted_id = waiting.id, granted.id
    for number in (0, 1):
        approve_act(granted_id, custody.custodians[number], custody.passphrases[number])
    approve_act(waiting_id, custody.custodians[0], custody.passphrases[0])
    rotate(admin, custody, custody.custodians, by=(1, 2))
    session.rollback()
    assert queries.get_act(waiting_id).state is ActState.WAITING
    for number in (0, 2):
        approve_act(waiting_id, custody.custodians[number], custody.passphrases[number])
    with transaction():
        assert acts.collect(waiting_id, people.get_user(officer.id), code) == raw
    with transaction():
        assert acts.collect(granted_id, people.get_user(officer.id), other_code) == other_raw


def test_destroyed_keys_are_left_alone(custody, admin):
    sealed = seal_many(3)
    with transaction():
        data_keys.destroy(queries.get_data_key(sealed[1][0]))
    rotate(admin, custody, custody.custodians)
    session.rollback()
    assert queries.get_data_key(sealed[1][0]).wrapped is None
    assert queries.count_data_keys(queries.find_present_key().id) == 2
