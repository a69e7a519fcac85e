"""Signing in step by step: what is counted, what is locked, what can be used once."""

from datetime import timedelta

import pytest
import time_machine

from portal import clock
from portal.accounts import operations, queries, second_factor, signing_in
from portal.accounts.locks import FAILURES_ALLOWED
from portal.accounts.vocabulary import SignInStep, SignInTask
from portal.db import transaction
from tests.factories import PASSWORD, give_password, give_second_factor, make_user, open_session_of

pytestmark = pytest.mark.usefixtures("database")


def try_password(user, password=PASSWORD, device=""):
    is_right = signing_in.check_password(user, password)
    with transaction():
        return signing_in.admit_password(user, is_right, device)


def begun(user):
    with transaction():
        return queries.find_session(signing_in.begin_session(user))


def type_code(row, code, device=""):
    with transaction():
        return signing_in.confirm_totp(row, code, device)


def right_code(secret):
    return second_factor.code_at(secret, clock.now())


@pytest.fixture
def armed():
    """A person with password and authenticator, and the authenticator's secret; and another, who is noise."""
    noise = make_user()
    give_password(noise)
    user = make_user()
    give_password(user)
    return user, give_second_factor(user)


def test_the_right_password_is_admitted_and_wrong_or_unknown_are_not(armed):
    user, _secret = armed
    assert try_password(user)
    assert not try_password(user, PASSWORD + "x")
    assert not try_password(None)


def test_five_failures_lock_for_thirty_minutes_even_for_the_right_password(armed):
    user, _secret = armed
    for _ in range(FAILURES_ALLOWED):
        assert not try_password(user, "wrong")
    assert not try_password(user)
    assert queries.recent_sign_ins(user.id)[0].step is SignInStep.LOCKED
    with time_machine.travel(clock.now() + timedelta(minutes=30, seconds=1), tick=False):
        assert try_password(user)


def test_a_locked_account_is_unlocked_by_an_administrator(armed):
    user, _secret = armed
    for _ in range(5):
        try_password(user, "wrong")
    with transaction():
        operations.unlock(queries.get_user(user.id))
    assert try_password(user)


def test_strangers_cannot_lock_out_a_known_device_nor_an_open_session(armed):
    user, _secret = armed
    token = open_session_of(user)
    with transaction():
        device = signing_in.remember_device(queries.get_user(user.id))
    for _ in range(7):
        try_password(user, "wrong")
    assert not try_password(user)
    assert try_password(user, device=device)
    assert queries.find_session(token).is_live(clock.now())


def test_a_known_device_is_locked_by_its_own_failures_and_is_known_for_one_person_only(armed):
    user, _secret = armed
    with transaction():
        device = signing_in.remember_device(queries.get_user(user.id))
    for _ in range(5):
        try_password(user, "wrong", device)
    assert not try_password(user, device=device)
    assert try_password(user)
    other = make_user()
    give_password(other)
    for _ in range(5):
        try_password(other, "wrong", device)
    assert other.locked_until is not None


def test_a_disabled_account_is_refused_like_a_wrong_password(armed):
    user, _secret = armed
    with transaction():
        operations.disable(queries.get_user(user.id))
    assert not try_password(user)


def test_a_code_is_refused_the_second_time(armed):
    user, secret = armed
    code = right_code(secret)
    first, second = begun(user), begun(user)
    assert type_code(first, code)
    assert not type_code(second, code)


def test_a_session_opens_no_door_before_every_task_is_done(armed):
    user, secret = armed
    row = begun(user)
    with transaction():
        assert not signing_in.open_session(row)
    assert signing_in.next_task(row) is SignInTask.SECOND_FACTOR
    type_code(row, right_code(secret))
    with transaction():
        assert signing_in.open_session(row)
    assert row.opened_at is not None
    latest = queries.recent_sign_ins(user.id)[0]
    assert latest.succeeded and not latest.from_known_device


