"""Custody passphrases: what they must be like, and the lock they make. Pure but for the random source.

argon2id with libsodium's MODERATE limits (256 MiB, 3 passes): about half a second for each guess on a server, so that a stolen
database is no use without the passphrase. The cost is stored with each lock and can be raised later.
"""

import os
import unicodedata
from dataclasses import dataclass

from nacl.exceptions import CryptoError
from nacl.pwhash import argon2id
from nacl.secret import SecretBox
from zxcvbn import zxcvbn

from portal.crypto import SealBroken

LONGEST = 200
_SHORTEST = 16
_WORDS_ENOUGH = 5
_GUESSES_LOG10 = 12.0  # at half a second each, for a thief with a thousand machines: fifteen years
POLICY = "至少 16 个字符，或者至少 5 个词（词之间空一格）；不能与登录密码相同。"


@dataclass(frozen=True)
class Cost:
    """What one derivation costs: passes over the memory, and bytes of it."""

    passes: int
    memory_bytes: int


USUAL = Cost(argon2id.OPSLIMIT_MODERATE, argon2id.MEMLIMIT_MODERATE)


@dataclass(frozen=True)
class Locked:
    """A secret under a passphrase, with everything but the passphrase that opening needs."""

    closed: bytes
    salt: bytes
    cost: Cost


def problem(passphrase: str, username: str = "") -> str | None:
    """What is wrong with a new passphrase, as a Chinese sentence that says what to do; None when it will do."""
    normal = _normal(passphrase)
    if len(normal) > LONGEST:
        return f"口令太长，请控制在 {LONGEST} 个字符以内。"
    if len(normal) < _SHORTEST and len(normal.split()) < _WORDS_ENOUGH:
        return f"口令太短：请写至少 {_SHORTEST} 个字符，或者至少 {_WORDS_ENOUGH} 个词（现在 {len(normal)} 个字符）。"
    if username and username.lower() in normal.lower():
        return "口令里不要含有用户名。"
    if float(zxcvbn(normal[:100])["guesses_log10"]) < _GUESSES_LOG10:
        return "这个口令容易被猜到，请换成几个互不相干的词，不要用重复、顺序或常见的词句。"
    return None


def lock(secret: bytes, passphrase: str, cost: Cost = USUAL) -> Locked:
    """Close a secret under a passphrase. Takes about half a second at the usual cost, so call it outside a transaction."""
    salt = os.urandom(argon2id.SALTBYTES)
    return Locked(bytes(SecretBox(_derived(passphrase, salt, cost)).encrypt(secret)), salt, cost)


def unlock(locked: Locked, passphrase: str) -> bytes:
    """The secret again. Takes as long as ``lock`` did, right or wrong. Raises ``SealBroken`` for a wrong passphrase."""
    key = _derived(passphrase[: LONGEST + 1], locked.salt, locked.cost)
    try:
        return SecretBox(key).decrypt(locked.closed)
    except (CryptoError, ValueError):
        raise SealBroken("passphrase") from None


def _derived(passphrase: str, salt: bytes, cost: Cost) -> bytes:
    raw = _normal(passphrase).encode()
    return argon2id.kdf(SecretBox.KEY_SIZE, raw, salt, opslimit=cost.passes, memlimit=cost.memory_bytes)


def _normal(passphrase: str) -> str:
    """Full width, input method and number of blanks make no difference."""
    return " ".join(unicodedata.normalize("NFKC", passphrase).split())
