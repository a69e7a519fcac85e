"""What each figure counts, once: the same condition makes the number, the cell it is kept in, and the list behind it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, Select, and_, case, func, literal, select, true, union_all
from sqlalchemy.orm import InstrumentedAttribute

from portal.cases.attribution.models import CaseSpan
from portal.cases.attribution.vocabulary import Party
from portal.cases.vocabulary import Finding, Status
from portal.supervision.facts.models import CaseFact, FigureCell
from portal.supervision.figures import CONTENT

DIMENSIONS = ("department_id", "area_key", "region_code", "channel")
Facts = type[CaseFact]  # the facts of all cases, or an alias of those of some
Condition = Callable[[Facts], ColumnElement[bool]]


@dataclass(frozen=True)
class Months:
    """Months from the first to the last, both counted, written as 202611."""

    first: int
    last: int

    @property
    def days(self) -> tuple[date, date]:
        """The first and the last day."""
        after = date(self.last // 100 + self.last % 100 // 12, self.last % 100 % 12 + 1, 1)
        return date(self.first // 100, self.first % 100, 1), after - timedelta(days=1)


EVER = Months(1, 999912)


@dataclass(frozen=True)
class Measure:
    """A count of cases: those whose ``month`` lies in the period and that meet the condition."""

    month: str
    condition: Condition

    @property
    def day(self) -> str:
        """The day that lies in the month, by which lists of the cases are sorted."""
        return DAYS[self.month]


DAYS = {"received_month": "received_on", "replied_month": "replied_on", "promised_month": "promised_on"}


def _replied(facts: Facts) -> ColumnElement[bool]:
    return facts.was_on_time.is_not(None)  # answered while the clock of handling ran


def of_replied(condition: Condition) -> Measure:
    """A count of some of the cases answered."""
    return Measure("replied_month", lambda facts: _replied(facts) & condition(facts))


MEASURES: Mapping[str, Measure] = {
    "received": Measure("received_month", lambda facts: true()),
    "returned": Measure("received_month", lambda facts: facts.was_sent_back.is_(True)),
    "replied": Measure("replied_month", _replied),
    "on_time": of_replied(lambda facts: facts.was_on_time.is_(True)),
    "rated": of_replied(lambda facts: facts.satisfaction.is_not(None)),
    "satisfied": of_replied(lambda facts: facts.satisfaction.in_(CONTENT)),
    "extended": of_replied(lambda facts: facts.was_extended.is_(True)),
    "reopened": of_replied(lambda facts: facts.was_reopened.is_(True)),
    "declined": Measure("replied_month", lambda facts: facts.status == Status.DECLINED),
    "substantiated": of_replied(lambda facts: facts.finding == Finding.SUBSTANTIATED),
    "partly": of_replied(lambda facts: facts.finding == Finding.PARTLY),
    "unsubstantiated": of_replied(lambda facts: facts.finding == Finding.UNSUBSTANTIATED),
    "unverifiable": of_replied(lambda facts: facts.finding == Finding.UNVERIFIABLE),
    "unfound": of_replied(lambda facts: facts.finding.is_(None)),
    "promised": Measure("promised_month", lambda facts: true()),
    "kept": Measure("promised_month", lambda facts: facts.promise_met_on.is_not(None)),
}
PARTIES: Mapping[str, Party] = {f"days_{party.value}": party for party in Party}
COUNTED = (*MEASURES, *PARTIES)  # the columns of a cell


def counted(name: str, months: Months, facts: Facts = CaseFact) -> ColumnElement[bool]:
    """The condition on ``facts`` that a measure counts the case in some months."""
    one = MEASURES[name]
    return and_(getattr(facts, one.day).between(*months.days), one.condition(facts))


def contributions(within: ColumnElement[bool], months: Months = EVER, facts: Facts = CaseFact) -> CompoundSelect[Any]:
    """What the cases within a condition on ``facts`` add to the cells of some months: month, the dimensions, the measures."""
    return union_all(*(_of_month(name, within, months, facts) for name in DAYS), _days(within, months, facts))


def _of_month(name: str, within: ColumnElement[bool], months: Months, facts: Facts) -> Select[Any]:
    month, sums = getattr(facts, name), []
    for each in COUNTED:
        measure = MEASURES.get(each)
        sums.append((_number(measure.condition(facts)) if measure and measure.month == name else literal(0)).label(each))
    dimensions = [getattr(facts, each) for each in DIMENSIONS]
    query = select(month.label("month"), *dimensions, *sums).where(within, month.between(months.first, months.last))
    return query.group_by(month, *dimensions)


def _days(within: ColumnElement[bool], months: Months, facts: Facts) -> Select[Any]:
    """The days of the cases answered, under the month of the answer and the department in charge on those days."""
    dimensions = [CaseSpan.department_id, *(getattr(facts, name) for name in DIMENSIONS[1:])]
    sums = [
        (func.sum(case((CaseSpan.party == PARTIES[name], CaseSpan.days), else_=0)) if name in PARTIES else literal(0)).label(name)
        for name in COUNTED
    ]
    query = select(facts.replied_month.label("month"), *dimensions, *sums).join(CaseSpan, CaseSpan.case_id == facts.case_id)
    query = query.where(within, _replied(facts), facts.replied_month.between(months.first, months.last))
    return query.group_by(facts.replied_month, *dimensions)


def _number(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))


def cell_columns() -> list[InstrumentedAttribute[Any]]:
    """The columns of a cell in the order of ``contributions``."""
    return [getattr(FigureCell, name) for name in ("month", *DIMENSIONS, *COUNTED)]
