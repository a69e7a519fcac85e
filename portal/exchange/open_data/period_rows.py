"""One row of what is published about a whole period: the bulletins, and the rankings of the evaluations."""

from collections.abc import Callable, Iterator
from typing import Any

from pydantic import Field

from portal.bulletins import queries as bulletins
from portal.bulletins.models import Bulletin
from portal.clock import local
from portal.evaluation import queries as evaluations
from portal.evaluation.models import Evaluation, EvaluationScore
from portal.exchange.open_data.rows import Row
from portal.supervision.periods import label_of

_CHUNK = 100


class BulletinRow(Row):
    """One bulletin (办理情况通报) that the public may read."""

    id: str = Field(title="编号", description="公开的编号")
    url: str = Field(title="网址", description="固定网址")
    title: str = Field(title="标题", description="通报的标题")
    period: str = Field(title="统计期", description="季度、半年或全年")
    scope: str = Field(title="范围", description="全部，或者哪个地区、哪类单位")
    version: int = Field(title="版本", description="改过的通报是新的版本，这里只有最新的")
    published: str = Field(title="公布日期", description="年-月-日")


class RankingRow(Row):
    """What a department or region got in a published evaluation."""

    id: str = Field(title="编号", description="考评对象、统计期和单位编号或者区划代码合成")
    url: str = Field(title="网址", description="这个统计期的考评网页")
    period: str = Field(title="统计期", description="季度、半年或全年")
    subject: str = Field(title="考评对象", description="单位、地区")
    kind: str = Field(title="同类", description="和哪一类比较")
    name: str = Field(title="名称", description="单位见数据集 departments")
    rank: int | None = Field(title="名次", description="在同类里的名次，同分并列；答复不满 10 件的不排名")
    total: float | None = Field(title="总分", description="0 到 100；不排名的不公布")
    version: int = Field(title="版本", description="重新评分的是新的版本，这里只有最新的")
    published: str = Field(title="公布日期", description="年-月-日")


def _day(value: Any) -> str:
    return local(value).date().isoformat() if value else ""


def iterate_bulletins(url_of: Callable[[str, str], str]) -> Iterator[BulletinRow]:
    """Published bulletins, newest first, each in its newest version."""
    return (bulletin_row(each, url_of("bulletin", each.public_key)) for each in _all(bulletins.list_published))


def bulletin_row(bulletin: Bulletin, url: str) -> BulletinRow:
    """A bulletin as it is told, without its words: they are at its address."""
    return BulletinRow(
        id=bulletin.public_key,
        url=url,
        title=bulletin.title,
        period=label_of(bulletin.period),
        scope=bulletin.scope_name or bulletin.scope.label,
        version=bulletin.version,
        published=_day(bulletin.approved_at),
    )


def iterate_rankings(url_of: Callable[[str, str], str]) -> Iterator[RankingRow]:
    """The rows of published evaluations, newest first, each in its newest version, in the order of their pages."""
    for each in _all(evaluations.list_published):
        yield from (_ranking_row(each, score, url_of("evaluation", each.period)) for score in each.scores)


def _ranking_row(evaluation: Evaluation, score: EvaluationScore, url: str) -> RankingRow:
    return RankingRow(
        id=f"{evaluation.subject.value}/{evaluation.period}/{score.department_id or score.region_code}",
        url=url,
        period=label_of(evaluation.period),
        subject=evaluation.subject.label,
        kind=score.kind,
        name=score.name,
        rank=score.rank,
        total=score.total if score.rank else None,
        version=evaluation.version,
        published=_day(evaluation.published_at),
    )


def _all(page: Callable[[int | None, int], list[Any]]) -> Iterator[Any]:
    last = None
    while True:
        found = page(last, _CHUNK)
        yield from found
        if len(found) < _CHUNK:
            return
        last = found[-1].id


def last_change() -> list[tuple[Any, ...]]:
    """What the rows are made from, in short: it changes with every version and every withdrawal."""
    told = [(each.public_key, each.approved_at) for each in _all(bulletins.list_published)]
    return told + [(each.id, each.published_at) for each in _all(evaluations.list_published)]
