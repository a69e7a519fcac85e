"""Passkeys: what they open, and every way in which an answer can be wrong."""

import json
import random
from datetime import timedelta

import pytest
import time_machine
from cryptography.hazmat.primitives.asymmetric import ec

from portal import clock
from portal.accounts import operations, passkeys, queries, signing_in
from portal.accounts.vocabulary import PasskeyPurpose, SignInStep, SignInTask
from portal.config import settings
from portal.db import transaction
from portal.errors import NotAllowed, NotFound, RuleBroken
from tests.accounts.soft_passkey import UP, SoftPasskey
from tests.factories import give_password, give_second_factor, make_user, open_session_of

ENROL, SECOND, ALONE = PasskeyPurpose.ENROL, PasskeyPurpose.SECOND_FACTOR, PasskeyPurpose.SIGN_IN


@pytest.fixture(autouse=True)
def behind_tls(database, monkeypatch):
    monkeypatch.setenv("PUBLIC_BASE_URL", "https://xinnuo.example")
    settings.cache_clear()


@pytest.fixture
def owner():
    """An armed person with an enrolled passkey; and somebody else with one, who is noise."""
    enrolled(armed_user())
    user = armed_user()
    return user, enrolled(user)


def armed_user():
    user = make_user()
    give_password(user)
    give_second_factor(user)
    return user


def session_of(user):
    return queries.find_session(open_session_of(user))


def begun(user):
    with transaction():
        return queries.find_session(signing_in.begin_session(user))


def asked(purpose, row=None, name=""):
    """A challenge: its token and the options for the browser."""
    with transaction():
        token = passkeys.ask(purpose, row, name)
    return token, passkeys.options(token, purpose, row)


def enrolled(user, name="办公电脑", key=None):
    key, row = key or SoftPasskey(), session_of(user)
    token, options = asked(ENROL, row, name)
    with transaction():
        assert passkeys.enrol(token, row, key.make(options)) is not None
    return key


def second_step(user, key, row=None, **lies):
    row = row or begun(user)
    token, options = asked(SECOND, row)
    with transaction():
        return passkeys.stand_for_code(token, row, key.use(options, **lies))


def alone(key, **lies):
    token, options = asked(ALONE)
    with transaction():
        return passkeys.sign_in_alone(token, key.use(options, **lies))


def test_a_passkey_is_kept_with_its_name_and_public_half_only(owner):
    user, key = owner
    (kept,) = queries.list_passkeys(user.id)
    assert (kept.name, kept.credential_id, kept.sign_count, kept.transports) == ("办公电脑", key.id, 0, ["usb"])
    assert kept.last_used_at is None and kept.suspended_at is None


def test_it_stands_for_the_one_time_code_and_opens_the_session(owner):
    user, key = owner
    row = begun(user)
    assert second_step(user, key, row, flags=UP)
    assert signing_in.next_task(row) is None
    with transaction():
        assert signing_in.open_session(row)
    assert queries.recent_sign_ins(user.id)[0].step is SignInStep.PASSKEY
    assert queries.list_passkeys(user.id)[0].last_used_at is not None


def test_alone_it_signs_in_its_owner_only_when_it_has_verified_them(owner):
    user, key = owner
    assert alone(key).id == user.id
    assert alone(key, flags=UP) is None
    assert alone(key, handle=b"") is None
    assert alone(key, handle=b"somebody else") is None


LIES = {
    "another origin": {"origin": "https://xinnuo.example.evil.cn"},
    "the same host without TLS": {"origin": "http://xinnuo.example"},
    "another port": {"origin": "https://xinnuo.example:8443"},
    "another relying party": {"host": "evil.example"},
    "an answer to enrolling": {"kind": "webauthn.create"},
    "another challenge": {"challenge": "AAAA"},
    "inside a page of another origin": {"cross": True},
    "nobody touched it": {"flags": 0},
    "another key": {"signer": ec.generate_private_key(ec.SECP256R1())},
    "another owner": {"handle": b"x" * 32},
}


