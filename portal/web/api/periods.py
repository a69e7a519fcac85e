"""What is published of whole periods, page by page: bulletins and rankings. Their rows are few, and read anew each time."""

from collections.abc import Iterator
from itertools import dropwhile, islice
from typing import TypeVar

from flask import Response, url_for

from portal.bulletins import queries as bulletins_of
from portal.errors import Gone, NotFound
from portal.exchange.open_data.period_rows import BulletinRow, RankingRow, bulletin_row, iterate_bulletins, iterate_rankings
from portal.web.addresses import absolute
from portal.web.api import blueprint
from portal.web.api.answers import answered, asked
from portal.web.api.lists import following
from portal.web.api.questions import BulletinsQuestion, NoQuestion, RankingsQuestion

PeriodRow = TypeVar("PeriodRow", BulletinRow, RankingRow)


def _url_of(name: str, key: str) -> str:
    if name == "bulletin":
        return absolute(url_for("public.bulletin", bulletin_key=key))
    return absolute(url_for("public.evaluation", period=key))


@blueprint.get("/bulletins")
def bulletins() -> Response:
    """Published bulletins, newest first, each in its newest version."""
    return _page("api.bulletins", asked(BulletinsQuestion), iterate_bulletins(_url_of))


@blueprint.get("/bulletins/<public_id>")
def bulletin(public_id: str) -> Response:
    """One published version of a bulletin. 410 with the reason when it was withdrawn."""
    asked(NoQuestion)
    found = bulletins_of.get_published(public_id)
    if found.withdrawn_at is not None:
        raise Gone(f"这份通报已经撤下。理由：{found.withdrawal_reason}")
    return answered(bulletin_row(found, _url_of("bulletin", found.public_key)).model_dump())


@blueprint.get("/rankings")
def rankings() -> Response:
    """The rows of published evaluations, newest first, each in its newest version."""
    return _page("api.rankings", asked(RankingsQuestion), iterate_rankings(_url_of))


def _page(endpoint: str, question: BulletinsQuestion | RankingsQuestion, rows: Iterator[PeriodRow]) -> Response:
    """The rows behind the one asked for. Raises ``NotFound`` when that one is not published."""
    if question.after is not None:
        rows = dropwhile(lambda row: row.id != question.after, rows)
        if next(rows, None) is None:
            raise NotFound("没有这个编号。")
    found = list(islice(rows, question.limit + 1))
    shown = found[: question.limit]
    more = following(endpoint, question, shown[-1].id) if len(found) > question.limit else None
    return answered({"items": [each.model_dump() for each in shown], "next": more})
