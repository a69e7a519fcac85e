"""One row per record and change, what became of it at each partner, and the batches in which rows travel."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import User
from portal.clock import now
from portal.db import Base, enum_column
from portal.exchange.models import ExchangeMessage, ExchangePartner
from portal.exchange.vocabulary import RecordCode, RowState
from portal.records.models import DishonestyRecord


class ExchangeRow(Base):
    """How a record stood after a change, as other platforms get it. Record and number name it for ever."""

    __tablename__ = "exchange_row"
    __table_args__ = (UniqueConstraint("record_id", "number"), CheckConstraint("number > 0", name="counts_from_one"))

    id: Mapped[int] = mapped_column(primary_key=True)
    record_id: Mapped[int] = mapped_column(ForeignKey("dishonesty_record.id"))
    number: Mapped[int]
    code: Mapped[RecordCode] = mapped_column(enum_column(RecordCode))
    values: Mapped[dict[str, Any]] = mapped_column("content")
    made_at: Mapped[datetime] = mapped_column(default=now)

    record: Mapped[DishonestyRecord] = relationship()


class ExchangeBatch(Base):
    """Rows that travel together. ``digest`` is SHA-256 over them; the number never changes, so that a second copy is told as such."""

    __tablename__ = "exchange_batch"
    __table_args__ = (Index("ix_exchange_batch_partner", "partner_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    partner_id: Mapped[int] = mapped_column(ForeignKey("exchange_partner.id"))
    number: Mapped[str] = mapped_column(String(60), unique=True)
    row_count: Mapped[int]
    digest: Mapped[str] = mapped_column(String(80))
    message_id: Mapped[int | None] = mapped_column(ForeignKey("exchange_message.id"))  # None: goes as a file
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    made_at: Mapped[datetime] = mapped_column(default=now)
    answered_at: Mapped[datetime | None]

    partner: Mapped[ExchangePartner] = relationship()
    message: Mapped[ExchangeMessage | None] = relationship()
    made_by: Mapped[User | None] = relationship()


class RowDelivery(Base):
    """Where one row stands at one partner. ``reasons`` are the other side's words when it sent the row back."""

    __tablename__ = "exchange_row_delivery"
    __table_args__ = (
        UniqueConstraint("partner_id", "row_id"),
        CheckConstraint("state = 'pending' OR batch_id IS NOT NULL", name="sent_in_batch"),
        Index("ix_exchange_row_delivery_state", "partner_id", "state", "id"),
        Index("ix_exchange_row_delivery_record", "record_id", "partner_id", "row_id"),
        Index("ix_exchange_row_delivery_batch", "batch_id", "id"),
        Index("ix_exchange_row_delivery_listed", "state", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    partner_id: Mapped[int] = mapped_column(ForeignKey("exchange_partner.id"))
    row_id: Mapped[int] = mapped_column(ForeignKey("exchange_row.id"))
    record_id: Mapped[int] = mapped_column(ForeignKey("dishonesty_record.id"))
    state: Mapped[RowState] = mapped_column(enum_column(RowState), default=RowState.PENDING)
    reasons: Mapped[list[str]] = mapped_column(default=list)
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("exchange_batch.id"))
    changed_at: Mapped[datetime] = mapped_column(default=now)

    partner: Mapped[ExchangePartner] = relationship()
    row: Mapped[ExchangeRow] = relationship()
    record: Mapped[DishonestyRecord] = relationship()
    batch: Mapped[ExchangeBatch | None] = relationship()

    def enter(self, state: RowState, at: datetime, batch_id: int | None = None, reasons: list[str] | None = None) -> None:
        """Change the state with what belongs to it."""
        if batch_id is not None:
            self.batch_id = batch_id
        self.state, self.changed_at, self.reasons = state, at, reasons or []
