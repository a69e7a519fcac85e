"""Samples of closed cases and their quality sheets."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import User
from portal.cases.models import Case
from portal.db import Base


class QualitySample(Base):
    """Cases drawn by chance under a seed: the same seed, filters and cases give the same sample again.

    ``query`` holds the filters as an address has them, ``population`` how many cases they were when it was drawn.
    """

    __tablename__ = "quality_sample"

    id: Mapped[int] = mapped_column(primary_key=True)
    seed: Mapped[str] = mapped_column(String(40))
    size: Mapped[int]
    population: Mapped[int]
    query: Mapped[str] = mapped_column(String(1000))
    criteria: Mapped[list[Any]]
    drawn_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    drawn_at: Mapped[datetime]

    drawn_by: Mapped[User] = relationship()


class SampledCase(Base):
    """A case in a sample and its sheet: points by criterion, and what is to be said. Empty until somebody has looked."""

    __tablename__ = "sampled_case"
    __table_args__ = (UniqueConstraint("sample_id", "position"), Index("ix_sampled_case_case", "case_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    sample_id: Mapped[int] = mapped_column(ForeignKey("quality_sample.id"))
    position: Mapped[int]
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"))
    points: Mapped[dict[str, Any]] = mapped_column(default=dict)
    remark: Mapped[str] = mapped_column(Text, default="")
    scored_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    scored_at: Mapped[datetime | None]

    sample: Mapped[QualitySample] = relationship()
    case: Mapped[Case] = relationship()
    scored_by: Mapped[User | None] = relationship()

    @property
    def total(self) -> int | None:
        """All points together, None before the sheet is filled in."""
        return sum(self.points.values()) if self.scored_at is not None else None
