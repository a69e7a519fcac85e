"""What keeping the facts true reads: the values of cases as they stand, what they add to the cells, and what is missing."""

from collections import Counter
from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import selectinload

from portal.accounts.models import Department
from portal.cases import vocabulary as v
from portal.cases.exchanges import Rating
from portal.cases.models import SUBJECT, Case, CaseRespondent, Report
from portal.cases.queries import without_parts
from portal.db import session
from portal.deadlines.models import Deadline
from portal.supervision.facts.models import CaseFact, DurationCell, FigureCell
from portal.supervision.facts.queries.measures import COUNTED, DIMENSIONS, contributions

HANDLING = ("handle", "sme_handle")  # the clocks whose days are told as the time a case took
Key = tuple[Any, ...]  # month and dimensions
Sums = dict[Key, Counter[str]]
Table = type[FigureCell] | type[DurationCell]


def list_cases(case_ids: Collection[int]) -> list[Case]:
    """The cases themselves, without anything that hangs on them."""
    return list(session.scalars(select(Case).where(Case.id.in_(case_ids)).options(*without_parts()).order_by(Case.id)))


def channels(case_ids: Collection[int]) -> dict[int, v.Channel]:
    """How the first report of each case came in."""
    rows = session.execute(select(Report.case_id, Report.channel).where(Report.case_id.in_(case_ids)).order_by(Report.id.desc()))
    return {row.case_id: row.channel for row in rows}


def ratings(case_ids: Collection[int]) -> dict[int, v.Satisfaction]:
    """How content the reporters were."""
    rows = session.execute(select(Rating.case_id, Rating.satisfaction).where(Rating.case_id.in_(case_ids)))
    return {row.case_id: row.satisfaction for row in rows}


def regions(case_ids: Collection[int]) -> dict[int, str]:
    """The region of the body complained of, where one of ours is: the confirmed one before the reported one."""
    query = select(CaseRespondent.case_id, Department.region_code).join(Department, Department.id == CaseRespondent.department_id)
    is_confirmed = CaseRespondent.source == v.RespondentSource.CONFIRMED
    rows = session.execute(query.where(CaseRespondent.case_id.in_(case_ids)).order_by(is_confirmed, CaseRespondent.id.desc()))
    return {row.case_id: row.region_code for row in rows}


def region_codes(department_ids: Collection[int]) -> dict[int, str]:
    """The region of each department."""
    rows = session.execute(select(Department.id, Department.region_code).where(Department.id.in_(department_ids)))
    return {row.id: row.region_code for row in rows}


def handling_clocks(case_ids: Collection[int]) -> dict[int, list[Deadline]]:
    """The clocks of handling of each case, oldest first."""
    query = select(Deadline).where(Deadline.subject_kind == SUBJECT, Deadline.subject_id.in_(case_ids), Deadline.rule_key.in_(HANDLING))
    found: dict[int, list[Deadline]] = {case_id: [] for case_id in case_ids}
    for deadline in session.scalars(query.options(selectinload(Deadline.pauses)).order_by(Deadline.id)):
        found[deadline.subject_id].append(deadline)
    return found


def list_facts(case_ids: Collection[int]) -> dict[int, CaseFact]:
    """The fact rows of some cases."""
    return {row.case_id: row for row in session.scalars(select(CaseFact).where(CaseFact.case_id.in_(case_ids)))}


def sums_of(case_ids: Collection[int]) -> Sums:
    """What the facts of some cases add to the cells."""
    found: Sums = {}
    for row in session.execute(contributions(CaseFact.case_id.in_(case_ids))):
        key = tuple(row[: 1 + len(DIMENSIONS)])
        counts = found.setdefault(key, Counter())
        for name, number in zip(COUNTED, row[1 + len(DIMENSIONS) :], strict=True):
            counts[name] += int(number or 0)
    return found


def durations_of(case_ids: Collection[int]) -> Sums:
    """What the facts of some cases add to the cells of durations: by month, department and days."""
    key = (CaseFact.received_month, CaseFact.department_id, CaseFact.days_used)
    query = select(*key, func.count()).where(CaseFact.case_id.in_(case_ids), CaseFact.days_used.is_not(None)).group_by(*key)
    return {(row[0], row[1], row[2]): Counter(number=row[3]) for row in session.execute(query)}


def list_without_fact(limit: int) -> list[int]:
    """Cases that have no fact row yet, locked for whoever makes it; those another worker has are left to it."""
    query = select(Case.id).outerjoin(CaseFact, CaseFact.case_id == Case.id).where(CaseFact.case_id.is_(None)).order_by(Case.id)
    return list(session.scalars(query.limit(limit).with_for_update(skip_locked=True, of=Case)))


def is_complete() -> bool:
    """Whether every case has a fact row: what is counted once for all waits for it."""
    query = select(Case.id).outerjoin(CaseFact, CaseFact.case_id == Case.id).where(CaseFact.case_id.is_(None))
    return session.scalar(query.limit(1)) is None


def list_changes(table: Table, limit: int) -> list[Any]:
    """Cells that are not settled, the oldest first, locked; those another worker has are left to it."""
    query = select(table).where(~table.is_settled).order_by(table.id).limit(limit)
    return list(session.scalars(query.with_for_update(skip_locked=True)))


def list_settled(table: Table, months: Collection[int], department_ids: Collection[int | None]) -> list[Any]:
    """Settled cells of some months and departments, locked for whoever adds to them."""
    known = {each for each in department_ids if each is not None}
    of_whom: ColumnElement[bool] = table.department_id.in_(known)
    if None in department_ids:
        of_whom = of_whom | table.department_id.is_(None)
    query = select(table).where(table.is_settled, table.month.in_(months), of_whom)
    return list(session.scalars(query.order_by(table.id).with_for_update()))


def count_facts() -> int:
    """How many cases have a fact row."""
    return session.scalar(select(func.count()).select_from(CaseFact)) or 0


def month_of(day: date | None) -> int | None:
    """The month of a day as facts write it, 202611."""
    return day.year * 100 + day.month if day else None
