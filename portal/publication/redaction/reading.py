"""One text in the views the detectors need; every view has the length of the text, so offsets are the same."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cached_property

from portal.publication.redaction.dictionary import word_cost

_LONGEST_WORD = 6
_LONGEST_COMPARED = 20_000
_SPECIAL = {
    **dict.fromkeys("－—–‐‑‒―−─﹣", "-"),
    **dict.fromkeys("•・‧∙·⋅●▪", "·"),
    **dict.fromkeys("〔［【〖「『[", "("),
    **dict.fromkeys("〕］】〗」』]", ")"),
    **dict.fromkeys("\ufe0f\u20e3\u200b\u200c\u200d\u200e\u200f\ufeff\u2060\u00ad\t", " "),
    "。": "。", "、": "、", "《": "《", "》": "》", "~": "-", "～": "-",
}  # fmt: skip
_NUMERALS = str.maketrans("〇零一二三四五六七八九幺壹贰叁肆伍陆柒捌玖", "001234567891123456789")
_LETTER_IN_DIGITS = re.compile(r"(?<=[0-9])[oOlI](?=[0-9])")
_LIKE_DIGITS = re.compile(r"(?<![A-Za-z0-9])(?=(?:[oOlI\- ]{0,4}[0-9]){5})[0-9oOlI][0-9oOlI\- ]{8,16}(?![A-Za-z])")
_LETTERS = str.maketrans("oOlI", "0011")
_SPOKEN_ONE = re.compile(r"(?<![什怎这那多要])[么腰妖](?=[3-9][0-9]{2})|(?<=[0-9])[么腰妖](?=[0-9])")


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
        digits = _SPOKEN_ONE.sub("1", self.plain.translate(_NUMERALS))
        digits = _LIKE_DIGITS.sub(lambda match: match[0].translate(_LETTERS), digits)
        self.digits = _LETTER_IN_DIGITS.sub(lambda match: "0" if match[0] in "oO" else "1", digits)

    @cached_property
    def _words_from(self) -> dict[int, list[tuple[int, float]]]:
        return {}

    def words_at(self, start: int) -> Iterable[tuple[int, float]]:
        """The words that begin at ``start``; they are looked up once, but for a very long text each time."""
        if len(self.plain) > _LONGEST_COMPARED:
            return words_at(self.plain, start)
        found = self._words_from.get(start)
        if found is None:
            found = self._words_from[start] = list(words_at(self.plain, start))
        return found

    @cached_property
    def word_ends(self) -> list[int]:
        """For each offset the end of the word that starts there on the likeliest way through the text, or 0 inside a word."""
        view = self.plain
        best: list[tuple[float, int]] = [(0.0, 0)] + [(float("inf"), 0)] * len(view)
        for start in range(len(view)):
            for end, cost in self.words_at(start):
                best[end] = min(best[end], (best[start][0] + cost, start))
        ends, offset = [0] * (len(view) + 1), len(view)
        ends[offset] = offset
        while offset:
            start = best[offset][1]
            ends[start], offset = offset, start
        return ends

    @cached_property
    def repeated(self) -> frozenset[str]:
        """Three characters that stand in the text more than once; of a very long text nothing is said."""
        seen: set[str] = set()
        again: set[str] = set()
        for start in range(len(self.plain) - 2 if len(self.plain) <= _LONGEST_COMPARED else 0):
            three = self.plain[start : start + 3]
            (again if three in seen else seen).add(three)
        return frozenset(again)

    @cached_property
    def words_met_again(self) -> frozenset[str]:
        """Words of two or three characters that stand in the text more than once; of a very long text nothing is said."""
        starts = [offset for offset in range(len(self.plain)) if self.word_ends[offset]] if len(self.plain) <= _LONGEST_COMPARED else []
        often = Counter(self.plain[start : self.word_ends[start]] for start in starts)
        return frozenset(word for word, count in often.items() if count > 1 and 1 < len(word) < 4)

    def starts_word(self, offset: int) -> bool:
        """Whether no dictionary word runs across ``offset``."""
        return offset >= len(self.plain) or self.word_ends[offset] > 0


def is_han(char: str) -> bool:
    """Whether a character is a Chinese ideograph of the basic block."""
    return "一" <= char <= "龥"


def words_at(view: str, start: int) -> Iterator[tuple[int, float]]:
    """The words that begin at ``start`` and their costs; a sign or digit is a word of its own and costs nothing."""
    if not is_han(view[start]):
        yield start + 1, 0.0
        return
    for end in range(start + 1, min(start + _LONGEST_WORD, len(view)) + 1):
        if not is_han(view[end - 1]):
            return
        cost = word_cost(view[start:end])
        if cost is not None:
            yield end, cost
