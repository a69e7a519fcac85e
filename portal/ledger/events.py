"""What the ledger tells the house."""

from dataclasses import dataclass

from portal.events import Event
from portal.ledger.workflow import FindingAction


@dataclass(frozen=True)
class TaskReminded(Event):
    """A supervisor reminded the departments of a task. ``entry_id`` is the entry in its course."""

    task_id: int
    entry_id: int
    words: str


@dataclass(frozen=True)
class RoundOpened(Event):
    """An inspection began."""

    round_id: int


@dataclass(frozen=True)
class FindingStepped(Event):
    """A finding took a step."""

    finding_id: int
    step_id: int
    action: FindingAction
