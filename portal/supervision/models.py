"""Supervision orders, and the figures the public may read."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Department, User
from portal.cases.models import Case
from portal.db import Base, enum_column
from portal.supervision.vocabulary import OrderStatus


class SupervisionOrder(Base):
    """A numbered order (督办) to a department about one case, to be answered by a day."""

    __tablename__ = "supervision_order"
    __table_args__ = (
        Index("ix_supervision_order_status", "status", "id"),
        Index("ix_supervision_order_department", "department_id", "status", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(40), unique=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    department_id: Mapped[int] = mapped_column(ForeignKey("department.id"))
    status: Mapped[OrderStatus] = mapped_column(enum_column(OrderStatus))
    demand: Mapped[str] = mapped_column(Text)
    issued_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    issued_at: Mapped[datetime]
    due_on: Mapped[date]
    answer: Mapped[str] = mapped_column(Text, default="")
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    answered_at: Mapped[datetime | None]
    closing_note: Mapped[str] = mapped_column(Text, default="")
    closed_at: Mapped[datetime | None]

    case: Mapped[Case] = relationship()
    department: Mapped[Department] = relationship()
    issued_by: Mapped[User] = relationship(foreign_keys=[issued_by_id])
    answered_by: Mapped[User | None] = relationship(foreign_keys=[answered_by_id])


class PublicFigures(Base):
    """The figures of a year as the home page shows them, made anew by the worker so that no visit counts cases.

    ``values`` are those from January to the day ``as_of``, the end of the last quarter that is over; ``counted_until`` is the last month
    whose cells are kept.
    """

    __tablename__ = "public_figures"

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    values: Mapped[dict[str, Any]]
    computed_at: Mapped[datetime]


class PublicFigureCell(Base):
    """What is counted of one row (all, a department, an area) in one period, written once when the period is over and never recounted.

    ``counted`` is everything and never leaves the house; ``shown`` names the measures that may be told (``supervision.disclosure``),
    and ``values`` holds only those: pages, files and the interface read nothing else.
    """

    __tablename__ = "public_figure_cell"
    __table_args__ = (UniqueConstraint("row", "period"), Index("ix_public_figure_cell_year", "year", "period"))

    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int]
    period: Mapped[str] = mapped_column(String(8))  # 2026-03, 2026Q1, 2026H1, 2026; what stood at its end: 2026@10
    row: Mapped[str] = mapped_column(String(60))  # all, department:3, area:government_procurement
    counted: Mapped[dict[str, Any]] = mapped_column(deferred=True)
    shown: Mapped[list[str]]
    values: Mapped[dict[str, Any]]
