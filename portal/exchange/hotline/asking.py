"""What a hotline platform sends and gets: described once, checked by these models and published as OpenAPI from them."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from portal.cases.identity import Identity
from portal.cases.intake import NARRATIVE_MAX, NARRATIVE_MIN, NewReport
from portal.cases.vocabulary import Channel, Conduct, ReporterKind
from portal.errors import RuleBroken
from portal.identifiers import valid_credit_code
from portal.profiles import queries as profiles

NUMBER = r"^[A-Za-z0-9._-]{1,60}$"
_LINE = r"^[^\x00-\x1f\x7f]*$"
_PHONE = r"^\+?[0-9][0-9 -]{5,18}[0-9]$"
_TEXT = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$"
Line = Annotated[str, Field(max_length=120, pattern=_LINE)]


class _Said(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Contact(_Said):
    """Who speaks. Kept sealed, never given back by this interface."""

    name: Annotated[str, Field(min_length=1, max_length=60, pattern=_LINE, title="姓名")]
    phone: Annotated[str, Field(pattern=_PHONE, title="电话")]
    organisation: Line = Field("", title="单位名称", description="企业、单位反映时必填")
    credit_code: Annotated[str, Field(pattern=r"^([0-9A-HJ-NPQRTUWXY]{18})?$")] = Field("", title="统一社会信用代码")
    role: Line = Field("", title="职务")


class HotlineAsk(_Said):
    """A report as the platform took it down."""

    original_number: Annotated[str, Field(pattern=NUMBER, title="来件编号", description="热线平台自己的工单编号，在该平台唯一")]
    channel: Literal["hotline", "mailbox"] = Field("hotline", title="来源", description="hotline 热线电话，mailbox 信箱、网站")
    reporter: Literal["person", "organisation", "witness", "anonymous"] = Field(
        title="反映方式", description="person 个人投诉，organisation 企业投诉，witness 实名举报，anonymous 匿名举报"
    )
    contact: Contact | None = Field(None, title="反映人", description="匿名时不填，其他必填")
    conduct: Conduct = Field(title="问题类别", description="见文档的代码表", strict=False)  # the code is text, strictly it were no member
    area: Annotated[str, Field(max_length=40, pattern=r"^[a-z_]*$")] = Field("", title="领域代码", description="见 /api/v1/areas")
    respondent: Annotated[str, Field(min_length=2, max_length=120, pattern=_LINE, title="被反映单位")]
    narrative: Annotated[str, Field(min_length=NARRATIVE_MIN, max_length=NARRATIVE_MAX, pattern=_TEXT, title="反映内容")]
    happened_in: Annotated[str, Field(pattern=r"^((19|20)\d{2}-(0[1-9]|1[0-2]))?$")] = Field("", title="发生时间", description="年-月")
    place: Line = Field("", title="发生地点")
    amount_fen: Annotated[int, Field(ge=0, le=10**15)] | None = Field(None, title="金额（分）")

    def as_report(self) -> NewReport:
        """The report for the intake. Raises ``RuleBroken`` for what the description alone cannot say."""
        kind = ReporterKind(self.reporter)
        if kind.is_named and self.contact is None:
            raise RuleBroken("contact", "实名反映要填写反映人的姓名和电话（contact）。")
        if not kind.is_named and self.contact is not None:
            raise RuleBroken("contact", "匿名反映不能带反映人的信息，请去掉 contact。")
        if kind is ReporterKind.ORGANISATION and self.contact is not None and not self.contact.organisation.strip():
            raise RuleBroken("contact", "企业、单位反映要填写单位名称（contact.organisation）。")
        if self.contact is not None and self.contact.credit_code and not valid_credit_code(self.contact.credit_code):
            raise RuleBroken("contact", "统一社会信用代码校验不对（contact.credit_code）。")
        identity = Identity(**self.contact.model_dump()) if self.contact else Identity()
        return NewReport(
            reporter_kind=kind,
            conduct=self.conduct,
            narrative=self.narrative.strip(),
            area_key=self.area,
            region_text=self.place,
            respondent_text=self.respondent.strip(),
            happened_in=self.happened_in,
            amount_fen=self.amount_fen,
            channel=Channel(self.channel),
            original_number=self.original_number,
            identity=identity,
            is_truthful=True,  # the platform read the statement to the caller
        )


class HotlineStatus(_Said):
    """Where a report stands; nothing of what it says or of who speaks."""

    original_number: str = Field(title="来件编号")
    number: str = Field(title="受理编号", description="本平台的编号")
    status: str = Field(title="状态代码")
    status_title: str = Field(title="状态")
    received_at: str = Field(title="收到时间")
    replied_at: str | None = Field(title="答复时间", description="还没有答复为空")
    due_on: str | None = Field(title="办理期限", description="年-月-日；没有在走的期限为空")


class HotlineTaken(HotlineStatus):
    """The answer to a report. The tracking code is given once, to be told to the caller; repeated requests get none."""

    tracking_code: str | None = Field(title="查询码", description="只在第一次给出，请转告反映人")


def read_ask(content: dict[str, Any]) -> HotlineAsk:
    """The request. Raises ``RuleBroken`` that names the fields which do not fit, without repeating what they hold."""
    try:
        return HotlineAsk.model_validate(content)
    except ValidationError as error:
        found = error.errors(include_input=False, include_url=False, include_context=False)
        names = dict.fromkeys(".".join(map(str, each["loc"])) or "内容" for each in found if each["type"] != "extra_forbidden")
        extra = "；还有格式里没有的字段" if any(each["type"] == "extra_forbidden" for each in found) else ""
        raise RuleBroken("body", f"这些字段缺少或者不对：{'、'.join(names) or '无'}{extra}。格式见 openapi.json。") from None


def region_code() -> str:
    """The region in which cases are numbered."""
    return profiles.region_code() or "000000"
