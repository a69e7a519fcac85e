"""What the figures should reach: management targets of the house, not limits of the law. The file says those the portal comes with."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import yaml

from portal.access import Permission, require
from portal.accounts.models import User
from portal.versions import numbers

FILE = Path(__file__).parent / "targets.yaml"
KIND = "figure_targets"


@dataclass(frozen=True)
class Target:
    """The least (or the most) a figure should be, in its unit."""

    is_least: bool
    bound: int
    unit: str

    @property
    def words(self) -> str:
        """「不低于 95%」."""
        return f"{'不低于' if self.is_least else '不超过'} {self.bound}{self.unit}"

    def is_met(self, value: float | None) -> bool | None:
        """Whether a value reaches it; None when there is no value."""
        if value is None:
            return None
        return value >= self.bound if self.is_least else value <= self.bound


@cache
def first_targets() -> Mapping[str, Target]:
    """The targets the portal comes with, by the key of their figure."""
    rows = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return {key: Target("least" in row, row.get("least", row.get("most")), row["unit"]) for key, row in rows.items()}


def in_force() -> dict[str, Target]:
    """The targets that hold now, by the key of their figure."""
    bounds = numbers.in_force(KIND, _first_bounds())
    return {key: replace(target, bound=bounds[key]) for key, target in first_targets().items()}


def change(actor: User, bounds: Mapping[str, int], basis: str) -> None:
    """Put other targets in force from now on; bulletins that are frozen keep their words. Raises ``RuleBroken`` (``basis``)."""
    require(actor, Permission.LIMIT_EDIT)
    numbers.put_in_force(KIND, _first_bounds(), bounds, basis, actor)


def _first_bounds() -> dict[str, int]:
    return {key: target.bound for key, target in first_targets().items()}
