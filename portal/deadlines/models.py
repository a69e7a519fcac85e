"""Running clocks with their pauses, changes and fired steps, and the administrator's calendar and limits."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, String, Text, UniqueConstraint, and_, text
from sqlalchemy.ext.hybrid import hybrid_method, hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import User
from portal.db import Base, enum_column
from portal.deadlines.counting import Unit
from portal.deadlines.ladder import LadderStep
from portal.deadlines.limits import Pause
from portal.vocabulary import Labelled

_OPEN = text("met_at IS NULL AND cancelled_at IS NULL")
_STEPPING = text("next_step_on IS NOT NULL")
_OWNED = "all, delete-orphan"


class ChangeCause(Labelled):
    """Why the last day of a clock moved."""

    PAUSE = "pause", "暂停计时"
    EXTENSION = "extension", "延期"
    CALENDAR = "calendar", "节假日安排变化"


class Deadline(Base):
    """A running clock on a subject. Overdue and due soon are computed from it, never stored.

    ``value``, ``extension_days`` and ``paused_days`` are in ``unit``. ``next_step_on`` is the day of its next reminder or
    escalation: the sweep reads only rows where that day has come. ``due_round`` grows each time the last day is lawfully
    put off, so that the reminders come again for the new day.
    """

    __tablename__ = "deadline"
    __table_args__ = (
        CheckConstraint("value >= 1", name="value_positive"),
        CheckConstraint("extension_days >= 0 AND paused_days >= 0", name="added_days_not_negative"),
        CheckConstraint("due_on > started_on", name="due_after_start"),
        CheckConstraint("(met_at IS NULL) = (met_on IS NULL)", name="met_at_and_on_together"),
        CheckConstraint("met_at IS NULL OR cancelled_at IS NULL", name="met_or_cancelled_not_both"),
        CheckConstraint("paused_on IS NULL OR (met_at IS NULL AND cancelled_at IS NULL)", name="only_open_clocks_pause"),
        CheckConstraint(
            "next_step_on IS NULL OR (met_at IS NULL AND cancelled_at IS NULL AND paused_on IS NULL)", name="only_running_clocks_step"
        ),
        Index(
            "uq_deadline_one_open_per_rule",
            "subject_kind",
            "subject_id",
            "rule_key",
            unique=True,
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
        Index("ix_deadline_subject", "subject_kind", "subject_id"),
        Index("ix_deadline_next_step", "next_step_on", "id", sqlite_where=_STEPPING, postgresql_where=_STEPPING),
        Index("ix_deadline_open_due", "subject_kind", "due_on", sqlite_where=_OPEN, postgresql_where=_OPEN),
        Index("ix_deadline_open_version", "calendar_version", "id", sqlite_where=_OPEN, postgresql_where=_OPEN),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    subject_kind: Mapped[str] = mapped_column(String(20))
    subject_id: Mapped[int]
    rule_key: Mapped[str] = mapped_column(String(40))
    department_id: Mapped[int | None] = mapped_column(index=True)
    started_on: Mapped[date]
    value: Mapped[int]
    unit: Mapped[Unit] = mapped_column(enum_column(Unit))
    basis: Mapped[str] = mapped_column(Text, default="")
    due_on: Mapped[date]
    provisional: Mapped[bool] = mapped_column(default=False)
    calendar_version: Mapped[str] = mapped_column(String(16))
    extension_days: Mapped[int] = mapped_column(default=0)
    paused_days: Mapped[int] = mapped_column(default=0)
    paused_on: Mapped[date | None]
    pause_reason: Mapped[str] = mapped_column(String(200), default="")
    due_round: Mapped[int] = mapped_column(default=1)
    next_step_on: Mapped[date | None]
    met_at: Mapped[datetime | None]
    met_on: Mapped[date | None]
    cancelled_at: Mapped[datetime | None]
    created_at: Mapped[datetime]

    pauses: Mapped[list["DeadlinePause"]] = relationship(back_populates="deadline", order_by="DeadlinePause.id", cascade=_OWNED)
    changes: Mapped[list["DeadlineChange"]] = relationship(back_populates="deadline", order_by="DeadlineChange.id", cascade=_OWNED)
    steps: Mapped[list["DeadlineStep"]] = relationship(back_populates="deadline", order_by="DeadlineStep.id", cascade=_OWNED)

    @hybrid_property
    def is_open(self) -> bool:
        """Whether the clock has neither been met nor cancelled; a stopped clock is open."""
        return self.met_at is None and self.cancelled_at is None

    @is_open.inplace.expression
    @classmethod
    def _is_open_expression(cls) -> ColumnElement[bool]:
        return and_(cls.met_at.is_(None), cls.cancelled_at.is_(None))

    @hybrid_method
    def is_overdue(self, today: date) -> bool:
        """Whether the clock is running and its last day lies before ``today``."""
        return self.is_open and self.paused_on is None and self.due_on < today

    @is_overdue.inplace.expression  # type: ignore[attr-defined]
    @classmethod
    def _is_overdue_expression(cls, today: date) -> ColumnElement[bool]:
        return and_(cls.is_open, cls.paused_on.is_(None), cls.due_on < today)

    @property
    def is_paused(self) -> bool:
        """Whether the clock is stopped now."""
        return self.paused_on is not None

    @property
    def was_late(self) -> bool:
        """Whether the clock was met after its last day."""
        return self.met_on is not None and self.met_on > self.due_on

    @property
    def finished_pauses(self) -> list[tuple[date, date]]:
        """The pauses that are over, as (stopped on, resumed on)."""
        return [(pause.started_on, pause.ended_on) for pause in self.pauses if pause.ended_on is not None]

    @property
    def fired(self) -> set[LadderStep]:
        """The steps fired for the present last day."""
        return {step.step for step in self.steps if step.due_round == self.due_round}

    def close_as_met(self, at: datetime, on: date) -> None:
        """The duty was done at the instant ``at``, on the Shanghai day ``on``."""
        self.next_step_on = None
        self.met_at, self.met_on = at, on

    def close_as_cancelled(self, at: datetime) -> None:
        """The duty no longer exists."""
        self.next_step_on, self.paused_on, self.pause_reason = None, None, ""
        self.cancelled_at = at

    def stop(self, on: date, reason: str) -> None:
        """Stop the clock; the day ``on`` itself still ran."""
        self.next_step_on = None
        self.paused_on, self.pause_reason = on, reason

    def run_again(self) -> None:
        """Let a stopped clock run; the caller sets the new last day."""
        self.paused_on, self.pause_reason = None, ""


class DeadlinePause(Base):
    """One interval in which a clock stood still; the last one is open while ``ended_on`` is null."""

    __tablename__ = "deadline_pause"
    __table_args__ = (CheckConstraint("ended_on IS NULL OR ended_on >= started_on", name="ends_after_start"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    deadline_id: Mapped[int] = mapped_column(ForeignKey("deadline.id"), index=True)
    started_on: Mapped[date]
    ended_on: Mapped[date | None]
    reason: Mapped[str] = mapped_column(String(200))

    deadline: Mapped[Deadline] = relationship(back_populates="pauses")


class DeadlineChange(Base):
    """The history of a clock's last day."""

    __tablename__ = "deadline_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    deadline_id: Mapped[int] = mapped_column(ForeignKey("deadline.id"), index=True)
    cause: Mapped[ChangeCause] = mapped_column(enum_column(ChangeCause))
    old_due_on: Mapped[date]
    new_due_on: Mapped[date]
    old_calendar_version: Mapped[str] = mapped_column(String(16))
    reason: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]

    deadline: Mapped[Deadline] = relationship(back_populates="changes")


