"""The record of a letter to a body complained of. It holds nothing of the report but what an officer wrote anew."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Department, User
from portal.cases.letters.vocabulary import LetterStatus
from portal.cases.models import Case
from portal.db import Base, enum_column


class RespondentLetter(Base):
    """A summary of a complaint, sent to one respondent, which answers by a day. Its number tells nothing of the case."""

    __tablename__ = "respondent_letter"
    __table_args__ = (
        CheckConstraint("approver_id IS NULL OR approver_id <> author_id", name="two_persons"),
        CheckConstraint("status NOT IN ('sent', 'answered') OR (sent_at IS NOT NULL AND due_on IS NOT NULL)", name="sent_has_day"),
        Index("ix_respondent_letter_case", "case_id", "id"),
        Index("ix_respondent_letter_inbox", "department_id", "status", "sent_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(20), unique=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"))
    department_id: Mapped[int] = mapped_column(ForeignKey("department.id"))
    sender_id: Mapped[int] = mapped_column(ForeignKey("department.id"))  # the lead that wrote it
    status: Mapped[LetterStatus] = mapped_column(enum_column(LetterStatus))
    matter: Mapped[str] = mapped_column(Text)
    asked: Mapped[str] = mapped_column(Text)
    gives_identity: Mapped[bool] = mapped_column(default=False)
    author_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    written_at: Mapped[datetime]
    approver_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    refusal: Mapped[str] = mapped_column(Text, default="")
    sent_at: Mapped[datetime | None]
    due_on: Mapped[date | None]
    opened_at: Mapped[datetime | None]
    answer: Mapped[str] = mapped_column(Text, default="")
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    answered_at: Mapped[datetime | None]

    case: Mapped[Case] = relationship()
    department: Mapped[Department] = relationship(foreign_keys=[department_id])
    sender: Mapped[Department] = relationship(foreign_keys=[sender_id])
    author: Mapped[User] = relationship(foreign_keys=[author_id])
    answered_by: Mapped[User | None] = relationship(foreign_keys=[answered_by_id])

    @property
    def was_sent(self) -> bool:
        """Whether the department has the letter."""
        return self.sent_at is not None
