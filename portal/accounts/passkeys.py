"""Passkeys (WebAuthn): enrolled beside the authenticator, they stand for its code, or, having verified their owner, for the password too.

The address people use (``PUBLIC_BASE_URL``) says to whom a passkey belongs and from which origin its answer must come. What is to be
signed lies in the database, bound to the session (or, before signing in, to the token in the browser's cookie), for five minutes and
for one answer, right or wrong. A counter that does not go up means that a copy exists: the passkey is suspended.
Refusals are told by None, so that what was used up or suspended is committed.
"""

import json
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

import webauthn
from webauthn.authentication.verify_authentication_response import VerifiedAuthentication
from webauthn.helpers import parse_client_data_json
from webauthn.helpers.base64url_to_bytes import base64url_to_bytes
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    AuthenticatorTransport,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)
from webauthn.registration.verify_registration_response import VerifiedRegistration

from portal import clock
from portal.accounts import events, operations, queries
from portal.accounts.models import Passkey, PasskeyChallenge, SignIn, User, UserSession
from portal.accounts.vocabulary import PasskeyPurpose, SignInStep
from portal.config import settings
from portal.crypto import keyed_hash, random_token
from portal.db import add, flush, session
from portal.errors import NotAllowed, RuleBroken
from portal.events import emit
from portal.profiles.queries import site

CHALLENGE_LIFE = timedelta(minutes=5)
MOST_PASSKEYS = 10
LONGEST_NAME = 40
_LONGEST_ANSWER = 20_000
# What the library and the parsers below it raise for an answer that is no answer.
_NO_ANSWER = (WebAuthnException, ValueError, TypeError, LookupError, AttributeError, RecursionError)


@dataclass(frozen=True)
class RelyingParty:
    """To whom passkeys belong (a host name) and from which origin their answers come."""

    host: str
    origin: str


def relying_party() -> RelyingParty | None:
    """This portal as browsers see it; None where they refuse passkeys: at a bare address, and without TLS except on this machine."""
    parts = urlsplit(settings().public_base_url)
    host = parts.hostname or ""
    if not host or _is_bare_address(host) or (parts.scheme != "https" and host != "localhost"):
        return None
    return RelyingParty(host, f"{parts.scheme}://{parts.netloc}".lower())


def ask(purpose: PasskeyPurpose, user_session: UserSession | None = None, name: str = "") -> str:
    """Make a challenge for one answer within five minutes. Returns its token; ``name`` is that of a passkey to be enrolled."""
    token = random_token()
    row = PasskeyChallenge(
        token_hash=queries.token_hash(token, "passkey"),
        user_session_id=user_session.id if user_session else None,
        purpose=purpose,
        challenge=webauthn.helpers.generate_challenge(),
        name=name,
        expires_at=clock.now() + CHALLENGE_LIFE,
    )
    add(row)
    return token


def options(token: str, purpose: PasskeyPurpose, user_session: UserSession | None = None) -> str | None:
    """What the browser is to ask the passkey, as JSON; None when the challenge is over."""
    asked, here = _find(token, purpose, user_session), relying_party()
    if asked is None or here is None:
        return None
    if purpose is PasskeyPurpose.ENROL and user_session is not None:
        return _options_to_enrol(asked, here, user_session.user)
    wanted = [] if user_session is None else [_described(passkey) for passkey in usable(user_session.user)]
    verification = UserVerificationRequirement.REQUIRED if user_session is None else UserVerificationRequirement.PREFERRED
    made = webauthn.generate_authentication_options(
        rp_id=here.host, challenge=asked.challenge, allow_credentials=wanted or None, user_verification=verification
    )
    return webauthn.options_to_json(made)


def enrol(token: str, user_session: UserSession, answer: str) -> Passkey | None:
    """Keep the passkey that was made for this session; None when the answer does not fit. Raises ``RuleBroken`` on ``name``."""
    asked = _take(token, PasskeyPurpose.ENROL, user_session)
    found = _made(asked, answer) if asked is not None else None
    if asked is None or found is None:
        return None
    user = queries.lock_user(user_session.user_id)
    check_room(user)
    if queries.find_passkey(found.credential_id) is not None:
        raise RuleBroken("name", "这个通行密钥已经添加过了。")
    passkey = Passkey(
        user_id=user.id,
        name=asked.name,
        credential_id=found.credential_id,
        public_key=found.credential_public_key,
        sign_count=found.sign_count,
        transports=_transports(answer),
        is_backed_up=found.credential_backed_up,
        created_at=clock.now(),
    )
    add(passkey)
    emit(events.PasskeyAdded(user.id, user.id))
    return passkey


def stand_for_code(token: str, user_session: UserSession, answer: str) -> bool:
    """Let a passkey of this person stand for the one-time code of a sign-in that has begun."""
    passkey = _answered(token, PasskeyPurpose.SECOND_FACTOR, user_session, answer)
    if passkey is None:
        return False
    user_session.second_factor_at, user_session.second_factor_by = clock.now(), SignInStep.PASSKEY.value
    return True


def sign_in_alone(token: str, answer: str) -> User | None:
    """Whose passkey it is that answered without any password, having verified its owner; None when nobody may sign in so.

    No lock on passwords or codes counts here: there is nothing to guess.
    """
    passkey = _answered(token, PasskeyPurpose.SIGN_IN, None, answer)
    return passkey.user if passkey is not None else None


def usable(user: User) -> list[Passkey]:
    """The passkeys of a person that open something."""
    return [passkey for passkey in queries.list_passkeys(user.id) if passkey.suspended_at is None]


