"""What happened to accounts. ``by_id`` is who did it; None means the person themselves at sign-in, or the command line."""

from dataclasses import dataclass

from portal.accounts.vocabulary import Role
from portal.events import Event


@dataclass(frozen=True)
class AccountEvent(Event):
    """The base of what is told about one account. ``user_id`` is None when nobody has the name that was tried."""

    user_id: int | None
    by_id: int | None = None


@dataclass(frozen=True)
class UserCreated(AccountEvent):
    """An account was made; it has no rights yet."""


@dataclass(frozen=True)
class PersonEdited(Event):
    """Somebody got another name, department or contacts."""

    user_id: int


@dataclass(frozen=True)
class UserDisabled(AccountEvent):
    """An account was switched off and its sessions ended."""


@dataclass(frozen=True)
class UserEnabled(AccountEvent):
    """An account was switched on again."""


@dataclass(frozen=True)
class UserUnlocked(AccountEvent):
    """A lock after failed attempts was lifted."""


@dataclass(frozen=True)
class PasswordSet(AccountEvent):
    """A password was set or changed."""


@dataclass(frozen=True)
class SecondFactorConfirmed(AccountEvent):
    """An authenticator was enrolled."""


@dataclass(frozen=True)
class SecondFactorReset(AccountEvent):
    """An authenticator was taken off; the next sign-in enrols a new one."""


@dataclass(frozen=True)
class PasskeyAdded(AccountEvent):
    """A passkey was enrolled."""


@dataclass(frozen=True)
class PasskeyRemoved(AccountEvent):
    """A passkey was taken off by its owner."""


@dataclass(frozen=True)
class PasskeySuspended(AccountEvent):
    """The counter of a passkey went backwards, so that somebody may have a copy: it opens nothing any more."""


@dataclass(frozen=True)
class OtherSessionsEnded(AccountEvent):
    """The owner ended all sessions but the present one."""


@dataclass(frozen=True)
class InvitationCreated(AccountEvent):
    """A one-time link was made."""


@dataclass(frozen=True)
class SignedIn(AccountEvent):
    """A session was opened."""


@dataclass(frozen=True)
class SignedOut(AccountEvent):
    """A session was ended by its owner."""


@dataclass(frozen=True)
class SignInFailed(AccountEvent):
    """A step of signing in was refused."""


@dataclass(frozen=True)
class AccountLocked(AccountEvent):
    """Too many failures: no sign-in for a while."""


@dataclass(frozen=True)
class RoleGranted(Event):
    """A role was given."""

    user_id: int
    role: Role
    by_id: int | None


@dataclass(frozen=True)
class RoleRevoked(Event):
    """A role was taken back."""

    user_id: int
    role: Role
    by_id: int | None
