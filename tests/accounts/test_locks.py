"""Who hammers an account stops nobody but themselves: the rule of ``portal/accounts/locks.py``, clause by clause."""

from datetime import timedelta

import pytest
import time_machine

from portal import clock
from portal.accounts import operations, queries, second_factor, signing_in
from portal.accounts.locks import FAILURES_ALLOWED, LOCK, LONGEST_LOCK, Gate
from portal.accounts.vocabulary import SignInStep
from portal.db import transaction
from tests.factories import PASSWORD, give_password, give_second_factor, make_user

pytestmark = pytest.mark.usefixtures("database")
MINUTE = timedelta(minutes=1)


def try_password(user, password=PASSWORD, device=""):
    is_right = signing_in.check_password(user, password)
    with transaction():
        return signing_in.admit_password(user, is_right, device)


def try_together(user, code, password=PASSWORD, device=""):
    is_right = signing_in.check_password(user, password)
    with transaction():
        return signing_in.admit_together(user, is_right, code, device)


def begun(user):
    with transaction():
        return queries.find_session(signing_in.begin_session(user))


def type_code(row, code, device=""):
    with transaction():
        return signing_in.confirm_totp(row, code, device)


def right_code(secret):
    return second_factor.code_at(secret, clock.now())


def recovery_codes(user):
    row = begun(user)
    with transaction():
        signing_in.renew_recovery_codes(row)
    return signing_in.fresh_recovery_codes(row)


def known_device(user):
    with transaction():
        return signing_in.remember_device(queries.get_user(user.id))


@pytest.fixture
def armed():
    """A person with password and authenticator, and the authenticator's secret; and another, who is noise."""
    give_password(make_user())
    user = make_user()
    give_password(user)
    return user, give_second_factor(user)


@pytest.fixture
def hammered(armed):
    """The same while strangers try passwords from everywhere: two hundred wrong ones, in a morning."""
    user, secret = armed
    for shift in range(0, 200, 10):
        with time_machine.travel(clock.now() + shift * MINUTE, tick=False):
            for _ in range(10):
                wrong_password(user)
    return user, secret


def wrong_password(user):
    """A stranger's attempt, without the work of hashing that the web does before."""
    with transaction():
        assert not signing_in.admit_password(user, False)
    with transaction():
        assert not signing_in.admit_together(user, False, "123456")


def hammering(user):
    """One more minute of it."""
    for _ in range(6):
        wrong_password(user)


def test_under_attack_a_fresh_browser_cannot_use_the_password_alone(armed):
    user, _secret = armed
    hammering(user)
    assert not try_password(user)
    assert queries.recent_sign_ins(user.id)[0].step is SignInStep.LOCKED


def test_under_attack_password_and_code_together_open_at_once(hammered):
    user, secret = hammered
    with time_machine.travel(clock.now() + 200 * MINUTE, tick=False):
        hammering(user)
        assert not try_password(user)
        assert try_together(user, right_code(secret))


def test_under_attack_password_and_recovery_code_together_open_at_once(hammered):
    user, _secret = hammered
    code = recovery_codes(user)[0]
    hammering(user)
    assert try_together(user, code.upper()[:5] + "-" + code[5:])
    assert not try_together(user, code)


def test_under_attack_a_known_browser_goes_its_usual_way(hammered):
    user, secret = hammered
    device = known_device(user)
    hammering(user)
    assert try_password(user, device=device)
    assert type_code(begun(user), right_code(secret), device)


def test_a_stranger_without_the_password_locks_no_codes_however_often(armed):
    user, secret = armed
    for _ in range(60):
        wrong_password(user)
    assert queries.get_user(user.id).code_locked_until is None
    assert type_code(begun(user), right_code(secret))


def test_together_answers_alike_for_wrong_unknown_disabled_and_unarmed(armed):
    user, secret = armed
    unarmed = make_user()
    give_password(unarmed)
    disabled = make_user(is_active=False)
    give_password(disabled)
    assert not try_together(user, right_code(secret), "wrong")
    assert not try_together(user, "000000")
    assert not try_together(None, right_code(secret))
    assert not try_together(unarmed, "000000")
    assert not try_together(disabled, right_code(give_second_factor(disabled)))


