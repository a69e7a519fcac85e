"""When two texts speak of the same matter: pure. Texts are compared by pairs of neighbouring characters (``portal.textsearch``).

Comparing a new text with all others would take the longer the more there are. Instead each text leaves a fixed number of traces, the
pairs whose hashes are the smallest: texts that share much share some of these, too, and an index finds them. Only the few texts found
so are compared in full.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from portal.textsearch import bigrams

TRACES = 32
MOST_READ = 2000  # characters of a text; whoever writes more has said by then what it is about
FEWEST_PAIRS = 12  # a text of fewer says too little to be like another
SAME_FROM = 0.45  # of the pairs of the shorter text; unrelated complaints about the same body share less than a third
FEWEST_SHARED = 2  # traces, to be compared in full
_SHORTEST_PHRASE = 6
_LONGEST_PHRASE = 24
_MOST_PHRASES = 3


@dataclass(frozen=True)
class Likeness:
    """How much of the shorter text stands in the other (0 to 1), and the longest stretches that stand in both."""

    share: float
    phrases: tuple[str, ...] = ()

    @property
    def is_same(self) -> bool:
        """Whether both probably speak of the same matter."""
        return self.share >= SAME_FROM


def pairs_of(text: str, names: Iterable[str] = ()) -> set[str]:
    """The pairs of the beginning of a text, without those of the names that every text about the body holds."""
    return bigrams(text[:MOST_READ]) - {pair for name in names for pair in bigrams(name)}


def traces_of(pairs: Iterable[str], hashed: Callable[[str], int]) -> list[int]:
    """The smallest hashes of the pairs, at most ``TRACES``."""
    return sorted({hashed(each) for each in pairs})[:TRACES]


def compare(one: str, other: str, names: Iterable[str] = ()) -> Likeness:
    """How alike the beginnings of two texts about a body with these names are."""
    one, other = one[:MOST_READ], other[:MOST_READ]
    left, right = pairs_of(one, names), pairs_of(other, names)
    shorter = min(len(left), len(right))
    if shorter < FEWEST_PAIRS:
        return Likeness(0.0)
    shared = left & right
    found = Likeness(len(shared) / shorter)
    return Likeness(found.share, _phrases(one, other)) if found.is_same else found


def _phrases(one: str, other: str) -> tuple[str, ...]:
    """The longest stretches of ``one`` that stand in ``other``, longest first; each step of the walk moves one end forward."""
    found: list[str] = []
    start, text = 0, " ".join(one.split())
    whole = " ".join(other.split())
    for end in range(1, len(text) + 1):
        if text[start:end] in whole:
            continue
        found.append(text[start : end - 1])
        while start < end and text[start:end] not in whole:
            start += 1
    found.append(text[start:])
    long = sorted({each.strip("，。；、 ") for each in found if len(each) >= _SHORTEST_PHRASE}, key=lambda each: (-len(each), each))
    kept: list[str] = []
    for each in long:
        if len(each) >= _SHORTEST_PHRASE and not any(each in longer for longer in kept):
            kept.append(each)
    return tuple(each if len(each) <= _LONGEST_PHRASE else f"{each[:_LONGEST_PHRASE]}……" for each in kept[:_MOST_PHRASES])
