"""What the clocks tell the rest of the house."""

from dataclasses import dataclass
from datetime import date

from portal.events import Event


@dataclass(frozen=True)
class DeadlineEvent(Event):
    """A fact about one clock and the thing it runs on."""

    deadline_id: int
    subject_kind: str
    subject_id: int
    rule_key: str
    department_id: int | None
    due_on: date


@dataclass(frozen=True)
class DeadlineDueSoon(DeadlineEvent):
    """The last day is near (``remind_before`` working days)."""


@dataclass(frozen=True)
class DeadlineDueToday(DeadlineEvent):
    """The last day has begun."""


@dataclass(frozen=True)
class DeadlineOverdue(DeadlineEvent):
    """The last day has passed."""


@dataclass(frozen=True)
class DeadlineSuperviseDue(DeadlineEvent):
    """The clock has been overdue long enough for a supervisor to step in."""


@dataclass(frozen=True)
class DeadlineMoved(DeadlineEvent):
    """A change of the calendar moved the last day; ``due_on`` is the new one."""

    old_due_on: date


@dataclass(frozen=True)
class DeadlineStarted(DeadlineEvent):
    """A clock began to run."""

    started_on: date


@dataclass(frozen=True)
class DeadlineExtended(DeadlineEvent):
    """A clock was lengthened by ``days`` of its unit; ``due_on`` is the new last day."""

    old_due_on: date
    days: int


@dataclass(frozen=True)
class DeadlineSuspended(DeadlineEvent):
    """A clock was stopped; ``suspended_on`` is the last day that still ran."""

    suspended_on: date


@dataclass(frozen=True)
class DeadlineResumed(DeadlineEvent):
    """A stopped clock runs again from the day after ``resumed_on``; ``due_on`` is the new last day."""

    resumed_on: date


@dataclass(frozen=True)
class CalendarChanged(Event):
    """An administrator changed days or published years."""

    days: tuple[date, ...]
    years: tuple[int, ...]
