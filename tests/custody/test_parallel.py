"""Two at once: the same approval, the same ceremony, the same guess, a key in use while it is retired."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from portal.access import SYSTEM
from portal.accounts import queries as people
from portal.accounts.vocabulary import Role
from portal.custody import acts, ceremony, commands, custodians, data_keys, queries, rotation, unlocking
from portal.custody.models import CustodyKey, DataKey
from portal.custody.vocabulary import ActState
from portal.db import session, transaction
from portal.errors import PortalError
from tests.factories import CHEAP, PASSPHRASES, make_custody, make_user


def at_once(number, work):
    """Run ``work(i)`` in so many threads that start together; what each gave, or its refusal."""
    start = Barrier(number)

    def one(index):
        start.wait()
        try:
            return work(index)
        except PortalError as refusal:
            return refusal
        finally:
            session.remove()

    session.remove()
    with ThreadPoolExecutor(number) as pool:
        return list(pool.map(one, range(number)))


def test_three_approvals_at_once_grant_once(database):
    custody, officer = make_custody(), make_user(Role.OFFICER)
    with transaction():
        key, raw = data_keys.new_data_key(in_custody=True)
        act, code = acts.begin_opening(people.get_user(officer.id), key, "s", "p", "r")
        act_id = act.id
    ids, officer_id = [each.id for each in custody.custodians], officer.id

    def approve(index):
        unlocked = unlocking.unlock(ids[index], unlocking.place_of_act(act_id), custody.passphrases[index])
        with transaction():
            acts.approve(act_id, people.get_user(ids[index]), unlocked)

    answers = at_once(3, approve)
    assert sum(isinstance(answer, PortalError) for answer in answers) == 1
    assert queries.get_act(act_id).state is ActState.GRANTED
    with transaction():
        assert acts.collect(act_id, people.get_user(officer_id), code) == raw


def test_ceremonies_at_once_make_one_key(database):
    ids = [make_user(Role.CUSTODIAN).id for _ in range(6)]
    for number, user_id in enumerate(ids):
        pair, locked = custodians.prepare_keys(PASSPHRASES[number % 3], CHEAP)
        with transaction():
            custodians.set_keys(people.get_user(user_id), pair, locked)

    def found(index):
        with transaction():
            return ceremony.found(SYSTEM, ids[:3] if index % 2 else ids[3:]).id

    answers = at_once(6, found)
    assert sum(isinstance(answer, int) for answer in answers) == 1
    assert session.query(CustodyKey).count() == 1


def test_guesses_at_once_are_all_counted(database):
    custody = make_custody()
    user_id = custody.custodians[0].id
    answers = at_once(12, lambda _index: unlocking.unlock(user_id, "act:1", "not the passphrase at all"))
    said = [str(answer) for answer in answers]
    assert sum("口令不对" in each for each in said) == unlocking.FREE_TRIES
    assert sum("次数太多" in each for each in said) == 12 - unlocking.FREE_TRIES


def test_nothing_is_left_behind_by_a_rotation_while_reports_come_in(database):
    custody, admin = make_custody(), make_user(Role.SECURITY_ADMIN)
    with transaction():
        for _ in range(50):
            data_keys.new_data_key(in_custody=True)
    with transaction():
        person = people.get_user(admin.id)
        act_id = rotation.begin(person, person, [each.id for each in custody.custodians], "定期更换").id
    ids = [each.id for each in custody.custodians]
    approve_ids = list(zip(ids[:2], custody.passphrases[:2], strict=True))

    def work(index):
        if index == 0:
            granted = None
            for user_id, phrase in approve_ids:
                unlocked = unlocking.unlock(user_id, unlocking.place_of_act(act_id), phrase)
                with transaction():
                    granted = rotation.approve(act_id, people.get_user(user_id), unlocked)
            return commands.complete(granted)
        for _ in range(40):
            with transaction():
                data_keys.new_data_key(in_custody=True)
        return 0

    answers = at_once(4, work)
    assert not [answer for answer in answers if isinstance(answer, PortalError)]
    present = queries.find_present_key()
    assert present.number == 2
    assert session.query(DataKey).count() == session.query(DataKey).filter_by(custody_key_id=present.id).count() == 50 + 3 * 40