def remove(passkey: Passkey, user_session: UserSession) -> None:
    """Take one's own passkey off and end all other sessions: it may be in other hands. Raises ``NotAllowed``."""
    if passkey.user_id != user_session.user_id:
        raise NotAllowed("这不是您的通行密钥。")
    session.delete(passkey)
    operations.end_other_sessions(user_session)
    emit(events.PasskeyRemoved(passkey.user_id, passkey.user_id))


def check_room(user: User) -> None:
    """Raise ``RuleBroken`` on ``name`` when the person has as many passkeys as one may have."""
    if len(queries.list_passkeys(user.id)) >= MOST_PASSKEYS:
        raise RuleBroken("name", f"最多可以有 {MOST_PASSKEYS} 个通行密钥，请先移除不用的。")


def _options_to_enrol(asked: PasskeyChallenge, here: RelyingParty, user: User) -> str:
    made = webauthn.generate_registration_options(
        rp_id=here.host,
        rp_name=site().name,
        user_id=_handle_of(user),
        user_name=user.username,
        user_display_name=user.display_name,
        challenge=asked.challenge,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.PREFERRED, user_verification=UserVerificationRequirement.PREFERRED
        ),
        exclude_credentials=[_described(passkey) for passkey in queries.list_passkeys(user.id)],
    )
    return webauthn.options_to_json(made)


def _made(asked: PasskeyChallenge, answer: str) -> VerifiedRegistration | None:
    here = relying_party()
    try:
        if here is None or not _is_plain(answer):
            return None
        return webauthn.verify_registration_response(
            credential=answer, expected_challenge=asked.challenge, expected_rp_id=here.host, expected_origin=here.origin
        )
    except _NO_ANSWER:
        return None


def _answered(token: str, purpose: PasskeyPurpose, user_session: UserSession | None, answer: str) -> Passkey | None:
    """The passkey that signed the challenge, which is used up by the attempt. A refusal goes into the history of its owner."""
    asked = _take(token, purpose, user_session)
    passkey = queries.find_passkey(_credential_id(answer))
    if passkey is None or (user_session is not None and passkey.user_id != user_session.user_id):
        emit(events.SignInFailed(user_session.user_id if user_session else None))
        return None
    verified = _verified(asked, passkey, answer) if asked is not None else None
    step = SignInStep.PASSKEY_ALONE if purpose is PasskeyPurpose.SIGN_IN else SignInStep.PASSKEY
    if verified is None or not _may_open(passkey) or not _counts_up(passkey, verified.new_sign_count):
        add(SignIn(user_id=passkey.user_id, at=clock.now(), succeeded=False, step=step))
        emit(events.SignInFailed(passkey.user_id))
        return None
    passkey.sign_count, passkey.last_used_at = verified.new_sign_count, clock.now()
    passkey.is_backed_up = verified.credential_backed_up
    return passkey


def _verified(asked: PasskeyChallenge, passkey: Passkey, answer: str) -> VerifiedAuthentication | None:
    here, is_alone = relying_party(), asked.purpose is PasskeyPurpose.SIGN_IN
    try:
        if here is None or not _is_plain(answer):
            return None
        handle = json.loads(answer)["response"].get("userHandle")
        if (is_alone or handle) and base64url_to_bytes(handle) != _handle_of(passkey.user):
            return None
        return webauthn.verify_authentication_response(
            credential=answer,
            expected_challenge=asked.challenge,
            expected_rp_id=here.host,
            expected_origin=here.origin,
            credential_public_key=passkey.public_key,
            credential_current_sign_count=0,  # compared in _counts_up, where a step back has consequences
            require_user_verification=is_alone,
        )
    except _NO_ANSWER:
        return None


def _may_open(passkey: Passkey) -> bool:
    return passkey.suspended_at is None and passkey.user.is_active and passkey.user.has_second_factor


def _counts_up(passkey: Passkey, count: int) -> bool:
    """Whether the counter went up, or is not kept at all (both zero). A step back suspends the passkey."""
    if count > passkey.sign_count or count == passkey.sign_count == 0:
        return True
    passkey.suspended_at = clock.now()
    emit(events.PasskeySuspended(passkey.user_id))
    return False


def _find(token: str, purpose: PasskeyPurpose, user_session: UserSession | None) -> PasskeyChallenge | None:
    return queries.find_challenge(token, purpose, user_session.id if user_session else None, clock.now())


def _take(token: str, purpose: PasskeyPurpose, user_session: UserSession | None) -> PasskeyChallenge | None:
    """The challenge, gone from the database; who comes second, also at the same time, gets None."""
    asked = _find(token, purpose, user_session)
    if asked is not None:
        session.delete(asked)
        flush()
    return asked


def _is_plain(answer: str) -> bool:
    """Whether an answer has a sane length and was not made inside a page of another origin."""
    if len(answer) > _LONGEST_ANSWER:
        return False
    return not parse_client_data_json(base64url_to_bytes(json.loads(answer)["response"]["clientDataJSON"])).cross_origin


def _credential_id(answer: str) -> bytes:
    try:
        return base64url_to_bytes(json.loads(answer[:_LONGEST_ANSWER])["id"])
    except _NO_ANSWER:
        return b""


def _transports(answer: str) -> list[str]:
    told: Any = json.loads(answer)["response"].get("transports")
    known = {transport.value for transport in AuthenticatorTransport}
    return sorted(known.intersection(each for each in told if isinstance(each, str))) if isinstance(told, list) else []


def _described(passkey: Passkey) -> PublicKeyCredentialDescriptor:
    transports = [AuthenticatorTransport(each) for each in passkey.transports]
    return PublicKeyCredentialDescriptor(id=passkey.credential_id, transports=transports or None)


def _handle_of(user: User) -> bytes:
    """What a passkey keeps of its owner: nothing that tells who it is."""
    return bytes.fromhex(keyed_hash(str(user.id), "passkey-owner"))


def _is_bare_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
