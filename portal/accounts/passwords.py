"""Passwords: how they are hashed, and which policy a new one must meet (``PASSWORD_POLICY``, the figures in ``password_rules``)."""

from collections.abc import Iterable
from datetime import datetime

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from portal.accounts import password_rules
from portal.accounts.password_rules import POLICIES, PasswordPolicy, normal
from portal.config import settings

LONGEST = password_rules.LONGEST
# What is never a password of ours is not worth the work of hashing; a letter can be typed as several signs.
_LONGEST_TYPED = 5 * LONGEST
_hasher = PasswordHasher(memory_cost=19456, time_cost=2, parallelism=1)
# Checked when there is no such user, so that the answer takes as long as for a real one.
_NOBODY = _hasher.hash("nobody has this password")


def policy() -> PasswordPolicy:
    """The policy that this house has chosen."""
    return POLICIES[settings().password_policy]


def rule_in_words() -> str:
    """What a new password must be like, in Chinese."""
    return password_rules.words(policy())


def hash_password(password: str) -> str:
    """The argon2id hash to store. Equivalent Unicode forms of a password give the same answer."""
    return _hasher.hash(normal(password))


def matches(password_hash: str, password: str) -> bool:
    """Whether a password belongs to a stored hash. An empty hash costs the same work and never matches."""
    try:
        return _hasher.verify(password_hash or _NOBODY, normal(password[:_LONGEST_TYPED])) and bool(password_hash)
    except (VerificationError, InvalidHashError):
        return False


def renewed_hash(password_hash: str, password: str) -> str | None:
    """A new hash of a password that was just found right, when the stored one was made with other parameters than today's."""
    return hash_password(password) if _hasher.check_needs_rehash(password_hash) else None


def problem(password: str, username: str = "", known: Iterable[str] = ()) -> str | None:
    """What is wrong with a new password under the present policy, as a Chinese sentence; None when it will do."""
    return password_rules.problem(password, policy(), username, known)


def due_at(changed_at: datetime | None) -> datetime | None:
    """When a password set at ``changed_at`` (aware) has to be changed; None when it need not be."""
    life = policy().life
    return changed_at + life if changed_at is not None and life is not None else None


def is_due(changed_at: datetime | None, at: datetime) -> bool:
    """Whether a password set at ``changed_at`` (aware) is too old at ``at``; one that was never set is."""
    due = due_at(changed_at)
    return changed_at is None or (due is not None and at >= due)
