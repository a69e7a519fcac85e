"""Which departments a reporter's words can mean: pure rules over names.

People write 「财政局」, 「天津市和平区财政局」, 「区财政局采购科」, 「发展和改革委员会」. A report must not reach whom it accuses
because the words were not the exact name (信访条例 art. 30), so whatever is less than exact counts as well.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

_BETWEEN = re.compile(r"[、，,；;。/\n]+")
_OWN_WORD = re.compile(r"^[省市区县](?=..)")
_NOTE = re.compile(r"\(.*?\)$")
_MOST_LEFT_OUT = 2  # characters that a short name may leave out between two it keeps: 发展(和)改革委, 市场监(督)管局
_SHORTEST = 2


@dataclass(frozen=True)
class Named:
    """A department with every name it bears. ``is_exact_only`` where a longer text surely means a body inside it (人民政府)."""

    id: int
    names: tuple[str, ...]
    is_exact_only: bool = False


@dataclass(frozen=True)
class Meant:
    """Ids of the departments that the words name, and of those they may mean."""

    named: tuple[int, ...] = ()
    possible: tuple[int, ...] = ()


def meant_by(text: str, departments: Iterable[Named], jurisdiction: str) -> Meant:
    """The departments meant by a text without blanks and with brackets of one width, piece by piece between commas."""
    known, named, possible = list(departments), [], []
    cores = [(core, each.id) for each in known if not each.is_exact_only for core in _cores(each)]
    for piece in dict.fromkeys(filter(None, _BETWEEN.split(text))):
        sure, unsure = _meant_by_piece(piece, known, cores, jurisdiction)
        named += sure
        possible += unsure
    return Meant(tuple(dict.fromkeys(named)), tuple(dict.fromkeys(each for each in possible if each not in named)))


def _meant_by_piece(piece: str, known: list[Named], cores: list[tuple[str, int]], jurisdiction: str) -> tuple[list[int], list[int]]:
    exact = [each.id for each in known if piece in each.names]
    if exact or len(piece) < _SHORTEST:
        return exact, []
    said = _at_home(piece, jurisdiction)
    begins = [(len(core), each) for core, each in cores if any(_begins_with(core, words) for words in said)]
    longest = max(begins, default=(0, 0))[0]
    sure = list(dict.fromkeys(each for length, each in begins if length == longest))
    short = [each.id for each in known if any(_stands_in(words, name) for words in said for name in each.names)]
    if sure or len(short) == 1:
        return sure or short, []
    return [], short + [each for core, each in cores if _stands_in(core, piece)]


def _at_home(piece: str, jurisdiction: str) -> list[str]:
    """What may be the name: the words behind that of our own place; those of another place (南开区财政局) stay whole."""
    behind = piece.partition(jurisdiction)[2] if jurisdiction else ""
    said = [behind] if behind else [piece, _OWN_WORD.sub("", piece)]
    return [words for words in said if len(words) >= _SHORTEST]


def _cores(department: Named) -> set[str]:
    """Its names without the word for the level and without a note in brackets: 区财政局 is 财政局."""
    return {core for name in department.names if len(core := _OWN_WORD.sub("", _NOTE.sub("", name))) >= _SHORTEST}


def _begins_with(core: str, text: str) -> bool:
    return len(core) <= len(text) and bool(_written(core).match(text))


def _stands_in(core: str, text: str) -> bool:
    return len(core) <= len(text) and bool(_written(core).search(text))


@lru_cache(maxsize=4096)  # every report is asked for all names of the jurisdiction, more than ``re`` itself would remember
def _written(core: str) -> re.Pattern[str]:
    return re.compile(f".{{0,{_MOST_LEFT_OUT}}}".join(map(re.escape, core)))
