"""When a number is a warning. Pure: what is looked at, the exact chance, the correction for many looks, and the sentence.

A month's number of a unit is held against its own months before, and against what the others of its kind did. Chance is computed exactly:
numbers of cases against the months before as one Poisson rate against another (a binomial, given the sum), all shares by Fisher's test.
Many units are looked at each month, so that some would seem unusual by chance: of all looks of a month together, Benjamini and Hochberg
let at most five in a hundred warnings be false. Few cases never warn, but still count as looked at: leaving out a comparison because its
number is small would pick the large ones, and more than five in a hundred would be false.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from portal.supervision.warnings.tails import binomial_tail, hypergeometric_tail
from portal.vocabulary import Labelled

FEWEST = 5  # of what is counted in the month: fewer never warn
FEWEST_AMONG = 10  # of which a share is taken, here and there
FEWEST_OTHERS = 20
FEWEST_MONTHS = 6
YELLOW_FALSE, RED_FALSE = 0.05, 0.01  # the share of false warnings that is accepted
YELLOW_TIMES, RED_TIMES = 1.5, 2.0  # and what is held against must be exceeded so many times


class Measure(Labelled):
    """What is looked at."""

    RECEIVED = "received", "收到的件数"
    LATE = "late", "超期答复的比例"
    OVERDUE = "overdue", "在办件的超期比例"
    SUBSTANTIATED = "substantiated", "反映属实的比例"


class Basis(Labelled):
    """What a number is held against."""

    HISTORY = "history", "与自己以前比"
    PEERS = "peers", "与同类单位比"


class WarningLevel(Labelled):
    """How strong a warning is."""

    YELLOW = "yellow", "黄色预警"
    RED = "red", "红色预警"


@dataclass(frozen=True)
class Count:
    """How many of how many; of a number of cases ``among`` is the months (own) or the cases of all others."""

    number: int
    among: int


@dataclass(frozen=True)
class Look:
    """One comparison: a unit's number of the month against one basis. ``usual`` is what that basis leads to expect."""

    unit: str
    measure: Measure
    basis: Basis
    now: Count
    base: Count
    usual: float
    chance: float

    @property
    def times(self) -> float:
        """How many times what is usual."""
        return self.now.number / self.usual if self.usual else float("inf")


@dataclass(frozen=True)
class Found:
    """A warning: its looks that speak, the strongest first."""

    unit: str
    measure: Measure
    level: WarningLevel
    looks: tuple[Look, ...]


def look_at_number(unit: str, now: int, before: int, months: int) -> Look | None:
    """Cases of the month against the unit's own months before; None when there is too little to say anything."""
    if months < FEWEST_MONTHS:
        return None
    chance = binomial_tail(now, now + before, 1 / (months + 1)) if now >= FEWEST else 1.0
    return Look(unit, Measure.RECEIVED, Basis.HISTORY, Count(now, 1), Count(before, months), before / months, chance)


def look_at_growth(unit: str, now: int, before: int, others_now: int, others_before: int) -> Look | None:
    """Whether the unit's cases grew more than those of all others; None when there is too little to say anything."""
    if others_now < FEWEST_OTHERS or others_before < FEWEST_OTHERS:
        return None
    total = now + before + others_now + others_before
    chance = hypergeometric_tail(now, now + others_now, now + before, total) if now >= FEWEST else 1.0
    usual = before * others_now / others_before
    return Look(unit, Measure.RECEIVED, Basis.PEERS, Count(now, others_now), Count(before, others_before), usual, chance)


def look_at_share(unit: str, measure: Measure, basis: Basis, now: Count, base: Count) -> Look | None:
    """A share of the month against another share; None when there is too little to say anything."""
    if now.among < FEWEST_AMONG or base.among < FEWEST_OTHERS:
        return None
    is_enough = now.number >= FEWEST
    chance = hypergeometric_tail(now.number, now.among, now.number + base.number, now.among + base.among) if is_enough else 1.0
    return Look(unit, measure, basis, now, base, now.among * base.number / base.among, chance)


def judge(looks: Sequence[Look]) -> list[Found]:
    """The warnings among all looks of a month, the strongest first. Red: against every basis that could be looked at, and two of them."""
    yellow, red = accepted(looks, YELLOW_FALSE), accepted(looks, RED_FALSE)
    units: dict[tuple[str, Measure], list[Look]] = {}
    for look in looks:
        units.setdefault((look.unit, look.measure), []).append(look)
    found = []
    for (unit, measure), own in units.items():
        speaking = tuple(sorted((each for each in own if each in yellow and each.times >= YELLOW_TIMES), key=lambda each: each.chance))
        strong = [each for each in own if each in red and each.times >= RED_TIMES]
        if speaking:
            level = WarningLevel.RED if len(strong) == len(Basis) else WarningLevel.YELLOW
            found.append(Found(unit, measure, level, speaking))
    return sorted(found, key=lambda each: (each.level is not WarningLevel.RED, each.looks[0].chance, each.unit))


def accepted(looks: Sequence[Look], false_share: float) -> set[Look]:
    """The looks that Benjamini and Hochberg accept at this share of false ones."""
    ordered = sorted(looks, key=lambda each: each.chance)
    last = max((place for place, each in enumerate(ordered, 1) if each.chance <= false_share * place / len(ordered)), default=0)
    return set(ordered[:last])


def sentence(found: Found) -> str:
    """The warning in one sentence with its numbers."""
    return "；".join(_said(each) for each in found.looks) + "。"


def _said(look: Look) -> str:
    return _WORDS[look.measure is Measure.RECEIVED, look.basis](look) + f"，只靠偶然出现这种情况的可能性{_chance(look.chance)}"


_PARTS = {Measure.LATE: ("答复", "超期"), Measure.OVERDUE: ("在办", "超期"), Measure.SUBSTANTIATED: ("答复", "属实或部分属实")}


def _share(look: Look) -> str:
    whole, part = _PARTS[look.measure]
    return f"{whole} {look.now.among} 件，其中{part} {look.now.number} 件（{_percent(look.now)}）"


_WORDS = {
    (True, Basis.HISTORY): lambda look: f"本月收到 {look.now.number} 件，以前 {look.base.among} 个月平均每月 {look.usual:.1f} 件",
    (True, Basis.PEERS): lambda look: f"本月收到 {look.now.number} 件，按其他单位同期的增减只应有 {look.usual:.1f} 件",
    (False, Basis.HISTORY): lambda look: f"{_share(look)}，本单位以前是 {_percent(look.base)}",
    (False, Basis.PEERS): lambda look: f"{_share(look)}，同类单位同期是 {_percent(look.base)}",
}


def _percent(count: Count) -> str:
    return f"{100 * count.number / count.among:.1f}%"


def _chance(chance: float) -> str:
    return "不到万分之一" if chance < 0.0001 else f"约 {100 * chance:.2f}%"
