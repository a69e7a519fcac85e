"""What happened to the routing table."""

from dataclasses import dataclass

from portal.events import Event


@dataclass(frozen=True)
class ProfileLoaded(Event):
    """A jurisdiction profile was loaded. ``digest`` is the SHA-256 of its content; ``n_changes`` counts differences to the one before;
    ``by_id`` is who did it, None for the command line."""

    key: str
    digest: str
    n_changes: int
    by_id: int | None = None
