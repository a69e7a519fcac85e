"""Walking left from an anchor word by word: where does the name that ends here begin?"""

from collections.abc import Container
from functools import lru_cache

import rjieba

from portal.publication.redaction.lexicon import words
from portal.publication.redaction.reading import REMEMBERED, Reading

PLACES = words("places", "places")
_ADMINISTRATIVE = "省市县区旗镇乡盟州"
_NOT_ADMINISTRATIVE = words("places", "no_places")
_LANDFORMS = "湾洲岛海滩"
_NAME_LIKE = frozenset({"红旗", "城市", "都市", "神州", "同乡"})
_SOFT = frozenset("和三老新两几有山农一二入分同向现原后多全本将为与及经")
_FIRST = frozenset("老新大小东西南北")
NAME_ENDS = "。、，,;；:：?？!！“”\"'()《》<>… \n…"


def is_han(char: str) -> bool:
    """Whether a character is a Chinese ideograph of the basic block."""
    return "一" <= char <= "龥"


@lru_cache(REMEMBERED)
def names_a_place(word: str) -> bool:
    """Whether a word of a registered name belongs to its region: a place, or a word ending like one (鹿邑县)."""
    return is_place(word) or (len(word) > 1 and word[-1] in _ADMINISTRATIVE and word not in _NOT_ADMINISTRATIVE)


@lru_cache(REMEMBERED)
def is_place(word: str) -> bool:
    """Whether a dictionary word names a place (province to township)."""
    if word in _NOT_ADMINISTRATIVE or (word[-1] in _LANDFORMS and word not in PLACES):
        return False
    if word in PLACES or (len(word) > 2 and word[-1] in _ADMINISTRATIVE and word[:-1] in PLACES):
        return True
    return len(word) > 1 and rjieba.has_word(word) and rjieba.tag(word, False)[0][1] == "ns"


def words_before(reading: Reading, end: int, longest: int) -> list[tuple[int, int]]:
    """Dictionary words that end at ``end``, nearest first, over ideographs only and at most ``longest`` characters."""
    spans: list[tuple[int, int]] = []
    stop, start = end, end - 1
    while start >= 0 and end - start <= longest and is_han(reading.plain[start]):
        if reading.word_ends[start] > 0 and reading.word_ends[start] >= stop:
            spans.append((start, stop))
            stop = start
        start -= 1
    return spans


def name_start(reading: Reading, end: int, longest: int, stops: Container[str], place_ends: str = "") -> int:
    """Where the name ending at ``end`` begins: the walk stops at a listed word or a word ending like a place.

    A single listed character may be the name's own (泰和城) while the name would have fewer than two without it.
    """
    start = end
    for left, right in words_before(reading, end, longest):
        word = reading.plain[left:right]
        first = word in _FIRST and not is_han(reading.plain[left - 1 : left] or " ")
        own = first or (len(word) == 1 and word in _SOFT and end - start < 2)
        if (word in stops and not own) or (place_ends and word[-1] in place_ends and word not in _NAME_LIKE):
            break
        start = left
    return start
