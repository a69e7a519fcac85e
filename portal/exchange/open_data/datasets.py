"""The published lists: what each is called, what a row is, where the rows come from."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice

from portal.accounts.departments import queries as departments
from portal.exchange.open_data.rows import (
    AreaRow,
    DepartmentRow,
    FigureRow,
    OutcomeRow,
    Row,
    area_row,
    department_row,
    figure_row,
    outcome_row,
)
from portal.publication import queries as publications
from portal.publication.queries import OutcomeFilter
from portal.routing import queries as routing
from portal.supervision import queries as supervision

CHUNK = 500
UrlOf = Callable[[str], str]


@dataclass(frozen=True)
class Dataset:
    """A published list. ``rows`` takes a function that makes the address of an outcome from its public id, and reads by chunks."""

    name: str
    title: str
    description: str
    row: type[Row]
    key: str
    rows: Callable[[UrlOf], Iterator[Row]]


def iterate_outcomes(url_of: UrlOf, wanted: OutcomeFilter | None = None) -> Iterator[OutcomeRow]:
    """Released outcomes under a filter (all, if None), in the order of the list, read by key in chunks."""
    titles, last = routing.area_titles(), None
    while True:
        shown = publications.list_outcomes(wanted or OutcomeFilter(), last, CHUNK)
        yield from (outcome_row(each, url_of(each.public_id), titles) for each in shown)
        if len(shown) < CHUNK:
            return
        last = shown[-1]


def first_outcomes(url_of: UrlOf, wanted: OutcomeFilter, most: int) -> list[OutcomeRow]:
    """At most so many rows of ``iterate_outcomes``."""
    return list(islice(iterate_outcomes(url_of, wanted), most))


DATASETS = (
    Dataset(
        "outcomes",
        "办理结果",
        "公示中的办理结果，一行一条；撤下或到期的不在内。",
        OutcomeRow,
        "id",
        lambda url_of: iterate_outcomes(url_of),
    ),
    Dataset(
        "departments",
        "部门",
        "本地区的部门及其对外公布的联系方式，含已撤并的部门。",
        DepartmentRow,
        "id",
        lambda _url_of: (department_row(each) for each in departments.all_departments()),
    ),
    Dataset("areas", "重点领域", "可以反映的重点领域。", AreaRow, "key", lambda _url_of: (area_row(each) for each in routing.all_areas())),
    Dataset(
        "figures",
        "办理数字",
        "按月、季度、半年和年，分部门或者分领域的件数，和网页上的一样；不满五件的、能推算出来的，不在内。",
        FigureRow,
        "id",
        lambda _url_of: (figure_row(each) for each in supervision.iterate_told_cells()),
    ),
)
BY_NAME = {dataset.name: dataset for dataset in DATASETS}


def stamp_of_everything(base_url: str) -> str:
    """What the files would be made from now, in short: it changes as soon as a row of any list does."""
    organs = [department_row(each).model_dump_json() for each in departments.all_departments()]
    fields = [area_row(each).model_dump_json() for each in routing.all_areas()]
    described = [dataset.row.model_json_schema() for dataset in DATASETS]
    counted = [(each.year, each.computed_at) for each in supervision.list_public_figures()]
    return sha256(repr((publications.last_change(), organs, fields, counted, described, base_url)).encode()).hexdigest()