@pytest.mark.same_queries
@pytest.mark.parametrize("lie", LIES.values(), ids=LIES)
def test_a_wrong_answer_opens_nothing_and_is_in_the_history(owner, lie):
    user, key = owner
    row = begun(user)
    assert not second_step(user, key, row, **lie)
    assert signing_in.next_task(row) is SignInTask.SECOND_FACTOR
    assert alone(key, **lie) is None
    steps = [(attempt.step, attempt.succeeded) for attempt in queries.recent_sign_ins(user.id)]
    assert steps == [(SignInStep.PASSKEY_ALONE, False), (SignInStep.PASSKEY, False)]
    assert second_step(user, key)


def test_an_answer_is_accepted_once_and_a_wrong_one_uses_the_challenge_up(owner):
    user, key = owner
    token, options = asked(ALONE)
    right = key.use(options)
    with transaction():
        assert passkeys.sign_in_alone(token, right) is not None
    with transaction():
        assert passkeys.sign_in_alone(token, right) is None
    token, options = asked(ALONE)
    with transaction():
        assert passkeys.sign_in_alone(token, key.use(options, origin="https://evil.example")) is None
    with transaction():
        assert passkeys.sign_in_alone(token, key.use(options)) is None


def test_a_challenge_is_good_for_five_minutes_for_its_session_and_its_purpose(owner):
    user, key = owner
    row, other = begun(user), begun(user)
    for purpose, asking, using in ((SECOND, row, other), (ENROL, row, row)):
        token, _options = asked(purpose, asking, "x")
        _own, options = asked(SECOND, using)
        with transaction():
            assert not passkeys.stand_for_code(token, using, key.use(options))
    token, options = asked(SECOND, row)
    with transaction():
        assert passkeys.sign_in_alone(token, key.use(options)) is None
    with time_machine.travel(clock.now() + passkeys.CHALLENGE_LIFE, tick=False):
        assert passkeys.options(token, SECOND, row) is None
        with transaction():
            assert not passkeys.stand_for_code(token, row, key.use(options))
        with transaction():
            assert operations.forget_expired() >= 1
    assert passkeys.options("", ALONE) is None


def test_a_copy_is_noticed_by_its_counter_and_suspended(owner):
    user, key = owner
    assert alone(key).id == user.id and alone(key).id == user.id
    assert alone(key, count=2) is None
    assert queries.list_passkeys(user.id)[0].suspended_at is not None
    assert alone(key, count=99) is None
    assert not second_step(user, key, count=100)
    assert passkeys.usable(user) == []


def test_a_passkey_that_keeps_no_counter_stays_good_and_one_that_stops_counting_does_not(owner):
    user, key = owner
    silent = enrolled(user, "手机", SoftPasskey(count=None))
    assert alone(silent) and alone(silent)
    assert alone(key) and alone(key, count=0) is None


def test_somebody_elses_passkey_does_not_stand_for_a_code(owner):
    user, _key = owner
    stranger = armed_user()
    theirs = enrolled(stranger)
    assert not second_step(user, theirs)
    assert second_step(stranger, theirs)


def test_a_disabled_account_and_one_whose_second_factor_was_reset_are_closed_to_passkeys(owner):
    user, key = owner
    with transaction():
        operations.disable(queries.get_user(user.id))
    assert alone(key) is None
    with transaction():
        operations.enable(queries.get_user(user.id))
    assert alone(key).id == user.id
    with transaction():
        operations.reset_second_factor(queries.get_user(user.id))
    assert alone(key) is None and queries.list_passkeys(user.id) == []


