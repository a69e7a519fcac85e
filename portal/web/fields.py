"""Form fields that WTForms has not: choices from our vocabulary, days by their parts, sums of money."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from wtforms import Field, Form, RadioField, SelectField, SelectMultipleField, StringField, widgets
from wtforms.fields.choices import SelectChoice

from portal.vocabulary import Labelled
from portal.web.amounts import FEN_PER_YUAN, YUAN_PER_WAN, parse_fen

CHOOSE = "请从列出的选项里选一项"
EARLIEST_YEAR = 1900
LATEST_YEAR = 2200


def _options(choices: Any) -> Any:
    """Choices as WTForms wants them, from a ``Labelled`` class or (value, label) pairs."""
    pairs = choices.choices() if isinstance(choices, type) and issubclass(choices, Labelled) else choices
    return [pair if isinstance(pair, SelectChoice) else SelectChoice(str(pair[0]), pair[1]) for pair in pairs or []]


def _settings(choices: Any, options: dict[str, Any]) -> dict[str, Any]:
    if isinstance(choices, type) and issubclass(choices, Labelled):
        options.setdefault("coerce", choices)
    return {"invalid_value_message": CHOOSE, "invalid_choice_message": CHOOSE, **options, "choices": _options(choices)}


class _MayBeOpen:
    """No answer is no wrong answer: ``Needed`` says when one must be given."""

    data: Any

    def pre_validate(self, form: Form) -> None:
        """Check the choice only when there is one."""
        if self.data not in (None, "", []):
            super().pre_validate(form)  # type: ignore[misc]


class OneChoice(_MayBeOpen, RadioField):
    """Radio cards. ``choices`` is a ``Labelled`` class (data is then its member) or (value, label) pairs; may be set again per request."""

    def __init__(self, label: str, validators: Any = None, choices: Any = (), **options: Any) -> None:
        super().__init__(label, validators, **_settings(choices, options))

    def offer(self, choices: Iterable[tuple[Any, str]]) -> None:
        """Set the choices for this request."""
        self.choices = _options(choices)


class SelectOne(_MayBeOpen, SelectField):
    """A select list whose first line is ``empty`` (no answer) unless that is None."""

    def __init__(self, label: str, validators: Any = None, choices: Any = (), empty: str | None = "请选择", **options: Any) -> None:
        self.empty = empty
        self.member = options.pop("coerce", choices if isinstance(choices, type) and issubclass(choices, Labelled) else str)
        options["coerce"] = self._read
        super().__init__(label, validators, **_settings(choices, options))
        self.offer(self.choices)

    def _read(self, value: Any) -> Any:
        return None if value in (None, "", "None") else self.member(value)

    def offer(self, choices: Any) -> None:
        """Set the choices for this request; the empty line comes first by itself."""
        self.choices = ([SelectChoice("", self.empty)] if self.empty is not None else []) + _options(choices)


class ManyChoices(_MayBeOpen, SelectMultipleField):
    """Check cards."""

    widget = widgets.ListWidget(prefix_label=False)
    option_widget = widgets.CheckboxInput()

    def __init__(self, label: str, validators: Any = None, choices: Any = (), **options: Any) -> None:
        settings = _settings(choices, options)
        super().__init__(label, validators, **{**settings, "invalid_choice_message": lambda _count: CHOOSE})
        self.label.field_id = False

    def offer(self, choices: Iterable[tuple[Any, str]]) -> None:
        """Set the choices for this request."""
        self.choices = _options(choices)


@dataclass(frozen=True)
class DatePart:
    """One of the inputs of a date: its ids, its label and what was typed."""

    name: str
    id: str
    input_name: str
    label: str
    text: str


class _PartsField(Field):
    """A date asked in separate inputs ``name-year``, ``name-month``, ``name-day``; typed text is shown back as it was."""

    part_names: tuple[tuple[str, str], ...] = ()

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        """Read the parts of a posted form, or take the given value apart."""
        self.process_errors: list[str] = []
        self.data = data if data.__class__ in (date, str) else self.default
        self.texts = self._apart(self.data)
        if formdata is not None and any(f"{self.name}-{name}" in formdata for name, _label in self.part_names):
            self.texts = {name: formdata.get(f"{self.name}-{name}", "").strip() for name, _label in self.part_names}
            self._read()

    def _read(self) -> None:
        self.data = None
        numbers = {name: re.sub(r"[\s年月日号]", "", unicodedata.normalize("NFKC", text)) for name, text in self.texts.items()}
        if not any(numbers.values()):
            return
        try:
            self.data = self._together(numbers)
        except ValueError as error:
            self.process_errors = [str(error)]

    def _apart(self, value: Any) -> dict[str, str]:
        raise NotImplementedError

    def _together(self, numbers: dict[str, str]) -> Any:
        raise NotImplementedError

    def _year(self, text: str) -> int:
        if not re.fullmatch(r"[0-9]{4}", text) or not EARLIEST_YEAR <= int(text) <= LATEST_YEAR:
            raise ValueError(f"「{self.label.text}」的年份要写四位数字，例如 2026")
        return int(text)

    def _month(self, text: str) -> int:
        if not re.fullmatch(r"[0-9]{1,2}", text) or not 1 <= int(text) <= 12:
            raise ValueError(f"「{self.label.text}」的月份要在 1 到 12 之间")
        return int(text)

    @property
    def parts(self) -> list[DatePart]:
        """The inputs in order, for the macro."""
        return [DatePart(name, f"{self.id}-{name}", f"{self.name}-{name}", label, self.texts[name]) for name, label in self.part_names]


class DayField(_PartsField):
    """A calendar day asked as year, month and day; data is a ``date`` or None."""

    part_names = (("year", "年"), ("month", "月"), ("day", "日"))

    def _apart(self, value: date | None) -> dict[str, str]:
        return {name: str(getattr(value, name)) if value else "" for name, _label in self.part_names}

    def _together(self, numbers: dict[str, str]) -> date:
        if not all(numbers.values()):
            raise ValueError(f"请把「{self.label.text}」写完整，例如 2026 年 3 月 8 日")
        year, month = self._year(numbers["year"]), self._month(numbers["month"])
        try:
            return date(year, month, int(numbers["day"]))
        except ValueError:
            raise ValueError(f"{year} 年 {month} 月没有 {numbers['day']} 日，请再核对一遍") from None


class MonthField(_PartsField):
    """A rough time asked as year and, if known, month; data is ``"2026-03"``, ``"2026"`` or None."""

    part_names = (("year", "年"), ("month", "月"))

    def _apart(self, value: str | None) -> dict[str, str]:
        year, _dash, month = (value or "").partition("-")
        return {"year": year, "month": month.lstrip("0")}

    def _together(self, numbers: dict[str, str]) -> str:
        year = self._year(numbers["year"])
        return f"{year}-{self._month(numbers['month']):02d}" if numbers["month"] else str(year)


class DayText(StringField):
    """A calendar day in one input, for staff and filters; reads 2026-3-8, 2026年3月8日, 20260308. Data is a ``date`` or None."""

    widget = widgets.DateInput()

    def _value(self) -> str:
        return self.data.isoformat() if isinstance(self.data, date) else (self.raw_data[0] if self.raw_data else "")

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the day. Raises ``ValueError`` with the sentence to show."""
        text = re.sub(r"\s", "", unicodedata.normalize("NFKC", valuelist[0])) if valuelist else ""
        self.data = None
        if not text:
            return
        match = re.fullmatch(r"([0-9]{4})([-./年]?)([0-9]{1,2})([-./月]?)([0-9]{1,2})日?", text)
        try:
            if match is None:
                raise ValueError
            self.data = date(int(match[1]), int(match[3]), int(match[5]))
        except ValueError:
            raise ValueError(f"「{self.label.text}」要像 2026-03-08 这样写") from None


class MoneyField(StringField):
    """A sum with its unit 元 or 万元; data is whole fen or None. Reads Arabic and Chinese digits."""

    units = (("yuan", "元"), ("wan", "万元"))

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        """Read the unit first, then the amount."""
        unit = formdata.get(f"{self.name}-unit", "yuan") if formdata is not None else "yuan"
        self.unit = unit if unit in dict(self.units) else "yuan"
        super().process(formdata, data if isinstance(data, int) else None)

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return f"{self.data / FEN_PER_YUAN:.2f}".removesuffix(".00") if self.data is not None else ""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the amount. Raises ``ValueError`` with the sentence to show."""
        text = valuelist[0].strip() if valuelist else ""
        self.data = None
        if not text:
            return
        try:
            self.data = parse_fen(text, FEN_PER_YUAN * (YUAN_PER_WAN if self.unit == "wan" else 1))
        except ValueError:
            raise ValueError(f"「{self.label.text}」要写数字，例如 35000 或 3.5 万") from None
