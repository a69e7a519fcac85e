"""What the clocks do when a profile is loaded."""

from typing import Protocol

from portal.deadlines.limit_settings import set_limits
from portal.profiles.queries import get_current


class Loaded(Protocol):
    """That a profile was loaded, by whom (None: the command line); ``routing`` tells it."""

    by_id: int | None


def follow_profile(loaded: Loaded) -> None:
    """Put the limits of the jurisdiction's profile in force. Raises ``RuleBroken`` for one that the law does not allow."""
    set_limits(get_current().content.get("limits", {}), loaded.by_id)
