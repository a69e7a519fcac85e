"""Which case is handled with which other."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.cases.models import Case
from portal.db import Base

_OPEN = text("answered_at IS NULL AND undone_at IS NULL")


class CaseMerge(Base):
    """That a case is answered with a main one. ``claim`` is what its own reporter asks for, and heads that reporter's answer."""

    __tablename__ = "case_merge"
    __table_args__ = (
        CheckConstraint("case_id <> main_id", name="another_case"),
        CheckConstraint("answered_at IS NULL OR undone_at IS NULL", name="answered_or_undone"),
        Index("uq_case_merge_one_open", "case_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
        Index("ix_case_merge_case", "case_id", "id"),
        Index("ix_case_merge_main", "main_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"))
    main_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"))
    claim: Mapped[str] = mapped_column(Text)
    merged_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    undone_at: Mapped[datetime | None]

    case: Mapped[Case] = relationship(foreign_keys=[case_id])
    main: Mapped[Case] = relationship(foreign_keys=[main_id])

    @property
    def is_open(self) -> bool:
        """Whether the case still waits for the answer of the main one."""
        return self.answered_at is None and self.undone_at is None
