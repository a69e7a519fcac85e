"""What happened to a public text, told to ``wiring.py``."""

from dataclasses import dataclass

from portal.events import Event
from portal.publication.workflow import PublicationAction


@dataclass(frozen=True)
class PublicationStepped(Event):
    """A step of the table was taken."""

    publication_id: int
    action: PublicationAction


@dataclass(frozen=True)
class ObjectionReceived(Event):
    """Somebody objects to a public text."""

    publication_id: int
    objection_id: int


@dataclass(frozen=True)
class ObjectionDecided(Event):
    """An objection was decided, with reasons."""

    publication_id: int
    objection_id: int


@dataclass(frozen=True)
class ReplyAsked(Event):
    """The named unit may say something about the text."""

    publication_id: int
    reply_id: int


@dataclass(frozen=True)
class ReplyGiven(Event):
    """The named unit has said something about the text."""

    publication_id: int
    reply_id: int


@dataclass(frozen=True)
class PreviewEnding(Event):
    """The reporter's days to read the text are nearly over."""

    publication_id: int


@dataclass(frozen=True)
class PreviewAnswered(Event):
    """The reporter has read the public text and said so."""

    publication_id: int
    agrees: bool
