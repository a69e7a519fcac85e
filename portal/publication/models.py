"""Public texts: written by staff in neutral words, checked, released by a second person, withdrawn with a reason."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, foreign, mapped_column, relationship

from portal.accounts.models import Department, User
from portal.cases.models import Case
from portal.cases.vocabulary import Conduct, Finding, Satisfaction
from portal.db import Base, enum_column
from portal.publication.vocabulary import (
    PUBLIC_SECTIONS,
    CorrectionStatus,
    Preview,
    PublicationStatus,
    ReplyStatus,
)


class Publication(Base):
    """One public text about the outcome of one case. Its public id says nothing of the case; dates are kept to the month.

    ``received_month`` is empty where the report was one of few that month.
    ``days_used`` are working days, ``limit_words`` the limit with its own unit. ``kept`` holds why findings were kept,
    ``seen_before`` the words a second person gave back, ``writer_ids`` everybody who wrote. ``changed_at`` is when the public
    page last changed, ``released_at`` the first of the month in which it came out, ``batch_on`` the day it comes out with all others
    approved, ``is_handled_again`` that the case was reopened after release.
    """

    __tablename__ = "publication"
    __table_args__ = (
        CheckConstraint("reviewer_id IS NULL OR reviewer_id <> author_id", name="two_people"),
        CheckConstraint("publisher_id IS NULL OR publisher_id <> author_id", name="published_by_another"),
        CheckConstraint("status <> 'released' OR (released_at IS NOT NULL AND reviewer_id IS NOT NULL)", name="released_by_somebody"),
        CheckConstraint("status <> 'withdrawn' OR withdrawal_reason <> ''", name="withdrawn_with_reason"),
        Index("ix_publication_newest", "status", "released_at", "id"),
        Index("ix_publication_area", "status", "area_key", "released_at", "id"),
        Index("ix_publication_department", "status", "department_id", "released_at", "id"),
        Index("ix_publication_respondent", "status", "respondent_name", "released_at", "id"),
        Index("ix_publication_slowest", "status", "days_used", "id"),
        Index("ix_publication_month", "status", "replied_month", "released_at", "id"),
        Index("ix_publication_ends", "status", "ends_on"),
        Index("ix_publication_changed", "status", "changed_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(16), unique=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    status: Mapped[PublicationStatus] = mapped_column(enum_column(PublicationStatus))
    title: Mapped[str] = mapped_column(String(120))
    facts: Mapped[str] = mapped_column(Text)
    basis: Mapped[str] = mapped_column(Text, default="")
    measures: Mapped[str] = mapped_column(Text)
    commitment: Mapped[str] = mapped_column(Text, default="")
    area_key: Mapped[str] = mapped_column(String(40), default="")
    conduct: Mapped[Conduct] = mapped_column(enum_column(Conduct))
    finding: Mapped[Finding] = mapped_column(enum_column(Finding))
    respondent_name: Mapped[str] = mapped_column(String(120), default="")
    department_id: Mapped[int] = mapped_column(ForeignKey("department.id"))
    received_month: Mapped[str] = mapped_column(String(7))
    replied_month: Mapped[str] = mapped_column(String(7))
    days_used: Mapped[int] = mapped_column(default=0)
    was_on_time: Mapped[bool | None]
    limit_words: Mapped[str] = mapped_column(String(60), default="")
    commitment_month: Mapped[str] = mapped_column(String(7), default="")
    commitment_met: Mapped[bool | None]
    was_promise_late: Mapped[bool | None] = mapped_column(default=False)
    fulfilled_month: Mapped[str] = mapped_column(String(7), default="")
    is_handled_again: Mapped[bool] = mapped_column(default=False)
    is_objected: Mapped[bool | None] = mapped_column(default=False)
    satisfaction: Mapped[Satisfaction | None] = mapped_column(enum_column(Satisfaction))
    kept: Mapped[dict[str, Any]] = mapped_column(default=dict)
    preview: Mapped[Preview] = mapped_column(enum_column(Preview), default=Preview.NOT_ASKED)
    preview_remark: Mapped[str] = mapped_column(Text, default="")
    preview_due_on: Mapped[date | None]
    preview_reminded_on: Mapped[date | None]
    author_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    writer_ids: Mapped[list[Any]] = mapped_column(default=list)
    drafted_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
    reviewer_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    publisher_id: Mapped[int | None]
    approved_at: Mapped[datetime | None]
    batch_on: Mapped[date | None]
    released_at: Mapped[datetime | None]
    ends_on: Mapped[date | None]
    refusal: Mapped[str] = mapped_column(Text, default="")
    seen_before: Mapped[dict[str, Any]] = mapped_column(default=dict)
    withdrawn_at: Mapped[datetime | None]
    withdrawal_reason: Mapped[str] = mapped_column(Text, default="")
    changed_at: Mapped[datetime]
    submission_hash: Mapped[str] = mapped_column(String(64), default="")
    is_demo: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)

    case: Mapped[Case] = relationship()
    department: Mapped[Department] = relationship(lazy="joined")
    author: Mapped[User] = relationship(foreign_keys=[author_id])
    reviewer: Mapped[User | None] = relationship(foreign_keys=[reviewer_id])
    publisher: Mapped[User | None] = relationship(primaryjoin=lambda: foreign(Publication.publisher_id) == User.id, viewonly=True)

    @property
    def sections(self) -> list[tuple[str, str, str]]:
        """The text under the title, part by part: (field, heading, text), empty ones left out."""
        return [(name, heading, getattr(self, name)) for name, heading in PUBLIC_SECTIONS if getattr(self, name)]

    def was_written_by(self, user_id: int | None) -> bool:
        """Whether a person had a hand in the words, and so cannot be the one who releases them."""
        return user_id is not None and user_id in {self.author_id, *(self.writer_ids or [])}


class PublicationVersion(Base):
    """How a text stood at a moment when the public page changed. ``what`` says in words what changed; it is public, with the month."""

    __tablename__ = "publication_version"
    __table_args__ = (UniqueConstraint("publication_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    publication_id: Mapped[int] = mapped_column(ForeignKey("publication.id"))
    number: Mapped[int]
    month: Mapped[str] = mapped_column(String(7))
    what: Mapped[str] = mapped_column(Text)
    texts: Mapped[dict[str, Any]]
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    made_at: Mapped[datetime]


class PublicationCorrection(Base):
    """A change of a public text that waits for the second and the third person. Nothing of it is public before it is applied."""

    __tablename__ = "publication_correction"
    __table_args__ = (
        CheckConstraint("reviewer_id IS NULL OR reviewer_id <> author_id", name="reviewed_by_another"),
        CheckConstraint("publisher_id IS NULL OR publisher_id <> author_id", name="applied_by_another"),
        Index("ix_publication_correction_publication", "publication_id", "status"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    publication_id: Mapped[int] = mapped_column(ForeignKey("publication.id"))
    status: Mapped[CorrectionStatus] = mapped_column(enum_column(CorrectionStatus))
    texts: Mapped[dict[str, Any]]
    what: Mapped[str] = mapped_column(Text)
    author_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    reviewer_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    publisher_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    refusal: Mapped[str] = mapped_column(Text, default="")
    made_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]

    publication: Mapped[Publication] = relationship()
    author: Mapped[User] = relationship(foreign_keys=[author_id])


class PublicationReply(Base):
    """What the named unit was asked and says about a text. ``text`` is its own words, ``shown`` the masked words under the outcome."""

    __tablename__ = "publication_reply"
    __table_args__ = (
        CheckConstraint("status = 'asked' OR text <> ''", name="answered_with_words"),
        Index("ix_publication_reply_department", "department_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    publication_id: Mapped[int] = mapped_column(ForeignKey("publication.id"), unique=True)
    department_id: Mapped[int] = mapped_column(ForeignKey("department.id"))
    status: Mapped[ReplyStatus] = mapped_column(enum_column(ReplyStatus))
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    asked_at: Mapped[datetime]
    text: Mapped[str] = mapped_column(Text, default="")
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    answered_at: Mapped[datetime | None]
    shown: Mapped[str] = mapped_column(Text, default="")
    reason: Mapped[str] = mapped_column(Text, default="")
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    publication: Mapped[Publication] = relationship()

    @property
    def case(self) -> Case:
        """The case behind the text: the policy asks it who is kept from it."""
        return self.publication.case


class PublicationTerm(Base):
    """Two-character words of released texts: the index that finds Chinese words inside sentences on every database."""

    __tablename__ = "publication_term"
    __table_args__ = (Index("ix_publication_term_publication", "publication_id"),)

    term: Mapped[str] = mapped_column(String(8), primary_key=True)
    publication_id: Mapped[int] = mapped_column(ForeignKey("publication.id"), primary_key=True)
