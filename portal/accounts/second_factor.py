"""Time-based one-time codes (RFC 6238) and recovery codes: pure arithmetic on one secret."""

import hmac
import re
import secrets
import unicodedata
from datetime import datetime

import pyotp

from portal.crypto import keyed_hash, seal, unseal

STEP_SECONDS = 30
_DRIFT_STEPS = 1
_RECOVERY_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
RECOVERY_CODES = 10
_RECOVERY_LENGTH = 10


def new_secret() -> str:
    """A fresh secret in base32, as authenticators take it."""
    return pyotp.random_base32()


def seal_secret(secret: str, user_id: int) -> bytes:
    """Seal a secret for one person; it cannot be opened as another's."""
    return seal(secret, f"totp:{user_id}")


def open_secret(sealed: bytes, user_id: int) -> str:
    """The secret that ``seal_secret`` closed. Raises ``SealBroken``."""
    return unseal(sealed, f"totp:{user_id}")


def enrolment_uri(secret: str, username: str, issuer: str) -> str:
    """The ``otpauth://`` address that the QR code carries."""
    return pyotp.TOTP(secret).provisioning_uri(name=username, issuer_name=issuer)


def spaced(secret: str) -> str:
    """A secret or code in groups of four, for typing by hand."""
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))


def code_at(secret: str, at: datetime) -> str:
    """The code that an authenticator shows at an aware instant."""
    return pyotp.TOTP(secret).at(at)


def accepted_step(secret: str, typed: str, at: datetime, last_step: int) -> int | None:
    """The time step whose code was typed, or None. One step of drift is allowed; steps up to ``last_step`` were used before."""
    code = normalise(typed)
    now_step = int(at.timestamp()) // STEP_SECONDS
    one_time = pyotp.TOTP(secret)
    accepted = None
    for step in range(now_step - _DRIFT_STEPS, now_step + _DRIFT_STEPS + 1):
        if hmac.compare_digest(one_time.generate_otp(step).encode(), code.encode()) and step > last_step:
            accepted = step
    return accepted


def normalise(typed: str) -> str:
    """A typed code without spaces and hyphens, in usual width and lower case."""
    return re.sub(r"[\s\-]", "", unicodedata.normalize("NFKC", typed)).lower()


def new_recovery_codes() -> list[str]:
    """Ten fresh recovery codes of 10 characters (49 bits each), without letters that look alike."""
    return ["".join(secrets.choice(_RECOVERY_ALPHABET) for _ in range(_RECOVERY_LENGTH)) for _ in range(RECOVERY_CODES)]


def looks_like_recovery_code(typed: str) -> bool:
    """Whether what was typed has the length of a recovery code; a one-time code is shorter."""
    return len(normalise(typed)) == _RECOVERY_LENGTH


def recovery_hash(user_id: int, typed: str) -> str:
    """What is stored of a recovery code."""
    return keyed_hash(f"{user_id}:{normalise(typed)}", "recovery-code")
