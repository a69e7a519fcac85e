"""A rectification order and the rounds of answer and decision. Nothing of the report is in it but what was written anew."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Department, User
from portal.cases.models import Case
from portal.db import Base, enum_column
from portal.records.rectification.vocabulary import RectificationStatus, Stance
from portal.records.vocabulary import Pretext


class Rectification(Base):
    """An order to one body to explain itself in writing and to rectify by a day. Its number tells nothing of the case."""

    __tablename__ = "rectification"
    __table_args__ = (
        CheckConstraint("demand <> ''", name="demands_something"),
        CheckConstraint(
            "status NOT IN ('accepted', 'refused', 'cancelled') OR (closed_at IS NOT NULL AND outcome <> '')", name="closed_why"
        ),
        Index("ix_rectification_case", "case_id", "id"),
        Index("ix_rectification_inbox", "department_id", "status", "issued_at", "id"),
        Index("ix_rectification_status", "status", "issued_at", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(40), unique=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"))
    department_id: Mapped[int] = mapped_column(ForeignKey("department.id"))
    issuer_id: Mapped[int] = mapped_column(ForeignKey("department.id"))
    status: Mapped[RectificationStatus] = mapped_column(enum_column(RectificationStatus))
    demand: Mapped[str] = mapped_column(Text)
    basis: Mapped[str] = mapped_column(Text)
    issued_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    issued_at: Mapped[datetime]
    due_on: Mapped[date]
    opened_at: Mapped[datetime | None]
    outcome: Mapped[str] = mapped_column(Text, default="")
    closed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    case: Mapped[Case] = relationship()
    department: Mapped[Department] = relationship(foreign_keys=[department_id])
    issuer: Mapped[Department] = relationship(foreign_keys=[issuer_id])
    issued_by: Mapped[User] = relationship(foreign_keys=[issued_by_id])
    answers: Mapped[list["RectificationAnswer"]] = relationship(back_populates="rectification", order_by="RectificationAnswer.id")

    def enter(self, status: RectificationStatus, outcome: str = "", at: datetime | None = None) -> None:
        """Change the status with what belongs to it, so that no CHECK meets a half."""
        self.status, self.outcome, self.closed_at = status, outcome, at
        self.version += 1


class RectificationAnswer(Base):
    """What the body reported in one round, and what was decided about it. Its evidence hangs on the answer."""

    __tablename__ = "rectification_answer"
    __table_args__ = (
        CheckConstraint("text <> ''", name="says_something"),
        Index("ix_rectification_answer_rectification", "rectification_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    rectification_id: Mapped[int] = mapped_column(ForeignKey("rectification.id"))
    stance: Mapped[Stance] = mapped_column(enum_column(Stance))
    text: Mapped[str] = mapped_column(Text)
    pretext: Mapped[Pretext | None] = mapped_column(enum_column(Pretext))
    answered_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    answered_at: Mapped[datetime]
    decision: Mapped[RectificationStatus | None] = mapped_column(enum_column(RectificationStatus, "decision"))
    reason: Mapped[str] = mapped_column(Text, default="")
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    decided_at: Mapped[datetime | None]

    rectification: Mapped[Rectification] = relationship(back_populates="answers")
    answered_by: Mapped[User] = relationship(foreign_keys=[answered_by_id])
