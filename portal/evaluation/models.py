"""Sets of indicators, evaluations, the score of each subject, and objections to them."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Department, User
from portal.db import Base, enum_column
from portal.evaluation.indicators import Indicator, read
from portal.evaluation.vocabulary import EvaluationStatus, ObjectionStatus, Subject

CORRECTED = "异议成立后改正"  # the note of a value that an objection which held changed


class IndicatorSet(Base):
    """One version of the indicators of a subject, never changed; the highest version is in force."""

    __tablename__ = "indicator_set"
    __table_args__ = (UniqueConstraint("subject", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    subject: Mapped[Subject] = mapped_column(enum_column(Subject, "evaluationsubject"))
    version: Mapped[int]
    rows: Mapped[list[Any]]
    reason: Mapped[str] = mapped_column(String(300))
    made_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    made_at: Mapped[datetime]

    made_by: Mapped[User] = relationship()

    @property
    def indicators(self) -> tuple[Indicator, ...]:
        """Its indicators."""
        return read(self.rows)


class Evaluation(Base):
    """One version of the scores of a period. ``cutoff_on`` is the local day on which the figures were read."""

    __tablename__ = "evaluation"
    __table_args__ = (
        UniqueConstraint("subject", "period", "version"),
        CheckConstraint("published_by_id IS NULL OR published_by_id <> author_id", name="published_by_another"),
        CheckConstraint("status <> 'withdrawn' OR withdrawal_reason <> ''", name="withdrawn_with_reason"),
        Index("ix_evaluation_status", "status", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    subject: Mapped[Subject] = mapped_column(enum_column(Subject, "evaluationsubject"))
    period: Mapped[str] = mapped_column(String(8))
    version: Mapped[int]
    set_id: Mapped[int] = mapped_column(ForeignKey("indicator_set.id"))
    status: Mapped[EvaluationStatus] = mapped_column(enum_column(EvaluationStatus))
    cutoff_on: Mapped[date]
    author_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    created_at: Mapped[datetime]
    objections_until: Mapped[date | None]
    finalised_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    finalised_at: Mapped[datetime | None]
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    published_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    withdrawal_reason: Mapped[str] = mapped_column(Text, default="")

    indicator_set: Mapped[IndicatorSet] = relationship(lazy="joined")
    author: Mapped[User] = relationship(foreign_keys=[author_id])
    scores: Mapped[list["EvaluationScore"]] = relationship(
        back_populates="evaluation",
        order_by="EvaluationScore.kind, EvaluationScore.rank.is_(None), EvaluationScore.rank, EvaluationScore.id",
    )

    @property
    def indicators(self) -> tuple[Indicator, ...]:
        """The indicators it is scored by."""
        return self.indicator_set.indicators


class EvaluationScore(Base):
    """What one department or region got. ``values``: indicator key → {part, whole, rate, note}; ``kind`` is what it is ranked among."""

    __tablename__ = "evaluation_score"
    __table_args__ = (
        UniqueConstraint("evaluation_id", "department_id", "region_code"),
        CheckConstraint("department_id IS NOT NULL OR region_code <> ''", name="of_somebody"),
        Index("ix_evaluation_score_department", "department_id", "evaluation_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    evaluation_id: Mapped[int] = mapped_column(ForeignKey("evaluation.id"))
    department_id: Mapped[int | None] = mapped_column(ForeignKey("department.id"))
    region_code: Mapped[str] = mapped_column(String(6), default="")
    name: Mapped[str] = mapped_column(String(120))
    kind: Mapped[str] = mapped_column(String(40))
    answered: Mapped[int]
    values: Mapped[dict[str, Any]]
    total: Mapped[float | None]
    rank: Mapped[int | None]

    evaluation: Mapped[Evaluation] = relationship(back_populates="scores")
    department: Mapped[Department | None] = relationship()

    def rate_of(self, key: str) -> float | None:
        """The value of an indicator, in percent; None where there is none."""
        value: float | None = self.values.get(key, {}).get("rate")
        return value

    def is_corrected(self, key: str) -> bool:
        """Whether an objection that held changed the value of an indicator."""
        return bool(self.values.get(key, {}).get("note") == CORRECTED)


class EvaluationObjection(Base):
    """A department's objection to one indicator of its score, and what was decided."""

    __tablename__ = "evaluation_objection"
    __table_args__ = (
        CheckConstraint("(status = 'waiting') = (decided_at IS NULL)", name="decided_has_time"),
        Index("ix_evaluation_objection_score", "score_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    score_id: Mapped[int] = mapped_column(ForeignKey("evaluation_score.id"))
    indicator: Mapped[str] = mapped_column(String(40))
    reason: Mapped[str] = mapped_column(Text)
    made_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    made_at: Mapped[datetime]
    due_on: Mapped[date]
    status: Mapped[ObjectionStatus] = mapped_column(enum_column(ObjectionStatus, "evaluationobjectionstatus"))
    decision: Mapped[str] = mapped_column(Text, default="")
    corrected: Mapped[float | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    decided_at: Mapped[datetime | None]

    score: Mapped[EvaluationScore] = relationship()
    made_by: Mapped[User] = relationship(foreign_keys=[made_by_id])

    @property
    def department_id(self) -> int | None:
        """Whose score it is about."""
        return self.score.department_id

    def decide(self, status: ObjectionStatus, decision: str, corrected: float | None, by_id: int | None, at: datetime) -> None:
        """Decided at an instant, with what belongs to it."""
        self.status, self.decision, self.corrected, self.decided_by_id, self.decided_at = status, decision, corrected, by_id, at
