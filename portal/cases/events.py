"""What happened to a case, told to ``wiring.py``."""

from dataclasses import dataclass

from portal.cases.workflow import Action
from portal.events import Event


@dataclass(frozen=True)
class CaseStepped(Event):
    """A step was taken; every step tells this, whatever else it tells."""

    case_id: int
    event_id: int
    action: Action
    is_public: bool


@dataclass(frozen=True)
class ReportSubmitted(Event):
    """A report came in and became a case."""

    case_id: int
    report_id: int


@dataclass(frozen=True)
class IdentityOpened(Event):
    """Somebody read who the reporter is."""

    case_id: int
    user_id: int
