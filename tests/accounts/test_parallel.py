"""What works once works once also when it is sent many times at the same moment, by threads with connections of their own."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from portal import clock
from portal.accounts import operations, passkeys, queries, second_factor, signing_in
from portal.accounts.locks import FAILURES_ALLOWED
from portal.accounts.vocabulary import PasskeyPurpose
from portal.config import settings
from portal.db import session, transaction
from portal.errors import NotAllowed
from tests.accounts.soft_passkey import SoftPasskey
from tests.factories import give_password, give_second_factor, make_user, open_session_of

THREADS = 8
pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def armed(monkeypatch):
    monkeypatch.setenv("PUBLIC_BASE_URL", "https://xinnuo.example")
    settings.cache_clear()
    user = make_user()
    give_password(user)
    return user.id, give_second_factor(user)


def all_at_once(act, arguments):
    """What each of the calls answered, all of them let loose together, each in a transaction of its own."""
    together = Barrier(len(arguments))

    def attempt(argument):
        together.wait()
        try:
            with transaction():
                return bool(act(argument))
        except NotAllowed:
            return False
        finally:
            session.remove()

    session.rollback()
    with ThreadPoolExecutor(len(arguments)) as pool:
        return list(pool.map(attempt, arguments))


def begun(user_id, number=THREADS):
    with transaction():
        return [signing_in.begin_session(queries.get_user(user_id)) for _ in range(number)]


def right_code(secret):
    return second_factor.code_at(secret, clock.now())


def recovery_code(user_id):
    token = begun(user_id, 1)[0]
    with transaction():
        row = queries.find_session(token)
        signing_in.renew_recovery_codes(row)
        return signing_in.fresh_recovery_codes(row)[0]


def enrolled(user_id):
    key, token = SoftPasskey(), open_session_of(queries.get_user(user_id))
    with transaction():
        row = queries.find_session(token)
        asked = passkeys.ask(PasskeyPurpose.ENROL, row, "钥匙")
    options = passkeys.options(asked, PasskeyPurpose.ENROL, row)
    with transaction():
        assert passkeys.enrol(asked, row, key.make(options))
    return key


def test_one_code_in_many_sessions_is_accepted_once(armed):
    user_id, secret = armed
    code = right_code(secret)
    answers = all_at_once(lambda token: signing_in.confirm_totp(queries.find_session(token), code), begun(user_id))
    assert answers.count(True) == 1


def test_one_code_at_both_doors_is_accepted_once(armed):
    user_id, secret = armed
    code, half = right_code(secret), THREADS // 2

    def act(token):
        if token is None:
            return signing_in.admit_together(queries.get_user(user_id), True, code)
        return signing_in.confirm_totp(queries.find_session(token), code)

    assert all_at_once(act, [*begun(user_id, half), *[None] * half]).count(True) == 1


def test_one_recovery_code_in_many_sessions_is_accepted_once(armed):
    user_id, _secret = armed
    code = recovery_code(user_id)
    answers = all_at_once(lambda token: signing_in.use_recovery_code(queries.find_session(token), code), begun(user_id))
    assert answers.count(True) == 1
    assert queries.count_recovery_codes_left(user_id) == 9


def test_one_answer_of_a_passkey_is_accepted_once_and_does_not_look_like_a_copy(armed):
    user_id, _secret = armed
    key = enrolled(user_id)
    with transaction():
        asked = passkeys.ask(PasskeyPurpose.SIGN_IN)
    answer = key.use(passkeys.options(asked, PasskeyPurpose.SIGN_IN))
    assert all_at_once(lambda _: passkeys.sign_in_alone(asked, answer), list(range(THREADS))).count(True) == 1
    assert queries.list_passkeys(user_id)[0].suspended_at is None


def test_one_challenge_answered_differently_at_the_same_time_is_accepted_once(armed):
    user_id, _secret = armed
    key, token = enrolled(user_id), begun(user_id, 1)[0]
    with transaction():
        asked = passkeys.ask(PasskeyPurpose.SECOND_FACTOR, queries.find_session(token))
    options = passkeys.options(asked, PasskeyPurpose.SECOND_FACTOR, queries.find_session(token))
    answers = [key.use(options) for _ in range(THREADS)]
    accepted = all_at_once(lambda answer: passkeys.stand_for_code(asked, queries.find_session(token), answer), answers)
    assert accepted.count(True) == 1


def test_a_copy_used_at_the_same_moment_gets_in_once_at_most(armed):
    user_id, _secret = armed
    key = enrolled(user_id)
    with transaction():
        tokens = [passkeys.ask(PasskeyPurpose.SIGN_IN) for _ in range(THREADS)]
    answers = [(token, key.use(passkeys.options(token, PasskeyPurpose.SIGN_IN), count=7)) for token in tokens]
    assert all_at_once(lambda pair: passkeys.sign_in_alone(*pair), answers).count(True) == 1
    assert queries.list_passkeys(user_id)[0].suspended_at is not None


def test_one_link_sets_one_password(armed):
    user_id, _secret = armed
    with transaction():
        token = operations.create_invitation(queries.get_user(user_id))

    def act(number):
        found = queries.find_invitation(token, clock.now())
        return found is not None and operations.use_invitation(found, f"Another-house-{number}x")

    assert all_at_once(act, list(range(4))).count(True) == 1


def test_failures_at_the_same_moment_are_all_counted(armed):
    user_id, _secret = armed
    all_at_once(lambda _: signing_in.admit_password(queries.get_user(user_id), False), list(range(FAILURES_ALLOWED)))
    assert operations.is_locked(queries.get_user(user_id))
