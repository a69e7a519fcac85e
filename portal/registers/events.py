"""What happened in the public registers, told to ``wiring.py``."""

from dataclasses import dataclass

from portal.events import Event
from portal.registers.workflow import EntryAction


@dataclass(frozen=True)
class EntryStepped(Event):
    """A step of the table was taken on an entry."""

    entry_id: int
    action: EntryAction


@dataclass(frozen=True)
class AppraisalEnded(Event):
    """The period of an online appraisal is over and its results are public."""

    appraisal_id: int
