"""The one page on which staff take a report down: the questions of the public form, in the order people tell them."""

from collections.abc import Sequence
from typing import Any

from wtforms import BooleanField, MultipleFileField, StringField, TextAreaField

from portal import clock
from portal.cases import vocabulary as v
from portal.cases.identity import NO_CUSTODY
from portal.cases.intake import LONGEST_BACK, NARRATIVE_MAX, NARRATIVE_MIN, is_old
from portal.cases.secrecy.levels import CONSENT_VERSION, CONSENT_WORDINGS
from portal.custody import data_keys
from portal.leads.models import Lead
from portal.routing import queries as routing
from portal.web.forms import (
    Between,
    CreditCode,
    DayText,
    Email,
    HouseForm,
    Length,
    MoneyField,
    MonthField,
    Needed,
    OneChoice,
    Phone,
    SelectOne,
)  # fmt: skip

_OWN_KIND = {"spellcheck": "false", "autocomplete": "off"}
_CHANNELS = [(each, each.label) for each in v.Channel if each is not v.Channel.WEB]
# The choices of the public form speak to the reporter; a clerk reads what they mean.
_MANNERS = [
    (v.ReporterKind.PERSON, "个人投诉，留姓名"),
    (v.ReporterKind.ORGANISATION, "企业（单位）投诉，留名称"),
    (v.ReporterKind.WITNESS, "举报，留姓名（密封）"),
    (v.ReporterKind.ANONYMOUS, "匿名"),
]
_PUBLICATION = [
    (v.PublicationChoice.PREVIEW_FIRST, "先给反映人看"),
    (v.PublicationChoice.AGREE, "可以公开"),
    (v.PublicationChoice.REFUSE, "不要公开"),
]


