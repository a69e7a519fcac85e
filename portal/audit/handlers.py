"""Accounts tell what happened to them; the log writes it down."""

from dataclasses import asdict

from portal.access import SYSTEM
from portal.accounts import queries as accounts
from portal.accounts.events import AccountEvent, RoleGranted, RoleRevoked, SignInFailed
from portal.audit.operations import record


def log_account_event(event: AccountEvent | RoleGranted | RoleRevoked) -> None:
    """Log a change of an account, a sign-in or a failed attempt, with whoever did it."""
    doer = event.by_id or (event.user_id if isinstance(event, AccountEvent) else None)
    actor = accounts.get_user(doer) if doer else SYSTEM
    detail = {key: str(value) for key, value in asdict(event).items() if key not in {"user_id", "by_id"}}
    succeeded = not isinstance(event, SignInFailed)
    record(actor, f"account:{type(event).__name__}", "user", event.user_id or 0, detail, succeeded)
