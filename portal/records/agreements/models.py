"""The register of contracts, promises and PPP projects, their changes and stages."""

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Department
from portal.db import Base, enum_column
from portal.records.agreements.vocabulary import AgreementKind, AgreementStatus, LawfulGround, PppStage
from portal.records.models import RecordSubject
from portal.records.vocabulary import Pretext


class Agreement(Base):
    """What a public body promised or signed. ``counterparty`` is for staff alone."""

    __tablename__ = "agreement"
    __table_args__ = (
        CheckConstraint("(kind = 'ppp') = (stage IS NOT NULL)", name="ppp_has_stage"),
        Index("ix_agreement_keeper", "keeper_id", "status", "id"),
        Index("ix_agreement_subject", "subject_id", "id"),
        Index("ix_agreement_status", "status", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[AgreementKind] = mapped_column(enum_column(AgreementKind))
    title: Mapped[str] = mapped_column(String(120))
    subject_id: Mapped[int] = mapped_column(ForeignKey("record_subject.id"))  # the responsible party
    keeper_id: Mapped[int] = mapped_column(ForeignKey("department.id"))
    counterparty: Mapped[str] = mapped_column(String(120), default="")
    area_key: Mapped[str] = mapped_column(String(40), default="")
    content: Mapped[str] = mapped_column(Text)
    amount_fen: Mapped[int | None] = mapped_column(BigInteger)
    signed_on: Mapped[date]
    due_on: Mapped[date | None]
    stage: Mapped[PppStage | None] = mapped_column(enum_column(PppStage))
    status: Mapped[AgreementStatus] = mapped_column(enum_column(AgreementStatus))
    is_demo: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)

    subject: Mapped[RecordSubject] = relationship(lazy="joined")
    keeper: Mapped[Department] = relationship(foreign_keys=[keeper_id])
    changes: Mapped[list["AgreementChange"]] = relationship(back_populates="agreement", order_by="AgreementChange.id")
    stages: Mapped[list["AgreementStage"]] = relationship(back_populates="agreement", order_by="AgreementStage.id")


class AgreementChange(Base):
    """A change or an end of an agreement as it was reported, and whether it passed the test. A pretext never does."""

    __tablename__ = "agreement_change"
    __table_args__ = (
        CheckConstraint("(ground IS NULL) <> (pretext IS NULL)", name="ground_or_pretext"),
        CheckConstraint("NOT is_lawful OR ground IS NOT NULL", name="pretext_never_lawful"),
        Index("ix_agreement_change_agreement", "agreement_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    agreement_id: Mapped[int] = mapped_column(ForeignKey("agreement.id"))
    ground: Mapped[LawfulGround | None] = mapped_column(enum_column(LawfulGround))
    pretext: Mapped[Pretext | None] = mapped_column(enum_column(Pretext))
    what: Mapped[str] = mapped_column(Text)
    procedure: Mapped[str] = mapped_column(Text, default="")
    document_number: Mapped[str] = mapped_column(String(80), default="")
    compensation: Mapped[str] = mapped_column(Text, default="")
    compensation_fen: Mapped[int | None] = mapped_column(BigInteger)
    is_lawful: Mapped[bool]
    failings: Mapped[list[str]] = mapped_column(default=list)
    reported_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    reported_at: Mapped[datetime]

    agreement: Mapped[Agreement] = relationship(back_populates="changes")


class AgreementStage(Base):
    """A stage that a PPP project entered, and who is responsible in it."""

    __tablename__ = "agreement_stage"
    __table_args__ = (Index("ix_agreement_stage_agreement", "agreement_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    agreement_id: Mapped[int] = mapped_column(ForeignKey("agreement.id"))
    stage: Mapped[PppStage] = mapped_column(enum_column(PppStage))
    responsible: Mapped[str] = mapped_column(String(120))
    note: Mapped[str] = mapped_column(Text, default="")
    on: Mapped[date] = mapped_column("entered_on")

    agreement: Mapped[Agreement] = relationship(back_populates="stages")
