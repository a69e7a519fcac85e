"""Signing in, step by step: password, second factor, what is still to be done, and the session that opens at the end.

Refusals are told by ``False``, not by an exception: the count of failures must be committed. ``device_token`` is what a
known browser's cookie holds; such a browser is counted and locked by itself, so that strangers cannot lock a person out (``locks``).
"""

import json
from datetime import datetime, timedelta

from portal import clock
from portal.accounts import events, operations, passwords, queries, second_factor
from portal.accounts.locks import Gate, gate_of, gates_of_account
from portal.accounts.models import KeptPost, KnownDevice, RecoveryCode, SignIn, User, UserSession
from portal.accounts.vocabulary import SignInStep, SignInTask
from portal.crypto import SealBroken, random_token, seal, unseal
from portal.db import add, flush, session
from portal.events import emit

DEVICE_LIFE = timedelta(days=180)
KEPT_POST_LIFE = timedelta(minutes=30)


def check_password(user: User | None, password: str) -> bool:
    """Whether the password is this person's; for None the same work is done. Writes nothing, so call it outside a transaction."""
    return passwords.matches(user.password_hash if user else "", password)


def admit_password(user: User | None, is_right: bool, device_token: str = "") -> bool:
    """Whether signing in may go on after the password step; a refusal is counted. The count ends only with a full sign-in."""
    if user is None:
        emit(events.SignInFailed(None))
        return False
    return _admit(user, SignInStep.PASSWORD, is_right, device_token)


def admit_together(user: User | None, is_right: bool, typed: str, device_token: str = "") -> bool:
    """Whether password and second factor (one-time code or recovery code), given in one go, are right. The way in while the account is
    hammered: locks on the password step do not count here, and the answer never tells which of the two was wrong.

    A wrong password is noted but locks nothing; a wrong code beside the right password counts as at its own step.
    """
    if user is None:
        emit(events.SignInFailed(None))
        return False
    user = queries.lock_user(user.id)
    if not is_right or not user.is_active or not user.has_second_factor:
        return _refuse(user, SignInStep.PASSWORD, device_token)
    if second_factor.looks_like_recovery_code(typed):
        return _use_recovery_code(user, typed, device_token)
    return _use_totp(user, typed, device_token)


def begin_session(user: User, browser: str = "", proved_by: SignInStep | None = None) -> str:
    """A session that opens no door yet. Returns the token for the cookie; an account without second factor gets a new secret.

    ``browser`` is shown to the owner in the list of sessions; ``proved_by`` says which second factor has been given already.
    """
    at, token = clock.now(), random_token(32)
    if not user.has_second_factor:
        operations.enrol_second_factor(user)
    row = UserSession(token_hash=queries.token_hash(token, "session"), user=user, started_at=at, last_seen_at=at, browser=browser or None)
    if proved_by is not None:
        _prove(row, proved_by)
    add(row)
    flush()
    return token


def next_task(user_session: UserSession) -> SignInTask | None:
    """What is still to be done before this session opens; None when nothing is."""
    user = user_session.user
    if user_session.opened_at is not None:
        return SignInTask.SAVE_CODES if user_session.codes_sealed else None
    if user.has_second_factor and user_session.second_factor_at is None:
        return SignInTask.SECOND_FACTOR
    if user.must_change_password or (not user.is_demo and passwords.is_due(user.password_changed_at, clock.now())):
        return SignInTask.NEW_PASSWORD
    if not user.has_second_factor:
        return SignInTask.ENROL
    return SignInTask.SAVE_CODES if user_session.codes_sealed else None


