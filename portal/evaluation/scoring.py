"""How a score and a rank come about. Pure.

A score is the mean of the indicators' values, weighted; an indicator without a value is left out and its weight with it. Ranked are
those with at least ten cases answered, among their kind; the same score has the same rank.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from portal.evaluation.indicators import OF_CASES, Indicator
from portal.evaluation.vocabulary import Source
from portal.supervision.disclosure import SMALLEST
from portal.supervision.figures import FEWEST_RANKED, ranks


@dataclass(frozen=True)
class Standing:
    """What decides a rank: the kind it is ranked among, cases answered, the score."""

    kind: str
    answered: int
    total: float | None


def rate(source: Source, part: int, whole: int) -> float | None:
    """A share in percent; None where nothing, or too few cases, were counted."""
    if not whole or (source in OF_CASES and whole < SMALLEST):
        return None
    return round(100 * part / whole, 2)


def total(indicators: Iterable[Indicator], rates: Mapping[str, float | None]) -> float | None:
    """The score, 0 to 100 with two decimals; None without any value."""
    known = [(each.weight, value) for each in indicators if (value := rates.get(each.key)) is not None]
    weights = sum(weight for weight, _value in known)
    return round(sum(weight * value for weight, value in known) / weights, 2) if weights else None


def places(rows: Mapping[int, Standing]) -> dict[int, int]:
    """The rank of each that has one."""
    groups: dict[str, dict[int, float]] = defaultdict(dict)
    for key, row in rows.items():
        if row.total is not None and row.answered >= FEWEST_RANKED:
            groups[row.kind][key] = row.total
    return {key: place for group in groups.values() for key, place in ranks(group).items()}
