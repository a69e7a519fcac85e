"""What reporter and office write: the draft of a report; replies, supplements, messages, notes, requests, ratings."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import User
from portal.cases import vocabulary as v
from portal.cases.models import Case
from portal.db import Base, enum_column


class ReportDraft(Base):
    """A report being written, found by the hash of the token in the browser's session.

    The answers are sealed under a key made of that token too: who has the database and the server key, but not the browser, reads nothing.
    """

    __tablename__ = "report_draft"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    sealed: Mapped[bytes]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)

    token = ""  # in memory only, put there by whoever found the row with it


class Reply(Base):
    """A written reply in its five parts (信访条例 art. 32), stored as sent."""

    __tablename__ = "reply"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    status: Mapped[v.ReplyStatus] = mapped_column(enum_column(v.ReplyStatus))
    claim: Mapped[str] = mapped_column(Text)
    facts: Mapped[str] = mapped_column(Text)
    basis: Mapped[str] = mapped_column(Text)
    conclusion: Mapped[str] = mapped_column(Text)
    remedy: Mapped[str] = mapped_column(Text)
    author_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    written_at: Mapped[datetime]
    reviewer_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    reviewed_at: Mapped[datetime | None]
    refusal: Mapped[str] = mapped_column(Text, default="")

    case: Mapped[Case] = relationship(back_populates="replies")
    author: Mapped[User] = relationship(foreign_keys=[author_id])
    reviewer: Mapped[User | None] = relationship(foreign_keys=[reviewer_id])

    @property
    def parts(self) -> list[tuple[str, str]]:
        """The five parts with their Chinese headings, in the order they are sent."""
        return [
            ("您的诉求", self.claim),
            ("查明的事实", self.facts),
            ("依据", self.basis),
            ("结论", self.conclusion),
            ("救济途径", self.remedy),
        ]


class SupplementRequest(Base):
    """What the office asked the reporter to add, until when, and what came."""

    __tablename__ = "supplement_request"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    wanted: Mapped[str] = mapped_column(Text)
    requested_at: Mapped[datetime]
    due_on: Mapped[date]
    answer: Mapped[str] = mapped_column(Text, default="")
    answered_at: Mapped[datetime | None]
    lapsed_at: Mapped[datetime | None]

    @property
    def is_open(self) -> bool:
        """Whether the reporter has still to answer."""
        return self.answered_at is None and self.lapsed_at is None


class Message(Base):
    """One message between office and reporter, seen by both."""

    __tablename__ = "message"
    __table_args__ = (Index("ix_message_case", "case_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"))
    sender: Mapped[v.MessageSender] = mapped_column(enum_column(v.MessageSender))
    author_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    text: Mapped[str] = mapped_column(Text)
    sent_at: Mapped[datetime]


class Note(Base):
    """An internal note, seen only by the department of its author."""

    __tablename__ = "note"
    __table_args__ = (Index("ix_note_case", "case_id", "department_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"))
    author_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    department_id: Mapped[int] = mapped_column(ForeignKey("department.id"))
    text: Mapped[str] = mapped_column(Text)
    written_at: Mapped[datetime]

    author: Mapped[User] = relationship()


class ExtensionRequest(Base):
    """An officer's request for more days, decided by the head (信访条例 art. 34)."""

    __tablename__ = "extension_request"
    __table_args__ = (CheckConstraint("days > 0", name="days_positive"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    days: Mapped[int]
    reason: Mapped[str] = mapped_column(Text)
    status: Mapped[v.ExtensionStatus] = mapped_column(enum_column(v.ExtensionStatus))
    requested_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    requested_at: Mapped[datetime]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    decided_at: Mapped[datetime | None]

    requested_by: Mapped[User] = relationship(foreign_keys=[requested_by_id])


class Rating(Base):
    """How the reporter rates the handling; one per case."""

    __tablename__ = "rating"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), unique=True)
    solved: Mapped[v.Solved] = mapped_column(enum_column(v.Solved))
    satisfaction: Mapped[v.Satisfaction] = mapped_column(enum_column(v.Satisfaction))
    reason: Mapped[str] = mapped_column(Text, default="")
    rated_at: Mapped[datetime]


class ReviewRequest(Base):
    """A reporter's request that the reply be reviewed (信访条例 art. 35), or the review itself (36: final), and what came of it."""

    __tablename__ = "review_request"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    ground: Mapped[v.ReviewGround] = mapped_column(enum_column(v.ReviewGround))
    text: Mapped[str] = mapped_column(Text)
    requested_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decision: Mapped[str] = mapped_column(Text, default="")
    is_upheld: Mapped[bool | None]
    is_final: Mapped[bool] = mapped_column(default=False, server_default=false())
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    decided_by: Mapped[User | None] = relationship()


class ReplyTemplate(Base):
    """Words an officer can start from, chosen by action and area; an empty area fits all."""

    __tablename__ = "reply_template"
    __table_args__ = (Index("ix_reply_template_use", "purpose", "area_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80), unique=True)
    purpose: Mapped[str] = mapped_column(String(20))
    area_key: Mapped[str] = mapped_column(String(40), default="")
    claim: Mapped[str] = mapped_column(Text, default="")
    facts: Mapped[str] = mapped_column(Text, default="")
    basis: Mapped[str] = mapped_column(Text, default="")
    conclusion: Mapped[str] = mapped_column(Text, default="")
    remedy: Mapped[str] = mapped_column(Text, default="")
    text: Mapped[str] = mapped_column(Text, default="")
    is_active: Mapped[bool] = mapped_column(default=True)
    version: Mapped[int] = mapped_column(default=1)
