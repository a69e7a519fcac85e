"""What the periodic work could not do, told to ``wiring.py``."""

from dataclasses import dataclass

from portal.events import Event


@dataclass(frozen=True)
class PartnerOutOfReach(Event):
    """A system that we exchange with does not get what it should; ``words`` say which, ``key`` is one for each partner and day."""

    words: str
    key: str