def test_removing_ends_all_other_sessions_and_is_for_the_owner_only(owner):
    user, key = owner
    mine, other = session_of(user), session_of(user)
    stranger = session_of(armed_user())
    passkey = queries.list_passkeys(user.id)[0]
    with pytest.raises(NotFound):
        queries.get_passkey(passkey.id, stranger.user_id)
    with pytest.raises(NotAllowed), transaction():
        passkeys.remove(queries.get_passkey(passkey.id, user.id), stranger)
    with transaction():
        passkeys.remove(queries.get_passkey(passkey.id, user.id), mine)
    assert (mine.ended_at is None, other.ended_at is None, stranger.ended_at is None) == (True, False, True)
    assert alone(key) is None


def test_the_same_passkey_is_not_enrolled_twice_and_ten_are_enough(owner):
    user, key = owner
    row = session_of(user)
    token, options = asked(ENROL, row, "again")
    with pytest.raises(RuleBroken, match="已经添加过"), transaction():
        passkeys.enrol(token, row, key.make(options))
    for number in range(passkeys.MOST_PASSKEYS - 1):
        enrolled(user, str(number))
    token, options = asked(ENROL, row, "one too many")
    with pytest.raises(RuleBroken, match="最多"), transaction():
        passkeys.enrol(token, row, SoftPasskey().make(options))


@pytest.mark.same_queries
@pytest.mark.parametrize("lie", [{"origin": "https://evil.example"}, {"host": "evil.example"}, {"challenge": "AAAA"}, {"cross": True}])
def test_a_wrong_answer_enrols_nothing(lie):
    row = session_of(armed_user())
    token, options = asked(ENROL, row, "x")
    with transaction():
        assert passkeys.enrol(token, row, SoftPasskey().make(options, **lie)) is None
    assert queries.list_passkeys(row.user_id) == []


def test_rubbish_is_refused_and_never_breaks_anything(owner):
    user, key = owner
    chance = random.Random(5)
    row = session_of(user)
    for number in range(300):
        token, options = asked(ENROL if number % 2 else ALONE, row if number % 2 else None, "x")
        good = SoftPasskey().make(options) if number % 2 else key.use(options)
        bad = spoiled(good, chance)
        with transaction():
            assert not (passkeys.enrol(token, row, bad) if number % 2 else passkeys.sign_in_alone(token, bad)), bad
    assert len(queries.list_passkeys(user.id)) == 1


def spoiled(answer, chance):
    """An answer with one piece taken out, cut, changed or of another kind."""
    told = json.loads(answer)
    place = chance.choice([told, told["response"]])
    name = chance.choice([name for name in place if name not in {"transports", "userHandle"}])
    value = place[name]
    changed = "A" if not isinstance(value, str) else ("A" if value[4:5] != "A" else "B")
    place[name] = chance.choice([None, 7, [], {}, "", "!!", "\x00", value[: len(value) // 2] if isinstance(value, str) else 1])
    if isinstance(value, str) and chance.random() < 0.5:
        place[name] = value[:4] + changed + value[5:]
    return chance.choice([json.dumps(told), json.dumps(told), "", "{", "[]", "null", "7", '"x"', "{}", answer[:-2], "[" * 3000])


@pytest.mark.same_queries
@pytest.mark.parametrize(
    ("address", "works"),
    [
        ("https://xinnuo.example", True),
        ("https://xinnuo.example:8443", True),
        ("http://localhost:8000", True),
        ("http://xinnuo.example", False),
        ("http://127.0.0.1:8000", False),
        ("https://10.1.2.3", False),
        ("https://[2001:db8::1]", False),
    ],
)
def test_passkeys_are_offered_where_browsers_take_them(monkeypatch, address, works):
    monkeypatch.setenv("PUBLIC_BASE_URL", address)
    settings.cache_clear()
    assert (passkeys.relying_party() is not None) is works


def test_an_attack_on_the_password_does_not_stop_a_passkey(owner):
    user, key = owner
    for _ in range(30):
        with transaction():
            signing_in.admit_password(queries.get_user(user.id), False)
    assert operations.is_locked(queries.get_user(user.id))
    assert alone(key).id == user.id
    with time_machine.travel(clock.now() + timedelta(minutes=1), tick=False):
        assert second_step(user, key)
