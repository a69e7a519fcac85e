"""How Chinese text is made searchable: every pair of neighbouring characters is a word. Pure."""

import re

from portal.identifiers import normalise_width

_RUNS = re.compile(r"[\u4e00-\u9fff]+|[0-9a-z]+")
LONGEST_TERM = 8


def bigrams(text: str) -> set[str]:
    """The search terms of a text: pairs of neighbouring Chinese characters, and Latin words and numbers (first 8 characters)."""
    terms: set[str] = set()
    for run in _RUNS.findall(normalise_width(text).lower()):
        if run[0].isascii():
            terms.add(run[:LONGEST_TERM])
        else:
            terms.update(run[start : start + 2] for start in range(len(run) - 1))
    return terms
