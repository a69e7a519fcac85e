"""What happened to departments."""

from dataclasses import dataclass

from portal.events import Event


@dataclass(frozen=True)
class DepartmentAdded(Event):
    """A department came into the tree."""

    department_id: int


@dataclass(frozen=True)
class DepartmentChanged(Event):
    """A department was renamed, moved, given other contacts or a successor, or switched on or off. ``what`` is Chinese."""

    department_id: int
    what: str
