"""Every SELECT of supervision: orders, and the public figures as they were counted; ``facts`` counts."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from sqlalchemy import ColumnElement, Select, func, select, tuple_
from sqlalchemy.orm import joinedload, undefer

from portal.access.actors import Actor
from portal.accounts.vocabulary import Role
from portal.cases.models import Case
from portal.cases.queries import visibility
from portal.db import session
from portal.errors import NotFound
from portal.supervision.models import PublicFigureCell, PublicFigures, SupervisionOrder
from portal.supervision.vocabulary import SENT_STATUSES, OrderKind, OrderStatus

_AGE = (SupervisionOrder.made_at, SupervisionOrder.id)  # keys are pure chance and tell no order


def find_open_order(case_id: int, kind: OrderKind = OrderKind.ORDER) -> SupervisionOrder | None:
    """The paper of a kind on a case that is neither closed nor dismissed."""
    is_open = SupervisionOrder.status.not_in((OrderStatus.CLOSED, OrderStatus.DISMISSED))
    query = select(SupervisionOrder).where(SupervisionOrder.case_id == case_id, SupervisionOrder.kind == kind, is_open)
    return session.scalars(query).first()


def get_visible_order(actor: Actor, order_id: int, for_update: bool = False) -> SupervisionOrder:
    """One paper on a case the actor may see, its row locked when it is about to change. Raises ``NotFound``."""
    if for_update:
        session.execute(select(SupervisionOrder.id).where(SupervisionOrder.id == order_id).with_for_update())
    found = session.scalars(_visible_orders(actor).where(SupervisionOrder.id == order_id)).one_or_none()
    if found is None:
        raise NotFound("没有找到这份文书。")
    return found


@dataclass(frozen=True)
class OrderFilter:
    """What narrows a list of papers; what is empty does not narrow."""

    kind: OrderKind | None = None
    status: OrderStatus | None = None
    department_id: int | None = None

    def conditions(self) -> list[ColumnElement[bool]]:
        """The filter in SQL."""
        pairs = (
            (SupervisionOrder.kind, self.kind),
            (SupervisionOrder.status, self.status),
            (SupervisionOrder.department_id, self.department_id),
        )
        return [column == value for column, value in pairs if value is not None]


def list_orders(actor: Actor, wanted: OrderFilter | None = None, before_id: int | None = None, limit: int = 50) -> list[SupervisionOrder]:
    """A page of papers, newest first, on cases the actor may see."""
    query = _visible_orders(actor).where(*(wanted or OrderFilter()).conditions()).order_by(*(column.desc() for column in _AGE)).limit(limit)
    last = session.scalars(_visible_orders(actor).where(SupervisionOrder.id == before_id)).one_or_none() if before_id else None
    if last is not None:
        query = query.where(tuple_(*_AGE) < (last.made_at, last.id))
    return list(session.scalars(query))


def list_orders_of(actor: Actor, case_id: int) -> list[SupervisionOrder]:
    """The papers on one case that the actor may see, oldest first."""
    return list(session.scalars(_visible_orders(actor).where(SupervisionOrder.case_id == case_id).order_by(*_AGE)))


def count_orders(actor: Actor, wanted: OrderFilter | None = None) -> dict[OrderStatus, int]:
    """How many papers stand where; the filter's own status does not narrow."""
    narrowed = replace(wanted or OrderFilter(), status=None).conditions()
    query = select(SupervisionOrder.status, func.count()).join(Case).where(visibility(actor), *_readable(actor), *narrowed)
    counted = {row[0]: row[1] for row in session.execute(query.group_by(SupervisionOrder.status))}
    return {status: counted.get(status, 0) for status in OrderStatus}


def _visible_orders(actor: Actor) -> Select[SupervisionOrder]:
    query = select(SupervisionOrder).join(Case, Case.id == SupervisionOrder.case_id).where(visibility(actor), *_readable(actor))
    return query.options(joinedload(SupervisionOrder.case), joinedload(SupervisionOrder.department))


def _readable(actor: Actor) -> list[ColumnElement[bool]]:
    """What was not sent is seen by supervisors alone."""
    return [] if Role.SUPERVISOR in actor.roles else [SupervisionOrder.status.in_(SENT_STATUSES)]


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


def find_newest_public_figures() -> PublicFigures | None:
    """The newest year of which at least a quarter is over and counted."""
    newest = session.scalars(select(PublicFigures).order_by(PublicFigures.year.desc()).limit(2))
    return next((each for each in newest if "as_of" in each.values), None)


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
