"""New names and successors of departments, by the day from which they hold."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Department
from portal.db import Base

_WAITING = text("done_at IS NULL AND cancelled_at IS NULL")


class DepartmentChange(Base):
    """A new name, a successor, or both, from a local day on. Done ones stay as the history of the department.

    ``failure`` says, in Chinese, why it could not be done when its day came; it is tried again.
    """

    __tablename__ = "department_change"
    __table_args__ = (
        CheckConstraint("new_name <> '' OR successor_id IS NOT NULL", name="changes_something"),
        CheckConstraint("successor_id IS NULL OR successor_id <> department_id", name="another_department"),
        CheckConstraint("done_at IS NULL OR cancelled_at IS NULL", name="done_or_cancelled"),
        Index("uq_department_change_one_waiting", "department_id", unique=True, sqlite_where=_WAITING, postgresql_where=_WAITING),
        Index("ix_department_change_due", "from_on", "id", sqlite_where=_WAITING, postgresql_where=_WAITING),
        Index("ix_department_change_department", "department_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    department_id: Mapped[int] = mapped_column(ForeignKey("department.id"))
    from_on: Mapped[date]
    old_name: Mapped[str] = mapped_column(String(120))
    new_name: Mapped[str] = mapped_column(String(120), default="")
    successor_id: Mapped[int | None] = mapped_column(ForeignKey("department.id"))
    made_at: Mapped[datetime]
    made_by_id: Mapped[int | None]
    done_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]
    failure: Mapped[str] = mapped_column(Text, default="")

    department: Mapped[Department] = relationship(foreign_keys=[department_id], lazy="joined")
    successor: Mapped[Department | None] = relationship(foreign_keys=[successor_id], lazy="joined")

    @property
    def is_waiting(self) -> bool:
        """Whether it has still to take effect."""
        return self.done_at is None and self.cancelled_at is None
