"""What pages of figures read: cells added up, open cases counted live, and how long cases took."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, literal, null, or_, select, true, union_all

from portal.access.actors import Actor
from portal.db import session
from portal.supervision.facts.models import CaseFact, DurationCell, FigureCell
from portal.supervision.facts.queries.measures import COUNTED, MEASURES, Facts, Months, cell_columns, contributions, counted
from portal.supervision.facts.queries.narrowing import Narrowing, hidden_facts, narrowed, seen


def _cells(actor: Actor | None, months: Months) -> Callable[[Months], Any]:
    """Makes SELECTs of cells for spans within these months, as the actor may know them: all of them less what is hidden from the actor.

    What is hidden is read once, however many of the SELECTs a query uses.
    """
    few = hidden_facts(actor)
    if few is None:
        own = contributions(seen(actor), months).cte("own")
        return lambda span: select(own).where(own.c.month.between(span.first, span.last)).subquery()
    hidden = contributions(true(), months, few).subquery()
    others = [column for column in hidden.c if column.key not in COUNTED]
    less = select(*others, *((-hidden.c[name]).label(name) for name in COUNTED)).cte("less")

    def within(span: Months) -> Any:
        kept = select(*cell_columns()).where(FigureCell.month.between(span.first, span.last))
        return union_all(kept, select(less).where(less.c.month.between(span.first, span.last))).subquery()

    return within


def sum_of(actor: Actor | None, wanted: Narrowing, name: str, months: Months) -> int:
    """One measure, or the days of one party, over some months."""
    hidden = hidden_facts(actor)
    if name in MEASURES and hidden is not None:
        in_months = FigureCell.month.between(months.first, months.last)
        kept = select(func.coalesce(func.sum(getattr(FigureCell, name)), 0)).where(in_months, *narrowed(FigureCell, wanted))
        less = select(func.count(hidden.case_id)).where(counted(name, months, hidden), *narrowed(hidden, wanted))
        return int(session.scalar(select(kept.scalar_subquery() - less.scalar_subquery())) or 0)
    found = _cells(actor, months)(months)
    return int(session.scalar(select(func.sum(found.c[name])).where(*narrowed(found.c, wanted))) or 0)


@dataclass(frozen=True)
class Place:
    """What was counted in one place; ``is_now`` tells the period from the one before."""

    is_now: bool
    department_id: int | None
    area_key: str
    region_code: str
    counts: Counter[str]


def sums(actor: Actor | None, wanted: Narrowing, before: Months, now: Months, trend: Months) -> tuple[list[Place], dict[int, Counter[str]]]:
    """The measures of the period and of the one just before it by department, area and region; and those of each month of the trend."""
    cells = _cells(actor, Months(min(before.first, trend.first), max(now.last, trend.last)))
    found, monthly = cells(Months(before.first, now.last)), cells(trend)
    is_now = case((found.c.month >= now.first, 1), else_=0)
    keys = (is_now, found.c.department_id, found.c.area_key, found.c.region_code)
    by_place = select(literal(0), *keys, *_sums(found)).where(*narrowed(found.c, wanted)).group_by(*keys)
    nothing = (literal(0), null(), literal(""), literal(""))
    by_month = select(monthly.c.month, *nothing, *_sums(monthly)).where(*narrowed(monthly.c, wanted)).group_by(monthly.c.month)
    rows = session.execute(union_all(by_place, by_month)).all()
    places = [Place(bool(row[1]), row[2], row[3], row[4], _counter(row[5:])) for row in rows if not row[0]]
    return places, {row[0]: _counter(row[5:]) for row in rows if row[0]}


def _sums(found: Any) -> list[Any]:
    return [func.sum(found.c[name]) for name in COUNTED]


def _counter(values: Sequence[Any]) -> Counter[str]:
    return Counter({name: int(value or 0) for name, value in zip(COUNTED, values, strict=True)})


@dataclass(frozen=True)
class PlaceMonth:
    """What was counted of one month in one department and area, as far as all who watch may see it."""

    month: int
    department_id: int | None
    area_key: str
    counts: Counter[str]


def monthly_sums(months: Months) -> list[PlaceMonth]:
    """The measures of some months one by one, of all cases from which no watcher is kept: what is counted once and told on."""
    found = _cells(None, months)(months)
    keys = (found.c.month, found.c.department_id, found.c.area_key)
    rows = session.execute(select(*keys, *_sums(found)).group_by(*keys))
    return [PlaceMonth(row[0], row[1], row[2], _counter(row[3:])) for row in rows]


def monthly_days(months: Months) -> Sequence[Any]:
    """How long those cases took that were answered: (month of the answer, department id, area key, working days, number)."""
    keys = (CaseFact.replied_month, CaseFact.department_id, CaseFact.area_key, CaseFact.days_used)
    query = select(*keys, func.count()).where(counted("replied", months), CaseFact.days_used.is_not(None), seen(None))
    return session.execute(query.group_by(*keys)).all()


def count_open(actor: Actor | None, wanted: Narrowing, today: date, ages: Sequence[tuple[date, date]]) -> Sequence[Any]:
    """Open cases by department and governing clock: (department id, rule, all, due today, overdue, those received within each of ages)."""
    conditions = [CaseFact.due_on == today, CaseFact.due_on < today, *(CaseFact.received_on.between(*each) for each in ages)]
    sums = [func.sum(case((condition, 1), else_=0)) for condition in conditions]
    keys = (CaseFact.department_id, CaseFact.due_rule)
    query = select(*keys, func.count(), *sums).where(CaseFact.is_open, seen(actor), *narrowed(CaseFact, wanted))
    return session.execute(query.group_by(*keys)).all()


def count_missed(actor: Actor | None, wanted: Narrowing, first: date, last: date) -> dict[int | None, int]:
    """Commitments due from the first to the last day that were not met, by department."""
    query = select(CaseFact.department_id, func.count()).where(is_missed(first, last), seen(actor), *narrowed(CaseFact, wanted))
    return {row[0]: row[1] for row in session.execute(query.group_by(CaseFact.department_id))}


def is_missed(first: date, last: date) -> ColumnElement[bool]:
    """The condition that a commitment was due from the first to the last day and was not met."""
    is_unmet = and_(CaseFact.promised_month.is_not(None), CaseFact.promise_met_on.is_(None))
    return and_(is_unmet, CaseFact.promised_on.between(first, last))


_RUNNING = and_(CaseFact.is_open, CaseFact.days_used.is_(None), CaseFact.clock_on.is_not(None))
TIMED = CaseFact.days_used.is_not(None) | _RUNNING  # taken up and answered, or still in hand with a clock: what tells how long cases take


def list_ended(actor: Actor | None, wanted: Narrowing, before: Months, now: Months) -> Sequence[Any]:
    """Cases received in the period or the one before and answered: (is_now, department id, working days used, number).

    Cells tell them by department; what is narrowed otherwise is counted from the facts.
    """
    hidden = hidden_facts(actor)
    if hidden is not None and wanted == Narrowing(wanted.department_id):
        return _ended_of_cells(hidden, wanted, before, now)
    keys = (case((CaseFact.received_month >= now.first, 1), else_=0), CaseFact.department_id, CaseFact.days_used)
    received = CaseFact.received_month.between(before.first, now.last)
    query = select(*keys, func.count()).where(received, CaseFact.days_used.is_not(None), seen(actor), *narrowed(CaseFact, wanted))
    return session.execute(query.group_by(*keys)).all()


def _ended_of_cells(hidden: Facts, wanted: Narrowing, before: Months, now: Months) -> Sequence[Any]:
    kept = select(DurationCell.month, DurationCell.department_id, DurationCell.days, DurationCell.number)
    less = select(hidden.received_month, hidden.department_id, hidden.days_used, literal(-1)).where(hidden.days_used.is_not(None))
    parts = (
        kept.where(DurationCell.month.between(before.first, now.last), *narrowed(DurationCell, wanted)),
        less.where(hidden.received_month.between(before.first, now.last), *narrowed(hidden, wanted)),
    )
    found = union_all(*parts).subquery()
    keys = (case((found.c.month >= now.first, 1), else_=0), found.c.department_id, found.c.days)
    query = select(*keys, func.sum(found.c.number)).group_by(*keys)
    return [(*row[:3], int(row[3])) for row in session.execute(query) if row[3]]


def list_running(actor: Actor | None, wanted: Narrowing, before: Months, now: Months) -> Sequence[Any]:
    """Cases received in the period or the one before, still in hand with a clock of handling.

    (is_now, department id, clock on, stopped days, stopped on; number)
    """
    is_now = case((CaseFact.received_month >= now.first, 1), else_=0)
    keys = (is_now, CaseFact.department_id, CaseFact.clock_on, CaseFact.stopped_days, CaseFact.stopped_on)
    received = CaseFact.received_month.between(before.first, now.last)
    query = select(*keys, func.count()).where(received, _RUNNING, seen(actor), *narrowed(CaseFact, wanted))
    return session.execute(query.group_by(*keys)).all()


def count_timed(actor: Actor | None, wanted: Narrowing, months: Months) -> int:
    """How many cases received in some months tell how long cases take."""
    ended, running = (listed(actor, wanted, months, months) for listed in (list_ended, list_running))
    return sum(row[-1] for row in (*ended, *running))


def count_workload(actor: Actor | None, department_id: int, months: Months, today: date) -> Sequence[Any]:
    """Cases a department leads by officer in charge: (officer id or None, in hand, due today, overdue, answered in the months, in time)."""
    is_replied, is_on_time = (counted(name, months) for name in ("replied", "on_time"))
    is_open = CaseFact.is_open
    wanted = (is_open, is_open & (CaseFact.due_on == today), is_open & (CaseFact.due_on < today), is_replied, is_on_time)
    sums = [func.sum(case((condition, 1), else_=0)) for condition in wanted]
    query = select(CaseFact.officer_id, *sums).where(CaseFact.department_id == department_id, seen(actor), or_(is_open, is_replied))
    return session.execute(query.group_by(CaseFact.officer_id)).all()
