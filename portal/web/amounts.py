"""Sums of money as people write them, Arabic or Chinese, read into whole fen."""

import re
import unicodedata
from decimal import Decimal, InvalidOperation

FEN_PER_YUAN = 100
YUAN_PER_WAN = 10_000
LARGEST_FEN = 10**15  # ten trillion yuan: more is a slip of the hand

_DIGITS = {
    char: number
    for number, chars in enumerate(("零〇", "一壹", "二贰两", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖"))
    for char in chars
}
_SMALL_UNITS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_BIG_UNITS = {"万": YUAN_PER_WAN, "亿": 100_000_000}
_NOISE = re.compile(r"[\s,，、¥￥]|人民币|共计|约|整|正$")


def parse_fen(text: str, unit: int = FEN_PER_YUAN) -> int:
    """Read an amount such as ``12,345.6``, ``３万``, ``三万五千元`` or ``1.2亿`` into fen.

    ``unit`` is the worth in fen of a bare number; a unit written in the text wins over it. Raises ``ValueError``
    when the text is no amount, is negative, or is finer than one fen.
    """
    plain = _NOISE.sub(
        "", unicodedata.normalize("NFKC", text).replace("圆", "元").replace("块", "元").replace("萬", "万").replace("億", "亿")
    )
    if re.search(r"[元角分]", plain) or re.fullmatch(r"[0-9.]+[万亿]", plain) or _chinese_with_big_unit(plain):
        unit = FEN_PER_YUAN
    fen = _written_fen(plain, unit)
    if fen != fen.to_integral_value() or not 0 <= fen <= LARGEST_FEN:
        raise ValueError(text)
    return int(fen)


def _chinese_with_big_unit(plain: str) -> bool:
    return any(char in _BIG_UNITS for char in plain)


def _written_fen(plain: str, unit: int) -> Decimal:
    """The value in fen of a cleaned amount, its 元, 角 and 分 parts added up."""
    match = re.fullmatch(r"(?:([^元角分]+)元?)?(?:([^元角分])角)?(?:([^元角分])分)?", plain)
    if not plain or match is None:
        raise ValueError(plain)
    whole, tenths, hundredths = match.groups()
    fen = _number(whole) * unit if whole else Decimal(0)
    return fen + (_number(tenths) * 10 if tenths else 0) + (_number(hundredths) if hundredths else 0)


def _number(text: str) -> Decimal:
    """A bare number: Arabic with an optional 万 or 亿, or Chinese."""
    match = re.fullmatch(r"([0-9]+(?:\.[0-9]+)?|\.[0-9]+)(千|百)?(万|亿|万亿)?", text)
    if match is None:
        return Decimal(_chinese_number(text))
    try:
        value = Decimal(match.group(1))
    except InvalidOperation:
        raise ValueError(text) from None
    for sign in (match.group(2) or "") + (match.group(3) or ""):
        value *= _SMALL_UNITS.get(sign) or _BIG_UNITS[sign]
    return value


def _chinese_number(text: str) -> int:
    """A number written in Chinese characters, everyday or formal: 三万五千, 叁万伍仟, 一百零二.

    A digit at the end takes the next smaller unit: 三万五 is 35,000.
    """
    total = section = digit = 0
    last_unit = 1
    for char in text:
        if char in _DIGITS:
            digit = _DIGITS[char]
            last_unit = 1 if char in "零〇" else last_unit
        elif char in _SMALL_UNITS:
            last_unit = _SMALL_UNITS[char]
            section, digit = section + (digit or 1) * last_unit, 0
        elif char in _BIG_UNITS:
            last_unit = _BIG_UNITS[char]
            multiplied, kept = (total, 0) if total < last_unit else (0, total)  # 一万亿 multiplies what stands before, 一亿零五万 does not
            total, section, digit = kept + (multiplied + section + digit) * last_unit, 0, 0
        else:
            raise ValueError(text)
    return total + section + digit * max(last_unit // 10, 1)
