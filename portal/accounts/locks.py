"""When wrong answers close a way of signing in, and why nobody can close it for somebody else.

1. A browser that completed a sign-in of this person before (``KnownDevice``) is counted by itself. Five wrong answers lock that browser
   for 30 minutes, and each five more twice as long, up to a day.
2. All other browsers share two counts of the account. Five wrong passwords lock the password *step* for 30 minutes: whatever such a
   browser types, it gets the same refusal. Five wrong one-time codes after the right password lock the *codes* for 30 minutes, and each
   five more twice as long, up to a day: a stolen password buys about 60 guesses in the first week, each with 3 codes of a million.
3. These ways stay open from a fresh browser however hard an account is hammered, because they offer nothing to guess:
   * password and second factor given together (``signing_in.admit_together``): one answer for both, which tells nothing of the
     password. A wrong code counts there only beside the right password, so a stranger can lock nothing;
   * a passkey that has verified its owner, without any password;
   * a recovery code (49 bits) after or with the right password, also while codes are locked;
   * the security administrator, who lifts all locks at once.
4. Besides, the web counts attempts by address in token buckets (``web/account/steps.py``), in memory or in Redis under a keyed hash:
   no address is stored in the database. A known browser is not counted there by address, so that a colleague cannot use them up.

A full sign-in forgets the failures of its own gate: those of the browser if it was known, else those of the account.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from portal.accounts.models import KnownDevice, User
from portal.accounts.vocabulary import SignInStep

FAILURES_ALLOWED = 5
LOCK = timedelta(minutes=30)
LONGEST_LOCK = timedelta(days=1)


@dataclass(frozen=True)
class Gate:
    """One count of failures: the row and the columns that hold it, and how long its locks can get."""

    row: User | KnownDevice
    count: str = "failed_count"
    until: str = "locked_until"
    longest: timedelta = LONGEST_LOCK

    def locked_until(self, at: datetime) -> datetime | None:
        """When the gate opens again; None when it is open at that instant."""
        until: datetime | None = getattr(self.row, self.until)
        return until if until is not None and until > at else None

    def count_failure(self, at: datetime) -> bool:
        """Count one wrong answer. Whether it was the one that locks."""
        failed = getattr(self.row, self.count) + 1
        setattr(self.row, self.count, failed)
        if failed % FAILURES_ALLOWED:
            return False
        doubled = min(failed // FAILURES_ALLOWED - 1, 10)  # ten times doubled is longer than the longest already
        setattr(self.row, self.until, at + min(LOCK * 2**doubled, self.longest))
        return True

    def forget(self) -> None:
        """Forget failures and lock."""
        setattr(self.row, self.count, 0)
        setattr(self.row, self.until, None)


def gate_of(user: User, step: SignInStep, device: KnownDevice | None) -> Gate | None:
    """The gate that an answer at a step has to pass; None when there is nothing to guess and so nothing to lock."""
    if step not in {SignInStep.PASSWORD, SignInStep.SECOND_FACTOR}:
        return None
    if device is not None:
        return Gate(device)
    return _passwords(user) if step is SignInStep.PASSWORD else _codes(user)


def gates_of_account(user: User) -> tuple[Gate, Gate]:
    """The two gates that all unknown browsers share: of passwords and of codes."""
    return _passwords(user), _codes(user)


def _passwords(user: User) -> Gate:
    return Gate(user, longest=LOCK)


def _codes(user: User) -> Gate:
    return Gate(user, "code_failed_count", "code_locked_until")
