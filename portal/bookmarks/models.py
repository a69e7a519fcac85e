"""A saved view."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import User
from portal.db import Base


class SavedView(Base):
    """The query string of a page under a name. ``department_id`` is set while it is shared with that department."""

    __tablename__ = "saved_view"
    __table_args__ = (UniqueConstraint("owner_id", "page", "name"), Index("ix_saved_view_shared", "department_id", "page"))

    id: Mapped[int] = mapped_column(primary_key=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    page: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(40))
    query: Mapped[str] = mapped_column(String(1000))
    department_id: Mapped[int | None] = mapped_column(ForeignKey("department.id"))
    saved_at: Mapped[datetime]

    owner: Mapped[User] = relationship()

    @property
    def is_shared(self) -> bool:
        """Whether the department of the owner has it too."""
        return self.department_id is not None
