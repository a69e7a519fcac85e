"""Every SELECT of supervision: orders, and the counts behind the figures."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, extract, func, or_, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute, joinedload, undefer

from portal.access.actors import Actor
from portal.cases.exchanges import Rating
from portal.cases.models import Case
from portal.cases.queries import seen_by_watchers, visibility, without_parts
from portal.cases.vocabulary import OPEN_STATUSES
from portal.db import session
from portal.errors import NotFound
from portal.supervision.models import PublicFigureCell, PublicFigures, SupervisionOrder
from portal.supervision.vocabulary import OrderStatus

Scope = ColumnElement[bool]
_AGE = (SupervisionOrder.issued_at, SupervisionOrder.id)  # keys are pure chance and tell no order


def find_open_order(case_id: int) -> SupervisionOrder | None:
    """The order on a case that is not closed."""
    query = select(SupervisionOrder).where(SupervisionOrder.case_id == case_id, SupervisionOrder.status != OrderStatus.CLOSED)
    return session.scalars(query).first()


def get_visible_order(actor: Actor, order_id: int, for_update: bool = False) -> SupervisionOrder:
    """One order on a case the actor may see, its row locked when it is about to change. Raises ``NotFound``."""
    if for_update:
        session.execute(select(SupervisionOrder.id).where(SupervisionOrder.id == order_id).with_for_update())
    found = session.scalars(_visible_orders(actor).where(SupervisionOrder.id == order_id)).one_or_none()
    if found is None:
        raise NotFound("没有找到这份督办单。")
    return found


def list_orders(
    actor: Actor, status: OrderStatus | None = None, department_id: int | None = None, before_id: int | None = None, limit: int = 50
) -> list[SupervisionOrder]:
    """A page of orders, newest first, on cases the actor may see."""
    query = _visible_orders(actor).order_by(*(column.desc() for column in _AGE)).limit(limit)
    if status is not None:
        query = query.where(SupervisionOrder.status == status)
    if department_id is not None:
        query = query.where(SupervisionOrder.department_id == department_id)
    last = session.scalars(_visible_orders(actor).where(SupervisionOrder.id == before_id)).one_or_none() if before_id else None
    if last is not None:
        query = query.where(tuple_(*_AGE) < (last.issued_at, last.id))
    return list(session.scalars(query))


def list_orders_of(case_id: int) -> list[SupervisionOrder]:
    """The orders on one case, oldest first; the caller has passed door 2."""
    return list(session.scalars(select(SupervisionOrder).where(SupervisionOrder.case_id == case_id).order_by(*_AGE)))


def count_orders(actor: Actor) -> dict[OrderStatus, int]:
    """How many orders stand where."""
    query = select(SupervisionOrder.status, func.count()).join(Case).where(visibility(actor)).group_by(SupervisionOrder.status)
    counted = {row[0]: row[1] for row in session.execute(query)}
    return {status: counted.get(status, 0) for status in OrderStatus}


def _visible_orders(actor: Actor) -> Select[SupervisionOrder]:
    query = select(SupervisionOrder).join(Case, Case.id == SupervisionOrder.case_id).where(visibility(actor))
    return query.options(joinedload(SupervisionOrder.case), joinedload(SupervisionOrder.department))


def find_public_figures(year: int) -> PublicFigures | None:
    """The figures the home page shows for a year, if the worker has counted them."""
    return session.get(PublicFigures, year)


def list_public_figures() -> list[PublicFigures]:
    """The figures of every year that was counted, newest first."""
    return list(session.scalars(select(PublicFigures).order_by(PublicFigures.year.desc())))


def list_cells(periods: Collection[str], rows: str = "") -> list[PublicFigureCell]:
    """The cells of some periods, of all rows or of those whose name begins so."""
    query = select(PublicFigureCell).where(PublicFigureCell.period.in_(periods), PublicFigureCell.row.startswith(rows, autoescape=True))
    return list(session.scalars(query.order_by(PublicFigureCell.id)))


def iterate_told_cells(year: int | None = None, rows: Collection[str] = ()) -> Iterator[PublicFigureCell]:
    """The cells of periods that are over of which anything may be told, oldest first; of one year and some rows, if named."""
    query = select(PublicFigureCell).order_by(PublicFigureCell.year, PublicFigureCell.id)
    if year is not None:
        query = query.where(PublicFigureCell.year == year)
    if rows:
        query = query.where(PublicFigureCell.row.in_(rows))
    for cell in session.scalars(query):
        if cell.values and "@" not in cell.period and "to" not in cell.period and cell.row != "department:none":
            yield cell


def list_cells_of_row(row: str, years: Collection[int]) -> list[PublicFigureCell]:
    """Every cell of one row in some years."""
    query = select(PublicFigureCell).where(PublicFigureCell.row == row, PublicFigureCell.year.in_(years))
    return list(session.scalars(query.order_by(PublicFigureCell.id)))


def list_cells_of_year(year: int, with_counts: bool = False) -> list[PublicFigureCell]:
    """Every cell of a year; ``with_counts`` for whoever goes on counting."""
    query = select(PublicFigureCell).where(PublicFigureCell.year == year).order_by(PublicFigureCell.id)
    return list(session.scalars(query.options(undefer(PublicFigureCell.counted)) if with_counts else query))


def _month_of(on: InstrumentedAttribute[Any]) -> ColumnElement[int]:
    return extract("month", on)


def tally_received(within: ColumnElement[bool], first: date, last: date) -> Sequence[Any]:
    """Cases received: (month, department id, area key, count)."""
    kinds = (_month_of(Case.received_on), Case.lead_department_id, Case.area_key)
    query = select(*kinds, func.count()).where(within, Case.received_on.between(first, last))
    return session.execute(query.group_by(*kinds)).all()


def tally_answered(within: ColumnElement[bool], first: date, last: date) -> Sequence[Any]:
    """Cases answered: (month, department id, area key, working days used, on time or not, rating, reopened since, count)."""
    kinds = (
        _month_of(Case.replied_on), Case.lead_department_id, Case.area_key, Case.days_used, Case.was_on_time, Rating.satisfaction,
        Case.was_reopened,
    )  # fmt: skip
    query = select(*kinds, func.count()).outerjoin(Rating, Rating.case_id == Case.id)
    return session.execute(query.where(within, Case.replied_on.between(first, last), Case.was_on_time.is_not(None)).group_by(*kinds)).all()


def tally_promises(within: ColumnElement[bool], first: date, last: date) -> Sequence[Any]:
    """Commitments that were due: (month, department id, area key, met or not, count)."""
    kinds = (_month_of(Case.commitment_due_on), Case.lead_department_id, Case.area_key, Case.commitment_met_on.is_not(None))
    query = select(*kinds, func.count()).where(within, Case.commitment != "", Case.commitment_due_on.between(first, last))
    return session.execute(query.group_by(*kinds)).all()


def find_newest_public_figures() -> PublicFigures | None:
    """The newest year of which at least a quarter is over and counted."""
    newest = session.scalars(select(PublicFigures).order_by(PublicFigures.year.desc()).limit(2))
    return next((each for each in newest if "as_of" in each.values), None)


def scope(actor: Actor | None, area_key: str = "", department_id: int | None = None) -> ColumnElement[bool]:
    """The cases a figure counts: what the actor may see (None: what all who watch may see), narrowed by area and lead department."""
    conditions: list[ColumnElement[bool]] = [seen_by_watchers() if actor is None else visibility(actor)]
    if area_key:
        conditions.append(Case.area_key == area_key)
    if department_id:
        conditions.append(Case.lead_department_id == department_id)
    return and_(*conditions)


def count_in_hand(within: ColumnElement[bool], today: date) -> Sequence[Any]:
    """Open cases by lead department and governing clock: (department id, rule key, all, due today, overdue)."""
    due_today = func.sum(case((Case.due_on == today, 1), else_=0))
    overdue = func.sum(case((Case.due_on < today, 1), else_=0))
    query = select(Case.lead_department_id, Case.due_rule, func.count(), due_today, overdue).where(within, Case.status.in_(OPEN_STATUSES))
    return session.execute(query.group_by(Case.lead_department_id, Case.due_rule)).all()


def count_received(within: ColumnElement[bool], since: date, first: date, last: date) -> Sequence[Any]:
    """Cases received, by lead department: (department id, count from ``first`` to ``last``, count from ``since`` to the day before)."""
    query = select(Case.lead_department_id, *_now_and_before(Case.received_on, first)).where(within, Case.received_on.between(since, last))
    return session.execute(query.group_by(Case.lead_department_id)).all()


def count_answered(within: ColumnElement[bool], since: date, first: date, last: date) -> Sequence[Any]:
    """Cases answered, as a histogram however many there are: (department id, working days used, on time or not, rating, the two counts).

    On time is None where no clock ran, the rating None where there is none; the counts are those of ``count_received``.
    """
    kinds = (Case.lead_department_id, Case.days_used, Case.was_on_time, Rating.satisfaction)
    query = select(*kinds, *_now_and_before(Case.replied_on, first)).outerjoin(Rating, Rating.case_id == Case.id)
    counted = or_(Case.was_on_time.is_not(None), Rating.id.is_not(None))
    return session.execute(query.where(within, Case.replied_on.between(since, last), counted).group_by(*kinds)).all()


def _now_and_before(on: InstrumentedAttribute[Any], first: date) -> tuple[ColumnElement[int], ColumnElement[int]]:
    return func.sum(case((on >= first, 1), else_=0)), func.sum(case((on < first, 1), else_=0))


def list_overdue(within: ColumnElement[bool], today: date, limit: int = 20) -> list[Case]:
    """The open cases that are overdue, worst first."""
    query = select(Case).where(within, Case.status.in_(OPEN_STATUSES), Case.due_on < today).order_by(Case.due_on, Case.id).limit(limit)
    return list(session.scalars(query.options(joinedload(Case.lead_department), *without_parts())))


def is_order_number(number: str) -> bool:
    """Whether an order bears this number."""
    return session.scalar(select(SupervisionOrder.id).where(SupervisionOrder.number == number)) is not None


def is_order_id(order_id: int) -> bool:
    """Whether an order has this key."""
    return session.get(SupervisionOrder, order_id) is not None


def get_order(order_id: int) -> SupervisionOrder:
    """One order, for handlers and jobs. Raises ``NotFound``."""
    found = session.get(SupervisionOrder, order_id)
    if found is None:
        raise NotFound("没有找到这份督办单。")
    return found
