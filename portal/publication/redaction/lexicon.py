"""Word lists read once from ``data/``: plain text, ``[section]`` lines, words apart by spaces, ``#`` comments."""

from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parent / "data"


@cache
def sections(name: str) -> dict[str, frozenset[str]]:
    """All sections of ``data/<name>.txt`` as sets of words."""
    found: dict[str, set[str]] = {}
    current: set[str] = set()
    for line in (_FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            current = found.setdefault(line.strip("[] "), set())
        elif not line.startswith("#"):
            current.update(line.split())
    return {section: frozenset(words) for section, words in found.items()}


def words(name: str, section: str) -> frozenset[str]:
    """The words of one section of one list."""
    return sections(name)[section]


def alternatives(items: frozenset[str]) -> str:
    """The words as a regex alternation, longest first, so that the longest one wins."""
    return "|".join(sorted(items, key=lambda word: (-len(word), word)))


def longest_prefix(text: str, start: int, items: frozenset[str], longest: int) -> str:
    """The longest listed word that begins at ``start``, or an empty string."""
    for length in range(min(longest, len(text) - start), 0, -1):
        if text[start : start + length] in items:
            return text[start : start + length]
    return ""


def longest_suffix(text: str, end: int, items: frozenset[str], longest: int) -> str:
    """The longest listed word that ends just before ``end``, or an empty string."""
    for length in range(min(longest, end), 0, -1):
        if text[end - length : end] in items:
            return text[end - length : end]
    return ""
