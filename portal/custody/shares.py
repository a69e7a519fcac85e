"""A private key as three sheets of 33 words, of which any two give it back (SLIP-39, by its reference library). Pure."""

import re
from collections.abc import Sequence
from hashlib import sha256

from shamir_mnemonic import MnemonicError, combine_mnemonics, generate_mnemonics
from shamir_mnemonic.share import Share
from shamir_mnemonic.wordlist import WORDLIST

from portal.crypto import SealBroken
from portal.errors import RuleBroken

SHARES = 3
NEEDED = 2
WORDS = 33
_PREFIX = 4  # the word list is made so that four letters tell every word
_BY_PREFIX = {word[:_PREFIX]: word for word in WORDLIST}


def split(secret: bytes) -> list[str]:
    """Three lines of 33 words. One alone tells nothing about the secret of 32 bytes."""
    return generate_mnemonics(1, [(NEEDED, SHARES)], secret, iteration_exponent=0)[0]


def combine(lines: Sequence[str]) -> bytes:
    """The secret from two different shares. Raises ``SealBroken`` for anything else."""
    try:
        return combine_mnemonics(lines)
    except (MnemonicError, ValueError):
        raise SealBroken("shares") from None


def fingerprint(line: str) -> str:
    """What tells that typed words are a known share. A share has 256 random bits, so nobody finds it from this."""
    return sha256(b"custody-share:" + line.encode()).hexdigest()


def read_words(typed: str) -> str:
    """The line in what a person typed from a sheet: numbers, line ends, capitals and all after the fourth letter do not matter.

    Raises ``RuleBroken`` that names the first strange word, or says that one was copied wrongly.
    """
    found = re.findall(r"[a-z]+", typed.lower())
    words = [_BY_PREFIX.get(word[:_PREFIX]) for word in found]
    for number, (word, known) in enumerate(zip(found, words, strict=True), start=1):
        if known is None or not known.startswith(word[: len(known)]):
            raise RuleBroken("recovery_words", f"第 {number} 个词“{word[:20]}”不在词表里，请对照恢复单检查。")
    if len(words) != WORDS:
        raise RuleBroken("recovery_words", f"恢复单一共 {WORDS} 个词，现在是 {len(words)} 个。")
    line = " ".join(str(word) for word in words)
    try:
        Share.from_mnemonic(line)
    except MnemonicError:
        raise RuleBroken("recovery_words", "有词抄错或者次序不对，请对照恢复单逐个检查。") from None
    return line
