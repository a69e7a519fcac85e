"""Who can act besides members of staff: a reporter with a tracking code, and the portal itself."""

from dataclasses import dataclass, field
from typing import Any, Protocol

from portal.accounts.vocabulary import Role


class Actor(Protocol):
    """What the policy needs to know of whoever acts."""

    @property
    def id(self) -> int | None:
        """The key of the account, None for a reporter and for the portal."""

    @property
    def roles(self) -> frozenset[Role]:
        """Roles held now."""

    @property
    def department(self) -> Any:
        """The department the actor belongs to, or None."""

    @property
    def is_active(self) -> bool:
        """Whether the account may be used."""


@dataclass(frozen=True)
class Reporter:
    """Whoever holds the tracking code of one report."""

    case_id: int
    report_id: int
    id: None = None
    roles: frozenset[Role] = frozenset()
    department: None = None
    is_active: bool = True


@dataclass(frozen=True)
class _System:
    """The portal acting by its own clocks and tables."""

    id: None = None
    roles: frozenset[Role] = field(default=frozenset())
    department: None = None
    is_active: bool = True


SYSTEM = _System()
