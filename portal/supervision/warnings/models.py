"""The months as they were counted for warnings, and the warnings found in them."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Department, User
from portal.db import Base, enum_column
from portal.supervision.warnings.rules import Measure, WarningLevel
from portal.supervision.warnings.vocabulary import UnitKind


class WarningCell(Base):
    """What one lead department had in one area in one month, counted once when the month is over.

    Only cases that no supervisor or coordinator is kept from: a warning that all of them read must not tell of the others.
    ``in_hand`` and ``overdue`` are what stood at the end of the month (not known of months counted later); area is then empty.
    """

    __tablename__ = "warning_cell"
    __table_args__ = (UniqueConstraint("month", "department_id", "area_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    month: Mapped[str] = mapped_column(String(7))
    department_id: Mapped[int] = mapped_column(ForeignKey("department.id"))
    region_code: Mapped[str] = mapped_column(String(6))
    area_key: Mapped[str] = mapped_column(String(40))
    received: Mapped[int] = mapped_column(default=0)
    replied: Mapped[int] = mapped_column(default=0)
    late: Mapped[int] = mapped_column(default=0)
    substantiated: Mapped[int] = mapped_column(default=0)
    in_hand: Mapped[int] = mapped_column(default=0)
    overdue: Mapped[int] = mapped_column(default=0)


class WarningMonth(Base):
    """A month that was counted; ``looks`` is None while it only serves as history, else how many comparisons were made."""

    __tablename__ = "warning_month"

    month: Mapped[str] = mapped_column(String(7), primary_key=True)
    looks: Mapped[int | None]
    counted_at: Mapped[datetime]


class SupervisionWarning(Base):
    """A warning, and what a supervisor noted on it."""

    __tablename__ = "supervision_warning"
    __table_args__ = (
        UniqueConstraint("month", "unit", "measure"),
        CheckConstraint("(acknowledged_at IS NULL) = (note = '')", name="acknowledged_with_note"),
        Index("ix_supervision_warning_open", "acknowledged_at", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    month: Mapped[str] = mapped_column(String(7))
    unit: Mapped[str] = mapped_column(String(60))
    unit_kind: Mapped[UnitKind] = mapped_column(enum_column(UnitKind))
    department_id: Mapped[int | None] = mapped_column(ForeignKey("department.id"))
    region_code: Mapped[str] = mapped_column(String(6), default="")
    area_key: Mapped[str] = mapped_column(String(40), default="")
    measure: Mapped[Measure] = mapped_column(enum_column(Measure))
    level: Mapped[WarningLevel] = mapped_column(enum_column(WarningLevel))
    number: Mapped[int]
    chance: Mapped[float]
    sentence: Mapped[str] = mapped_column(Text)
    found_at: Mapped[datetime]
    acknowledged_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    acknowledged_at: Mapped[datetime | None]
    note: Mapped[str] = mapped_column(Text, default="")

    department: Mapped[Department | None] = relationship()
    acknowledged_by: Mapped[User | None] = relationship()
