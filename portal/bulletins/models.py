"""Bulletins and the words in them, every version of both kept."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import User
from portal.bulletins.vocabulary import Block, BulletinStatus, Scope
from portal.db import Base, enum_column


class Bulletin(Base):
    """One version of a bulletin. ``figures`` is what ``figures.compute`` said when it was frozen, and never changes after.

    ``scope_value`` is the beginning of a region code or a kind of department. ``previous_id`` is the version before, which stays.
    """

    __tablename__ = "bulletin"
    __table_args__ = (
        CheckConstraint("(status IN ('draft', 'dropped')) OR frozen_at IS NOT NULL", name="frozen_has_time"),
        CheckConstraint("approved_by_id IS NULL OR approved_by_id <> author_id", name="approved_by_another"),
        CheckConstraint("status <> 'withdrawn' OR withdrawal_reason <> ''", name="withdrawn_with_reason"),
        Index("ix_bulletin_public", "is_public", "status", "id"),
        Index("ix_bulletin_same", "period", "scope", "scope_value", "version"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    period: Mapped[str] = mapped_column(String(8))  # 2026Q3, 2026H1, 2026
    scope: Mapped[Scope] = mapped_column(enum_column(Scope, "bulletinscope"))
    scope_value: Mapped[str] = mapped_column(String(40), default="")
    scope_name: Mapped[str] = mapped_column(String(80), default="")
    title: Mapped[str] = mapped_column(String(120))
    is_public: Mapped[bool] = mapped_column(default=False)
    status: Mapped[BulletinStatus] = mapped_column(enum_column(BulletinStatus))
    version: Mapped[int] = mapped_column(default=1)
    previous_id: Mapped[int | None] = mapped_column(ForeignKey("bulletin.id"), index=True)
    public_key: Mapped[str] = mapped_column(String(12), unique=True)
    figures: Mapped[dict[str, Any]] = mapped_column(default=dict)
    author_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    created_at: Mapped[datetime]
    frozen_at: Mapped[datetime | None]
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    approved_at: Mapped[datetime | None]
    refusal: Mapped[str] = mapped_column(Text, default="")
    withdrawn_at: Mapped[datetime | None]
    withdrawal_reason: Mapped[str] = mapped_column(Text, default="")

    author: Mapped[User] = relationship(foreign_keys=[author_id])
    approved_by: Mapped[User | None] = relationship(foreign_keys=[approved_by_id])
    previous: Mapped["Bulletin | None"] = relationship(remote_side=[id])
    texts: Mapped[list["BulletinText"]] = relationship(back_populates="bulletin", order_by="BulletinText.id")

    @property
    def is_frozen(self) -> bool:
        """Whether the numbers stand."""
        return self.frozen_at is not None

    @property
    def words(self) -> dict[Block, str]:
        """The newest text of each block, in the order of the blocks."""
        newest = {each.block: each.text for each in self.texts}
        return {block: newest.get(block, "") for block in Block}

    def was_written_by(self, user_id: int | None) -> bool:
        """Whether somebody had a hand in it."""
        return user_id == self.author_id or user_id in {each.written_by_id for each in self.texts}


class BulletinText(Base):
    """One version of one block."""

    __tablename__ = "bulletin_text"
    __table_args__ = (UniqueConstraint("bulletin_id", "block", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    bulletin_id: Mapped[int] = mapped_column(ForeignKey("bulletin.id"))
    block: Mapped[Block] = mapped_column(enum_column(Block, "bulletinblock"))
    version: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    written_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    written_at: Mapped[datetime]

    bulletin: Mapped[Bulletin] = relationship(back_populates="texts")
    written_by: Mapped[User] = relationship()
