"""What happened to the custody key and its custodians. ``by_id`` is the user who did it, None the command line or the clock."""

from dataclasses import dataclass

from portal.custody.vocabulary import ActKind
from portal.events import Event


@dataclass(frozen=True)
class CustodyEvent(Event):
    """The base of what is told about custody; ``object_id`` is the row it is about."""

    object_id: int
    by_id: int | None


@dataclass(frozen=True)
class CustodyKeyMade(CustodyEvent):
    """The first custody key is there: what waits under the server key can be put into custody (``operations.adopt``)."""


@dataclass(frozen=True)
class CustodyKeyRotated(CustodyEvent):
    """A new custody key took the place of the old one; every data key is closed for it."""


@dataclass(frozen=True)
class CustodyKeyGivenUp(CustodyEvent):
    """A key that two custodians lost is used no more; what it closed cannot be opened."""


@dataclass(frozen=True)
class PassphraseSet(CustodyEvent):
    """A custodian set or changed their passphrase; ``object_id`` is their user."""


@dataclass(frozen=True)
class ShareRecovered(CustodyEvent):
    """A share was taken up again from its printed sheet; ``object_id`` is the user who has it now."""


@dataclass(frozen=True)
class SheetShown(CustodyEvent):
    """A custodian saw the words of their recovery sheet; ``object_id`` is their user."""


@dataclass(frozen=True)
class PassphraseWrong(CustodyEvent):
    """A wrong passphrase was typed; ``object_id`` is the user who typed it."""

    place: str


@dataclass(frozen=True)
class ActEvent(CustodyEvent):
    """The base of what is told about an act; ``subject`` is the text its caller gave."""

    kind: ActKind
    subject: str


@dataclass(frozen=True)
class ActBegun(ActEvent):
    """Two custodians were asked."""


@dataclass(frozen=True)
class ActApproved(ActEvent):
    """One custodian agrees. A handler that knows of a conflict raises ``NotAllowed``, and nothing has happened."""


@dataclass(frozen=True)
class ActGranted(ActEvent):
    """Two custodians agreed: the requester can collect, or the rotation begins."""


@dataclass(frozen=True)
class ActRefused(ActEvent):
    """A custodian refused."""


@dataclass(frozen=True)
class ActCollected(ActEvent):
    """The requester looked, with the pick-up code; told at every look."""


@dataclass(frozen=True)
class ActEnded(ActEvent):
    """Its time is over, the requester took it back or the rotation is done: nothing of it can be opened any more."""
