"""Walking left from an anchor word by word: where does the name that ends here begin?"""

import re
from collections.abc import Container
from functools import lru_cache

import rjieba

from portal.publication.redaction.dictionary import word_kind
from portal.publication.redaction.lexicon import words
from portal.publication.redaction.reading import Reading, is_han
from portal.publication.redaction.surnames import REMEMBERED

PLACES = words("places", "places")
_ADMINISTRATIVE = "省市县区旗镇乡盟州"
_NOT_ADMINISTRATIVE = words("places", "no_places")
_LANDFORMS = "湾洲岛海滩"
_NAME_LIKE = frozenset({"红旗", "城市", "都市", "神州", "同乡"})
_SOFT = frozenset("从和三老新两几有山农一二入分同向现原后多全本将为与及经")
_FIRST = frozenset("老新大小东西南北上下前后")
_OF_WHOM = "我你他她大咱俺人国全自搬回各每几两三公农住"
_FIRST_OF_VILLAGES = frozenset("上下前后里外")
_BEHIND_TOWNSHIP = re.compile(r"(?<![们全该本各这那一城])(?:(?<=[一-龥]{2})|(?<=[一-龥]))[镇乡]([一-龥]{2,4})$")
_NO_VILLAGE = "的政各每全个几两三一二有在是和与及就都也把被让给到党委办农干领人所中财"
_LIVES_IN = re.compile(r"(?<![们全该本各])[住在系是对向从于]$|[我俺他她]家$")
_LEADS_TO_PLACES = frozenset("在住于到是至往")
_REGION_ENDS = frozenset("镇乡县区旗市")
_ACTS = frozenset({"v", "vd", "vq", "d", "p", "c", "r"})
_FUNCTIONS = words("people", "never_given") | frozenset("人上里内外下")
_ROLES = words("people", "roles")
_ALWAYS_STOPS = words("people", "speech") | _ROLES | words("people", "left_verbs")
NAME_ENDS = "。、，,;；:：?？!！“”\"'()《》<>… \n…"


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
    """Where the name ending at ``end`` begins: the walk stops at a listed word, a verb, or a word ending like a place.

    A single listed character may be the name's own (泰和城) while the name would have fewer than two without it, and so may
    a word that stands right behind a place (便江镇塘门口老街) or behind 在, 住, 于 (在新华西街).
    """
    start, view = end, reading.plain
    for left, right in words_before(reading, end, longest):
        word = view[left:right]
        first = word in _FIRST and (not is_han(view[left - 1 : left] or " ") or view[left - 1] in _LEADS_TO_PLACES)
        first = first or (
            word == "家" and is_han(view[left - 1 : left] or " ") and view[left - 1] not in "我你他她大咱俺人国全自搬回各每几两三公农住"
        )
        own = first or (len(word) == 1 and word in _SOFT and end - start < 2)
        market = word == "市" and start < end and view[left - 1 : left] in tuple("镇乡区县址在住")  # 高坝镇市大街
        if place_ends and word[-1] in place_ends and word not in _NAME_LIKE and not market:
            break
        if (
            (word in stops or word in _ROLES or (end - start > 1 and word_kind(word) in _ACTS))
            and not own
            and not market
            and not _behind_place(reading, left, word)
        ):
            break
        start = left
    return _with_first_character(view, start, end) if place_ends else start


def _with_first_character(view: str, start: int, end: int) -> int:
    """What stands between a township's own name and a village is the village's (官路镇上河湾村, 太平镇那如村, 住后刘庄村).

    Of a name that holds a township (白马镇南张村, read as 镇南) only what stands behind it is taken.
    """
    between = _BEHIND_TOWNSHIP.search(view[max(0, end - 8) : end])
    if between and start > end - len(between[1]) and start - (end - len(between[1])) < 3 and between[1][0] not in _NO_VILLAGE:
        return end - len(between[1])
    if start < end and view[start - 1 : start] in _FIRST_OF_VILLAGES and _LIVES_IN.search(view[max(0, start - 4) : start - 1]):
        return start - 1
    inner = max((view.rfind(sign, start + 1, end - 1) for sign in "镇乡"), default=-1)
    return inner + 1 if inner > 0 and end - inner > 2 else start


def _behind_place(reading: Reading, left: int, word: str) -> bool:
    """Whether a place ends right before a word, or before one more, so that the word is part of the address behind it."""
    if word == "街道" or len(word) > 1 and word in _ALWAYS_STOPS or len(word) == 1 and word in _FUNCTIONS:
        return False
    before = words_before(reading, left, 6)[:1]
    return bool(before) and _is_region(reading.plain[before[0][0] : before[0][1]])


def _is_region(word: str) -> bool:
    return (word in _REGION_ENDS and word != "市") or (
        len(word) > 1 and (is_place(word) or (word[-1] in _REGION_ENDS and word not in _NOT_ADMINISTRATIVE))
    )
