"""Accounts and custodians tell what happened to them; the log writes it down."""

from dataclasses import asdict

from portal.access import SYSTEM
from portal.accounts import queries as accounts
from portal.accounts.events import AccountEvent, RoleGranted, RoleRevoked, SignInFailed
from portal.audit.operations import record
from portal.custody import events as custody

_CUSTODY_OBJECTS: dict[type[custody.CustodyEvent], str] = {
    **dict.fromkeys([custody.CustodyKeyMade, custody.CustodyKeyRotated, custody.CustodyKeyGivenUp], "custody_key"),
    **dict.fromkeys([custody.PassphraseSet, custody.PassphraseWrong, custody.ShareRecovered, custody.SheetShown], "user"),
}


def log_account_event(event: AccountEvent | RoleGranted | RoleRevoked) -> None:
    """Log a change of an account, a sign-in or a failed attempt, with whoever did it."""
    doer = event.by_id or (event.user_id if isinstance(event, AccountEvent) else None)
    actor = accounts.get_user(doer) if doer else SYSTEM
    detail = {key: str(value) for key, value in asdict(event).items() if key not in {"user_id", "by_id"}}
    succeeded = not isinstance(event, SignInFailed)
    record(actor, f"account:{type(event).__name__}", "user", event.user_id or 0, detail, succeeded)


def log_custody_event(event: custody.CustodyEvent) -> None:
    """Log what happened to the custody key, a custodian or a request to them, with whoever did it."""
    actor = accounts.get_user(event.by_id) if event.by_id else SYSTEM
    detail = {key: str(value) for key, value in asdict(event).items() if key not in {"object_id", "by_id"}}
    action, succeeded = f"custody:{type(event).__name__}", not isinstance(event, custody.PassphraseWrong)
    record(actor, action, _CUSTODY_OBJECTS.get(type(event), "custody_act"), event.object_id, detail, succeeded)
