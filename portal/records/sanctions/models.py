"""Sanctions, leniency, and the log of questions about honours."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Department, User
from portal.db import Base, enum_column
from portal.records.models import DishonestyRecord
from portal.records.sanctions.vocabulary import CheckPurpose, LeniencyGround, LeniencyKind, SanctionKind


class Sanction(Base):
    """What follows a record, from and until when, and which organ lifts it. In force: not lifted, and today within its days."""

    __tablename__ = "sanction"
    __table_args__ = (
        CheckConstraint("basis <> '' AND lifted_by_organ <> ''", name="says_basis_and_organ"),
        CheckConstraint("ends_on >= starts_on", name="has_days"),
        CheckConstraint("lifted_on IS NULL OR lifted_why <> ''", name="lifted_with_reason"),
        Index("ix_sanction_record", "record_id", "id"),
        Index("ix_sanction_running", "lifted_on", "ends_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    record_id: Mapped[int] = mapped_column(ForeignKey("dishonesty_record.id"))
    kind: Mapped[SanctionKind] = mapped_column(enum_column(SanctionKind))
    basis: Mapped[str] = mapped_column(String(200))
    measure: Mapped[str] = mapped_column(Text, default="")
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    lifted_by_organ: Mapped[str] = mapped_column(String(120))
    imposed_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    imposed_at: Mapped[datetime]
    lifted_on: Mapped[date | None]
    lifted_why: Mapped[str] = mapped_column(Text, default="")
    lifted_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    record: Mapped[DishonestyRecord] = relationship()

    def is_in_force(self, today: date) -> bool:
        """Whether the sanction works on a local day."""
        return self.lifted_on is None and self.starts_on <= today <= self.ends_on


class Leniency(Base):
    """A reasoned decision that sanctions of a record are lighter or left away."""

    __tablename__ = "leniency"
    __table_args__ = (CheckConstraint("reasons <> ''", name="has_reasons"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    record_id: Mapped[int] = mapped_column(ForeignKey("dishonesty_record.id"), unique=True)
    kind: Mapped[LeniencyKind] = mapped_column(enum_column(LeniencyKind))
    ground: Mapped[LeniencyGround] = mapped_column(enum_column(LeniencyGround))
    reasons: Mapped[str] = mapped_column(Text)
    decided_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    decided_on: Mapped[date]

    record: Mapped[DishonestyRecord] = relationship()


class HonoursCheck(Base):
    """One question of an organiser, with its purpose: the log of queries. Kept five years."""

    __tablename__ = "honours_check"
    __table_args__ = (
        CheckConstraint("matter <> ''", name="says_why"),
        Index("ix_honours_check_department", "department_id", "id"),
        Index("ix_honours_check_asked", "asked_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(20), unique=True)
    purpose: Mapped[CheckPurpose] = mapped_column(enum_column(CheckPurpose))
    matter: Mapped[str] = mapped_column(String(200))
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    department_id: Mapped[int] = mapped_column(ForeignKey("department.id"))
    asked_at: Mapped[datetime]

    asked_by: Mapped[User] = relationship()
    department: Mapped[Department] = relationship()
    rows: Mapped[list["HonoursCheckRow"]] = relationship(
        back_populates="check", order_by="HonoursCheckRow.id", cascade="all, delete-orphan"
    )


class HonoursCheckRow(Base):
    """One body asked about, and the answer as it was given that day."""

    __tablename__ = "honours_check_row"

    id: Mapped[int] = mapped_column(primary_key=True)
    check_id: Mapped[int] = mapped_column(ForeignKey("honours_check.id"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    credit_code: Mapped[str] = mapped_column(String(18), default="")
    is_known: Mapped[bool]
    answers: Mapped[list[Any]] = mapped_column(default=list)

    check: Mapped[HonoursCheck] = relationship(back_populates="rows")
