"""Tags of a department, and what an act on many cases came to."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.db import Base

WORDS_MAX = 12


class Tag(Base):
    """A plain word by which a department sorts its cases; nobody outside it sees the word."""

    __tablename__ = "tag"
    __table_args__ = (UniqueConstraint("department_id", "words"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    department_id: Mapped[int] = mapped_column(ForeignKey("department.id"))
    words: Mapped[str] = mapped_column(String(WORDS_MAX))
    made_at: Mapped[datetime]


class CaseTag(Base):
    """That a case bears a tag."""

    __tablename__ = "case_tag"
    __table_args__ = (UniqueConstraint("case_id", "tag_id"), Index("ix_case_tag_tag", "tag_id", "case_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"))
    tag_id: Mapped[int] = mapped_column(ForeignKey("tag.id"))

    tag: Mapped[Tag] = relationship(lazy="joined")


class BulkRun(Base):
    """One act on many cases: which it changed, and which it left and why. ``skipped`` holds pairs of case id and sentence."""

    __tablename__ = "bulk_run"
    __table_args__ = (Index("ix_bulk_run_user", "user_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    act: Mapped[str] = mapped_column(String(20))
    made_at: Mapped[datetime]
    done: Mapped[list[Any]]
    skipped: Mapped[list[Any]]
    gone: Mapped[int]  # chosen, but not to be seen any more when it was carried out
    press_hash: Mapped[str] = mapped_column(String(64), unique=True)