def confirm_totp(user_session: UserSession, typed: str, device_token: str = "") -> bool:
    """Check a one-time code, once: the same code is refused ever after, also in parallel. The first right one enrols.

    The failure that locks the codes ends this sign-in.
    """
    user = queries.lock_user(user_session.user_id)
    was_open = codes_locked_until(user, device_token) is None
    if not _use_totp(user, typed, device_token):
        if was_open and codes_locked_until(user, device_token) is not None and user_session.opened_at is None:
            operations.end_session(user_session)
        return False
    if not user.has_second_factor:
        operations.confirm_second_factor(user)
        renew_recovery_codes(user_session)
    _prove(user_session, SignInStep.SECOND_FACTOR)
    return True


def use_recovery_code(user_session: UserSession, typed: str, device_token: str = "") -> bool:
    """Let a recovery code stand for the one-time code; each works once, also in parallel, and also while codes are locked."""
    user = queries.lock_user(user_session.user_id)
    if not _use_recovery_code(user, typed, device_token):
        return False
    _prove(user_session, SignInStep.RECOVERY_CODE)
    return True


def codes_locked_until(user: User, device_token: str = "") -> datetime | None:
    """Until when one-time codes are refused from this browser; None when they are not. Tell it only beside the right password."""
    gate = gate_of(user, SignInStep.SECOND_FACTOR, queries.find_device(device_token, user.id, clock.now()))
    return gate.locked_until(clock.now()) if gate else None


def renew_recovery_codes(user_session: UserSession) -> None:
    """Put ten fresh recovery codes in the place of all old ones and keep them readable in this session until they are saved."""
    user = user_session.user
    for old in queries.list_recovery_codes(user.id):
        session.delete(old)
    codes = second_factor.new_recovery_codes()
    for code in codes:
        add(RecoveryCode(user_id=user.id, code_hash=second_factor.recovery_hash(user.id, code)))
    user_session.codes_sealed = seal(" ".join(codes), f"recovery-codes:{user_session.id}")


def fresh_recovery_codes(user_session: UserSession) -> list[str]:
    """The codes that were made in this session and not yet said to be saved; empty when there are none."""
    if user_session.codes_sealed is None:
        return []
    return unseal(user_session.codes_sealed, f"recovery-codes:{user_session.id}").split()


def codes_are_saved(user_session: UserSession) -> None:
    """Forget the readable recovery codes; only their hashes stay."""
    user_session.codes_sealed = None


def open_session(user_session: UserSession, device_token: str = "") -> bool:
    """Open the session if nothing is left to do; failures are forgotten and the sign-in is told. False when a task is left."""
    if user_session.opened_at is not None or next_task(user_session) is not None:
        return user_session.opened_at is not None
    at, user = clock.now(), user_session.user
    device = queries.find_device(device_token, user.id, at)
    for gate in [Gate(device)] if device else gates_of_account(user):
        gate.forget()
    user_session.opened_at = user_session.last_seen_at = at
    step = SignInStep(user_session.second_factor_by or SignInStep.SECOND_FACTOR)
    add(SignIn(user_id=user.id, at=at, succeeded=True, step=step, from_known_device=device is not None))
    emit(events.SignedIn(user.id, user.id))
    return True


def remember_device(user: User, device_token: str = "") -> str:
    """Know this browser from now on, for 180 days. Returns the token for its cookie: the present one if it is known already."""
    at = clock.now()
    device = queries.find_device(device_token, user.id, at)
    if device is not None:
        device.expires_at = at + DEVICE_LIFE
        return device_token
    token = random_token(32)
    add(KnownDevice(token_hash=queries.token_hash(token, "device"), user_id=user.id, expires_at=at + DEVICE_LIFE))
    return token


def replace_session(user_session: UserSession) -> str:
    """A new token for the same person on the same browser, as far along as the old session was; the old token is dead."""
    token = begin_session(user_session.user, user_session.browser or "")
    fresh = queries.find_session(token)
    assert fresh is not None
    fresh.second_factor_at, fresh.second_factor_by = user_session.second_factor_at, user_session.second_factor_by
    fresh.opened_at = user_session.opened_at
    if user_session.opened_at is not None:
        fresh.started_at = user_session.started_at  # the twelve hours run on: a new token is no way to stay for ever
    operations.end_session(user_session)
    return token


