"""One row of each list that staff maintain: the registers, criticisms, results of the online appraisal."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from pydantic import Field

from portal.clock import local
from portal.exchange.open_data.rows import Row
from portal.registers.appraisals.models import AppraisalResult
from portal.registers.appraisals.vocabulary import Question
from portal.registers.models import RegisterEntry
from portal.registers.vocabulary import Kind, said_topic
from portal.supervision.ladder.models import PublicCriticism


class EntryRow(Row):
    """What the rows of all registers say of a published entry."""

    id: str = Field(title="编号", description="公开的编号")
    url: str = Field(title="网址", description="固定网址")
    title: str = Field(title="标题", description="承诺的概括，案例、文章的标题，评价、网站的名称")
    department: str = Field(title="单位", description="承诺、发布、涉及或者被评价的单位，见数据集 departments；没有时为空")
    text: str = Field(title="内容", description="工作人员写的、经审核的文字")
    published: str = Field(title="公开日期", description="年-月-日")


class CommitmentRow(EntryRow):
    """One published commitment."""

    kind: str = Field(title="承诺种类", description="质量、期限、保障、招商引资、环境保护承诺")
    category: str = Field(title="服务类别", description="服务承诺的类别；没有时为空")
    due: str | None = Field(title="兑现期限", description="年-月-日；长期的服务承诺为空")
    standing: str = Field(title="履行情况", description="履行中、已履行、逾期未履行")
    fulfilled: str | None = Field(title="履行日期", description="年-月-日；没有登记履行为空")
    was_late: bool = Field(title="是否逾期", description="到期时没有履行，以后补做的也是")
    proof: str = Field(title="凭据", description="承诺单位登记履行时写明的凭据；没有时为空")


class TypicalCaseRow(EntryRow):
    """One published typical case."""

    shows: str = Field(title="守信还是失信", description="守信、失信")


class RatingRow(EntryRow):
    """One published rating by a third party; one without a department is about the whole jurisdiction."""

    assessor: str = Field(title="评价机构", description="作出评价的第三方")
    grade: str = Field(title="评价结果", description="等次或者分数")
    rated: str | None = Field(title="评价日期", description="年-月-日")


class ArticleRow(EntryRow):
    """One published policy or piece of news."""

    column: str = Field(title="栏目", description="政策文件、工作动态")
    source: str = Field(title="来源", description="谁制定的或者谁写的")
    number: str = Field(title="文号", description="文件的文号；没有时为空")
    original: str = Field(title="原文网址", description="没有时为空")


class LinkRow(EntryRow):
    """One published site of others."""

    purpose: str = Field(title="用途", description="政府采购、招标投标和黑名单、政府债务公开等")
    address: str = Field(title="网站地址", description="这个网站的网址")


class CriticismRow(Row):
    """One published criticism (通报批评)."""

    id: str = Field(title="编号", description="公开的编号")
    url: str = Field(title="网址", description="固定网址")
    title: str = Field(title="标题", description="通报的标题")
    department: str = Field(title="被通报单位", description="见数据集 departments")
    number: str = Field(title="文号", description="通报的文号")
    text: str = Field(title="正文", description="通报的正文")
    issued: str = Field(title="通报日期", description="年-月-日")


class AppraisalRow(Row):
    """What is told of one department in one round of the online appraisal that is over."""

    id: str = Field(title="编号", description="评议编号和单位编号合成")
    url: str = Field(title="网址", description="这次评议的网址")
    title: str = Field(title="评议", description="评议的名称")
    ended: str = Field(title="结束日期", description="年-月-日")
    department: str = Field(title="单位", description="见数据集 departments")
    voices: int | None = Field(title="人数", description="参加评议的人数；不满 5 人为空")
    promises: float | None = Field(title="说到做到", description="很满意和满意的百分比；不满 5 人为空")
    speed: float | None = Field(title="办事效率", description="很满意和满意的百分比；不满 5 人为空")
    manner: float | None = Field(title="服务态度", description="很满意和满意的百分比；不满 5 人为空")
    openness: float | None = Field(title="公开透明", description="很满意和满意的百分比；不满 5 人为空")
    fairness: float | None = Field(title="公平公正", description="很满意和满意的百分比；不满 5 人为空")
    verified: int | None = Field(title="实际打过交道的人数", description="不满 5 人、能推算出不满 5 人的为空")


def _day(value: date | None) -> str | None:
    return value.isoformat() if value else None


def _told(entry: RegisterEntry, url: str) -> dict[str, Any]:
    """What the rows of all registers say."""
    return {
        "id": entry.public_id,
        "url": url,
        "title": entry.title,
        "department": entry.department.name if entry.department else "",
        "text": entry.body,
        "published": _day(local(entry.published_at).date()) if entry.published_at else "",
    }


def commitment_row(entry: RegisterEntry, url: str) -> CommitmentRow:
    """The row of a published commitment."""
    return CommitmentRow(
        **_told(entry, url),
        kind=entry.promise.label if entry.promise else "",
        category=entry.topic,
        due=_day(entry.due_on),
        standing=entry.standing.label if entry.standing else "",
        fulfilled=_day(entry.fulfilled_on),
        was_late=entry.was_late,
        proof=entry.proof,
    )


def typical_case_row(entry: RegisterEntry, url: str) -> TypicalCaseRow:
    """The row of a published typical case."""
    return TypicalCaseRow(**_told(entry, url), shows=said_topic(entry.kind, entry.topic))


def rating_row(entry: RegisterEntry, url: str) -> RatingRow:
    """The row of a published rating."""
    return RatingRow(**_told(entry, url), assessor=entry.source, grade=entry.grade, rated=_day(entry.dated_on))


def article_row(entry: RegisterEntry, url: str) -> ArticleRow:
    """The row of a published policy or piece of news."""
    column = said_topic(entry.kind, entry.topic)
    return ArticleRow(**_told(entry, url), column=column, source=entry.source, number=entry.number, original=entry.url)


def link_row(entry: RegisterEntry, url: str) -> LinkRow:
    """The row of a published site."""
    return LinkRow(**_told(entry, url), purpose=said_topic(entry.kind, entry.topic), address=entry.url)


def criticism_row(criticism: PublicCriticism, url: str) -> CriticismRow:
    """The row of a published criticism."""
    return CriticismRow(
        id=criticism.public_key,
        url=url,
        title=criticism.title,
        department=criticism.order.department.name,
        number=criticism.order.number or "",
        text=criticism.body,
        issued=_day(criticism.issued_on) or "",
    )


def appraisal_row(result: AppraisalResult, url: str) -> AppraisalRow:
    """The row of a result: only what its page tells."""
    return AppraisalRow(
        id=f"{result.appraisal.public_id}/{result.department_id}",
        url=url,
        title=result.appraisal.title,
        ended=result.appraisal.ends_on.isoformat(),
        department=result.department.name,
        voices=result.voices or None,
        verified=result.verified or None,
        **{each.value: _number(result.values.get(each.value)) for each in Question},
    )


def _number(value: float | None) -> float | None:
    return None if value is None else float(value)


@dataclass(frozen=True)
class RegisterData:
    """A register as open data: ``path`` is that of its page, ``make`` gives the row of an entry with its address."""

    path: str
    title: str
    description: str
    kind: Kind
    row: type[EntryRow]
    make: Callable[[RegisterEntry, str], EntryRow]


_R = RegisterData
_NOT_IN = "；撤下或到期的不在内。"
REGISTERS = (
    _R("commitments", "公开承诺", f"各单位公开的承诺和履行情况{_NOT_IN}", Kind.COMMITMENT, CommitmentRow, commitment_row),
    _R("typical-cases", "典型案例", f"守信和失信的典型案例{_NOT_IN}", Kind.TYPICAL_CASE, TypicalCaseRow, typical_case_row),
    _R("ratings", "第三方评价", f"第三方机构对政务诚信的评价{_NOT_IN}", Kind.RATING, RatingRow, rating_row),
    _R("news", "政策和动态", f"政务诚信建设的政策文件和工作动态{_NOT_IN}", Kind.ARTICLE, ArticleRow, article_row),
    _R("links", "公开网站", f"政府采购、招标投标、政府债务公开等网站的网址{_NOT_IN}", Kind.LINK, LinkRow, link_row),
)
