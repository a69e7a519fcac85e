"""The plan tasks that supervisors check come with the profile, so its loading is written down here."""

from portal.access import SYSTEM
from portal.audit.operations import record
from portal.routing.events import ProfileLoaded


def log_profile_loaded(event: ProfileLoaded) -> None:
    """Log a profile that the command line loaded; the administrator's page writes its own entry."""
    if event.by_id is None:
        record(SYSTEM, "profile:load", "profile", event.key, {"digest": event.digest, "changes": event.n_changes})
