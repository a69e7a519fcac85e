"""Requests to repair the credit of a record."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.db import Base, enum_column
from portal.records.models import DishonestyRecord
from portal.records.repair.vocabulary import RepairStatus

_WAITS = text("decided_at IS NULL")


class CreditRepair(Base):
    """One request. Name and contact are sealed; ``promise`` is the public credit promise in the house's own words, shown on the record
    once somebody has confirmed that it is the body itself that asks."""

    __tablename__ = "credit_repair"
    __table_args__ = (
        CheckConstraint("status NOT IN ('granted', 'refused') OR (reasons <> '' AND decided_at IS NOT NULL)", name="decided_with_reasons"),
        CheckConstraint("status <> 'confirmed' OR confirmed_by_id IS NOT NULL", name="confirmed_by_somebody"),
        Index("ix_credit_repair_record", "record_id", "status"),
        Index("ix_credit_repair_waiting", "received_at", "id", sqlite_where=_WAITS, postgresql_where=_WAITS),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    record_id: Mapped[int] = mapped_column(ForeignKey("dishonesty_record.id"))
    status: Mapped[RepairStatus] = mapped_column(enum_column(RepairStatus))
    sealed_name: Mapped[bytes | None]
    sealed_contact: Mapped[bytes | None]
    fulfilled: Mapped[str] = mapped_column(Text)
    promise: Mapped[str] = mapped_column(Text)
    received_at: Mapped[datetime]
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    reasons: Mapped[str] = mapped_column(Text, default="")
    remedy: Mapped[str] = mapped_column(Text, default="")
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    decided_at: Mapped[datetime | None]
    submission_hash: Mapped[str] = mapped_column(String(64), unique=True)
    tracking_hash: Mapped[str] = mapped_column(String(64), unique=True)

    record: Mapped[DishonestyRecord] = relationship()

    @property
    def is_open(self) -> bool:
        """Whether it waits for a decision."""
        return self.status in {RepairStatus.OPEN, RepairStatus.CONFIRMED}
