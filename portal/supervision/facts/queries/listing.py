"""The lists behind the numbers: the very cases that a number counts, and how many they are."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute, aliased, joinedload

from portal.access.actors import Actor
from portal.cases.attribution.models import CaseSpan
from portal.cases.models import Case
from portal.cases.queries import without_parts
from portal.cases.vocabulary import Finding
from portal.db import session
from portal.deadlines.counting import last_day_over
from portal.deadlines.queries import calendar
from portal.supervision.facts.models import CaseFact
from portal.supervision.facts.queries.measures import MEASURES, PARTIES, Measure, Months, counted, of_replied
from portal.supervision.facts.queries.narrowing import Narrowing, narrowed, seen
from portal.supervision.facts.queries.reading import TIMED, count_timed, is_missed, sum_of

Key = tuple[date, int]


@dataclass(frozen=True)
class Listing:
    """The cases that one number counts: its measure, and what narrows it beside the usual.

    ``leads`` names lead departments; ``is_shared`` leaves out the cases from which any supervisor or coordinator is kept.
    """

    measure: str
    months: Months
    today: date
    rule: str = ""
    received_from: date | None = None
    received_to: date | None = None
    leads: tuple[int, ...] | None = None
    is_shared: bool = False

    @property
    def is_of_cells(self) -> bool:
        """Whether the cells tell how many cases there are."""
        return self.measure in MEASURES and self.leads is None and not self.is_shared


# What lists show beside the measures that cells keep: the months of the period, and which cases.
_OTHERS = {
    "late": of_replied(lambda facts: facts.was_on_time.is_(False)),
    "true": of_replied(lambda facts: facts.finding.in_((Finding.SUBSTANTIATED, Finding.PARTLY))),
    "timed": Measure("received_month", lambda facts: TIMED),
}
LIVE = ("in_hand", "due_today", "overdue")
LISTED = (*MEASURES, *PARTIES, *_OTHERS, "missed", *LIVE)


def _behind(actor: Actor | None, wanted: Narrowing, listing: Listing) -> list[ColumnElement[bool]]:
    """The conditions on ``CaseFact`` of the cases that a number counts."""
    conditions = [seen(actor)]
    if listing.is_shared:
        conditions.append(seen(None))
    if listing.leads is not None:
        conditions.append(CaseFact.department_id.in_(listing.leads))
    if listing.measure in PARTIES:
        rest = Narrowing(None, wanted.area_key, wanted.region, wanted.channel)
        return [counted("replied", listing.months), _has_days(wanted, listing), *conditions, *narrowed(CaseFact, rest)]
    return [_condition(listing), *conditions, *narrowed(CaseFact, wanted)]


def _has_days(wanted: Narrowing, listing: Listing) -> ColumnElement[bool]:
    """That days of the case are a party's, under the department asked for."""
    span = aliased(CaseSpan)
    spans = select(span.case_id).where(
        span.party == PARTIES[listing.measure], span.days > 0, *narrowed(span, Narrowing(wanted.department_id))
    )
    return spans.where(span.case_id == CaseFact.case_id).correlate(CaseFact).exists()


def _condition(listing: Listing) -> ColumnElement[bool]:
    if listing.measure in MEASURES:
        return counted(listing.measure, listing.months)
    first, last = listing.months.days
    if listing.measure in _OTHERS:
        other = _OTHERS[listing.measure]
        return getattr(CaseFact, other.day).between(first, last) & other.condition(CaseFact)
    if listing.measure == "missed":
        return is_missed(first, min(last, last_day_over(listing.today, calendar())))
    live = {"in_hand": CaseFact.is_open, "due_today": CaseFact.due_on == listing.today, "overdue": CaseFact.due_on < listing.today}
    conditions = [CaseFact.is_open, live[listing.measure]]
    if listing.rule:
        conditions.append(CaseFact.due_rule == listing.rule)
    if listing.received_from and listing.received_to:
        conditions.append(CaseFact.received_on.between(listing.received_from, listing.received_to))
    return and_(*conditions)


def list_day(listing: Listing) -> InstrumentedAttribute[Any]:
    """The day by which a list is sorted: the last day of open cases, else the day that puts a case into the period."""
    if listing.measure in LIVE:
        return CaseFact.due_on
    measure = {"missed": "promised"}.get(listing.measure, "replied" if listing.measure in PARTIES else listing.measure)
    day: InstrumentedAttribute[Any] = getattr(CaseFact, {**MEASURES, **_OTHERS}[measure].day)
    return day


def count_behind(actor: Actor | None, wanted: Narrowing, listing: Listing) -> int:
    """How many cases a number counts: from the cells that made it where they tell, else one by one."""
    if listing.is_of_cells:
        return sum_of(actor, wanted, listing.measure, listing.months)
    if listing.measure == "timed" and listing.leads is None and not listing.is_shared:
        return count_timed(actor, wanted, listing.months)
    return session.scalar(select(func.count(CaseFact.case_id)).where(*_behind(actor, wanted, listing))) or 0


def days_behind(actor: Actor | None, wanted: Narrowing, listing: Listing) -> int:
    """How many days the cases behind a number of days have of that party, and of that department where one is asked for."""
    return sum_of(actor, wanted, listing.measure, listing.months)


def list_behind(actor: Actor | None, wanted: Narrowing, listing: Listing, after: Key | None = None, limit: int = 50) -> list[Case]:
    """A page of the cases a number counts, behind the key of the last row of the page before.

    The key is that day of ``list_day`` and the id.
    """
    key = (list_day(listing), CaseFact.case_id)
    query = select(Case).join(CaseFact, CaseFact.case_id == Case.id).where(*_behind(actor, wanted, listing))
    if after is not None:
        query = query.where(tuple_(*key) > after)
    query = query.order_by(*key).limit(limit).options(joinedload(Case.lead_department), *without_parts())
    return list(session.scalars(query))


def iterate_ids_behind(actor: Actor | None, wanted: Narrowing, listing: Listing) -> Iterator[int]:
    """The ids of all cases a number counts, in the order of their ids."""
    query: Select[Any] = select(CaseFact.case_id).where(*_behind(actor, wanted, listing)).order_by(CaseFact.case_id)
    yield from session.scalars(query)