def touch(user_session: UserSession) -> None:
    """Note that the person is there; 30 minutes without it end the session."""
    user_session.last_seen_at = clock.now()


def sign_out(user_session: UserSession) -> None:
    """End a session because its owner asked."""
    operations.end_session(user_session)
    emit(events.SignedOut(user_session.user_id, user_session.user_id))


def keep_post(path: str, fields: dict[str, list[str]], user_id: int | None) -> str:
    """Keep the fields of a post sealed for 30 minutes. ``user_id`` limits who gets them back. Returns the token."""
    token = random_token()
    sealed = seal(json.dumps(fields, ensure_ascii=False), "kept-post:" + path)
    hashed = queries.token_hash(token, "kept-post")
    add(KeptPost(token_hash=hashed, user_id=user_id, path=path, fields_sealed=sealed, expires_at=clock.now() + KEPT_POST_LIFE))
    return token


def kept_fields(token: str, path: str, user: User) -> dict[str, list[str]]:
    """The fields kept under a token for this page, if they are this person's to have; else nothing."""
    kept = queries.find_kept_post(token, clock.now())
    if kept is None or kept.path != path or kept.user_id not in {None, user.id}:
        return {}
    try:
        fields: dict[str, list[str]] = json.loads(unseal(kept.fields_sealed, "kept-post:" + path))
    except SealBroken:
        return {}
    return fields


def drop_kept_post(token: str) -> None:
    """Forget a kept post, once it was posted again."""
    kept = queries.find_kept_post(token, clock.now())
    if kept is not None:
        session.delete(kept)


def _use_totp(user: User, typed: str, device_token: str) -> bool:
    """Whether the one-time code is right, fresh and not locked; a right one is used up. ``user`` is held."""
    secret = second_factor.open_secret(user.totp_sealed, user.id) if user.totp_sealed else second_factor.new_secret()
    step = second_factor.accepted_step(secret, typed, clock.now(), user.totp_last_step)
    if not _admit(user, SignInStep.SECOND_FACTOR, step is not None, device_token):
        return False
    user.totp_last_step = step or user.totp_last_step
    return True


def _use_recovery_code(user: User, typed: str, device_token: str) -> bool:
    """Whether a recovery code is right and unused; a right one is used up. ``user`` is held."""
    wanted = second_factor.recovery_hash(user.id, typed)
    code = next((code for code in queries.list_recovery_codes(user.id) if code.code_hash == wanted and code.used_at is None), None)
    if not _admit(user, SignInStep.RECOVERY_CODE, code is not None, device_token) or code is None:
        return False
    code.used_at = clock.now()
    return True


def _prove(user_session: UserSession, step: SignInStep) -> None:
    user_session.second_factor_at, user_session.second_factor_by = clock.now(), step.value


def _admit(user: User, step: SignInStep, is_right: bool, device_token: str) -> bool:
    """Count one attempt at one step. A locked gate refuses right answers too, and looks no different from outside."""
    at = clock.now()
    user = queries.lock_user(user.id)
    gate = gate_of(user, step, queries.find_device(device_token, user.id, at))
    if gate is not None and gate.locked_until(at) is not None:
        return _refuse(user, SignInStep.LOCKED, device_token)
    if is_right and user.is_active:
        return True
    if gate is not None and gate.count_failure(at):
        emit(events.AccountLocked(user.id))
    return _refuse(user, step, device_token)


def _refuse(user: User, step: SignInStep, device_token: str) -> bool:
    """Write a refused attempt into the history; always False."""
    at = clock.now()
    is_known = queries.find_device(device_token, user.id, at) is not None
    add(SignIn(user_id=user.id, at=at, succeeded=False, step=step, from_known_device=is_known))
    emit(events.SignInFailed(user.id))
    return False
