"""Which case came of which report of a hotline platform."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.cases.models import Case
from portal.clock import now
from portal.db import Base
from portal.exchange.models import ExchangePartner


class HotlineReport(Base):
    """A report that a platform handed in. ``request_hash`` tells the same request from another one, without its words."""

    __tablename__ = "hotline_report"
    __table_args__ = (
        UniqueConstraint("partner_id", "original_number"),
        UniqueConstraint("partner_id", "idempotency_key"),
        Index("ix_hotline_report_case", "case_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    partner_id: Mapped[int] = mapped_column(ForeignKey("exchange_partner.id"))
    original_number: Mapped[str] = mapped_column(String(60))
    idempotency_key: Mapped[str] = mapped_column(String(100))
    request_hash: Mapped[str] = mapped_column(String(64))
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"))
    received_at: Mapped[datetime] = mapped_column(default=now)

    partner: Mapped[ExchangePartner] = relationship()
    case: Mapped[Case] = relationship()
