"""Departments compared as if they had the same mix of areas: indirect standardisation. Pure.

Expected is what like departments together would have answered in time with this department's cases, area by area. The adjusted rate is
the rate of all like departments times what was done over what was expected.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

Answered = Mapping[str, tuple[int, int]]  # area → (answered, in time)


@dataclass(frozen=True)
class Standard:
    """A department against like ones, in percent: what was to be expected of its mix of areas, and its rate adjusted for it."""

    expected: float
    adjusted: float


def standardise(departments: Mapping[int, Answered]) -> dict[int, Standard]:
    """Each of a group of like departments that answered anything, compared with all of them together."""
    rates = _rates(departments.values())
    whole = sum(number for one in departments.values() for number, _on_time in one.values())
    on_time = sum(part for one in departments.values() for _number, part in one.values())
    found = {}
    for key, areas in departments.items():
        answered = sum(number for number, _on_time in areas.values())
        done = sum(part for _number, part in areas.values())
        expected = sum(number * rates[area] for area, (number, _on_time) in areas.items())
        if answered:
            adjusted = on_time / whole * done / expected if expected else 0.0
            found[key] = Standard(100 * expected / answered, min(100.0, 100 * adjusted))
    return found


def _rates(all_answered: Iterable[Answered]) -> dict[str, float]:
    numbers: Counter[str] = Counter()
    parts: dict[str, int] = defaultdict(int)
    for areas in all_answered:
        for area, (number, on_time) in areas.items():
            numbers[area] += number
            parts[area] += on_time
    return {area: parts[area] / number if number else 0.0 for area, number in numbers.items()}
