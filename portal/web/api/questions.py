"""What can be asked, part by part; the description of the interface is made from these."""

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from portal.cases.vocabulary import Finding
from portal.exchange.open_data.rows import MONTH, AreaRow, DepartmentRow, FigureRow, OutcomeRow
from portal.publication.queries import OutcomeFilter

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
            finding=self.finding,
            month=self.month or "",
            is_fulfilled=self.fulfilled,
        )


class FiguresQuestion(BaseModel):
    """Of which year, and of which row."""

    model_config = ConfigDict(extra="forbid")

    year: Annotated[int, Field(ge=2000, le=2099)] | None = Field(None, description="年份；不写是今年")
    department: Annotated[int, Field(ge=1, le=2**31 - 1)] | None = Field(None, description="只要这个部门的，编号见 /departments")
    area: Annotated[str, Field(max_length=40, pattern=r"^[a-z_]+$")] | None = Field(None, description="只要这个领域的，代码见 /areas")


class NoQuestion(BaseModel):
    """Nothing can be asked."""

    model_config = ConfigDict(extra="forbid")


class _Answer(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Outcomes(_Answer):
    """A page of outcomes."""

    items: list[OutcomeRow]
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
    items: list[FigureRow] = Field(description="分统计期、部门和领域的数字；不写部门和领域的，是合计和全部部门、领域")


class Problem(_Answer):
    """What went wrong, after RFC 9457."""

    type: str
    title: str
    status: int
    detail: str
