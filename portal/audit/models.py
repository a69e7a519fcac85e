"""The audit log: append-only rows, each carrying the hash of the one before; personal values beside it, where they can be erased."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.append_only import closed, erasable, forward
from portal.db import Base, guard


class AuditEntry(Base):
    """Who did or saw what, when. Never changed and never deleted; the database refuses both.

    ``commitments`` maps the name of each personal value to its commitment; None only in entries older than commitments.
    """

    __tablename__ = "audit_entry"
    __table_args__ = (Index("ix_audit_entry_object", "object_kind", "object_id"), Index("ix_audit_entry_actor", "actor_id", "id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor_id: Mapped[int | None]
    actor_label: Mapped[str] = mapped_column(String(120))
    action: Mapped[str] = mapped_column(String(60), index=True)
    object_kind: Mapped[str] = mapped_column(String(30))
    object_id: Mapped[str] = mapped_column(String(60))
    succeeded: Mapped[bool] = mapped_column(default=True)
    detail: Mapped[dict[str, Any]] = mapped_column(default=dict)
    commitments: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    previous_hash: Mapped[str] = mapped_column(String(64))
    entry_hash: Mapped[str] = mapped_column(String(64), unique=True)


class AuditPersonal(Base):
    """A personal value of an entry, sealed, with the salt of its commitment. Deleted when its time is over, never changed."""

    __tablename__ = "audit_personal"
    __table_args__ = (Index("ix_audit_personal_object", "object_kind", "object_id"),)

    entry_id: Mapped[int] = mapped_column(ForeignKey("audit_entry.id"), primary_key=True)
    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    object_kind: Mapped[str] = mapped_column(String(30))
    object_id: Mapped[str] = mapped_column(String(60))
    salt: Mapped[bytes] = mapped_column(LargeBinary)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)


class AuditHead(Base):
    """The one row that holds the newest hash; locking it puts writers in line. It only moves forward, to an entry that exists."""

    __tablename__ = "audit_head"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    entry_hash: Mapped[str] = mapped_column(String(64))
    last_id: Mapped[int] = mapped_column(default=0, server_default=text("0"))


class AuditCheck(Base):
    """The one row that says when the chain was last walked, how far, and where it broke."""

    __tablename__ = "audit_check"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    checked_at: Mapped[datetime]
    whole_checked_at: Mapped[datetime | None]
    last_id: Mapped[int]
    last_hash: Mapped[str] = mapped_column(String(64))
    broken_id: Mapped[int | None]


HEAD_HOLDS = (
    "NEW.id = OLD.id AND NEW.last_id > OLD.last_id AND "
    "EXISTS (SELECT 1 FROM audit_entry e WHERE e.id = NEW.last_id AND e.entry_hash = NEW.entry_hash)"
)
guard(AuditEntry.__table__, closed("audit_entry"))
guard(AuditPersonal.__table__, erasable("audit_personal"))
guard(AuditHead.__table__, forward("audit_head", HEAD_HOLDS))
