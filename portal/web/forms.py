"""The base of all forms: strips, normalises full width, speaks Chinese; and the one place that puts a broken rule on a form."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import g, request
from flask_wtf import FlaskForm
from markupsafe import Markup
from wtforms import Field, FieldList, FileField, Form, FormField, HiddenField, PasswordField, StringField, TextAreaField
from wtforms.fields.core import UnboundField

from portal.crypto import random_token
from portal.errors import RuleBroken
from portal.identifiers import normalise_width
from portal.vocabulary import Labelled
from portal.web.fields import DayField, DayText, ManyChoices, MoneyField, MonthField, OneChoice, SelectOne
from portal.web.validators import Between, CreditCode, Email, Length, Needed, OneOf, Phone

__all__ = [
    "Between",
    "CreditCode",
    "DayField",
    "DayText",
    "Email",
    "FieldProblem",
    "FilterForm",
    "HouseForm",
    "Length",
    "ManyChoices",
    "MoneyField",
    "MonthField",
    "Needed",
    "OneChoice",
    "OneOf",
    "Phone",
    "SelectOne",
    "attach",
    "form_errors",
    "packed",
]

# Nobody types these; PostgreSQL refuses the first of them.
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_WORDS = {
    "Not a valid choice.": "请从列出的选项里选一项",
    "Invalid Choice: could not coerce.": "请从列出的选项里选一项",
    "Not a valid integer value.": "请写一个整数",
    "Not a valid decimal value.": "请写一个数字",
    "Not a valid float value.": "请写一个数字",
    "Not a valid date value.": "请写一个日期，例如 2026-03-08",
    "The CSRF token is missing.": "页面停留太久，请再提交一次",
    "The CSRF session token is missing.": "页面停留太久，请再提交一次",
    "The CSRF token has expired.": "页面停留太久，请再提交一次",
    "The CSRF token is invalid.": "页面停留太久，请再提交一次",
    "The CSRF tokens do not match.": "页面停留太久，请再提交一次",
}


class _Chinese:
    """The few sentences of WTForms that people can meet, in Chinese."""

    def gettext(self, text: str) -> str:
        """The Chinese sentence for an English one of WTForms."""
        return _WORDS.get(text, text)

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        """As ``gettext``; Chinese has one form."""
        return self.gettext(singular if n == 1 else plural)


def one_line(value: Any) -> Any:
    """A single-line answer without outer blanks, full-width letters and digits made usual ones."""
    return normalise_width(_CONTROLS.sub("", value)).strip() if isinstance(value, str) else value


def many_lines(value: Any) -> Any:
    """A long answer without outer blanks, each line end a single newline."""
    return _CONTROLS.sub("", value.replace("\r\n", "\n").replace("\r", "\n")).strip() if isinstance(value, str) else value


def _house_filters(field_class: type[Field]) -> list[Any]:
    if issubclass(field_class, PasswordField | HiddenField | DayText | MoneyField):
        return []
    if issubclass(field_class, TextAreaField):
        return [many_lines]
    return [one_line] if issubclass(field_class, StringField) else []


class _HouseMeta:
    """What both kinds of form share: filters by kind of field, Chinese words."""

    def bind_field(self, form: Form, unbound_field: UnboundField, options: dict[str, Any]) -> Field:
        """Bind a field with the house filters before its own."""
        own = list(unbound_field.kwargs.get("filters", []))
        return unbound_field.bind(form=form, filters=_house_filters(unbound_field.field_class) + own, **options)

    def get_translations(self, form: Form) -> _Chinese:
        """Our own few sentences."""
        return _Chinese()

    def render_field(self, field: Field, render_kw: dict[str, Any]) -> Markup:
        """Render without ``required``, ``minlength`` and ``maxlength``: the server says what is missing, in Chinese."""
        own = field.render_kw or {}
        merged = {"required": False, "minlength": False, "maxlength": False, **own, **render_kw}
        classes = [own.get("class", ""), merged.pop("class_", ""), render_kw.get("class", "")]
        merged["class"] = " ".join(filter(None, classes)) or False
        return Markup(field.widget(field, **merged))


class HouseForm(FlaskForm):
    """A form that posts: CSRF token and a one-time key, the same for every try of one filling-in."""

    class Meta(_HouseMeta, FlaskForm.Meta):
        """Shared behaviour over that of Flask-WTF."""

        def wrap_formdata(self, form: Form, formdata: Any) -> Any:
            """On opening a page, the words typed into it before the session was over (``web/kept_posts.py``)."""
            found = super().wrap_formdata(form, formdata)
            return g.get("kept_fields") if found is None and request.method == "GET" else found

    submission_key = HiddenField(default=random_token)


class FilterForm(FlaskForm):
    """A search form sent by GET: no token, no key; read ``FilterForm(request.args)`` and call ``validate()``."""

    class Meta(_HouseMeta, FlaskForm.Meta):
        """Shared behaviour, without CSRF since nothing is changed."""

        csrf = False


@dataclass(frozen=True)
class FieldProblem:
    """One line of the error summary: the id of the input to jump to, or none for the whole form, and the sentence."""

    anchor: str | None
    message: str


def packed(form: Form) -> dict[str, Any]:
    """The answers of a form as plain JSON values; files and hidden fields are left out."""
    return {field.name: _plain(field.data) for field in form if not isinstance(field, HiddenField | FileField)}


def _plain(value: Any) -> Any:
    if isinstance(value, Labelled):
        return value.value
    return value.isoformat() if isinstance(value, date) else value


def attach(error: RuleBroken, form: Form) -> None:
    """Put a broken rule beside the field it names, or on the whole form when there is no such field."""
    field = getattr(form, "_fields", {}).get(error.field)
    if field is None or isinstance(field, HiddenField):
        form.form_errors.append(error.message)
    else:
        field.errors = [*field.errors, error.message]


def form_errors(form: Form) -> list[FieldProblem]:
    """Everything to correct, in the order of the fields, the sentences the same as beside them."""
    problems = [FieldProblem(None, message) for message in form.form_errors]
    for field in form:
        problems.extend(_problems_of(field))
    return problems


def _problems_of(field: Field) -> Iterator[FieldProblem]:
    """The first problem of a field, or those of the fields inside it."""
    if isinstance(field, FormField):
        for inner in field.form:
            yield from _problems_of(inner)
    elif isinstance(field, FieldList):
        for inner in field:
            yield from _problems_of(inner)
    elif field.errors:
        yield FieldProblem(_anchor(field), str(field.errors[0]))


def _anchor(field: Field) -> str | None:
    """The id of the first input a person can type into or choose."""
    if isinstance(field, HiddenField):
        return None
    if isinstance(field, OneChoice | ManyChoices):
        return f"{field.id}-0"
    if isinstance(field, DayField | MonthField):
        return f"{field.id}-year"
    return str(field.id)
