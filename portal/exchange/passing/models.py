"""A case that was handed from one platform to another, seen from either side."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import User
from portal.cases.models import Case
from portal.clock import now
from portal.db import Base, enum_column
from portal.exchange.models import ExchangePartner
from portal.exchange.vocabulary import PassingState


class PassedCase(Base):
    """``is_ours``: we handed it down; otherwise the upper platform handed it to us. ``reference`` names it on both sides.

    ``started_on`` and ``due_on`` are the clock of the upper side, which goes on below.
    """

    __tablename__ = "passed_case"
    __table_args__ = (
        UniqueConstraint("partner_id", "reference"),
        CheckConstraint("due_on > started_on", name="has_term"),
        Index("ix_passed_case_case", "case_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    partner_id: Mapped[int] = mapped_column(ForeignKey("exchange_partner.id"))
    reference: Mapped[str] = mapped_column(String(40))
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"))
    is_ours: Mapped[bool]
    state: Mapped[PassingState] = mapped_column(enum_column(PassingState))
    their_number: Mapped[str] = mapped_column(String(60), default="")
    started_on: Mapped[date]
    due_on: Mapped[date]
    answer: Mapped[str] = mapped_column(Text, default="")
    passed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    passed_at: Mapped[datetime] = mapped_column(default=now)
    heard_at: Mapped[datetime | None]

    partner: Mapped[ExchangePartner] = relationship()
    case: Mapped[Case] = relationship()
    passed_by: Mapped[User | None] = relationship()
