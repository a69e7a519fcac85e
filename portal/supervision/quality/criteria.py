"""The criteria of a quality sheet, as data."""

from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

FILE = Path(__file__).parent / "criteria.yaml"


@dataclass(frozen=True)
class Criterion:
    """One line of the sheet; ``points`` is the most it can get."""

    key: str
    label: str
    question: str
    points: int


@cache
def criteria() -> tuple[Criterion, ...]:
    """The criteria a new sample is drawn with."""
    return tuple(Criterion(**row) for row in yaml.safe_load(FILE.read_text(encoding="utf-8")))


def kept(rows: list[dict[str, Any]]) -> tuple[Criterion, ...]:
    """The criteria a sample keeps."""
    return tuple(Criterion(**row) for row in rows)


def to_keep() -> list[dict[str, Any]]:
    """The present criteria as a sample keeps them."""
    return [asdict(each) for each in criteria()]
