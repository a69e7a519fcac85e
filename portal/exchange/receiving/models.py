"""What lower platforms sent: their batches with the receipt that was given, and every version of every record taken."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.clock import now
from portal.db import Base, enum_column
from portal.exchange.models import ExchangePartner
from portal.exchange.vocabulary import RecordCode


class ReceivedBatch(Base):
    """A batch that came in. The same number again gives the same receipt."""

    __tablename__ = "received_batch"
    __table_args__ = (UniqueConstraint("partner_id", "number"), CheckConstraint("accepted >= 0 AND rejected >= 0", name="counts"))

    id: Mapped[int] = mapped_column(primary_key=True)
    partner_id: Mapped[int] = mapped_column(ForeignKey("exchange_partner.id"))
    number: Mapped[str] = mapped_column(String(60))
    digest: Mapped[str] = mapped_column(String(80))
    receipt: Mapped[dict[str, Any]]
    accepted: Mapped[int]
    rejected: Mapped[int]
    received_at: Mapped[datetime] = mapped_column(default=now)

    partner: Mapped[ExchangePartner] = relationship()


class ReceivedRow(Base):
    """One version of a record of a lower platform, as it was taken. ``is_newest`` marks the one that counts."""

    __tablename__ = "received_row"
    __table_args__ = (
        UniqueConstraint("partner_id", "record_ref", "number"),
        Index("ix_received_row_newest", "is_newest", "id"),
        Index("ix_received_row_partner", "partner_id", "is_newest", "id"),
        Index("ix_received_row_counts", "partner_id", "record_ref", "is_newest"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    partner_id: Mapped[int] = mapped_column(ForeignKey("exchange_partner.id"))
    batch_id: Mapped[int] = mapped_column(ForeignKey("received_batch.id"))
    record_ref: Mapped[str] = mapped_column(String(40))
    number: Mapped[int]
    code: Mapped[RecordCode] = mapped_column(enum_column(RecordCode))
    region_code: Mapped[str] = mapped_column(String(6))
    subject: Mapped[str] = mapped_column(String(120))
    values: Mapped[dict[str, Any]] = mapped_column("content")
    is_newest: Mapped[bool]
    received_at: Mapped[datetime] = mapped_column(default=now)

    partner: Mapped[ExchangePartner] = relationship()
    batch: Mapped[ReceivedBatch] = relationship()
