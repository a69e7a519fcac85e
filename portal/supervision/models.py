"""The papers of the ladder, and the figures the public may read."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Department, User
from portal.cases.models import Case
from portal.db import Base, enum_column
from portal.supervision.vocabulary import SENT_STATUSES, OrderKind, OrderStatus

if TYPE_CHECKING:
    from portal.supervision.ladder.models import AdmonitoryTalk, PublicCriticism


class SupervisionOrder(Base):
    """A paper of the ladder about one case: a reminder, an order (督办), an invitation to a talk, a criticism.

    What is sent has a number and is to be answered by a day. ``working_days`` is the term of the answer. ``clock_id`` and ``clock_round``
    name the clock that set it off, ``follows_id`` the step before; both are empty when a person began it.
    """

    __tablename__ = "supervision_order"
    __table_args__ = (
        CheckConstraint(
            "status IN ('draft', 'submitted', 'dismissed') OR (number IS NOT NULL AND due_on IS NOT NULL)", name="sent_has_number"
        ),
        UniqueConstraint("clock_id", "clock_round", "department_id", "kind", name="uq_supervision_order_clock"),
        UniqueConstraint("follows_id", "kind", name="uq_supervision_order_follows"),
        Index("ix_supervision_order_status", "status", "kind", "made_at", "id"),
        Index("ix_supervision_order_kind", "kind", "made_at", "id"),
        Index("ix_supervision_order_made", "made_at", "id"),
        Index("ix_supervision_order_department", "department_id", "made_at", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[OrderKind] = mapped_column(enum_column(OrderKind), default=OrderKind.ORDER, server_default=OrderKind.ORDER.value)
    number: Mapped[str | None] = mapped_column(String(40), unique=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    department_id: Mapped[int] = mapped_column(ForeignKey("department.id"))
    status: Mapped[OrderStatus] = mapped_column(enum_column(OrderStatus))
    demand: Mapped[str] = mapped_column(Text)
    working_days: Mapped[int] = mapped_column(default=5, server_default="5")
    made_at: Mapped[datetime] = mapped_column(server_default="1970-01-01 00:00:00")
    clock_id: Mapped[int | None]
    clock_round: Mapped[int | None]
    follows_id: Mapped[int | None]
    issued_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    issued_at: Mapped[datetime | None]
    due_on: Mapped[date | None]
    answer: Mapped[str] = mapped_column(Text, default="")
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    answered_at: Mapped[datetime | None]
    closing_note: Mapped[str] = mapped_column(Text, default="")
    closed_at: Mapped[datetime | None]

    case: Mapped[Case] = relationship()
    department: Mapped[Department] = relationship()
    issued_by: Mapped[User | None] = relationship(foreign_keys=[issued_by_id])
    answered_by: Mapped[User | None] = relationship(foreign_keys=[answered_by_id])
    talk: Mapped["AdmonitoryTalk | None"] = relationship(back_populates="order")
    criticism: Mapped["PublicCriticism | None"] = relationship(back_populates="order")

    @property
    def name(self) -> str:
        """How the paper is called: by its number once it was sent."""
        return self.number or f"{self.kind.label}草稿"

    @property
    def is_open(self) -> bool:
        """Whether somebody still owes something on it."""
        return self.status not in {OrderStatus.CLOSED, OrderStatus.DISMISSED}

    @property
    def was_sent(self) -> bool:
        """Whether the department addressed has it."""
        return self.status in SENT_STATUSES


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
