"""Officials' discipline, apart from all other records, names sealed; and who read it for what."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Department, User
from portal.db import Base, enum_column
from portal.records.officials.vocabulary import DisciplineKind


class OfficialRecord(Base):
    """One decision about one person. The name is sealed, ``name_hash`` finds it; ``expired_at``: its effect is over, nobody reads it."""

    __tablename__ = "official_record"
    __table_args__ = (
        CheckConstraint("document_number <> '' AND organ <> ''", name="rests_on_document"),
        Index("ix_official_record_ends", "expired_at", "ends_on"),
        Index("ix_official_record_name", "name_hash"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    sealed_name: Mapped[bytes]
    name_hash: Mapped[str] = mapped_column(String(64))
    department_id: Mapped[int] = mapped_column(ForeignKey("department.id"))
    position: Mapped[str] = mapped_column(String(80))
    kind: Mapped[DisciplineKind] = mapped_column(enum_column(DisciplineKind))
    document_number: Mapped[str] = mapped_column(String(80))
    organ: Mapped[str] = mapped_column(String(120))
    decided_on: Mapped[date]
    ends_on: Mapped[date]
    keeper_id: Mapped[int] = mapped_column(ForeignKey("department.id"))
    entered_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    entered_at: Mapped[datetime]
    expired_at: Mapped[datetime | None]

    department: Mapped[Department] = relationship(foreign_keys=[department_id])


class OfficialReading(Base):
    """That somebody looked into the file, for what, and how many rows they saw."""

    __tablename__ = "official_reading"
    __table_args__ = (CheckConstraint("purpose <> ''", name="says_why"), Index("ix_official_reading_at", "at", "id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    purpose: Mapped[str] = mapped_column(Text)
    seen: Mapped[int]
    at: Mapped[datetime]

    user: Mapped[User] = relationship()
