"""What happened to a case, told to ``wiring.py``."""

from dataclasses import dataclass

from portal.cases.secrecy.vocabulary import ErasedThing
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
class PassedCaseHeard(Event):
    """A lower platform said how far a case is that was handed to it; ``key`` is one for each piece of news, ``words`` say what."""

    case_id: int
    key: str
    words: str


@dataclass(frozen=True)
class ReportSubmitted(Event):
    """A report came in and became a case."""

    case_id: int
    report_id: int


@dataclass(frozen=True)
class CasesChanged(Event):
    """Something of these cases changed that their days or figures hang on; told once, at the end of the transaction."""

    case_ids: tuple[int, ...]


@dataclass(frozen=True)
class IdentityRequested(Event):
    """Somebody asked to see who the reporter is, and waits for a custodian."""

    case_id: int
    request_id: int


@dataclass(frozen=True)
class IdentityDecided(Event):
    """A request to see who the reporter is was approved or refused."""

    case_id: int
    request_id: int
    is_approved: bool


@dataclass(frozen=True)
class IdentityOpened(Event):
    """Somebody saw who the reporter is for the first time under a request."""

    case_id: int
    request_id: int


@dataclass(frozen=True)
class ReporterErased(Event):
    """Something of who a reporter is was destroyed; what other rooms hold of it must go too."""

    case_id: int
    report_id: int
    what: ErasedThing
