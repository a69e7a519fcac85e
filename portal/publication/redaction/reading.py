"""One text in the views the detectors need; every view has the length of the text, so offsets are the same."""

import re
import unicodedata
from functools import cached_property, lru_cache

import rjieba

from portal.publication.redaction.lexicon import words

_ORDINARY = words("people", "ordinary") | words("people", "famous")
REMEMBERED = 20_000  # answers of the dictionary kept at a time
_OFTEN = 300
_SELDOM = 100
_SPECIAL = {
    **dict.fromkeys("－—–‐‑‒―−─﹣", "-"),
    **dict.fromkeys("•・‧∙·⋅●▪", "·"),
    **dict.fromkeys("〔［【〖「『[", "("),
    **dict.fromkeys("〕］】〗」』]", ")"),
    **dict.fromkeys("\u200b\u200c\u200d\u200e\u200f\ufeff\u2060\u00ad\t", " "),
    "。": "。", "、": "、", "《": "《", "》": "》", "~": "-", "～": "-",
}  # fmt: skip
_NUMERALS = str.maketrans("〇零一二三四五六七八九幺壹贰叁肆伍陆柒捌玖", "001234567891123456789")
_LETTER_IN_DIGITS = re.compile(r"(?<=[0-9])[oOlI](?=[0-9])")


class _Fold(dict[int, str]):
    """Each character's usual-width form when that is one character, otherwise itself."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        folded = _SPECIAL.get(char)
        if folded is None:
            folded = unicodedata.normalize("NFKC", char)
            folded = folded if len(folded) == 1 and char not in "²³¹" else char
            digit = unicodedata.digit(char, None) if char not in "²³¹" else None
            folded = folded if digit is None else str(digit)
        self[code] = folded
        return folded


_FOLD = _Fold()


class Reading:
    """A text to look through: ``plain`` (usual width, one kind of dash and dot) and ``digits`` (numerals as digits)."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.plain = text.translate(_FOLD)
        digits = self.plain.translate(_NUMERALS)
        self.digits = _LETTER_IN_DIGITS.sub(lambda match: "0" if match[0] in "oO" else "1", digits)

    @cached_property
    def word_ends(self) -> list[int]:
        """For each offset the end of the dictionary word that starts there, or 0 inside a word (no guessing)."""
        ends = [0] * (len(self.plain) + 1)
        start = 0
        for word in rjieba.cut(self.plain, False):
            ends[start] = start + len(word)
            start = ends[start]
        ends[start] = start
        return ends

    @cached_property
    def guessed_names(self) -> frozenset[tuple[int, int]]:
        """Spans that the segmenter's own statistics take for names of people."""
        spans, start = set(), 0
        for word, tag in rjieba.tag(self.plain):
            if tag.startswith("nr") and len(word) > 1:
                spans.add((start, start + len(word)))
            start += len(word)
        return frozenset(spans)

    def starts_word(self, offset: int) -> bool:
        """Whether no dictionary word runs across ``offset``."""
        return offset >= len(self.plain) or self.word_ends[offset] > 0


@lru_cache(REMEMBERED)
def word_kind(word: str) -> str:
    """The part of speech of a dictionary word of two or more characters (v verb, n noun, ns place …), or an empty string."""
    return rjieba.tag(word, False)[0][1] if len(word) > 1 and rjieba.has_word(word) else ""


@lru_cache(REMEMBERED)
def is_word(text: str) -> bool:
    """Whether the dictionary holds this text as one word that is not the name of a person."""
    if text in _ORDINARY:
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
