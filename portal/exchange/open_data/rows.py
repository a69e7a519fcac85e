"""One row of each published list. The models are the only description: files, dictionary, descriptor and API are made from them."""

from pydantic import BaseModel, ConfigDict, Field

from portal.accounts.models import Department
from portal.clock import local
from portal.publication.models import Publication
from portal.records.models import DishonestyRecord
from portal.routing.models import Area
from portal.supervision.figures import DEFINITIONS
from portal.supervision.models import PublicFigureCell

MONTH = r"^\d{4}-\d{2}$"
_HIDDEN = "；件数太少、不公布的为空"


class Row(BaseModel):
    """A row of a published list; nothing that is not described can get into it."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class OutcomeRow(Row):
    """One published outcome. Dates are months, so that none leads to a report."""

    id: str = Field(title="公示编号", description="公开的编号，与受理编号无关")
    url: str = Field(title="网址", description="公示页的固定网址")
    title: str = Field(title="标题", description="中性的概括")
    area: str = Field(title="领域代码", description="重点领域的代码，见数据集 areas；没有时为空")
    area_title: str = Field(title="领域", description="重点领域的名称；没有时为空")
    conduct: str = Field(title="问题类别代码", description="反映的问题的类别")
    conduct_title: str = Field(title="问题类别", description="反映的问题")
    respondent: str = Field(title="被反映单位", description="被反映的单位名称")
    department: str = Field(title="责任部门", description="办理的部门名称，见数据集 departments")
    finding: str = Field(
        title="核查结果代码", description="substantiated 属实，partly 部分属实，unsubstantiated 不属实，unverifiable 无法核实"
    )
    finding_title: str = Field(title="核查结果", description="核查结果的名称")
    received_month: str | None = Field(title="收到月份", description="年-月；那个月收到的不满五件，为空", pattern=MONTH)
    replied_month: str = Field(title="答复月份", description="年-月", pattern=MONTH)
    days_used: int | None = Field(title="办理用时", description="从受理到答复的工作日数，中止的日子不算；没有计时为空")
    limit: str = Field(title="期限", description="适用的期限，带单位")
    was_on_time: bool | None = Field(title="是否按时", description="是否在期限内答复；没有计时为空")
    facts: str = Field(title="查明的事实", description="由工作人员撰写、经审核的文字")
    basis: str = Field(title="依据", description="处理的依据")
    measures: str = Field(title="处理措施", description="采取的措施")
    commitment: str = Field(title="承诺", description="责任部门的承诺；没有时为空")
    commitment_month: str | None = Field(title="承诺期限", description="年-月；没有承诺为空", pattern=MONTH)
    commitment_met: bool | None = Field(title="承诺是否履行", description="没有承诺为空")
    fulfilled_month: str | None = Field(title="履行月份", description="年-月；尚未履行为空", pattern=MONTH)
    satisfaction: str | None = Field(title="反映人评价", description="反映人自己给出的评价；未评价为空")
    is_handled_again: bool = Field(title="是否正在重办", description="公示以后又重新办理")
    published_month: str = Field(title="公示月份", description="年-月", pattern=MONTH)
    shown_until_month: str | None = Field(title="公示截止月份", description="年-月", pattern=MONTH)


DAY = r"^\d{4}-\d{2}-\d{2}$"


class RecordRow(Row):
    """One published dishonesty record of a public body. No person is named in it."""

    id: str = Field(title="公示编号", description="公开的编号")
    url: str = Field(title="网址", description="公示页的固定网址")
    title: str = Field(title="标题", description="中性的概括")
    subject: str = Field(title="失信主体", description="认定时的单位名称")
    subject_kind: str = Field(title="主体类别", description="人民政府、政府部门、事业单位、街道乡镇")
    credit_code: str = Field(title="统一社会信用代码", description="没有登记时为空")
    region_code: str = Field(title="行政区划代码", description="GB/T 2260 六位代码；没有时为空")
    area: str = Field(title="领域代码", description="重点领域的代码，见数据集 areas；没有时为空")
    area_title: str = Field(title="领域", description="重点领域的名称；没有时为空")
    conduct: str = Field(title="失信行为代码", description="失信行为的类别")
    conduct_title: str = Field(title="失信行为", description="失信行为的名称")
    facts: str = Field(title="失信事实", description="经审核的文字")
    basis_kind: str = Field(title="认定依据类别", description="认定文书的种类")
    document_number: str = Field(title="认定文号", description="认定文书的文号")
    document_organ: str = Field(title="认定单位", description="作出文书的单位")
    document_on: str = Field(title="认定日期", description="文书的日期", pattern=DAY)
    severity: str = Field(title="严重程度代码", description="minor 轻微，general 一般，serious 严重")
    severity_title: str = Field(title="严重程度", description="严重程度的名称")
    rectification: str = Field(title="整改状态代码", description="open 尚未整改，under_way 整改中，done 已整改，refused 拒不整改")
    rectification_title: str = Field(title="整改状态", description="整改状态的名称")
    repair_title: str = Field(title="修复状态", description="信用修复到哪一步")
    is_objected: bool = Field(title="是否有异议", description="有异议正在处理")
    published_on: str = Field(title="公示日期", description="开始公示的日期", pattern=DAY)
    shown_until: str = Field(title="公示截止日期", description="最后一天公示的日期", pattern=DAY)


class DepartmentRow(Row):
    """One department of the jurisdiction."""

    id: int = Field(title="编号", description="部门在本平台的编号")
    name: str = Field(title="名称", description="部门名称")
    kind: str = Field(title="类别", description="人民政府、机关部门、事业单位、街道办事处、乡镇人民政府、上级机关、集合名称")
    parent_id: int | None = Field(title="上级编号", description="上级部门的编号；没有时为空")
    region_code: str = Field(title="行政区划代码", description="GB/T 2260 六位代码；没有时为空")
    phone: str = Field(title="电话", description="对外公布的电话")
    address: str = Field(title="地址", description="对外公布的地址")
    office_hours: str = Field(title="办公时间", description="对外公布的办公时间")
    is_active: bool = Field(title="是否在用", description="已撤并的部门为否")
    successor_id: int | None = Field(title="承接部门编号", description="撤并后由哪个部门承接；没有时为空")


class AreaRow(Row):
    """One key area in which reports can be made."""

    key: str = Field(title="代码", description="领域代码")
    title: str = Field(title="名称", description="领域名称")
    hint: str = Field(title="说明", description="用日常的话说明")
    is_active: bool = Field(title="是否在用", description="停用的领域为否")


class FigureRow(Row):
    """What is told of one row in one period: all, a department, a region, an area, an area within a region.

    Small numbers, and what would give them away, are empty.
    """

    id: str = Field(title="编号", description="统计期和统计对象合成的编号")
    period: str = Field(title="统计期", description="2026 是全年，2026H1 上半年，2026Q1 第一季度，2026-01 一月")
    department: int | None = Field(title="部门编号", description="牵头部门，见数据集 departments；不分部门的为空")
    area: str | None = Field(title="领域代码", description="见数据集 areas；不分领域的为空，none 是未分领域")
    region: int | None = Field(
        title="地区编号", description="牵头部门所在的地区，用代表它的政府或街道的部门编号表示，0 是本级；不分地区的为空"
    )
    received: int | None = Field(title="收到", description=DEFINITIONS["received"] + _HIDDEN)
    replied: int | None = Field(title="办结", description=DEFINITIONS["replied"] + _HIDDEN)
    on_time: int | None = Field(title="按时", description=DEFINITIONS["on_time"] + _HIDDEN)
    median_days: float | None = Field(title="用时中位数", description=DEFINITIONS["median_days"] + _HIDDEN)
    p90_days: int | None = Field(title="九成用时", description=DEFINITIONS["p90_days"] + _HIDDEN)
    rated: int | None = Field(title="评价", description="期内答复的办件中，已经评价的件数" + _HIDDEN)
    satisfied: int | None = Field(title="满意", description="其中评价“很满意”或“满意”的件数" + _HIDDEN)
    reopened: int | None = Field(title="重办", description=DEFINITIONS["reopened"] + _HIDDEN)
    promises: int | None = Field(title="到期承诺", description="期内到期的承诺件数" + _HIDDEN)
    promises_kept: int | None = Field(title="兑现承诺", description=DEFINITIONS["promises_kept"] + _HIDDEN)


def outcome_row(publication: Publication, url: str, area_titles: dict[str, str]) -> OutcomeRow:
    """The row of a released text; ``url`` is its permanent address."""
    has_clock = publication.was_on_time is not None
    return OutcomeRow(
        id=publication.public_id,
        url=url,
        title=publication.title,
        area=publication.area_key,
        area_title=area_titles.get(publication.area_key, ""),
        conduct=publication.conduct.value,
        conduct_title=publication.conduct.label,
        respondent=publication.respondent_name,
        department=publication.department.name,
        finding=publication.finding.value,
        finding_title=publication.finding.label,
        received_month=publication.received_month or None,
        replied_month=publication.replied_month,
        days_used=publication.days_used if has_clock else None,
        limit=publication.limit_words,
        was_on_time=publication.was_on_time,
        facts=publication.facts,
        basis=publication.basis,
        measures=publication.measures,
        commitment=publication.commitment,
        commitment_month=publication.commitment_month or None,
        commitment_met=publication.commitment_met,
        fulfilled_month=publication.fulfilled_month or None,
        satisfaction=publication.satisfaction.label if publication.satisfaction else None,
        is_handled_again=publication.is_handled_again,
        published_month=f"{local(publication.released_at):%Y-%m}" if publication.released_at else publication.replied_month,
        shown_until_month=f"{publication.ends_on:%Y-%m}" if publication.ends_on else None,
    )


def record_row(record: DishonestyRecord, url: str, area_titles: dict[str, str]) -> RecordRow:
    """The row of a published record; ``url`` is its permanent address."""
    return RecordRow(
        id=record.public_id,
        url=url,
        title=record.title,
        subject=record.subject_name,
        subject_kind=record.subject.kind.label,
        credit_code=record.subject.credit_code,
        region_code=record.region_code,
        area=record.area_key,
        area_title=area_titles.get(record.area_key, ""),
        conduct=record.conduct.value,
        conduct_title=record.conduct.label,
        facts=record.facts,
        basis_kind=record.document.kind.label,
        document_number=record.document.number,
        document_organ=record.document.organ,
        document_on=record.document.issued_on.isoformat(),
        severity=record.severity.value if record.severity else "",
        severity_title=record.severity.label if record.severity else "",
        rectification=record.rectification_state.value,
        rectification_title=record.rectification_state.label,
        repair_title=record.repair_state.label,
        is_objected=record.is_objected,
        published_on=record.published_on.isoformat() if record.published_on else "",
        shown_until=record.display_until.isoformat() if record.display_until else "",
    )


def department_row(department: Department) -> DepartmentRow:
    """The row of a department: only what it tells the public anyway."""
    return DepartmentRow(
        id=department.id,
        name=department.name,
        kind=department.kind.label,
        parent_id=department.parent_id,
        region_code=department.region_code,
        phone=department.phone,
        address=department.address,
        office_hours=department.office_hours,
        is_active=department.is_active,
        successor_id=department.successor_id,
    )


def area_row(area: Area) -> AreaRow:
    """The row of an area."""
    return AreaRow(key=area.key, title=area.title, hint=area.hint, is_active=area.is_active)


_FIGURES = (
    "received", "replied", "on_time", "median_days", "p90_days", "rated", "satisfied", "reopened", "promises", "promises_kept",
)  # fmt: skip


def figure_row(cell: PublicFigureCell) -> FigureRow:
    """The row of a cell: only what may be told of it."""
    place = dict(part.split(":") for part in cell.row.split("/") if ":" in part)
    told = {each: cell.values.get(each) for each in _FIGURES}
    median = told.pop("median_days")
    return FigureRow(
        id=f"{cell.period}/{cell.row}",
        period=cell.period,
        department=int(place["department"]) if place.get("department", "").isdecimal() else None,
        area=place.get("area"),
        region=int(place["region"]) if "region" in place else None,
        median_days=None if median is None else float(median),
        **told,
    )
