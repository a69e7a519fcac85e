"""What the ladder keeps: where each case stands on it, its settings, its numbers, talks and criticisms."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import User
from portal.db import Base, enum_column
from portal.supervision.models import SupervisionOrder
from portal.supervision.vocabulary import CriticismScope, OrderKind

_WAITING = text("act_on IS NOT NULL")


class LadderWatch(Base):
    """Where a late case stands on the ladder: which step comes next and on which day it is looked at again.

    ``act_on`` None: a person has to decide first (a draft waits, or the case has no department). ``clock_id`` and ``clock_round`` are the
    clock that ran out, ``order_id`` the step before. One row a case, locked while it is acted on: that is what makes a step fire once.
    """

    __tablename__ = "ladder_watch"
    __table_args__ = (Index("ix_ladder_watch_due", "act_on", "id", sqlite_where=_WAITING, postgresql_where=_WAITING),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), unique=True)
    next_kind: Mapped[OrderKind] = mapped_column(enum_column(OrderKind))
    act_on: Mapped[date | None]
    clock_id: Mapped[int | None]
    clock_round: Mapped[int | None]
    order_id: Mapped[int | None]


class LadderSetting(Base):
    """One version of the days of the ladder; the newest is in force, none is ever changed."""

    __tablename__ = "ladder_setting"

    id: Mapped[int] = mapped_column(primary_key=True)
    values: Mapped[dict[str, Any]]
    reason: Mapped[str] = mapped_column(String(300))
    changed_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    changed_at: Mapped[datetime]

    changed_by: Mapped[User] = relationship()


class LetterSerial(Base):
    """The last number given in a series (a kind and a year); its row is locked while the next is taken, so that none is left out."""

    __tablename__ = "letter_serial"

    series: Mapped[str] = mapped_column(String(40), primary_key=True)
    last: Mapped[int] = mapped_column(default=0)


class AdmonitoryTalk(Base):
    """A talk (约谈) with the heads of a department: the invitation, and what was said."""

    __tablename__ = "admonitory_talk"
    __table_args__ = (CheckConstraint("held_on IS NULL OR minutes <> ''", name="held_has_minutes"),)

    order_id: Mapped[int] = mapped_column(ForeignKey("supervision_order.id"), primary_key=True)
    meet_on: Mapped[date]
    meet_at: Mapped[str] = mapped_column(String(40))  # the time of day in words
    place: Mapped[str] = mapped_column(String(120))
    attendees: Mapped[str] = mapped_column(String(200))
    held_on: Mapped[date | None]
    minutes: Mapped[str] = mapped_column(Text, default="")
    outcome: Mapped[str] = mapped_column(Text, default="")
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    recorded_at: Mapped[datetime | None]

    order: Mapped[SupervisionOrder] = relationship(back_populates="talk")
    recorded_by: Mapped[User | None] = relationship()
    commitments: Mapped[list["TalkCommitment"]] = relationship(order_by="TalkCommitment.id")


class TalkCommitment(Base):
    """What the department promised in a talk, by a day; its clock ends when a supervisor notes that it was kept."""

    __tablename__ = "talk_commitment"

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("admonitory_talk.order_id"), index=True)
    promise: Mapped[str] = mapped_column(String(500))
    due_on: Mapped[date]
    met_on: Mapped[date | None]
    note: Mapped[str] = mapped_column(String(500), default="")

    talk: Mapped[AdmonitoryTalk] = relationship(back_populates="commitments")


class PublicCriticism(Base):
    """A criticism (通报批评): the text that is circulated or published, the second supervisor's approval, the withdrawal."""

    __tablename__ = "public_criticism"
    __table_args__ = (
        CheckConstraint("approved_by_id IS NULL OR approved_by_id <> submitted_by_id", name="approved_by_another"),
        CheckConstraint("withdrawn_at IS NULL OR withdrawal_reason <> ''", name="withdrawn_with_reason"),
        Index("ix_public_criticism_published", "scope", "issued_on", "order_id"),
    )

    order_id: Mapped[int] = mapped_column(ForeignKey("supervision_order.id"), primary_key=True)
    title: Mapped[str] = mapped_column(String(120))
    body: Mapped[str] = mapped_column(Text)
    scope: Mapped[CriticismScope] = mapped_column(enum_column(CriticismScope))
    submitted_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    refusal: Mapped[str] = mapped_column(Text, default="")
    public_key: Mapped[str] = mapped_column(String(12), unique=True)
    issued_on: Mapped[date | None]
    withdrawn_at: Mapped[datetime | None]
    withdrawal_reason: Mapped[str] = mapped_column(Text, default="")

    order: Mapped[SupervisionOrder] = relationship(back_populates="criticism")
    submitted_by: Mapped[User] = relationship(foreign_keys=[submitted_by_id])
    approved_by: Mapped[User | None] = relationship(foreign_keys=[approved_by_id])
