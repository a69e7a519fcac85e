"""What bulletins tell the house."""

from dataclasses import dataclass

from portal.bulletins.workflow import BulletinAction
from portal.events import Event


@dataclass(frozen=True)
class BulletinStepped(Event):
    """A bulletin was laid before a second supervisor, decided about, or withdrawn."""

    bulletin_id: int
    action: BulletinAction
    by_id: int
