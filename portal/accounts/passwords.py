"""Passwords: how they are hashed, what they must be like, and how long they are good for.

Rules follow GB/T 22239-2019, 8.1.4.1 (complexity, periodic change); the figures are the house defaults.
"""

import unicodedata
from datetime import datetime, timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

PASSWORD_LIFE = timedelta(days=90)
REMEMBERED_PASSWORDS = 5
LONGEST = 200
_LONG_ENOUGH = 12
_SHORTEST = 8
_CLASSES_NEEDED = 3
_hasher = PasswordHasher(memory_cost=19456, time_cost=2, parallelism=1)
# Checked when there is no such user, so that the answer takes as long as for a real one.
_NOBODY = _hasher.hash("nobody has this password")

POLICY = "至少 12 个字符；或者至少 8 个字符，并且含有大写字母、小写字母、数字、其他符号中的三种。不能与最近 5 次用过的密码相同。"


def hash_password(password: str) -> str:
    """The argon2id hash to store. Equivalent Unicode forms of a password give the same answer."""
    return _hasher.hash(_normal(password))


def matches(password_hash: str, password: str) -> bool:
    """Whether a password belongs to a stored hash. An empty hash costs the same work and never matches."""
    try:
        return _hasher.verify(password_hash or _NOBODY, _normal(password[: LONGEST + 1])) and bool(password_hash)
    except (VerificationError, InvalidHashError):
        return False


def problem(password: str, username: str = "") -> str | None:
    """What is wrong with a new password, as a Chinese sentence that says what to do; None when it will do."""
    if len(password) > LONGEST:
        return f"密码太长，请控制在 {LONGEST} 个字符以内。"
    if len(password) < _SHORTEST:
        return f"密码太短：至少 {_LONG_ENOUGH} 个字符，或者至少 {_SHORTEST} 个字符并含三种字符（现在 {len(password)} 个）。"
    if len(password) < _LONG_ENOUGH and _classes(password) < _CLASSES_NEEDED:
        return f"请把密码加长到 {_LONG_ENOUGH} 个字符，或者加入大写字母、小写字母、数字、其他符号中的三种。"
    if username and username.lower() in password.lower():
        return "密码里不要含有用户名。"
    if len(set(password)) < 5:
        return "密码里重复的字符太多，请换一个。"
    return None


def is_due(changed_at: datetime | None, at: datetime) -> bool:
    """Whether a password set at ``changed_at`` (aware) is older than 90 days at ``at``."""
    return changed_at is None or at - changed_at >= PASSWORD_LIFE


def _classes(password: str) -> int:
    kinds = {"lower" if c.islower() else "upper" if c.isupper() else "digit" if c.isdigit() else "other" for c in password}
    return len(kinds)


def _normal(password: str) -> str:
    return unicodedata.normalize("NFKC", password)
