"""Checks on form fields whose sentences say what to do. All but ``Needed`` let an empty answer pass."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from email_validator import EmailNotValidError, validate_email
from wtforms import Field, Form
from wtforms.validators import StopValidation, ValidationError

from portal.identifiers import normalise_code, normalise_phone, valid_credit_code, valid_phone

CREDIT_CODE_LENGTH = 18


def is_empty(field: Field) -> bool:
    """Whether nothing was answered: no value, blanks only, no choice, no file."""
    value = field.data
    if isinstance(value, str):
        return not value.strip()
    return value is None or value is False or value == [] or getattr(value, "filename", None) == ""


class Needed:
    """The answer must be given; ``message`` asks for it: 「请写明发生了什么」."""

    field_flags = {"needed": True}  # for templates that say which answers are optional

    def __init__(self, message: str) -> None:
        self.message = message

    def __call__(self, form: Form, field: Field) -> None:
        """Stop at an empty answer, but keep an error that the reading of the field already raised."""
        if is_empty(field):
            raise StopValidation(None if field.errors else self.message)


class Length:
    """The number of characters; the sentence gives the limit and the present count. ``ask`` opens it: 「请写明发生了什么」."""

    def __init__(self, minimum: int = 0, maximum: int = 0, ask: str = "") -> None:
        self.minimum = minimum
        self.maximum = maximum
        self.ask = ask

    def __call__(self, form: Form, field: Field) -> None:
        """Refuse too short or too long texts."""
        count = len(field.data or "")
        if is_empty(field):
            return
        if count < self.minimum:
            raise ValidationError(f"{self.ask or '请再写详细一些'}，至少 {self.minimum} 个字（现在 {count} 个字）")
        if self.maximum and count > self.maximum:
            raise ValidationError(
                f"{self._subject(field)}最多 {self.maximum} 个字（现在 {count} 个字），请删减 {count - self.maximum} 个字"
            )

    @staticmethod
    def _subject(field: Field) -> str:
        return f"「{field.label.text}」"


class OneOf:
    """The value must be among those given, or among those a callable gives."""

    def __init__(self, values: Iterable[Any] | Callable[[], Iterable[Any]], message: str = "请从列出的选项里选一项") -> None:
        self.values = values
        self.message = message

    def __call__(self, form: Form, field: Field) -> None:
        """Refuse any other value."""
        values = self.values() if callable(self.values) else self.values
        if not is_empty(field) and field.data not in list(values):
            raise ValidationError(self.message)


class Between:
    """A calendar day within bounds, both included; a bound may be a day or a callable that gives it, such as ``clock.today``."""

    def __init__(self, earliest: date | Callable[[], date] | None = None, latest: date | Callable[[], date] | None = None) -> None:
        self.earliest = earliest
        self.latest = latest

    def __call__(self, form: Form, field: Field) -> None:
        """Refuse a day outside."""
        if field.data is None:
            return
        earliest, latest = (bound() if callable(bound) else bound for bound in (self.earliest, self.latest))
        if earliest and field.data < earliest:
            raise ValidationError(f"「{field.label.text}」不能早于 {_spoken(earliest)}")
        if latest and field.data > latest:
            raise ValidationError(f"「{field.label.text}」不能晚于 {_spoken(latest)}")


def _spoken(day: date) -> str:
    return f"{day.year} 年 {day.month} 月 {day.day} 日"


class CreditCode:
    """A 统一社会信用代码; stores it normalised (GB 32100-2015)."""

    def __call__(self, form: Form, field: Field) -> None:
        """Normalise the code and check its length, form and check character."""
        if is_empty(field):
            return
        code = normalise_code(field.data)
        if len(code) != CREDIT_CODE_LENGTH:
            raise ValidationError(f"统一社会信用代码是 18 位，请对照营业执照再核对一遍（现在 {len(code)} 位）")
        if not valid_credit_code(code):
            raise ValidationError("统一社会信用代码里有抄错的字符，请对照营业执照再核对一遍")
        field.data = code


class Phone:
    """A mainland mobile or landline number; what was typed stays as it is, operations normalise it."""

    def __call__(self, form: Form, field: Field) -> None:
        """Refuse what cannot be called."""
        if not is_empty(field) and not valid_phone(normalise_phone(field.data)):
            raise ValidationError("请写 11 位手机号，或带区号的固定电话，例如 022-12345678")


class Email:
    """A mail address of usual form; whether it exists is not asked."""

    def __call__(self, form: Form, field: Field) -> None:
        """Store the address in its normal form."""
        if is_empty(field):
            return
        try:
            field.data = validate_email(field.data, check_deliverability=False).normalized
        except EmailNotValidError:
            raise ValidationError("请检查邮箱地址，要像 name@example.com 这样") from None
