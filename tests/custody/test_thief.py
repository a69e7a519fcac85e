"""Whoever takes everything the server has, and one custodian's passphrase besides, still cannot open a sealed thing.

The thief tries every key that can be found or derived: each 32 bytes of every value in the database, of the settings and of the files,
as the private key of the box and as the key of the data; every text as a passphrase; every text as a share.
"""

import re
from itertools import combinations

import pytest
from sqlalchemy import select

from portal import clock, crypto, db
from portal.accounts import queries as people
from portal.accounts.vocabulary import Role
from portal.config import settings
from portal.crypto import SealBroken, seal_with, unseal_bytes, unseal_with
from portal.custody import acts, boxes, custodians, data_keys, passphrases, pickup, queries, shares, unlocking
from portal.custody.models import Custodian, CustodyAct, CustodyKey, DataKey, HandedShare, Share
from portal.db import session, transaction
from portal.errors import RuleBroken
from tests.factories import approve_act, make_custody, make_user

SECRET = b"the reporter is Li Jianguo"


class Loot:
    """The whole database, the settings and the files of the data directory, as bytes and texts; and what can be derived from them."""

    def __init__(self):
        self.values, self.texts = [], set()
        for table in db.Base.metadata.sorted_tables:
            for row in session.execute(select(table)).all():
                for value in row:
                    self.keep(value)
        for value in vars(settings()).values() if hasattr(settings(), "__dict__") else []:
            self.keep(value)
        self.keep(settings().server_key)
        self.keep(settings().secret_key)
        for path in settings().data_dir.rglob("*") if settings().data_dir.exists() else []:
            if path.is_file() and path.suffix not in {".sqlite3", ".sqlite3-wal", ".sqlite3-shm"}:
                self.keep(path.read_bytes())

    def keep(self, value):
        if isinstance(value, bytes | memoryview):
            self.values.append(bytes(value))
        elif isinstance(value, str):
            self.texts.add(value)
            self.values.append(value.encode())
            if re.fullmatch(r"(?:[0-9a-f]{2}){16,}", value):
                self.values.append(bytes.fromhex(value))

    def keys(self):
        """Every 32 bytes in a row anywhere, and every key the server derives, for each context a value is sealed under."""
        found = {value[start : start + 32] for value in self.values for start in range(len(value) - 31)}
        for number in range(30):
            for purpose in ("seal:data-key", "seal:identity", "hash:custody-act", "hash:custodian-key"):
                found |= {crypto._derived_key(purpose), crypto._derived_key(f"{purpose}:{number}")}
        return found


def opens(closed_box, sealed, keys):
    """Whether any key opens the box or the sealed thing itself."""
    for key in keys:
        for attempt in (lambda key=key: boxes.open_box(closed_box, key), lambda key=key: unseal_with(key, sealed, "identity:1")):
            try:
                attempt()
                return True
            except SealBroken:
                continue
    return False


def unlocked_by(texts):
    """The private keys of custodians that any of the texts opens."""
    found = []
    for row in session.scalars(select(Custodian)).unique():
        locked = custodians.locked_key(row)  # the thief has the server key
        for text in texts:
            try:
                found.append(passphrases.unlock(locked, text))
            except SealBroken:
                continue
    return found


def opened_shares(private_keys):
    """Every share, own or handed on, that these private keys open."""
    lines = set()
    handed = [unseal_bytes(row.closed, f"custody-handed:{row.act_id}") for row in session.scalars(select(HandedShare))]
    closed = [*session.scalars(select(Share.closed)), *handed]
    for box in filter(None, closed):
        for key in private_keys:
            try:
                lines.add(boxes.open_box(box, key).decode()[-2000:])
            except SealBroken:
                continue
    return {line[64:] if re.match(r"[0-9a-f]{64}", line) else line for line in lines}


@pytest.fixture
def house(database):
    """A sealed thing, and three requests for it: waiting, half approved, and granted but not collected."""
    custody, officer = make_custody(), make_user(Role.OFFICER)
    with transaction():
        key, raw = data_keys.new_data_key(in_custody=True)
        sealed, key_id = seal_with(raw, SECRET, "identity:1"), key.id
    codes = []
    for approvals in range(3):
        with transaction():
            act, code = acts.begin_opening(people.get_user(officer.id), queries.get_data_key(key_id), f"identity:{approvals}", "p", "r")
            act_id = act.id
            codes.append(code)
        for number in range(approvals):
            approve_act(act_id, custody.custodians[number], custody.passphrases[number])
    return custody, key_id, sealed, codes


def box_of(key_id):
    session.rollback()
    return session.get(DataKey, key_id).wrapped


def test_a_server_thief_opens_nothing(house):
    _custody, key_id, sealed, _codes = house
    loot = Loot()
    keys = loot.keys()
    assert len(keys) > 1500 and session.query(HandedShare).count() > 0
    assert not opens(box_of(key_id), sealed, keys)
    assert not unlocked_by(loot.texts)
    assert not opened_shares(keys)
    for result in filter(None, session.scalars(select(CustodyAct.result))):
        assert not opens(result, sealed, keys)
    with pytest.raises(SealBroken):
        unseal_bytes(box_of(key_id), f"data-key:{key_id}")


