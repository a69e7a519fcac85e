"""What the segmenter's dictionary and our own lists say of a word: whether it is one, its kind, how often it is met."""

from functools import lru_cache
from math import log

import rjieba

from portal.publication.redaction.lexicon import sections, words
from portal.publication.redaction.surnames import COMMON, NEVER, REMEMBERED, surname_length

FAMOUS = words("people", "famous")
ORDINARY = words("people", "ordinary") | words("people", "plain_words") | FAMOUS
_LISTED = frozenset(
    word
    for name in ("people", "organisations", "addresses", "modern_words", "places")
    for section, listed in sections(name).items()
    for word in listed
    if len(word) > 1 and section not in {"communities", "estate_words"}
)
_ALL = 60_000_000.0  # words counted by the dictionary
_LISTED_AT_LEAST = 400
_SURNAME_ALONE = 2.0  # what the dictionary counted of 丁 or 郑 was mostly people
_OFTEN = 300
_SELDOM = 100


@lru_cache(REMEMBERED)
def word_cost(word: str) -> float | None:
    """The cost of one word, or None where neither the dictionary nor a list holds it. Entries that are somebody's name do not count."""
    often = float(rjieba.suggest_freq(word)) if rjieba.has_word(word) else 0.0
    if len(word) == 1:
        return log(_ALL / max(often, 6_000.0 if word in NEVER else 1.0)) + (_SURNAME_ALONE if word in COMMON else 0.0)
    if word in _LISTED:
        often = max(often, _LISTED_AT_LEAST)
    elif word_kind(word).startswith("nr") and surname_length(word, 0) and len(word) < 4 and word not in ORDINARY:
        return None
    return log(_ALL / often) if often else None


@lru_cache(REMEMBERED)
def word_kind(word: str) -> str:
    """The part of speech of a dictionary word of two or more characters (v verb, n noun, ns place …), or an empty string."""
    return rjieba.tag(word, False)[0][1] if len(word) > 1 and rjieba.has_word(word) else ""


@lru_cache(REMEMBERED)
def is_word(text: str) -> bool:
    """Whether the dictionary holds this text as one word that is not the name of a person."""
    if text in ORDINARY:
        return True
    return len(text) > 1 and rjieba.has_word(text) and not rjieba.tag(text, False)[0][1].startswith("nr")


@lru_cache(REMEMBERED)
def is_everyday_word(text: str) -> bool:
    """Whether people use this word so often (和平, 胜利) that it is no sign of somebody's given name."""
    return is_word(text) and rjieba.suggest_freq(text) > _OFTEN


@lru_cache(REMEMBERED)
def is_seldom(word: str) -> bool:
    """Whether the dictionary has hardly met this word (恒通, 绿野): firms like to take such words for their names."""
    return rjieba.suggest_freq(word) < _SELDOM
