"""What can be asked, part by part; the description of the interface is made from these."""

from typing import Annotated, Any, Generic, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from portal.cases.vocabulary import Conduct, Finding
from portal.exchange.open_data.rows import MONTH, AreaRow, DepartmentRow, FigureRow, Row
from portal.publication.queries import OutcomeFilter
from portal.records.queries import RecordFilter
from portal.records.vocabulary import RecordConduct, RectificationState, Severity
from portal.registers.queries import EntryFilter
from portal.registers.vocabulary import Column, Example, Kind, Promise, Standing
from portal.web.regions import departments_in

MOST = 100
_ID = r"^[A-Za-z0-9_-]{1,16}$"
_YES_NO = {"true": True, "false": False}
# Only the two words: what else a program might take for yes or no is not described and so not taken.
YesNo = Annotated[bool, BeforeValidator(lambda value: _YES_NO.get(value, value) if isinstance(value, str) else value), Field(strict=True)]
Words = Annotated[str, Field(min_length=2, max_length=60, pattern=r"^[^\x00]*$")]


class OutcomesQuestion(BaseModel):
    """Which outcomes, and from where on."""

    model_config = ConfigDict(extra="forbid")

    keyword: Words | None = Field(None, description="关键词，两个字以上")
    area: Annotated[str, Field(max_length=40, pattern=r"^[a-z_]+$")] | None = Field(None, description="领域代码")
    respondent: Annotated[str, Field(max_length=120, pattern=r"^[^\x00]+$")] | None = Field(None, description="被反映单位的完整名称")
    department: Annotated[int, Field(ge=1, le=2**31 - 1)] | None = Field(None, description="责任部门编号，见 /departments")
    region: Annotated[int, Field(ge=0, le=2**31 - 1)] | None = Field(None, description="责任部门所在的地区，编号见 /figures，0 是本级")
    conduct: Conduct | None = Field(None, description="问题类别代码")
    finding: Finding | None = Field(None, description="核查结果代码")
    month: Annotated[str, Field(pattern=MONTH)] | None = Field(None, description="答复月份，年-月")
    fulfilled: YesNo | None = Field(None, description="承诺是否履行")
    after: Annotated[str, Field(pattern=_ID)] | None = Field(None, description="从这个公示编号之后开始，见上一页的 next")
    limit: Annotated[int, Field(ge=1, le=MOST)] = Field(50, description="一页多少条")

    def as_filter(self) -> OutcomeFilter:
        """The filter of the list."""
        return OutcomeFilter(
            keyword=self.keyword or "",
            area_key=self.area or "",
            department_id=self.department,
            respondent_name=self.respondent or "",
            department_ids=None if self.region is None else departments_in(self.region),
            conduct=self.conduct,
            finding=self.finding,
            month=self.month or "",
            is_fulfilled=self.fulfilled,
        )


class RecordsQuestion(BaseModel):
    """Which dishonesty records, and from where on."""

    model_config = ConfigDict(extra="forbid")

    keyword: Words | None = Field(None, description="关键词，两个字以上")
    region: Annotated[str, Field(pattern=r"^[0-9]{6}$")] | None = Field(None, description="行政区划代码，六位")
    subject: Annotated[str, Field(max_length=120, pattern=r"^[^\x00]+$")] | None = Field(None, description="失信主体的完整名称")
    area: Annotated[str, Field(max_length=40, pattern=r"^[a-z_]+$")] | None = Field(None, description="领域代码")
    conduct: RecordConduct | None = Field(None, description="失信行为代码")
    severity: Severity | None = Field(None, description="严重程度代码")
    rectification: RectificationState | None = Field(None, description="整改状态代码")
    month: Annotated[str, Field(pattern=r"^20\d{2}-(0[1-9]|1[0-2])$")] | None = Field(None, description="公示月份，年-月")
    after: Annotated[str, Field(pattern=_ID)] | None = Field(None, description="从这个公示编号之后开始，见上一页的 next")
    limit: Annotated[int, Field(ge=1, le=MOST)] = Field(50, description="一页多少条")

    def as_filter(self) -> RecordFilter:
        """The filter of the list."""
        return RecordFilter(
            keyword=self.keyword or "",
            region_code=self.region or "",
            subject_name=self.subject or "",
            area_key=self.area or "",
            conduct=self.conduct,
            severity=self.severity,
            rectification=self.rectification,
            month=self.month or "",
        )


