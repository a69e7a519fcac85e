"""Whether a letter tells the body complained of more than it may: the reporter's own words, or who the reporter is. Pure."""

import unicodedata
from collections.abc import Iterable

LONGEST_COPY = 25  # so many characters in the same order are the reporter's words, not a summary
_SHORTEST_VALUE = 2


def plain(text: str) -> str:
    """Letters, digits and characters only, in one width and lower case, so that no blank or dot hides a value."""
    return "".join(char for char in unicodedata.normalize("NFKC", text).lower() if char.isalnum())


def copied(text: str, sources: Iterable[str]) -> str:
    """The first run of the text that stands in a source as well, empty when there is none."""
    said = plain(text)
    runs = {said[start : start + LONGEST_COPY] for start in range(len(said) - LONGEST_COPY + 1)}
    for source in map(plain, sources):
        for start in range(len(source) - LONGEST_COPY + 1):
            if source[start : start + LONGEST_COPY] in runs:
                return source[start : start + LONGEST_COPY]
    return ""


def told_values(text: str, values: Iterable[str]) -> list[str]:
    """Those values that stand in the text, however they are written."""
    said = plain(text)
    return [value for value in values if len(plain(value)) >= _SHORTEST_VALUE and plain(value) in said]
