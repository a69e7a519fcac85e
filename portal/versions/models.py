"""Every version of a text or a set of rules, as plain data."""

from datetime import datetime
from typing import Any

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base


class KeptVersion(Base):
    """One version of something, whole. ``kind`` and ``subject`` name it, ``number`` counts from 1; nobody for the command line."""

    __tablename__ = "kept_version"
    __table_args__ = (UniqueConstraint("kind", "subject", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    subject: Mapped[str] = mapped_column(String(60))
    number: Mapped[int]
    at: Mapped[datetime]
    by_id: Mapped[int | None]
    by_name: Mapped[str] = mapped_column(String(60), default="")
    content: Mapped[dict[str, Any]]
