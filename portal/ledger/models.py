"""What the house adds to the tasks of a plan: who has them, how far they are, what came of them; and the inspections.

The words of a task stand in ``profiles.models.LedgerTask`` and change only with the profile. Everything here hangs on that row, which is
never deleted, so that progress outlives a changed plan.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, String, Text, UniqueConstraint, and_, case, text
from sqlalchemy.ext.hybrid import hybrid_method
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Department, User
from portal.db import Base, enum_column
from portal.ledger.vocabulary import (
    CheckResult,
    EntryKind,
    FindingStatus,
    RoundKind,
    RoundStatus,
    TaskColumn,
    TaskState,
)
from portal.ledger.workflow import FindingAction
from portal.profiles.models import LedgerTask
from portal.profiles.vocabulary import OrganRole

_OWNED = "all, delete-orphan"
_UNDECIDED = text("decided_at IS NULL")


class TaskProgress(Base):
    """How far one task of the plan has come. ``due_on`` is its last day, from the schedule's words or set here; overdue is computed.

    ``planned_on`` is the day that the words set, ``source_digest`` a mark of the words last followed.
    """

    __tablename__ = "ledger_progress"
    __table_args__ = (
        CheckConstraint("(state = 'done') = (done_at IS NOT NULL)", name="done_has_time"),
        Index("ix_ledger_progress_state", "is_current", "state", "due_on"),
    )

    task_id: Mapped[int] = mapped_column(ForeignKey("ledger_task.id"), primary_key=True, autoincrement=False)
    state: Mapped[TaskState] = mapped_column(enum_column(TaskState), default=TaskState.NOT_STARTED)
    is_current: Mapped[bool] = mapped_column(default=True)
    planned_on: Mapped[date | None]
    due_on: Mapped[date | None]
    due_is_set: Mapped[bool] = mapped_column(default=False)
    goes_on: Mapped[bool] = mapped_column(default=False)
    source_digest: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    done_at: Mapped[datetime | None]

    task: Mapped[LedgerTask] = relationship(lazy="joined", innerjoin=True)
    organs: Mapped[list["TaskOrgan"]] = relationship(
        back_populates="progress", order_by="TaskOrgan.position, TaskOrgan.id", cascade=_OWNED, lazy="selectin"
    )

    def enter(self, state: TaskState, at: datetime) -> None:
        """The task comes to stand there at the instant ``at``."""
        self.state, self.changed_at = state, at
        self.done_at = at if state is TaskState.DONE else None

    @hybrid_method
    def column(self, today: date) -> TaskColumn:
        """Where the task stands on the board on a day."""
        if self.state is not TaskState.DONE and self.due_on is not None and self.due_on < today:
            return TaskColumn.OVERDUE
        return TaskColumn(self.state.value)

    @column.inplace.expression  # type: ignore[attr-defined]
    @classmethod
    def _column_expression(cls, today: date) -> ColumnElement[str]:
        is_late = and_(cls.state != TaskState.DONE, cls.due_on < today)
        states = {state: TaskColumn(state.value).value for state in TaskState}
        return case((is_late, TaskColumn.OVERDUE.value), *((cls.state == state, name) for state, name in states.items()), else_="")

    @property
    def name(self) -> str:
        """The task in a few words: its title, else the beginning of its text."""
        if self.task.title:
            return self.task.title
        first = self.task.text.split("。", 1)[0]
        return first if len(first) <= 40 else first[:39] + "…"

    @property
    def answering(self) -> list[Department]:
        """The organs that answer for the task: those that lead or are responsible, else those that support."""
        first = [each.department for each in self.organs if each.role is not OrganRole.SUPPORT]
        return first or [each.department for each in self.organs]


class TaskOrgan(Base):
    """An organ that has a part in a task; never a collective name. ``is_added``: named here, because the plan names nobody."""

    __tablename__ = "ledger_organ"
    __table_args__ = (UniqueConstraint("task_id", "department_id"), Index("ix_ledger_organ_department", "department_id", "task_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    task_id: Mapped[int] = mapped_column(ForeignKey("ledger_progress.task_id"))
    department_id: Mapped[int] = mapped_column(ForeignKey("department.id"))
    role: Mapped[OrganRole] = mapped_column(enum_column(OrganRole))
    position: Mapped[int] = mapped_column(default=0)
    is_added: Mapped[bool] = mapped_column(default=False)

    progress: Mapped[TaskProgress] = relationship(back_populates="organs")
    department: Mapped[Department] = relationship(lazy="joined", innerjoin=True)


class LedgerEntry(Base):
    """One thing that happened to a task; never changed. ``user_id`` None: the portal followed a changed plan."""

    __tablename__ = "ledger_entry"
    __table_args__ = (Index("ix_ledger_entry_task", "task_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    task_id: Mapped[int] = mapped_column(ForeignKey("ledger_progress.task_id"))
    kind: Mapped[EntryKind] = mapped_column(enum_column(EntryKind))
    at: Mapped[datetime]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    before: Mapped[str] = mapped_column(String(200), default="")
    after: Mapped[str] = mapped_column(String(200), default="")
    text: Mapped[str] = mapped_column(Text, default="")

    user: Mapped[User | None] = relationship()


class Deliverable(Base):
    """Something a task has to bring about, from the plan or named here; its files hang on it. It is handed in once it has a text."""

    __tablename__ = "ledger_deliverable"
    __table_args__ = (
        CheckConstraint("(handed_in_at IS NULL) = (text = '')", name="handed_in_with_words"),
        Index("ix_ledger_deliverable_task", "task_id", "position"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    task_id: Mapped[int] = mapped_column(ForeignKey("ledger_progress.task_id"))
    title: Mapped[str] = mapped_column(Text)
    position: Mapped[int]
    from_profile: Mapped[bool]
    is_current: Mapped[bool] = mapped_column(default=True)
    text: Mapped[str] = mapped_column(Text, default="")
    handed_in_at: Mapped[datetime | None]
    handed_in_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    handed_in_by: Mapped[User | None] = relationship()


class InspectionRound(Base):
    """One inspection: of a period, by a day, of some tasks and departments (all of them where the lists are empty).

    ``key`` is that of the plan's rhythm and period, so that the same inspection is made once.
    """

    __tablename__ = "inspection_round"
    __table_args__ = (
        CheckConstraint("due_on >= starts_on", name="ends_after_start"),
        Index("ix_inspection_round_due", "due_on", "id"),
        Index("ix_inspection_round_status", "status", "due_on", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(120), unique=True)
    kind: Mapped[RoundKind] = mapped_column(enum_column(RoundKind))
    title: Mapped[str] = mapped_column(String(120))
    period: Mapped[str] = mapped_column(String(40))
    starts_on: Mapped[date]
    due_on: Mapped[date]
    quote: Mapped[str] = mapped_column(Text, default="")
    task_keys: Mapped[list[str]] = mapped_column(default=list)
    department_ids: Mapped[list[Any]] = mapped_column(default=list)
    status: Mapped[RoundStatus] = mapped_column(enum_column(RoundStatus), default=RoundStatus.PLANNED)
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    opened_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    conclusion: Mapped[str] = mapped_column(Text, default="")

    ended_by: Mapped[User | None] = relationship(foreign_keys=[ended_by_id])

    def is_late(self, today: date) -> bool:
        """Whether the inspection should have ended before ``today``."""
        return self.status in (RoundStatus.PLANNED, RoundStatus.OPEN) and self.due_on < today


class InspectionCheck(Base):
    """One line of an inspection's checklist: one task at one department, or at nobody where the plan names nobody."""

    __tablename__ = "inspection_check"
    __table_args__ = (
        UniqueConstraint("round_id", "task_id", "department_id"),
        CheckConstraint("(result = 'waiting') = (checked_at IS NULL)", name="checked_has_time"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("inspection_round.id"))
    task_id: Mapped[int] = mapped_column(ForeignKey("ledger_progress.task_id"))
    department_id: Mapped[int | None] = mapped_column(ForeignKey("department.id"))
    result: Mapped[CheckResult] = mapped_column(enum_column(CheckResult), default=CheckResult.WAITING)
    remark: Mapped[str] = mapped_column(Text, default="")
    checked_at: Mapped[datetime | None]
    checked_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    round: Mapped[InspectionRound] = relationship()
    progress: Mapped[TaskProgress] = relationship()
    department: Mapped[Department | None] = relationship()


class InspectionFinding(Base):
    """A fault that an inspection found at a department, and what it has to put right. Its steps are its history."""

    __tablename__ = "inspection_finding"
    __table_args__ = (
        Index("ix_inspection_finding_status", "status", "id"),
        Index("ix_inspection_finding_department", "department_id", "status", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("inspection_round.id"), index=True)
    task_id: Mapped[int | None] = mapped_column(ForeignKey("ledger_progress.task_id"))
    department_id: Mapped[int] = mapped_column(ForeignKey("department.id"))
    status: Mapped[FindingStatus] = mapped_column(enum_column(FindingStatus), default=FindingStatus.ISSUED)
    problem: Mapped[str] = mapped_column(Text)
    demand: Mapped[str] = mapped_column(Text)
    due_on: Mapped[date]
    issued_at: Mapped[datetime]
    issued_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))

    round: Mapped[InspectionRound] = relationship(lazy="joined", innerjoin=True)
    progress: Mapped[TaskProgress | None] = relationship()
    department: Mapped[Department] = relationship(lazy="joined", innerjoin=True)
    issued_by: Mapped[User] = relationship()
    steps: Mapped[list["FindingStep"]] = relationship(back_populates="finding", order_by="FindingStep.id", cascade=_OWNED)
    extensions: Mapped[list["FindingExtension"]] = relationship(order_by="FindingExtension.id", cascade=_OWNED)

    @property
    def number(self) -> str:
        """How the finding is called in letters."""
        return f"整改〔{self.issued_at.year}〕{self.id}号"

    @property
    def open_extension(self) -> "FindingExtension | None":
        """The request for more time that waits for a decision, if any."""
        return next((each for each in self.extensions if each.decided_at is None), None)

    def is_late(self, today: date) -> bool:
        """Whether the department should have answered before ``today``."""
        return self.status is FindingStatus.ISSUED and self.due_on < today


class FindingExtension(Base):
    """A department's request for more natural days, and what a supervisor decided. Answered before that, it was not needed."""

    __tablename__ = "finding_extension"
    __table_args__ = (
        CheckConstraint("days > 0", name="days_positive"),
        CheckConstraint("decided_at IS NOT NULL OR is_granted IS NULL", name="decided_has_time"),
        Index("uq_finding_extension_one_open", "finding_id", unique=True, sqlite_where=_UNDECIDED, postgresql_where=_UNDECIDED),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    finding_id: Mapped[int] = mapped_column(ForeignKey("inspection_finding.id"), index=True)
    days: Mapped[int]
    reason: Mapped[str] = mapped_column(Text)
    asked_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    is_granted: Mapped[bool | None]


class FindingStep(Base):
    """One step of a finding: demanded, answered, given back, accepted; never changed."""

    __tablename__ = "inspection_finding_step"

    id: Mapped[int] = mapped_column(primary_key=True)
    finding_id: Mapped[int] = mapped_column(ForeignKey("inspection_finding.id"), index=True)
    action: Mapped[FindingAction] = mapped_column(enum_column(FindingAction))
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))

    finding: Mapped[InspectionFinding] = relationship(back_populates="steps")
    user: Mapped[User] = relationship()
