"""The key in custody and the data keys that it, or the server key, wraps."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from portal.clock import now
from portal.db import Base


class CustodyKey(Base):
    """The public half of a key pair whose private half is split among the custodians. One is in use; older ones are retired."""

    __tablename__ = "custody_key"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_key: Mapped[bytes]
    created_at: Mapped[datetime] = mapped_column(default=now)
    retired_at: Mapped[datetime | None]


class DataKey(Base):
    """The key of one thing (an identity, the original of a file), wrapped. Wiping ``wrapped`` destroys what it closes, also in backups
    that hold only the closed thing."""

    __tablename__ = "data_key"
    __table_args__ = (CheckConstraint("(wrapped IS NULL) = (destroyed_at IS NOT NULL)", name="destroyed_is_empty"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    wrapped: Mapped[bytes | None]
    custody_key_id: Mapped[int | None] = mapped_column(ForeignKey("custody_key.id"), index=True)  # None: under the server key
    created_at: Mapped[datetime] = mapped_column(default=now)
    destroyed_at: Mapped[datetime | None]