@pytest.mark.parametrize("number", [0, 1, 2])
def test_a_server_thief_with_one_custodians_passphrase_opens_nothing(house, number):
    """Also while a share is handed to them: then they hold two, which is why the first approval must be meant."""
    custody, key_id, sealed, _codes = house
    with transaction():
        for act in queries.list_open_acts(clock.now()):
            acts.take_back(act.id, act.requested_by)
    private = unlocked_by([custody.passphrases[number]])
    assert len(private) == 1
    lines = opened_shares(private)
    assert len(lines) == 1
    for line in lines:
        with pytest.raises(SealBroken):
            shares.combine([line])
    assert not opens(box_of(key_id), sealed, [*Loot().keys(), *private])


def test_a_stolen_database_without_the_server_key_gives_a_custodian_nothing_more(house, monkeypatch):
    """One who is handed a share, and has a copy of the database with it, still lacks the key of the server."""
    custody, key_id, _sealed, _codes = house
    unlocked = unlocking.unlock(custody.custodians[1].id, unlocking.SHEET, custody.passphrases[1])
    boxed = [row.closed for row in session.scalars(select(HandedShare))]
    assert boxed
    for each in boxed:
        for start in range(13):
            with pytest.raises(SealBroken):
                boxes.open_box(each[start:], unlocked.private_key)
    monkeypatch.setattr(crypto, "_derived_key", lambda purpose: b"k" * 32)
    with pytest.raises(SealBroken):
        unlocked_by(custody.passphrases)


def test_the_same_tools_do_open_it_with_two_passphrases(house):
    """The control: the thief of this file is no fool."""
    custody, key_id, sealed, _codes = house
    lines = opened_shares(unlocked_by(custody.passphrases[:2]))
    master = next(shares.combine(pair) for pair in combinations(sorted(lines), 2))
    assert boxes.key_pair_of(master).public == session.query(CustodyKey).one().public_key
    raw = boxes.open_box(box_of(key_id), master)[:32]
    assert unseal_with(raw, sealed, "identity:1") == SECRET


def test_the_code_opens_only_what_was_granted(house):
    _custody, key_id, sealed, codes = house
    results = [session.get(CustodyAct, act.id).result for act in session.query(CustodyAct).order_by(CustodyAct.id)]
    assert results[:2] == [None, None]
    pairs = [pickup.key_pair(code) for code in codes]
    assert not opens(box_of(key_id), sealed, [pair.private for pair in pairs])
    assert not opens(results[2], sealed, [pair.private for pair in pairs[:2]])
    assert unseal_with(boxes.open_box(results[2], pairs[2].private), sealed, "identity:1") == SECRET


def test_no_passphrase_code_or_share_is_stored_in_clear(house):
    custody, _key_id, _sealed, codes = house
    unlocked = unlocking.unlock(custody.custodians[0].id, unlocking.SHEET, custody.passphrases[0])
    with transaction():
        words = custodians.show_sheet(people.get_user(custody.custodians[0].id), unlocked)
    everything = b"\n".join(Loot().values)
    for hidden in (*custody.passphrases, *codes, " ".join(words), " ".join(words[:4]), unlocked.private_key):
        assert (hidden.encode() if isinstance(hidden, str) else hidden) not in everything


def tamper(act_id, **changes):
    with transaction():
        for name, value in changes.items():
            setattr(session.get(CustodyAct, act_id), name, value)


@pytest.mark.same_queries
@pytest.mark.parametrize("moment", [0, 1])
@pytest.mark.parametrize("field", ["pickup_key", "data_key_id", "reason", "purpose", "requested_by_id", "barred_user_ids"])
def test_an_act_changed_in_the_database_is_refused(house, field, moment):
    """An insider with the database, but not the server key, sends the result to themselves, or changes what is opened or said."""
    custody, _key_id, _sealed, _codes = house
    with transaction():
        other = data_keys.new_data_key(in_custody=True)[0].id
    insider = make_user(Role.OFFICER)
    act_id = session.query(CustodyAct.id).order_by(CustodyAct.id).offset(moment).limit(1).scalar()
    values = {"pickup_key": boxes.new_key_pair().public, "data_key_id": other, "requested_by_id": insider.id, "barred_user_ids": [99]}
    tamper(act_id, **{field: values.get(field, "另一句话")})
    with pytest.raises(Exception, match="改动过"):
        approve_act(act_id, custody.custodians[2], custody.passphrases[2])


def test_a_box_moved_to_another_row_is_refused(house):
    custody, key_id, _sealed, _codes = house
    insider = make_user(Role.OFFICER)
    with transaction():
        own = data_keys.new_data_key(in_custody=True)[0].id
        session.flush()
        session.get(DataKey, own).wrapped = session.get(DataKey, key_id).wrapped
    with transaction():
        act, _code = acts.begin_opening(people.get_user(insider.id), queries.get_data_key(own), "s", "p", "r")
        act_id = act.id
    approve_act(act_id, custody.custodians[0], custody.passphrases[0])
    with pytest.raises(SealBroken):
        approve_act(act_id, custody.custodians[1], custody.passphrases[1])


def test_a_custodians_key_changed_in_the_database_gets_no_share(house):
    custody, _key_id, _sealed, _codes = house
    act_id = session.query(CustodyAct.id).order_by(CustodyAct.id).limit(1).scalar()
    swapped = queries.find_custodian(custody.custodians[1].id).id
    with transaction():
        session.get(Custodian, swapped).public_key = boxes.new_key_pair().public
    approve_act(act_id, custody.custodians[0], custody.passphrases[0])
    assert swapped not in {handed.custodian_id for handed in queries.list_handed(act_id)}
    with pytest.raises(RuleBroken):
        approve_act(act_id, custody.custodians[1], custody.passphrases[1])
