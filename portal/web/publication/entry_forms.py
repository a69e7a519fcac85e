"""The form of an entry of a public register, fitted to its kind."""

from typing import Any, TypeVar

from wtforms import HiddenField, StringField, TextAreaField

from portal.accounts.departments import queries as departments
from portal.accounts.models import User
from portal.accounts.vocabulary import Role
from portal.registers.corrections import FIXED
from portal.registers.fields import FIELDS
from portal.registers.models import RegisterEntry
from portal.registers.vocabulary import Kind, Promise
from portal.web.fields import DayText
from portal.web.forms import HouseForm, Length, Needed, SelectOne
from portal.web.registers import topic_choices

Form = TypeVar("Form", bound="EntryForm")
_NAMES = ("title", "department_id", "promise", "topic", "source", "number", "grade", "dated_on", "body", "url", "due_on", "shown_until")


class EntryForm(HouseForm):
    """Every field that an entry can have; ``fitted`` takes away those that its register has not."""

    version = HiddenField()
    title = StringField("标题", [Length(2, 120)])
    department_id = SelectOne("单位", coerce=int)
    promise = SelectOne("承诺种类", choices=Promise)
    topic = SelectOne("类别")
    source = StringField("来源", [Length(0, 120)])
    number = StringField("文号", [Length(0, 60)])
    grade = StringField("评价结果", [Length(0, 60)])
    dated_on = DayText("日期")
    body = TextAreaField("正文", [Length(0, 20000)])
    url = StringField("网址", [Length(0, 300)])
    due_on = DayText("兑现期限")
    shown_until = DayText("展示到哪天")
    keep_reason = TextAreaField("保留标出内容的理由", [Length(0, 300)])

    @property
    def given(self) -> dict[str, Any]:
        """What was typed, by the names of the columns."""
        return {field.name: field.data for field in self if field.name in _NAMES or field.name == "keep_reason"}

    @property
    def seen_version(self) -> int:
        """The version the person saw; 0, which no entry has, when it is missing."""
        text = self.version.data or ""
        return int(text) if text.isdecimal() and len(text) < 10 else 0


class EntryCorrectionForm(EntryForm):
    """Other words for a public entry, and what changed."""

    what = TextAreaField("更正了什么", [Needed("请写更正了什么，会公开显示"), Length(4, 300, ask="请写更正了什么，会公开显示")])


class CorrectionDecisionForm(HouseForm):
    """The second person's decision about a correction."""

    reason = TextAreaField("理由", [Length(0, 300)])


class DecisionForm(HouseForm):
    """The decision on an entry, with a reason where one is needed."""

    version = HiddenField()
    reason = TextAreaField("理由", [Length(0, 300)])


class ReasonForm(HouseForm):
    """A reason that becomes public."""

    reason = TextAreaField("理由", [Needed("请写明理由，会公开显示"), Length(4, 300, ask="请写明理由，会公开显示")])


class FulfilForm(HouseForm):
    """Since when a promise is kept, and by what that can be seen."""

    on = DayText("哪天履行的", [Needed("请填哪天履行的")])
    proof = TextAreaField("凭据", [Needed("请写明凭据，会公开显示"), Length(4, 300, ask="请写明凭据，会公开显示")])


def fitted(kind: Kind, actor: User, entry: RegisterEntry | None = None) -> EntryForm:
    """The form of an entry of this kind, with the labels and choices of its register; filled from ``entry`` if there is one."""
    return _fit(EntryForm(obj=entry, data={"version": str(entry.version)} if entry else None), kind, actor, frozenset())


def fitted_correction(entry: RegisterEntry, actor: User) -> EntryCorrectionForm:
    """The form of a correction of a public entry: only what can be corrected, filled from it."""
    return _fit(EntryCorrectionForm(obj=entry), entry.kind, actor, FIXED.get(entry.kind, frozenset()))


def _fit(form: Form, kind: Kind, actor: User, fixed: frozenset[str]) -> Form:
    own = {field.name: field for field in FIELDS[kind] if field.name not in fixed}
    for name in _NAMES:
        if name not in own:
            delattr(form, name)
        else:
            form[name].label.text = own[name].label
    if "topic" in own:
        form.topic.offer(topic_choices(kind))
    if "department_id" in own:
        form.department_id.offer(_departments(actor))
    return form


def needed(kind: Kind) -> set[str]:
    """The fields of a register that must be filled."""
    return {field.name for field in FIELDS[kind] if field.is_needed}


def _departments(actor: User) -> list[tuple[int, str]]:
    """Whom an entry can be about: everybody for those who write for all, else the own department."""
    if actor.roles & {Role.PUBLISHER, Role.SUPERVISOR}:
        return [(each.id, each.name) for each in departments.list_active_organs()]
    return [(actor.department.id, actor.department.name)] if actor.department else []
