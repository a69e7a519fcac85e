"""Pick-up codes: 20 characters that only the requester has, and the one-time key pair they stand for. Pure but for the random source.

The code is the private key: 19 random characters of Crockford's base 32 are 95 bits, too many to try, so no slow derivation is needed.
"""

import secrets
from hashlib import blake2b

from portal.custody.boxes import KeyPair, key_pair_of
from portal.errors import RuleBroken
from portal.identifiers import normalise_code

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 20
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V"})
_FIELD = "pickup_code"


def new_pickup_code() -> str:
    """A fresh code, without separators; its last character tells most slips."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH - 1))
    return body + _check_character(body)


def grouped(code: str) -> list[str]:
    """The code in groups of four, as it is shown."""
    return [code[start : start + 4] for start in range(0, len(code), 4)]


def read_pickup_code(typed: str) -> str:
    """The code in what a person typed, whatever width, case and separators. Raises ``RuleBroken`` for one that cannot be right."""
    code = normalise_code(typed).translate(_READ_AS)
    if len(code) != LENGTH or any(char not in ALPHABET for char in code) or _check_character(code[:-1]) != code[-1]:
        raise RuleBroken(_FIELD, f"取件码是 {LENGTH} 个字符的数字和英文字母，请对照申请时记下的取件码再看一遍。")
    return code


def key_pair(code: str) -> KeyPair:
    """The one-time key pair of a code."""
    return key_pair_of(blake2b(code.encode(), digest_size=32, person=b"custody-pickup").digest())


def _check_character(body: str) -> str:
    return ALPHABET[sum((place + 1) * ALPHABET.index(char) for place, char in enumerate(body)) % 31]