class DeadlineStep(Base):
    """A reminder or escalation that has been fired; the unique constraint is what makes it happen once."""

    __tablename__ = "deadline_step"
    __table_args__ = (UniqueConstraint("deadline_id", "step", "due_round"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    deadline_id: Mapped[int] = mapped_column(ForeignKey("deadline.id"))
    step: Mapped[LadderStep] = mapped_column(enum_column(LadderStep))
    due_round: Mapped[int] = mapped_column(default=1)
    fired_at: Mapped[datetime]

    deadline: Mapped[Deadline] = relationship(back_populates="steps")


class CalendarDay(Base):
    """A day the administrator entered; it takes the place of what the year files say."""

    __tablename__ = "calendar_day"

    id: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(unique=True)
    is_working: Mapped[bool]
    name: Mapped[str] = mapped_column(String(40))
    source: Mapped[str] = mapped_column(String(200))
    changed_at: Mapped[datetime]


class CalendarYear(Base):
    """A year whose notice the administrator has entered; from then on its days are no longer provisional."""

    __tablename__ = "calendar_year"

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    source: Mapped[str] = mapped_column(String(200))
    changed_at: Mapped[datetime]


class LimitOverride(Base):
    """A limit as the jurisdiction's profile has it."""

    __tablename__ = "limit_override"
    __table_args__ = (CheckConstraint("value >= 1", name="value_positive"),)

    rule_key: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[int]
    unit: Mapped[Unit] = mapped_column(enum_column(Unit))
    basis: Mapped[str] = mapped_column(Text)
    label: Mapped[str] = mapped_column(String(60), default="")
    start: Mapped[str] = mapped_column(String(60), default="")


class LimitSetting(Base):
    """A limit as an administrator set it; it stands over that of the profile."""

    __tablename__ = "limit_setting"
    __table_args__ = (CheckConstraint("value >= 1", name="value_positive"),)

    rule_key: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[int]
    unit: Mapped[Unit] = mapped_column(enum_column(Unit))
    basis: Mapped[str] = mapped_column(Text)
    pauses: Mapped[str | None] = mapped_column(String(80))  # what stops the clock, ``Pause`` values with commas; None: as the table has it

    @property
    def grounds(self) -> frozenset[Pause] | None:
        """What stops the clock; None where that was not set."""
        return None if self.pauses is None else frozenset(Pause(each) for each in self.pauses.split(",") if each)


class LimitSource(Labelled):
    """Who changed a limit."""

    PROFILE = "profile", "地区配置"
    OFFICE = "office", "系统管理员"


class LimitChange(Base):
    """One version of a limit: what it was and became, when, by whom. A new rule has no old values, one that went no new ones."""

    __tablename__ = "limit_change"
    __table_args__ = (UniqueConstraint("rule_key", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    rule_key: Mapped[str] = mapped_column(String(40))
    version: Mapped[int]
    source: Mapped[LimitSource] = mapped_column(enum_column(LimitSource))
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    old_value: Mapped[int | None]
    old_unit: Mapped[Unit | None] = mapped_column(enum_column(Unit, "old_unit"))
    old_basis: Mapped[str] = mapped_column(Text, default="")
    old_pauses: Mapped[str] = mapped_column(String(80), default="", server_default="")
    new_value: Mapped[int | None]
    new_unit: Mapped[Unit | None] = mapped_column(enum_column(Unit, "new_unit"))
    new_basis: Mapped[str] = mapped_column(Text, default="")
    new_pauses: Mapped[str] = mapped_column(String(80), default="", server_default="")

    by: Mapped[User | None] = relationship()


class TimingRevision(Base):
    """One row for each change of calendar or limits: processes compare it to know when what they keep in memory is stale."""

    __tablename__ = "timing_revision"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(String(200))