def test_a_newcomer_changes_the_password_enrols_and_saves_codes_in_that_order():
    user = make_user()
    give_password(user, must_change=True)
    row = begun(user)
    assert signing_in.next_task(row) is SignInTask.NEW_PASSWORD
    with transaction():
        operations.set_password(user, "Another-house-2026")
        fresh = queries.find_session(signing_in.replace_session(row))
    assert row.ended_at is not None
    assert signing_in.next_task(fresh) is SignInTask.ENROL
    secret = second_factor.open_secret(user.totp_sealed, user.id)
    assert type_code(fresh, right_code(secret))
    assert signing_in.next_task(fresh) is SignInTask.SAVE_CODES
    codes = signing_in.fresh_recovery_codes(fresh)
    with transaction():
        signing_in.codes_are_saved(fresh)
    assert len(codes) == 10 and signing_in.fresh_recovery_codes(fresh) == []
    assert signing_in.next_task(fresh) is None


def test_a_password_older_than_ninety_days_must_be_changed_but_not_of_a_demo_account(armed):
    user, secret = armed
    demo = make_user(is_demo=True)
    give_password(demo)
    give_second_factor(demo)
    with time_machine.travel(clock.now() + timedelta(days=91), tick=False):
        for person, task in ((user, SignInTask.NEW_PASSWORD), (demo, None)):
            row = begun(person)
            with transaction():
                row.second_factor_at = clock.now()
            assert signing_in.next_task(row) is task


def test_a_recovery_code_works_once(armed):
    user, secret = armed
    row = begun(user)
    with transaction():
        signing_in.renew_recovery_codes(row)
    code = signing_in.fresh_recovery_codes(row)[3]
    again = begun(user)
    with transaction():
        assert signing_in.use_recovery_code(row, f" {code[:5].upper()}-{code[5:]}")
    with transaction():
        assert not signing_in.use_recovery_code(again, code)
    assert queries.count_recovery_codes_left(user.id) == 9


@pytest.mark.same_queries
@pytest.mark.parametrize(
    ("idle", "age", "is_live"),
    [(29, 29, True), (30, 30, False), (0, 11 * 60 + 59, True), (0, 12 * 60, False)],
)
def test_an_open_session_ends_after_half_an_hour_of_silence_or_twelve_hours(idle, age, is_live):
    at = clock.now()
    token = open_session_of(make_user(), started_at=at - timedelta(minutes=age), last_seen_at=at - timedelta(minutes=idle))
    assert queries.find_session(token).is_live(at) is is_live


def test_an_unfinished_sign_in_ends_after_a_quarter_of_an_hour():
    at = clock.now()
    token = open_session_of(make_user(), opened_at=None, started_at=at - timedelta(minutes=15))
    assert not queries.find_session(token).is_live(at)


def test_kept_words_come_back_only_to_their_owner_for_that_page_within_half_an_hour():
    owner, other = make_user(), make_user()
    fields = {"reply": ["经查，情况属实。"], "tags": ["a", "b"]}
    with transaction():
        token = signing_in.keep_post("/desk/cases/1/reply", fields, owner.id)
        unowned = signing_in.keep_post("/desk/cases/1/reply", fields, None)
    assert signing_in.kept_fields(token, "/desk/cases/1/reply", owner) == fields
    assert signing_in.kept_fields(unowned, "/desk/cases/1/reply", other) == fields
    assert signing_in.kept_fields(token, "/desk/cases/1/reply", other) == {}
    assert signing_in.kept_fields(token, "/desk/cases/2/reply", owner) == {}
    assert signing_in.kept_fields("", "/desk/cases/1/reply", owner) == {}
    with time_machine.travel(clock.now() + timedelta(minutes=30), tick=False):
        assert signing_in.kept_fields(token, "/desk/cases/1/reply", owner) == {}
        with transaction():
            assert operations.forget_expired() == 2


def test_forgetting_spares_what_is_still_good():
    user, at = make_user(), clock.now()
    good = open_session_of(user)
    old = open_session_of(user, started_at=at - timedelta(days=31))
    with transaction():
        signing_in.remember_device(user)
        signing_in.keep_post("/desk", {"a": ["b"]}, None)
    with transaction():
        assert operations.forget_expired() == 1
    assert queries.find_session(good) is not None and queries.find_session(old) is None
