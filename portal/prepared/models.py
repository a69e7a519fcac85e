"""Files asked for and made."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, text
from sqlalchemy.orm import Mapped, deferred, mapped_column, relationship

from portal.accounts.models import User
from portal.crypto import seal_bytes, unseal_bytes
from portal.db import Base, enum_column
from portal.prepared.vocabulary import FileState

_WAITING = text("state = 'waiting'")
_CONTEXT = "prepared.content"


class PreparedFile(Base):
    """One file for one person. ``parameters`` hold what the maker of its ``kind`` needs; never anything of a reporter."""

    __tablename__ = "prepared_file"
    __table_args__ = (
        CheckConstraint("(state = 'ready') = (sealed IS NOT NULL)", name="ready_has_content"),
        CheckConstraint("state = 'waiting' OR lease_token IS NULL", name="only_waiting_leased"),
        Index("ix_prepared_file_own", "asked_by_id", "id"),
        Index("ix_prepared_file_waiting", "id", sqlite_where=_WAITING, postgresql_where=_WAITING),
        Index("ix_prepared_file_expires", "expires_at", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    title: Mapped[str] = mapped_column(String(200))
    parameters: Mapped[dict[str, Any]]
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    asked_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    state: Mapped[FileState] = mapped_column(enum_column(FileState), default=FileState.WAITING)
    attempts: Mapped[int] = mapped_column(default=0)
    leased_until: Mapped[datetime | None]
    lease_token: Mapped[str | None] = mapped_column(String(43))
    made_at: Mapped[datetime | None]
    file_name: Mapped[str] = mapped_column(String(200), default="")
    media_type: Mapped[str] = mapped_column(String(100), default="")
    size: Mapped[int] = mapped_column(default=0)
    problem: Mapped[str] = mapped_column(String(300), default="")
    sealed: Mapped[bytes | None] = deferred(mapped_column(LargeBinary))

    asked_by: Mapped[User] = relationship()

    def lease(self, token: str, until: datetime) -> None:
        """Keep other workers away until an instant; one more attempt has begun."""
        self.attempts += 1
        self.lease_token, self.leased_until = token, until

    def keep(self, file_name: str, media_type: str, content: bytes, at: datetime) -> None:
        """The file was made; its content lies sealed under the server key."""
        self.file_name, self.media_type, self.size, self.made_at = file_name, media_type, len(content), at
        self.sealed = seal_bytes(content, _CONTEXT)
        self._enter(FileState.READY)

    def fail(self, problem: str) -> None:
        """It cannot be made; ``problem`` is a sentence for the person who asked."""
        self.problem = problem
        self._enter(FileState.FAILED)

    def content(self) -> bytes:
        """What the file holds, unsealed."""
        return unseal_bytes(self.sealed or b"", _CONTEXT)

    def _enter(self, state: FileState) -> None:
        self.state, self.lease_token, self.leased_until = state, None, None
