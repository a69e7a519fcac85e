"""The ceremony is held once, by three people of three houses; each leaves with a sheet that takes them back in."""

import pytest

from portal.access import SYSTEM
from portal.accounts import operations as accounts
from portal.accounts import queries as people
from portal.accounts.vocabulary import Role
from portal.custody import acts, boxes, ceremony, custodians, data_keys, operations, passphrases, queries, shares, unlocking
from portal.custody.models import CustodyKey, Share
from portal.custody.status import state
from portal.db import session, transaction
from portal.errors import NotAllowed, RuleBroken
from tests.factories import CHEAP, PASSPHRASES, approve_act, give_password, make_custody, make_department, make_user, open_sealed

NEW = "nine green umbrellas guard the harbour"


def set_passphrase(user, passphrase):
    pair, locked = custodians.prepare_keys(passphrase, CHEAP)
    with transaction():
        custodians.set_keys(people.get_user(user.id), pair, locked)
    return user


@pytest.fixture
def three(database):
    return [set_passphrase(make_user(Role.CUSTODIAN), phrase) for phrase in PASSPHRASES]


@pytest.fixture
def admin(database):
    return make_user(Role.SECURITY_ADMIN)


def found(admin, users):
    with transaction():
        return ceremony.found(people.get_user(admin.id), [user.id for user in users]).id


def unlock(user, phrase):
    return unlocking.unlock(user.id, unlocking.SHEET, phrase)


def sheet(user, phrase):
    unlocked = unlock(user, phrase)
    with transaction():
        return " ".join(custodians.show_sheet(people.get_user(user.id), unlocked))


def test_the_key_of_the_ceremony_can_be_opened_by_any_two_sheets_and_is_nowhere_else(admin, three):
    assert not data_keys.is_ready()
    key_id = found(admin, three)
    lines = [sheet(user, phrase) for user, phrase in zip(three, PASSPHRASES, strict=True)]
    key = session.get(CustodyKey, key_id)
    for pair in ((0, 1), (1, 2), (0, 2)):
        assert boxes.key_pair_of(shares.combine([lines[each] for each in pair])).public == key.public_key


def test_it_refuses_to_run_twice(admin, three):
    found(admin, three)
    with pytest.raises(RuleBroken, match="已经生成过"):
        found(admin, three)
    others = [set_passphrase(make_user(Role.CUSTODIAN), phrase) for phrase in PASSPHRASES]
    with transaction(), pytest.raises(RuleBroken, match="已经生成过"):
        ceremony.found(SYSTEM, [user.id for user in others])
    assert session.query(CustodyKey).count() == 1


def test_only_the_security_administrator_holds_it(three):
    for role in (Role.SYSTEM_ADMIN, Role.AUDIT_ADMIN, Role.CUSTODIAN, Role.SUPERVISOR):
        with pytest.raises(NotAllowed):
            found(make_user(role), three)


def test_what_is_missing_is_said(admin, three):
    with pytest.raises(RuleBroken, match="3 位不同"):
        found(admin, three[:2])
    with pytest.raises(RuleBroken, match="3 位不同"):
        found(admin, [three[0], three[0], three[1]])
    with pytest.raises(RuleBroken, match="没有设置保管口令"):
        found(admin, [*three[:2], make_user(Role.CUSTODIAN)])
    with transaction():
        accounts.revoke_role(people.get_user(three[0].id), Role.CUSTODIAN)
    with pytest.raises(RuleBroken, match="不是身份保管人"):
        found(admin, three)


def test_custodians_of_one_house_or_one_below_the_other_will_not_do(admin, three):
    home = people.get_user(three[0].id).department
    below = make_department("下属科室", parent=home).id
    for department_id in (home.id, below, None):
        with transaction():
            people.get_user(three[1].id).department_id = department_id
        with pytest.raises(RuleBroken, match="互不隶属"):
            found(admin, three)


def test_a_public_key_that_was_put_there_from_outside_is_noticed(admin, three):
    with transaction():
        queries.find_custodian(three[2].id).public_key = boxes.new_key_pair().public
    with pytest.raises(RuleBroken, match="改动过"):
        found(admin, three)


def test_what_waited_under_the_server_key_is_put_into_custody(admin, three):
    with transaction():
        waiting = [data_keys.new_data_key(in_custody=False)[0].id for _ in range(5)]
        with pytest.raises(data_keys.NoCustodyKey):
            data_keys.new_data_key(in_custody=True)
    with transaction():
        gone = queries.get_data_key(waiting[4])
        data_keys.destroy(gone)
    found(admin, three)
    with transaction():
        rows = [queries.get_data_key(each) for each in waiting]
        assert operations.adopt(rows) == 4 and operations.adopt(rows) == 0
    for each in waiting[:4]:
        with pytest.raises(data_keys.KeyInCustody):
            data_keys.key_bytes(queries.get_data_key(each))


def test_a_passphrase_like_the_password_is_refused(database):
    user = make_user(Role.CUSTODIAN)
    give_password(user, "Amber-kettle-drives-a-river-9")
    with pytest.raises(RuleBroken, match="登录密码"):
        custodians.check_passphrase(people.get_user(user.id), "Amber-kettle-drives-a-river-9")
    custodians.check_passphrase(people.get_user(user.id), "Amber-kettle-drives-a-river-8")


