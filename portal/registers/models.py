"""The entries of the public registers, what happened to each, and the words they are found by."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal import clock
from portal.accounts.models import Department, User
from portal.db import Base, enum_column
from portal.registers.vocabulary import CorrectionStatus, EntryStatus, Kind, Promise, Standing
from portal.registers.workflow import EntryAction

_WITH_OWNER = frozenset({Kind.COMMITMENT, Kind.ARTICLE})


class RegisterEntry(Base):
    """One entry of a register; which fields it uses says ``fields.py``.

    ``topic`` is the service category of a commitment, 守信 or 失信, the column of an article, the group of a link. ``source`` is who
    assessed or who issued, ``number`` a document number, ``grade`` the result of an assessment, ``dated_on`` its day. ``due_on`` is the
    last day of a promise; one that is off has become the next worked day (民法典 203). ``keep_reason`` says why words that the detector
    found may stand. ``writer_ids`` are all who wrote. ``changed_at`` is when the public page last changed.
    """

    __tablename__ = "register_entry"
    __table_args__ = (
        CheckConstraint("reviewer_id IS NULL OR reviewer_id <> author_id", name="reviewed_by_another"),
        CheckConstraint("publisher_id IS NULL OR publisher_id <> author_id", name="published_by_another"),
        CheckConstraint("status <> 'published' OR (published_at IS NOT NULL AND publisher_id IS NOT NULL)", name="published_by_somebody"),
        CheckConstraint("status <> 'withdrawn' OR withdrawal_reason <> ''", name="withdrawn_with_reason"),
        CheckConstraint("fulfilled_on IS NULL OR proof <> ''", name="fulfilled_with_proof"),
        CheckConstraint("kind <> 'commitment' OR (department_id IS NOT NULL AND promise IS NOT NULL)", name="commitment_has_owner"),
        Index("ix_register_entry_newest", "kind", "status", "published_at", "id"),
        Index("ix_register_entry_department", "kind", "status", "department_id", "published_at", "id"),
        Index("ix_register_entry_topic", "kind", "status", "topic", "published_at", "id"),
        Index("ix_register_entry_promise", "kind", "status", "promise", "published_at", "id"),
        Index("ix_register_entry_due", "kind", "status", "fulfilled_on", "due_on"),
        Index("ix_register_entry_ends", "status", "shown_until"),
        Index("ix_register_entry_changed", "status", "changed_at"),
        Index("ix_register_entry_desk", "kind", "status", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(16), unique=True)
    kind: Mapped[Kind] = mapped_column(enum_column(Kind, "registerkind"))
    status: Mapped[EntryStatus] = mapped_column(enum_column(EntryStatus))
    title: Mapped[str] = mapped_column(String(120))
    body: Mapped[str] = mapped_column(Text, default="")
    topic: Mapped[str] = mapped_column(String(40), default="")
    promise: Mapped[Promise | None] = mapped_column(enum_column(Promise))
    department_id: Mapped[int | None] = mapped_column(ForeignKey("department.id"))
    source: Mapped[str] = mapped_column(String(120), default="")
    number: Mapped[str] = mapped_column(String(60), default="")
    grade: Mapped[str] = mapped_column(String(60), default="")
    url: Mapped[str] = mapped_column(String(300), default="")
    dated_on: Mapped[date | None]
    due_on: Mapped[date | None]
    shown_until: Mapped[date | None]
    fulfilled_on: Mapped[date | None]
    proof: Mapped[str] = mapped_column(Text, default="")
    was_late: Mapped[bool] = mapped_column(default=False)
    keep_reason: Mapped[str] = mapped_column(Text, default="")
    author_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    writer_ids: Mapped[list[Any]] = mapped_column(default=list)
    reviewer_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    publisher_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    refusal: Mapped[str] = mapped_column(Text, default="")
    drafted_at: Mapped[datetime]
    published_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    withdrawal_reason: Mapped[str] = mapped_column(Text, default="")
    changed_at: Mapped[datetime]
    submission_hash: Mapped[str] = mapped_column(String(64), unique=True)
    is_demo: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)

    department: Mapped[Department | None] = relationship(lazy="joined")
    author: Mapped[User] = relationship(foreign_keys=[author_id])

    @property
    def owner_department_id(self) -> int | None:
        """The department whose own entry this is: its commitment, its news. What is said about a department is not its own."""
        return self.department_id if self.kind in _WITH_OWNER else None

    def was_written_by(self, user_id: int | None) -> bool:
        """Whether a person had a hand in the words, and so cannot be the one who releases them."""
        return user_id is not None and user_id in {self.author_id, *(self.writer_ids or [])}

    @property
    def standing(self) -> Standing | None:
        """How a commitment stands today; None for everything else."""
        if self.kind is not Kind.COMMITMENT:
            return None
        if self.fulfilled_on is not None:
            return Standing.KEPT
        return Standing.MISSED if self.due_on is not None and self.due_on < clock.today() else Standing.RUNNING

    def enter(self, status: EntryStatus, at: datetime) -> None:
        """Change the state and make pages seen before stale."""
        self.status, self.changed_at = status, at
        self.version += 1

    def move_due(self, due_on: date) -> None:
        """Move the last day of a promise; it stays on the page until then."""
        self.due_on = due_on
        if self.shown_until is not None and self.shown_until < due_on:
            self.shown_until = due_on


class RegisterStep(Base):
    """What happened to an entry. ``words`` (the reason, the proof) are public once the entry is."""

    __tablename__ = "register_step"
    __table_args__ = (Index("ix_register_step_entry", "entry_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("register_entry.id"))
    action: Mapped[EntryAction] = mapped_column(enum_column(EntryAction))
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    words: Mapped[str] = mapped_column(Text, default="")


class RegisterCorrection(Base):
    """Other words for a public entry, that wait for another person. ``what`` and the words are public once it is applied.

    ``values`` are those the entry is to have, ``before`` those it had when the correction was applied: together the versions of it.
    """

    __tablename__ = "register_correction"
    __table_args__ = (
        CheckConstraint("decided_by_id IS NULL OR decided_by_id <> author_id", name="decided_by_another"),
        CheckConstraint("status = 'open' OR decided_by_id IS NOT NULL", name="decided_by_somebody"),
        Index("ix_register_correction_entry", "entry_id", "status"),
        Index("ix_register_correction_waiting", "status", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("register_entry.id"))
    status: Mapped[CorrectionStatus] = mapped_column(enum_column(CorrectionStatus, "registercorrectionstatus"))
    values: Mapped[dict[str, Any]]
    before: Mapped[dict[str, Any]] = mapped_column(default=dict)
    what: Mapped[str] = mapped_column(Text)
    author_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    refusal: Mapped[str] = mapped_column(Text, default="")
    made_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]

    entry: Mapped[RegisterEntry] = relationship()
    author: Mapped[User] = relationship(foreign_keys=[author_id])


class RegisterTerm(Base):
    """Two-character words of published entries, so that Chinese words are found inside sentences on every database."""

    __tablename__ = "register_term"
    __table_args__ = (Index("ix_register_term_entry", "entry_id"),)

    term: Mapped[str] = mapped_column(String(8), primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("register_entry.id"), primary_key=True)
