"""What an official paper is made of. Pure data; the measures are those of GB/T 9704-2012 (format of official documents)."""

import re
from dataclasses import dataclass
from datetime import date
from itertools import accumulate

_NO_BEGIN, _NO_END = "，。、；：！？）》」】〕)％%", "（《「【〔("  # what never begins a line, and what never ends one
_WORD_ENDS = "的和、）)"
_TITLE_CHARACTERS, _WIDE_TITLE_CHARACTERS, _ORGAN_CHARACTERS = 20, 39, 14
_NUMBER = re.compile(r"[—–-]|-?[\d.,]+ ?[%％件天个年月]*")


@dataclass(frozen=True)
class Heading:
    """A heading inside the text; level 1 「一、」 in 黑体, level 2 「（一）」 in 楷体. The numbering is part of ``text``."""

    text: str
    level: int = 1


@dataclass(frozen=True)
class Paragraph:
    """A paragraph, its first line two characters in unless ``flush``; line breaks inside ``text`` begin paragraphs of their own."""

    text: str
    flush: bool = False


@dataclass(frozen=True)
class Table:
    """A table of texts. ``widths`` are shares of the line, one a column, in any unit; without them all columns are equal."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    caption: str = ""
    widths: tuple[int, ...] = ()

    def shares(self) -> list[float]:
        """The part of the line that each column takes; the parts add up to one."""
        widths = self.widths or (1,) * len(self.header)
        return [width / sum(widths) for width in widths]


@dataclass(frozen=True)
class Signature:
    """Who signs, and the local calendar day, at the right below the text."""

    organ: str
    on: date

    def said(self) -> str:
        """The day as official papers write it: without leading zeros."""
        return f"{self.on.year}年{self.on.month}月{self.on.day}日"


@dataclass(frozen=True)
class PageBreak:
    """What follows begins on a new page."""


@dataclass(frozen=True)
class Contents:
    """The headings of level 1 of the document; in print each with the number of its page."""

    title: str = "目　录"


Block = Heading | Paragraph | Table | Signature | PageBreak | Contents


@dataclass(frozen=True)
class Document:
    """A whole paper. ``organ`` is the issuing organ's name over the red line; without it the paper begins with its title.

    ``number`` is the number of the paper below that line, ``addressee`` the flush line above the text, without its colon.
    """

    title: str
    blocks: tuple[Block, ...] = ()
    organ: str = ""
    number: str = ""
    addressee: str = ""
    landscape: bool = False

    def title_lines(self) -> list[str]:
        """The title in lines of about the same length, broken between words where one can tell (7.3.1)."""
        return balanced(self.title, _WIDE_TITLE_CHARACTERS if self.landscape else _TITLE_CHARACTERS)

    @property
    def has_long_organ(self) -> bool:
        """Whether the issuing organ's name is too long for one line in the usual size."""
        return sum(map(_width, self.organ)) > _ORGAN_CHARACTERS


def balanced(text: str, longest: int) -> list[str]:
    """A text in as few lines of at most ``longest`` Chinese characters as it takes, none of them a single word at the end."""
    number = -(-sum(map(_width, text)) // longest)
    if number < 2:
        return [text]
    ends = list(accumulate(map(_width, text)))
    aim = ends[-1] / number + 0.5  # rather the first line longer
    places = [place for place in range(1, len(text)) if _may_break(text, place) and ends[place - 1] <= longest]
    if not places:
        return [text]
    best = min(places, key=lambda place: abs(ends[place - 1] - aim) - (aim / 2 if text[place - 1] in _WORD_ENDS else 0))
    return [text[:best], *balanced(text[best:], longest)]


def _width(character: str) -> float:
    return 0.6 if character.isascii() else 1  # what digits and capitals take in the typefaces of titles


def _may_break(text: str, place: int) -> bool:
    before, after = text[place - 1], text[place]
    return after not in _NO_BEGIN and before not in _NO_END and not (before.isascii() and after.isascii())


def is_number(text: str) -> bool:
    """Whether a cell holds a number, or the dash that stands for one: such cells are centred."""
    return _NUMBER.fullmatch(text.strip()) is not None