def test_together_uses_the_code_up_and_a_wrong_password_does_not(armed):
    user, secret = armed
    code = right_code(secret)
    assert not try_together(user, code, "wrong")
    assert try_together(user, code)
    assert not try_together(user, code)


def test_a_stolen_password_is_not_enough_to_try_all_codes(armed):
    """Locks of codes double up to a day, and wrong codes count the same at both doors."""
    user, secret = armed
    guesses, at = 0, clock.now()
    for minute in range(0, 7 * 24 * 60, 30):
        with time_machine.travel(at + minute * MINUTE, tick=False):
            while queries.get_user(user.id).code_locked_until is None or queries.get_user(user.id).code_locked_until <= clock.now():
                guesses += 1
                try_together(user, "000000") if guesses % 2 else type_code(begun(user), "000000")
    assert guesses <= 60
    with time_machine.travel(at + timedelta(days=7), tick=False):
        assert not try_together(user, right_code(secret))
        assert try_together(user, recovery_codes(user)[0])


def test_the_failure_that_locks_the_codes_ends_that_sign_in_and_the_next_one_learns_until_when(armed):
    user, secret = armed
    row = begun(user)
    for _ in range(FAILURES_ALLOWED):
        assert row.ended_at is None
        assert not type_code(row, "000000")
    assert row.ended_at is not None
    assert try_password(user)
    again = begun(user)
    assert not type_code(again, right_code(secret)) and again.ended_at is None
    assert signing_in.codes_locked_until(user) == queries.get_user(user.id).code_locked_until
    with transaction():
        assert signing_in.use_recovery_code(again, recovery_codes_in(again)[0])


def recovery_codes_in(row):
    signing_in.renew_recovery_codes(row)
    return signing_in.fresh_recovery_codes(row)


def test_the_security_administrator_opens_everything_at_once(armed):
    user, secret = armed
    device = known_device(user)
    for _ in range(5):
        try_password(user, "wrong")
        try_password(user, "wrong", device)
        try_together(user, "000000")
    assert operations.is_locked(user)
    with transaction():
        operations.unlock(queries.get_user(user.id))
    assert not operations.is_locked(user)
    assert try_password(user) and try_password(user, device=device)
    assert try_together(user, right_code(secret))


def test_a_full_sign_in_forgets_the_failures_of_its_own_gate_only(armed):
    user, secret = armed
    device = known_device(user)
    for _ in range(3):
        try_password(user, "wrong")
        try_password(user, "wrong", device)
        try_together(user, "000000")
    row = begun(user)
    with transaction():
        assert signing_in.confirm_totp(row, right_code(secret), device)
        assert signing_in.open_session(row, device)
    person, known = queries.get_user(user.id), queries.list_devices(user.id)[0]
    assert (person.failed_count, person.code_failed_count, known.failed_count) == (3, 3, 0)
    with time_machine.travel(clock.now() + MINUTE, tick=False):
        row = begun(user)
        with transaction():
            assert signing_in.confirm_totp(row, right_code(secret)) and signing_in.open_session(row)
    assert (queries.get_user(user.id).failed_count, queries.get_user(user.id).code_failed_count) == (0, 0)


@pytest.mark.same_queries
@pytest.mark.parametrize(
    ("failures", "lock"), [(4, None), (5, LOCK), (6, None), (10, 2 * LOCK), (15, 4 * LOCK), (40, LONGEST_LOCK), (900, LONGEST_LOCK)]
)
def test_each_five_failures_of_one_browser_lock_it_twice_as_long(failures, lock):
    user, at = make_user(), clock.now()
    gate = Gate(user)
    locked = [gate.count_failure(at) for _ in range(failures)][-1]
    assert locked is (lock is not None)
    if lock:
        assert gate.locked_until(at) == at + lock and gate.locked_until(at + lock) is None
