"""What supervision tells the house."""

from dataclasses import dataclass

from portal.events import Event


@dataclass(frozen=True)
class OrderIssued(Event):
    """An order was sent to a department."""

    order_id: int
    case_id: int
    department_id: int


@dataclass(frozen=True)
class OrderAnswered(Event):
    """The department answered an order."""

    order_id: int
    case_id: int
    issued_by_id: int
