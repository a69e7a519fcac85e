"""Chinese identifiers: pure checks and normalisation (GB 32100-2015, GB 11714, GB 11643-1999)."""

import re
import unicodedata
from datetime import date

CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT_WEIGHTS = [pow(3, i, 31) for i in range(17)]
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECKS = "10X98765432"


def normalise_width(text: str) -> str:
    """Full-width digits, letters and signs as their usual ones; Chinese punctuation stays as it is typed."""
    return "".join(
        unicodedata.normalize("NFKC", char) if "！" <= char <= "～" and char not in "，。！？：；（）" else char for char in text
    ).replace("\u3000", " ")


def normalise_code(text: str) -> str:
    """A code as it is stored: usual width, upper case, no spaces, hyphens or dots."""
    return re.sub(r"[\s\-.·]", "", unicodedata.normalize("NFKC", text)).upper()


def valid_credit_code(code: str) -> bool:
    """Whether a normalised 统一社会信用代码 has 18 characters, right form and right check character (GB 32100-2015)."""
    if not re.fullmatch(r"[0-9A-HJ-NP-RTUWXY]{2}[0-9]{6}[0-9A-HJ-NP-RTUWXY]{10}", code):
        return False
    total = sum(CREDIT_ALPHABET.index(char) * weight for char, weight in zip(code[:17], _CREDIT_WEIGHTS, strict=True))
    return CREDIT_ALPHABET[(31 - total % 31) % 31] == code[17]


def valid_organisation_code(code: str) -> bool:
    """Whether a 9-character organisation code has the right check character (GB 11714)."""
    if not re.fullmatch(r"[0-9A-Z]{8}[0-9X]", code):
        return False
    total = sum(int(char, 36) * weight for char, weight in zip(code[:8], _ORGANISATION_WEIGHTS, strict=True))
    check = 11 - total % 11
    return code[8] == {10: "X", 11: "0"}.get(check, str(check))


def valid_id_number(number: str) -> bool:
    """Whether an 18-character 居民身份证 number has a real birth date and the right check character (GB 11643-1999)."""
    number = number.upper()
    if not re.fullmatch(r"[1-9][0-9]{16}[0-9X]", number):
        return False
    try:
        date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    total = sum(int(digit) * weight for digit, weight in zip(number[:17], _ID_WEIGHTS, strict=True))
    return _ID_CHECKS[total % 11] == number[17]


def normalise_phone(text: str) -> str:
    """A phone number as digits only, without the country prefix +86."""
    digits = re.sub(r"[^0-9]", "", unicodedata.normalize("NFKC", text))
    return digits[2:] if digits.startswith("86") and len(digits) == 13 else digits


def valid_phone(digits: str) -> bool:
    """Whether normalised digits are a mainland mobile number, or a landline with area code."""
    return bool(re.fullmatch(r"1[3-9][0-9]{9}|0[0-9]{2,3}[0-9]{7,8}", digits))


def passes_luhn(digits: str) -> bool:
    """Whether a string of digits passes the Luhn check used on bank cards."""
    doubled = [int(digit) * (2 if position % 2 else 1) for position, digit in enumerate(reversed(digits))]
    return bool(digits) and sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0
