"""Who is kept from a case as a person, and what reporters asked for in that respect."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import User
from portal.cases import vocabulary as v
from portal.cases.models import Case
from portal.db import Base, enum_column


class CaseExclusion(Base):
    """A member of staff who sees nothing of a case. A lifted exclusion keeps its row."""

    __tablename__ = "case_exclusion"
    __table_args__ = (
        CheckConstraint("(lifted_at IS NULL) = (lifted_by_id IS NULL)", name="lifted_by_somebody"),
        Index("ix_case_exclusion_case", "case_id", "user_id"),
        Index("ix_case_exclusion_user", "user_id", "lifted_at", "case_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    kind: Mapped[v.ExclusionKind] = mapped_column(enum_column(v.ExclusionKind))
    reason: Mapped[str] = mapped_column(Text, default="")
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))  # None: the portal itself, by words or a lead
    excluded_at: Mapped[datetime]
    lifted_at: Mapped[datetime | None]
    lifted_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    lift_reason: Mapped[str] = mapped_column(Text, default="")

    case: Mapped[Case] = relationship(back_populates="exclusions")
    user: Mapped[User] = relationship(foreign_keys=[user_id])


class RecusalRequest(Base):
    """A reporter's request that somebody keep out of the case (公务员法 art. 77), and what was decided."""

    __tablename__ = "recusal_request"
    __table_args__ = (Index("ix_recusal_request_case", "case_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"))
    whom: Mapped[str] = mapped_column(String(120))
    reason: Mapped[str] = mapped_column(Text)
    lead_department_id: Mapped[int | None] = mapped_column(ForeignKey("department.id"))  # the lead when it was asked
    requested_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    is_granted: Mapped[bool | None]
    decision: Mapped[str] = mapped_column(Text, default="")
