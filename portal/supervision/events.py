"""What supervision tells the house."""

from dataclasses import dataclass

from portal.events import Event
from portal.supervision.vocabulary import OrderStatus


@dataclass(frozen=True)
class OrderIssued(Event):
    """A paper of the ladder was sent to a department, or given back to it."""

    order_id: int
    case_id: int
    department_id: int


@dataclass(frozen=True)
class OrderAnswered(Event):
    """The department answered an order."""

    order_id: int
    case_id: int
    issued_by_id: int | None


@dataclass(frozen=True)
class OrderPrepared(Event):
    """A draft waits for a supervisor: for a signature, for the second one, or given back. ``by_id`` None: by the portal itself."""

    order_id: int
    case_id: int
    status: OrderStatus
    by_id: int | None


@dataclass(frozen=True)
class OrderDismissed(Event):
    """A draft is not used."""

    order_id: int
    case_id: int


@dataclass(frozen=True)
class WarningsFound(Event):
    """A month that is over showed unusual numbers."""

    month: str
    number: int