class IntakeForm(HouseForm):
    """What came in by phone, at the window, by letter, from the hotline or from above."""

    channel = SelectOne("来源", [Needed("请选来源")], choices=_CHANNELS)
    received_on = DayText(
        "收到日期", [Needed("请写收到日期，期限从这一天算起"), Between(earliest=lambda: clock.today() - LONGEST_BACK, latest=clock.today)]
    )
    original_number = StringField("原编号", [Length(maximum=60)], render_kw=_OWN_KIND)
    reporter_kind = OneChoice("反映方式", [Needed("请选反映方式")], choices=_MANNERS)
    conduct = SelectOne("反映事项", [Needed("请选一类，拿不准就选“说不准”")], choices=v.Conduct)
    area_key = SelectOne("重点领域", empty="说不准")
    respondent_text = StringField("被反映单位", [Length(maximum=120)], render_kw={"list": "units", **_OWN_KIND})
    respondent_unsure = BooleanField("说不准是哪个单位")
    respondent_person = StringField("被反映的工作人员", [Length(maximum=120)], render_kw=_OWN_KIND)
    late_reason = StringField("为什么现在才转为投诉举报", [Needed("请写明为什么现在才转"), Length(5, 300, ask="请写明为什么现在才转")])
    narrative = TextAreaField(
        "反映内容",
        [Needed(f"请记下发生了什么，至少 {NARRATIVE_MIN} 个字"), Length(NARRATIVE_MIN, NARRATIVE_MAX, ask="请记下发生了什么")],
    )
    happened_in = MonthField("大约什么时候的事")
    amount_fen = MoneyField("涉及金额")
    contract_on = DayText("合同日期", [Between(latest=clock.today)])
    elsewhere = SelectOne("在别处处理过吗", choices=v.Elsewhere, default=v.Elsewhere.UNSURE, empty=None)
    organisation = StringField("企业（单位）名称", [Length(maximum=120)], render_kw=_OWN_KIND)
    credit_code = StringField("统一社会信用代码", [CreditCode()], render_kw=_OWN_KIND)
    name = StringField("姓名（联系人）", [Length(maximum=60)], render_kw=_OWN_KIND)
    role = StringField("职务", [Length(maximum=60)], render_kw=_OWN_KIND)
    phone = StringField("手机或电话", [Phone()], render_kw={"inputmode": "tel", **_OWN_KIND})
    email = StringField("电子邮箱", [Email(), Length(maximum=120)], render_kw={"inputmode": "email", **_OWN_KIND})
    shares_identity = BooleanField(CONSENT_WORDINGS[CONSENT_VERSION])
    publication_choice = SelectOne(
        "办完以后公开隐去姓名的结果", choices=_PUBLICATION, default=v.PublicationChoice.PREVIEW_FIRST, empty=None
    )
    files = MultipleFileField("扫描件、材料")
    is_truthful = BooleanField("反映人已确认所述属实（来信写明，或已当面、电话告知要如实反映）", [Needed("请向反映人确认所述属实，再登记")])

    def __init__(self, *positional: Any, **named: Any) -> None:
        super().__init__(*positional, **named)
        areas = routing.areas()
        if areas:
            self.area_key.offer([(area.key, area.title) for area in areas])
        else:
            del self.area_key

    def ask_of(self, lead: Lead | None) -> None:
        """Ask nothing that the lead says itself, and of the clerk that the words are those of the lead; without one what came in."""
        if lead is None or not is_old(lead.received_on):
            del self.late_reason
        if lead is None:
            return
        for name in ("channel", "received_on", "original_number"):
            delattr(self, name)
        self.is_truthful.label.text = "已经核对：内容照线索原文登记，没有增减意思"
        self.is_truthful.validators = [Needed("请核对内容和线索原文一致，再登记")]

    def validate(self, extra_validators: Any = None) -> bool:
        """What depends on the manner: whose name is needed, whether it can be sealed, and that some body is named or unknown."""
        is_valid = super().validate(extra_validators)
        for field, message in self._missing():
            field.errors = [*field.errors, message]
            is_valid = False
        return is_valid

    def _missing(self) -> list[tuple[Any, str]]:
        kind, found = self.reporter_kind.data, []
        if not self.respondent_text.data and not self.respondent_unsure.data:
            found.append((self.respondent_text, "请写单位名称，不知道就勾选“说不准是哪个单位”"))
        if kind == v.ReporterKind.WITNESS and not data_keys.is_ready():
            found.append((self.reporter_kind, NO_CUSTODY))
        if kind == v.ReporterKind.ORGANISATION and not self.organisation.data:
            found.append((self.organisation, "请写企业（单位）名称"))
        if kind in {v.ReporterKind.PERSON, v.ReporterKind.WITNESS} and not self.name.data:
            found.append((self.name, "请写姓名；不愿意留姓名的，反映方式选“匿名”"))
        if kind == v.ReporterKind.ANONYMOUS and (self.name.data or self.organisation.data or self.phone.data or self.email.data):
            found.append((self.reporter_kind, "匿名反映不登记姓名和联系方式，请清空下面的“反映人”，或者改选留姓名"))
        return found


def words_of_lead(lead: Lead, doubles: Sequence[Lead]) -> dict[str, Any]:
    """What the form starts with for a lead and those merged into it: whoever handles the case reads all of their words."""
    units = list(dict.fromkeys(each.unit_text for each in (lead, *doubles) if each.unit_text))
    persons = list(dict.fromkeys(each.person_text for each in (lead, *doubles) if each.person_text))
    told = [f"{lead.subject}\n{lead.text}", *(f"另一条线索（{each.source.label}）：{each.subject}\n{each.text}" for each in doubles)]
    return {
        "reporter_kind": v.ReporterKind.ANONYMOUS,
        "conduct": lead.conduct,
        "area_key": lead.area_key,
        "respondent_text": "、".join(units),
        "respondent_unsure": not units,
        "respondent_person": "、".join(persons),
        "narrative": "\n\n".join(told)[:NARRATIVE_MAX],
    }