class RegisterQuestion(BaseModel):
    """Which entries of a register, and from where on."""

    model_config = ConfigDict(extra="forbid")

    keyword: Words | None = Field(None, description="关键词，两个字以上")
    department: Annotated[int, Field(ge=1, le=2**31 - 1)] | None = Field(None, description="单位编号，见 /departments")
    after: Annotated[str, Field(pattern=_ID)] | None = Field(None, description="从这个编号之后开始，见上一页的 next")
    limit: Annotated[int, Field(ge=1, le=MOST)] = Field(50, description="一页多少条")

    def as_filter(self, kind: Kind) -> EntryFilter:
        """The filter of the list; what only some registers ask is taken where it is asked."""
        return EntryFilter(
            kind,
            keyword=self.keyword or "",
            department_id=self.department,
            topic=str(getattr(self, "topic", None) or ""),
            promise=getattr(self, "promise", None),
            standing=getattr(self, "standing", None),
        )


class CommitmentsQuestion(RegisterQuestion):
    """Which commitments, and from where on."""

    topic: Annotated[str, Field(max_length=40, pattern=r"^[^\x00]+$")] | None = Field(None, description="服务类别")
    promise: Promise | None = Field(None, description="承诺种类代码")
    standing: Standing | None = Field(None, description="履行情况代码")


class TypicalCasesQuestion(RegisterQuestion):
    """Which typical cases, and from where on."""

    topic: Example | None = Field(None, description="守信还是失信")


class NewsQuestion(RegisterQuestion):
    """Which policies and news, and from where on."""

    topic: Column | None = Field(None, description="栏目代码")


class CriticismsQuestion(BaseModel):
    """Which criticisms, and from where on."""

    model_config = ConfigDict(extra="forbid")

    department: Annotated[int, Field(ge=1, le=2**31 - 1)] | None = Field(None, description="被通报单位编号，见 /departments")
    after: Annotated[str, Field(pattern=_ID)] | None = Field(None, description="从这个编号之后开始，见上一页的 next")
    limit: Annotated[int, Field(ge=1, le=MOST)] = Field(50, description="一页多少条")


class AppraisalsQuestion(BaseModel):
    """From which result on."""

    model_config = ConfigDict(extra="forbid")

    after: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,16}/[0-9]{1,9}$")] | None = Field(
        None, description="从这个编号之后开始，见上一页的 next"
    )
    limit: Annotated[int, Field(ge=1, le=MOST)] = Field(50, description="一页多少条")


class BulletinsQuestion(BaseModel):
    """From which bulletin on."""

    model_config = ConfigDict(extra="forbid")

    after: Annotated[str, Field(pattern=_ID)] | None = Field(None, description="从这个编号之后开始，见上一页的 next")
    limit: Annotated[int, Field(ge=1, le=MOST)] = Field(50, description="一页多少条")


class RankingsQuestion(BaseModel):
    """From which row of a ranking on."""

    model_config = ConfigDict(extra="forbid")

    after: Annotated[str, Field(pattern=r"^[a-z]{1,16}/[0-9A-Z]{4,6}/[0-9]{1,9}$")] | None = Field(
        None, description="从这个编号之后开始，见上一页的 next"
    )
    limit: Annotated[int, Field(ge=1, le=MOST)] = Field(50, description="一页多少条")


class FiguresQuestion(BaseModel):
    """Of which year, and of which row."""

    model_config = ConfigDict(extra="forbid")

    year: Annotated[int, Field(ge=2000, le=2099)] | None = Field(None, description="年份；不写是今年")
    department: Annotated[int, Field(ge=1, le=2**31 - 1)] | None = Field(None, description="只要这个部门的，编号见 /departments")
    area: Annotated[str, Field(max_length=40, pattern=r"^[a-z_]+$")] | None = Field(None, description="只要这个领域的，代码见 /areas")
    region: Annotated[int, Field(ge=0, le=2**31 - 1)] | None = Field(None, description="只要这个地区的，编号见 items，0 是本级")


class NoQuestion(BaseModel):
    """Nothing can be asked."""

    model_config = ConfigDict(extra="forbid")


class _Answer(BaseModel):
    model_config = ConfigDict(extra="forbid")


RowOf = TypeVar("RowOf", bound=Row)


class Page(_Answer, Generic[RowOf]):
    """A page of a list."""

    items: list[RowOf]
    next: str | None = Field(description="下一页的网址；没有下一页为空")


class Departments(_Answer):
    """All departments."""

    items: list[DepartmentRow]


class Areas(_Answer):
    """All areas."""

    items: list[AreaRow]


class Figures(_Answer):
    """The public figures of a year: from January to the end of the last quarter in ``values``, by period and row in ``items``."""

    year: int
    counted_at: str | None = Field(description="统计时间；还没有统计为空")
    values: dict[str, Any] = Field(description="各项数字；件数太少不公布的为空")
    definitions: dict[str, str] = Field(description="每项数字的口径")
    items: list[FigureRow] = Field(description="分统计期、部门和领域的数字；不写部门、领域和地区的，是合计和全部")


class Problem(_Answer):
    """What went wrong, after RFC 9457."""

    type: str
    title: str
    status: int
    detail: str