def test_a_changed_passphrase_opens_the_same_share(admin, three):
    found(admin, three)
    before, unlocked = sheet(three[0], PASSPHRASES[0]), unlock(three[0], PASSPHRASES[0])
    locked = passphrases.lock(unlocked.private_key, NEW, CHEAP)
    with transaction():
        custodians.change_passphrase(people.get_user(three[0].id), unlocked, locked)
    assert sheet(three[0], NEW) == before
    with pytest.raises(RuleBroken, match="口令不对"):
        sheet(three[0], PASSPHRASES[0])


def recover(user, line):
    pair, locked = custodians.prepare_keys(NEW, CHEAP)
    with transaction():
        custodians.recover(people.get_user(user.id), shares.read_words(line), pair, locked)


def test_a_forgotten_passphrase_is_replaced_by_the_sheet(database):
    custody, officer = make_custody(), make_user(Role.OFFICER)
    line = sheet(custody.custodians[0], custody.passphrases[0])
    with transaction():
        key, raw = data_keys.new_data_key(in_custody=True)
    recover(custody.custodians[0], line)
    custody.passphrases[0] = NEW
    assert open_sealed(key, officer, custody) == raw
    assert sheet(custody.custodians[0], NEW) == line


def test_a_stolen_sheet_is_no_use_while_its_owner_holds_office(database):
    custody = make_custody()
    line = sheet(custody.custodians[0], custody.passphrases[0])
    for thief in (custody.custodians[1], make_user(Role.CUSTODIAN)):
        with pytest.raises(RuleBroken, match="另一位保管人"):
            recover(thief, line)
    with pytest.raises(NotAllowed):
        recover(make_user(Role.OFFICER), line)
    old = " ".join(shares.split(b"x" * 32)[0].split())
    with pytest.raises(RuleBroken, match="不属于现在的"):
        recover(custody.custodians[0], old)


def test_a_successor_takes_up_the_share_of_who_left_from_the_sheet(database):
    custody, officer = make_custody(), make_user(Role.OFFICER)
    lines = [sheet(user, phrase) for user, phrase in zip(custody.custodians, custody.passphrases, strict=True)]
    with transaction():
        key, raw = data_keys.new_data_key(in_custody=True)
    with transaction():
        accounts.disable(people.get_user(custody.custodians[0].id))
        accounts.revoke_role(people.get_user(custody.custodians[1].id), Role.CUSTODIAN)
    with transaction():
        assert "打不开" in state().warnings[0]
    with pytest.raises(RuleBroken, match="互不隶属|不同单位"):
        recover(make_user(Role.CUSTODIAN, department=people.get_user(custody.custodians[2].id).department), lines[0])
    successor = make_user(Role.CUSTODIAN)
    recover(successor, lines[0])
    with pytest.raises(RuleBroken, match="另一位保管人"):
        recover(successor, lines[1])
    custody.custodians[:2], custody.passphrases[:2] = [successor, custody.custodians[2]], [NEW, custody.passphrases[2]]
    assert open_sealed(key, officer, custody) == raw
    assert session.query(Share).count() == 3


def test_the_state_says_what_to_do(admin, three):
    assert state().missing == [] and "还没有密封密钥" in state().warnings[0]
    found(admin, three)
    assert [seat.words for seat in state().seats] == ["在任，还没有打印恢复单"] * 3
    for user, phrase in zip(three, PASSPHRASES, strict=True):
        sheet(user, phrase)
    assert state().warnings == [] and state().present == 3
    with transaction():
        accounts.disable(people.get_user(three[0].id))
    assert "只剩 2 位" in state().warnings[0]
    with transaction():
        accounts.disable(people.get_user(three[1].id))
    assert "打不开" in state().warnings[0]


def test_the_state_counts_who_is_missing(database):
    assert "还差 3 位" in state().missing[0]
    home = make_department()
    for number in range(3):
        user = make_user(Role.CUSTODIAN, department=home)
        if number:
            set_passphrase(user, PASSPHRASES[number])
    missing = state().missing
    assert len(missing) == 1 and "还没有设置保管口令" in missing[0]
    set_passphrase(make_user(Role.CUSTODIAN), NEW)
    assert any("凑不出来" in each for each in state().missing)


def test_what_was_handed_to_old_keys_is_forgotten_with_them(database):
    custody, officer = make_custody(), make_user(Role.OFFICER)
    line = sheet(custody.custodians[1], custody.passphrases[1])
    with transaction():
        key = data_keys.new_data_key(in_custody=True)[0]
        act, _code = acts.begin_opening(people.get_user(officer.id), key, "s", "p", "r")
        act_id = act.id
    approve_act(act_id, custody.custodians[0], custody.passphrases[0])
    recover(custody.custodians[1], line)
    assert len(queries.list_handed(act_id)) == 1
    approve_act(act_id, custody.custodians[2], custody.passphrases[2])
