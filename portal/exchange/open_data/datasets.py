"""The published lists: what each is called, what a row is, where the rows come from."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from typing import Any

from portal import clock
from portal.accounts.departments import queries as departments
from portal.exchange.open_data import period_rows as pr
from portal.exchange.open_data import register_rows as rr
from portal.exchange.open_data.rows import (
    AreaRow,
    DepartmentRow,
    FigureRow,
    OutcomeRow,
    RecordRow,
    Row,
    area_row,
    department_row,
    figure_row,
    outcome_row,
    record_row,
)
from portal.publication import queries as publications
from portal.publication.queries import OutcomeFilter
from portal.records import queries as records
from portal.records.queries import RecordFilter
from portal.registers import queries as registers
from portal.registers.appraisals import queries as appraisals
from portal.registers.queries import EntryFilter
from portal.routing import queries as routing
from portal.supervision import queries as supervision
from portal.supervision.ladder import queries as ladder

CHUNK = 500
UrlOf = Callable[[str, str], str]


@dataclass(frozen=True)
class Dataset:
    """A published list. ``rows`` takes a function that makes an address from a name (outcome, record, a register) and a public id."""

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
        yield from (outcome_row(each, url_of("outcome", each.public_id), titles) for each in shown)
        if len(shown) < CHUNK:
            return
        last = shown[-1]


def iterate_records(url_of: UrlOf, wanted: RecordFilter | None = None) -> Iterator[RecordRow]:
    """Published records under a filter (all, if None), in the order of the list, read by key in chunks."""
    titles, last = routing.area_titles(), None
    while True:
        shown = records.list_public(wanted or RecordFilter(), last, CHUNK)
        yield from (record_row(each, url_of("record", each.public_id), titles) for each in shown)
        if len(shown) < CHUNK:
            return
        last = shown[-1]


def iterate_register(register: rr.RegisterData, url_of: UrlOf, wanted: EntryFilter | None = None) -> Iterator[Row]:
    """Published entries of a register under a filter (all, if None), newest first, read by key in chunks."""
    found = registers.iterate_entries(wanted or EntryFilter(register.kind))
    return (register.make(each, url_of(register.path, each.public_id)) for each in found)


def iterate_criticisms(url_of: UrlOf, department_id: int | None = None) -> Iterator[rr.CriticismRow]:
    """Published criticisms (of one department, if named), newest first, read by key in chunks."""
    return (rr.criticism_row(each, url_of("criticism", each.public_key)) for each in ladder.iterate_published(department_id))


def _register(register: rr.RegisterData) -> Dataset:
    rows = partial(iterate_register, register)
    return Dataset(register.path.replace("-", "_"), register.title, register.description, register.row, "id", rows)


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
        "records",
        "失信记录",
        "公示中的政务失信记录，一行一条；撤销、修复或到期的不在内。",
        RecordRow,
        "id",
        lambda url_of: iterate_records(url_of),
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
        "按月、季度、半年和年，分部门、分地区或者分领域的件数，按半年分地区和领域的件数，和网页上的一样；不满五件的、能推算出来的，不在内。",
        FigureRow,
        "id",
        lambda _url_of: (figure_row(each) for each in supervision.iterate_told_cells()),
    ),
    *(_register(each) for each in rr.REGISTERS),
    Dataset(
        "criticisms",
        "通报批评",
        "公开的通报批评，一行一份；撤回的不在内。",
        rr.CriticismRow,
        "id",
        lambda url_of: iterate_criticisms(url_of),
    ),
    Dataset(
        "appraisals",
        "网上评议结果",
        "已经结束的网上评议，一行是一次评议里的一个单位；不满 5 人的数字为空。",
        rr.AppraisalRow,
        "id",
        lambda url_of: (rr.appraisal_row(each, url_of("appraisal", each.appraisal.public_id)) for each in appraisals.iterate_results()),
    ),
    Dataset(
        "bulletins",
        "办理情况通报",
        "公开的季度、半年和年度通报，一行一份，只有最新的版本；撤下的不在内。",
        pr.BulletinRow,
        "id",
        pr.iterate_bulletins,
    ),
    Dataset(
        "rankings",
        "考评排名",
        "公布的考评排名，一行是一个单位或者地区，只有最新的版本；撤下的不在内。",
        pr.RankingRow,
        "id",
        pr.iterate_rankings,
    ),
)
BY_NAME = {dataset.name: dataset for dataset in DATASETS}


def _registers_changed() -> tuple[Any, ...]:
    """What registers, criticisms and appraisals are made from; the day belongs to it, since a promise is missed by the day."""
    criticised = [(each.public_key, each.title) for each in ladder.iterate_published()]
    return registers.last_change(), appraisals.last_change(), criticised, clock.today()


def stamp_of_everything(base_url: str) -> str:
    """What the files would be made from now, in short: it changes as soon as a row of any list does."""
    organs = [department_row(each).model_dump_json() for each in departments.all_departments()]
    fields = [area_row(each).model_dump_json() for each in routing.all_areas()]
    described = [dataset.row.model_json_schema() for dataset in DATASETS]
    counted = [(each.year, each.computed_at) for each in supervision.list_public_figures()]
    changes = (publications.last_change(), records.last_change(), _registers_changed(), pr.last_change())
    return sha256(repr((changes, organs, fields, counted, described, base_url)).encode()).hexdigest()
