"""The table of objections to anything public."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base, enum_column
from portal.records.objections.vocabulary import ObjectionGround, ObjectionOutcome, ObjectionStatus, Objector

_WAITS = text("decided_at IS NULL")


class PublicObjection(Base):
    """Somebody says that something public is wrong. ``subject_kind`` and ``subject_id`` name it: an outcome or a record. Name and
    contact are sealed and forgotten a year after the decision; whoever objects follows it with a code of its own."""

    __tablename__ = "public_objection"
    __table_args__ = (
        CheckConstraint("status = 'open' OR (outcome IS NOT NULL AND reasons <> '')", name="decided_with_reasons"),
        Index("ix_public_objection_subject", "subject_kind", "subject_id", "status"),
        Index("ix_public_objection_waiting", "subject_kind", "received_at", "id", sqlite_where=_WAITS, postgresql_where=_WAITS),
        Index("ix_public_objection_tracking", "tracking_hash", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    subject_kind: Mapped[str] = mapped_column(String(20))
    subject_id: Mapped[int]
    who: Mapped[Objector] = mapped_column(enum_column(Objector))
    ground: Mapped[ObjectionGround | None] = mapped_column(enum_column(ObjectionGround))
    sealed_name: Mapped[bytes | None]
    sealed_contact: Mapped[bytes | None]
    wrong: Mapped[str] = mapped_column(Text)
    status: Mapped[ObjectionStatus] = mapped_column(enum_column(ObjectionStatus))
    outcome: Mapped[ObjectionOutcome | None] = mapped_column(enum_column(ObjectionOutcome))
    reasons: Mapped[str] = mapped_column(Text, default="")
    remedy: Mapped[str] = mapped_column(Text, default="", server_default="")
    received_at: Mapped[datetime]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    decided_at: Mapped[datetime | None]
    submission_hash: Mapped[str] = mapped_column(String(64), unique=True)
    tracking_hash: Mapped[str | None] = mapped_column(String(64))
