"""Codes that people copy by hand: 20 characters of Crockford base32, 19 random (95 bits) and one check character.

Pure but for the random source.
"""

import secrets

from portal.errors import RuleBroken
from portal.identifiers import normalise_code

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 20
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V"})


def new_code() -> str:
    """A fresh code, without separators."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH - 1))
    return body + _check_character(body)


def grouped(code: str) -> list[str]:
    """The code in groups of four, as it is shown."""
    return [code[start : start + 4] for start in range(0, len(code), 4)]


def read_code(text: str, field: str, name: str, source: str) -> str:
    """The code in what a person typed: any width, case and separators; O as 0, I and L as 1. ``name`` and ``source`` are the Chinese words
    for the code and for the paper it stands on.

    Raises ``RuleBroken`` on ``field`` that says what is wrong before any lookup: too short, too long, strange character, slip.
    """
    code = normalise_code(text).translate(_READ_AS)
    if not code:
        raise RuleBroken(field, f"请输入{name}。它在{source}上，一共 20 个字符。")
    strange = [char for char in code if char not in ALPHABET]
    if strange:
        raise RuleBroken(field, f"{name}只有数字和英文字母，请检查“{strange[0]}”。")
    if len(code) < LENGTH:
        raise RuleBroken(field, f"{name}少了 {LENGTH - len(code)} 个字符，请对照{source}补全。")
    if len(code) > LENGTH:
        raise RuleBroken(field, f"{name}多了 {len(code) - LENGTH} 个字符，请对照{source}检查。")
    if _check_character(code[:-1]) != code[-1]:
        raise RuleBroken(field, f"{name}里有抄错的字符，请对照{source}再看一遍。")
    return code


def _check_character(body: str) -> str:
    """A walk over GF(32), which catches every single slip and every swap of neighbours."""
    state = 0
    for char in body:
        state = _times_two(state) ^ ALPHABET.index(char)
    return ALPHABET[_times_two(state)]


def _times_two(value: int) -> int:
    """Multiplication by the generator of GF(32) with the polynomial x^5 + x^2 + 1."""
    doubled = value << 1
    return (doubled ^ 0b100101) if doubled & 0b100000 else doubled
