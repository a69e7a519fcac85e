"""Consent, requests to open an identity, holds on its destruction, and what was destroyed."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Department, User
from portal.cases.models import Case, Report
from portal.cases.secrecy.vocabulary import ErasedThing, ErasureCause, Purpose, RequestStatus
from portal.cases.secrecy.workflow import LIVE
from portal.cases.vocabulary import Secrecy
from portal.db import Base, enum_column


class ReporterConsent(Base):
    """That a reporter agreed to be known to the office, when, and to which words (``levels.CONSENT_WORDINGS``)."""

    __tablename__ = "reporter_consent"

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"), unique=True)
    wording_version: Mapped[int]
    given_at: Mapped[datetime]


class IdentityRequest(Base):
    """One opening of an identity, from the question to the end of the view. It holds the reason, never the identity."""

    __tablename__ = "identity_request"
    __table_args__ = (
        CheckConstraint("status NOT IN ('requested', 'approved', 'opened') OR ends_at IS NOT NULL", name="live_has_end"),
        CheckConstraint("status NOT IN ('opened', 'ended') OR opened_at IS NOT NULL", name="seen_has_time"),
        CheckConstraint("decided_by_id IS NULL OR decided_by_id <> requester_id", name="decided_by_another"),
        Index("ix_identity_request_case", "case_id", "id"),
        Index("ix_identity_request_status", "status", "ends_at"),
        Index("ix_identity_request_requester", "requester_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"))
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"))
    level: Mapped[Secrecy] = mapped_column(enum_column(Secrecy))
    purpose: Mapped[Purpose] = mapped_column(enum_column(Purpose))
    reason: Mapped[str] = mapped_column(Text, default="")
    with_originals: Mapped[bool] = mapped_column(default=False)  # not of a sealed report: there each has a request of its own
    requester_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    requester_department_id: Mapped[int] = mapped_column(ForeignKey("department.id"))
    requester_label: Mapped[str] = mapped_column(String(200))  # department and role, as the reporter and the custodians read it
    requested_at: Mapped[datetime]
    status: Mapped[RequestStatus] = mapped_column(enum_column(RequestStatus))
    ends_at: Mapped[datetime | None]  # when the present status ends by itself
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    decided_at: Mapped[datetime | None]
    decision: Mapped[str] = mapped_column(Text, default="")
    opened_at: Mapped[datetime | None]
    custody_act_id: Mapped[int | None] = mapped_column(ForeignKey("custody_act.id"), index=True)  # where two must agree
    attachment_id: Mapped[int | None]  # of a sealed report each original is asked for by itself; None: the identity

    case: Mapped[Case] = relationship()
    report: Mapped[Report] = relationship()
    requester: Mapped[User] = relationship(foreign_keys=[requester_id])
    requester_department: Mapped[Department] = relationship()
    decided_by: Mapped[User | None] = relationship(foreign_keys=[decided_by_id])

    def is_live(self, at: datetime) -> bool:
        """Whether the request can still come to something at an aware instant."""
        return self.status in LIVE and self.ends_at is not None and at < self.ends_at


class LegalHold(Base):
    """A time in which nothing of a case is destroyed, because a procedure needs it. A lifted hold keeps its row."""

    __tablename__ = "legal_hold"
    __table_args__ = (
        CheckConstraint("(lifted_at IS NULL) = (lifted_by_id IS NULL)", name="lifted_by_somebody"),
        Index("ix_legal_hold_case", "case_id", "lifted_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"))
    reason: Mapped[str] = mapped_column(Text)
    set_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    set_at: Mapped[datetime]
    lifted_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    lifted_at: Mapped[datetime | None]
    lift_reason: Mapped[str] = mapped_column(Text, default="")

    set_by: Mapped[User] = relationship(foreign_keys=[set_by_id])


class Erasure(Base):
    """That something of a reporter was destroyed, when and why. What it was is gone."""

    __tablename__ = "erasure"
    __table_args__ = (UniqueConstraint("report_id", "what"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"))
    what: Mapped[ErasedThing] = mapped_column(enum_column(ErasedThing))
    cause: Mapped[ErasureCause] = mapped_column(enum_column(ErasureCause))
    erased_at: Mapped[datetime]
