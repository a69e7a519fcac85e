"""The pages of the report form: what each asks. Field names are the names under which a draft keeps the answers."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from wtforms import BooleanField, Field, FileField, HiddenField, StringField, TextAreaField, ValidationError

from portal import clock
from portal.cases import vocabulary as v
from portal.cases.identity import NO_CUSTODY
from portal.cases.intake import NARRATIVE_MAX, NARRATIVE_MIN
from portal.cases.secrecy.levels import CONSENT_VERSION, CONSENT_WORDINGS
from portal.custody import data_keys
from portal.publication.checking import numbers_of_people
from portal.web.forms import (
    Between,
    CreditCode,
    DayField,
    Email,
    HouseForm,
    Length,
    MoneyField,
    MonthField,
    Needed,
    OneChoice,
    Phone,
)  # fmt: skip

_OWN_KIND = {"spellcheck": "false"}


# How a narrative ends that a commitment began and nobody has gone on with.
ENDS_OPEN = "实际情况："


class MannerForm(HouseForm):
    """How the reporter wants to speak."""

    reporter_kind = OneChoice("您想怎样反映？", [Needed("请选一种反映方式")], choices=v.ReporterKind)

    def validate(self, extra_validators: Any = None) -> bool:
        """A named tip-off only when its identity can be sealed: said before anything else is typed."""
        is_valid = super().validate(extra_validators)
        if is_valid and self.reporter_kind.data is v.ReporterKind.WITNESS and not data_keys.is_ready():
            self.reporter_kind.errors = [NO_CUSTODY]
            return False
        return is_valid


class CategoryForm(HouseForm):
    """What kind of trouble it is, and in which area."""

    conduct = OneChoice("是哪一类问题？", [Needed("请选一类问题，拿不准就选“说不准”")], choices=v.Conduct)
    area_key = OneChoice("和哪个方面有关？")


class RespondentForm(HouseForm):
    """Which body it is about."""

    respondent_text = StringField(
        "反映的是哪个单位？", [Length(maximum=120)], render_kw={"list": "units", "autocomplete": "off", **_OWN_KIND}
    )
    respondent_unsure = BooleanField("说不准是哪个单位")
    respondent_person = StringField("被反映的工作人员", [Length(maximum=120)], render_kw={"autocomplete": "off", **_OWN_KIND})

    def validate(self, extra_validators: Any = None) -> bool:
        """Either a name or 「说不准」."""
        is_valid = super().validate(extra_validators)
        if not self.respondent_text.data and not self.respondent_unsure.data:
            self.respondent_text.errors = ["请写单位名称，不知道就勾选“说不准是哪个单位”"]
            return False
        return is_valid


class NarrativeForm(HouseForm):
    """What happened, when, and for some categories how much money."""

    narrative = TextAreaField(
        "发生了什么？",
        [Needed(f"请写明发生了什么，至少 {NARRATIVE_MIN} 个字"), Length(NARRATIVE_MIN, NARRATIVE_MAX, ask="请写明发生了什么")],
    )
    happened_in = MonthField("大约什么时候的事？")
    amount_fen = MoneyField("涉及多少钱？")
    contract_on = DayField("合同是哪天签的？", [Between(latest=clock.today)])

    def validate_narrative(self, field: TextAreaField) -> None:
        """A narrative that was only begun for the reporter says nothing yet."""
        if (field.data or "").endswith(ENDS_OPEN):
            raise ValidationError(f"请在“{ENDS_OPEN}”后面写明发生了什么")

    def found_numbers(self) -> list[str]:
        """The kinds of numbers that lead to a person and seem to stand in the text."""
        return numbers_of_people(self.narrative.data or "")


class ElsewhereForm(HouseForm):
    """Whether somebody else has the matter already."""

    elsewhere = OneChoice("在别处处理过吗？", choices=v.Elsewhere)


class EvidenceForm(HouseForm):
    """One file at a time."""

    description = StringField("这份材料说明什么？", [Length(maximum=100)])
    file = FileField("选择文件")


class ContactForm(HouseForm):
    """How to reach the reporter; the fields of an organisation are dropped for a person."""

    organisation = StringField(
        "企业（单位）名称",
        [Needed("请写企业（单位）名称，和营业执照上一样"), Length(maximum=120)],
        render_kw={"autocomplete": "organization"},
    )
    credit_code = StringField("统一社会信用代码", [CreditCode()], render_kw={"autocomplete": "off", **_OWN_KIND})
    name = StringField("姓名", [Needed("请写姓名"), Length(maximum=60)], render_kw={"autocomplete": "name", **_OWN_KIND})
    role = StringField("在企业（单位）里的职务", [Length(maximum=60)], render_kw={"autocomplete": "organization-title"})
    phone = StringField(
        "手机或电话", [Needed("请写手机或电话，只在需要核实时拨打"), Phone()], render_kw={"autocomplete": "tel", "inputmode": "tel"}
    )
    email = StringField("电子邮箱", [Email(), Length(maximum=120)], render_kw={"autocomplete": "email", "inputmode": "email", **_OWN_KIND})
    shares_identity = BooleanField(CONSENT_WORDINGS[CONSENT_VERSION])


class CheckForm(HouseForm):
    """The last page: what may be published, and that it is true."""

    publication_choice = OneChoice(
        "办完以后，可以公开隐去姓名的结果吗？", choices=v.PublicationChoice, default=v.PublicationChoice.PREVIEW_FIRST
    )
    is_truthful = BooleanField("我写的内容都是真实的，不捏造、不歪曲事实，也不涉及国家秘密", [Needed("请确认所写内容属实，再提交")])


def unpacked(form_class: type[HouseForm], answers: Mapping[str, Any]) -> dict[str, Any]:
    """Kept answers as the fields of a form want them."""
    values = {name: answers[name] for name in _names(form_class) if answers.get(name) is not None}
    if form_class is NarrativeForm and answers.get("narrative_start"):
        values.setdefault("narrative", answers["narrative_start"])
    if isinstance(values.get("contract_on"), str):
        values["contract_on"] = date.fromisoformat(values["contract_on"])
    return values


def _names(form_class: type[HouseForm]) -> list[str]:
    return [name for name in dir(form_class) if hasattr(getattr(form_class, name), "field_class")]


def typed_fields(form: HouseForm) -> list[Field]:
    """The fields of a form that people fill in."""
    return [field for field in form if not isinstance(field, HiddenField)]
