"""Leads, whom they accuse, who keeps out of them, what happened to them, and the traces by which doubles are found."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Department, User
from portal.cases.models import Case
from portal.cases.vocabulary import Channel, Conduct, ExclusionKind
from portal.db import Base, enum_column
from portal.leads.vocabulary import ERASED, LeadStatus
from portal.leads.workflow import LeadAction
from portal.records.models import DishonestyRecord

_KEPT = text("erased_at IS NULL")


class Lead(Base):
    """What a source told. Its words are never changed, only destroyed when they are kept no longer.

    What body and area are meant is the office's own reading of them. The body accused and everything below it never sees the lead, nor
    does a member of staff who is named or keeps out of it.
    """

    __tablename__ = "lead"
    __table_args__ = (
        CheckConstraint("(status = 'merged') = (main_id IS NOT NULL)", name="merged_has_main"),
        CheckConstraint("main_id <> id", name="main_is_another"),
        CheckConstraint("(status IN ('reported', 'attached')) = (case_id IS NOT NULL)", name="has_case"),
        CheckConstraint("(status = 'recorded') = (record_id IS NOT NULL)", name="has_record"),
        CheckConstraint("text <> ''", name="says_something"),
        Index("ix_lead_status_received", "status", "received_on", "id"),
        Index("ix_lead_received", "received_on", "id"),
        Index("ix_lead_keeper", "keeper_id", "status", "received_on", "id"),
        Index("ix_lead_original_number", "original_number"),
        Index("ix_lead_main", "main_id"),
        Index("ix_lead_case", "case_id"),
        Index("ix_lead_kept", "id", sqlite_where=_KEPT, postgresql_where=_KEPT),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(30), unique=True)
    status: Mapped[LeadStatus] = mapped_column(enum_column(LeadStatus))
    source: Mapped[Channel] = mapped_column(enum_column(Channel))
    organ: Mapped[str] = mapped_column(String(120), default="")  # who handed it over
    original_number: Mapped[str] = mapped_column(String(60), default="")
    source_key: Mapped[str | None] = mapped_column(String(64), unique=True)  # of source, number and organ: the same paper once
    received_on: Mapped[date]
    unit_text: Mapped[str] = mapped_column(String(120), default="")
    person_text: Mapped[str] = mapped_column(String(120), default="")
    area_key: Mapped[str] = mapped_column(String(40), default="")
    region_code: Mapped[str] = mapped_column(String(6), default="")
    conduct: Mapped[Conduct] = mapped_column(enum_column(Conduct))
    subject: Mapped[str] = mapped_column(String(120))
    text: Mapped[str] = mapped_column(Text)
    keeper_id: Mapped[int] = mapped_column(ForeignKey("department.id"))
    entered_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    entered_at: Mapped[datetime]
    main_id: Mapped[int | None] = mapped_column(ForeignKey("lead.id"))
    case_id: Mapped[int | None] = mapped_column(ForeignKey("case_file.id"))
    record_id: Mapped[int | None] = mapped_column(ForeignKey("dishonesty_record.id"))
    is_demo: Mapped[bool] = mapped_column(default=False)
    erased_at: Mapped[datetime | None]  # when its words were destroyed
    version: Mapped[int] = mapped_column(default=1)

    keeper: Mapped[Department] = relationship(lazy="joined")
    case: Mapped[Case | None] = relationship()
    main: Mapped["Lead | None"] = relationship(remote_side="Lead.id")
    record: Mapped[DishonestyRecord | None] = relationship()
    respondents: Mapped[list["LeadUnit"]] = relationship(
        back_populates="lead", lazy="selectin", cascade="all, delete-orphan", order_by="LeadUnit.id"
    )
    exclusions: Mapped[list["LeadExclusion"]] = relationship(
        back_populates="lead",
        lazy="selectin",
        cascade="all, delete-orphan",
        order_by="LeadExclusion.id",
        foreign_keys="LeadExclusion.lead_id",
    )

    def enter(self, status: LeadStatus, main_id: int | None = None, case_id: int | None = None, record_id: int | None = None) -> None:
        """Change the status with what belongs to it, so that no CHECK meets a half, and make pages seen before stale."""
        self.status, self.main_id, self.case_id, self.record_id = status, main_id, case_id, record_id
        self.version += 1

    def forget_words(self, at: datetime) -> None:
        """Destroy what the source said and whom it names; what remains can be counted: source, day, body, area, conduct, status."""
        self.subject = self.text = ERASED
        self.person_text, self.erased_at = "", at
        self.version += 1

    @property
    def own_respondents(self) -> list["LeadUnit"]:
        """The bodies that the lead itself accuses, without those of leads merged into it."""
        return [row for row in self.respondents if row.via_id is None]


class LeadUnit(Base):
    """A department that a lead accuses or may mean. ``via_id`` is the merged lead that accuses it: its people keep out of the main lead."""

    __tablename__ = "lead_unit"
    __table_args__ = (Index("ix_lead_unit_department", "department_id", "lead_id"), Index("ix_lead_unit_lead", "lead_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    lead_id: Mapped[int] = mapped_column(ForeignKey("lead.id"))
    department_id: Mapped[int] = mapped_column(ForeignKey("department.id"))
    is_sure: Mapped[bool]
    via_id: Mapped[int | None]

    lead: Mapped[Lead] = relationship(back_populates="respondents")
    department: Mapped[Department] = relationship(lazy="joined")


class LeadExclusion(Base):
    """A member of staff who sees nothing of a lead. A lifted exclusion keeps its row."""

    __tablename__ = "lead_exclusion"
    __table_args__ = (
        CheckConstraint("(lifted_at IS NULL) = (lifted_by_id IS NULL)", name="lifted_by_somebody"),
        Index("ix_lead_exclusion_lead", "lead_id", "user_id"),
        Index("ix_lead_exclusion_user", "user_id", "lifted_at", "lead_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    lead_id: Mapped[int] = mapped_column(ForeignKey("lead.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    kind: Mapped[ExclusionKind] = mapped_column(enum_column(ExclusionKind))
    via_id: Mapped[int | None]  # the merged lead from which this person is kept
    reason: Mapped[str] = mapped_column(Text, default="")
    excluded_at: Mapped[datetime]
    lifted_at: Mapped[datetime | None]
    lifted_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    lead: Mapped[Lead] = relationship(back_populates="exclusions", foreign_keys=[lead_id])
    user: Mapped[User] = relationship(foreign_keys=[user_id])


class LeadEvent(Base):
    """One step in the life of a lead. Append-only, written in the transaction of the step."""

    __tablename__ = "lead_event"
    __table_args__ = (Index("ix_lead_event_lead", "lead_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    lead_id: Mapped[int] = mapped_column(ForeignKey("lead.id"))
    action: Mapped[LeadAction] = mapped_column(enum_column(LeadAction))
    at: Mapped[datetime]
    from_status: Mapped[LeadStatus | None] = mapped_column(enum_column(LeadStatus, "from_status"))
    to_status: Mapped[LeadStatus] = mapped_column(enum_column(LeadStatus, "to_status"))
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    reason: Mapped[str] = mapped_column(Text, default="")
    other_id: Mapped[int | None]  # the lead on the other side of a merge: shown to whoever may see that one
    detail: Mapped[dict[str, Any]] = mapped_column(default=dict)

    actor: Mapped[User | None] = relationship()


class MatterTrace(Base):
    """A few hashed pairs of characters of a text about a body, of a lead or a report: texts about the same matter share some of them."""

    __tablename__ = "matter_trace"
    __table_args__ = (
        CheckConstraint("(lead_id IS NULL) <> (report_id IS NULL)", name="of_lead_or_report"),
        UniqueConstraint("lead_id", "unit_key", "pair"),
        UniqueConstraint("report_id", "unit_key", "pair"),
        Index("ix_matter_trace_pair", "unit_key", "pair", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_key: Mapped[str] = mapped_column(String(40))
    pair: Mapped[int] = mapped_column(BigInteger)
    lead_id: Mapped[int | None] = mapped_column(ForeignKey("lead.id"))
    report_id: Mapped[int | None] = mapped_column(ForeignKey("report.id"))
