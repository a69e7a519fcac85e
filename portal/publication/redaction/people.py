"""People by name, nickname, and surname with a form of address: the cheapest reading of each sentence tells them from words."""

import re
from collections.abc import Iterable, Iterator

from portal.publication.redaction.dictionary import is_word
from portal.publication.redaction.lexicon import longest_suffix
from portal.publication.redaction.names import ROLES, Edge, name_edges
from portal.publication.redaction.reading import Reading
from portal.publication.redaction.surnames import GIVEN, SURNAMES
from portal.publication.redaction.titles import find_surnames_alone, title_edges
from portal.publication.redaction.vocabulary import Finding, Label

_JOINTS = "、和与跟及同"
_READINGS = 3  # a list of names is known from its surest ones outwards
_SPACED = re.compile(r"(?<![一-龥])(?P<surname>[一-龥]{1,2})[ \-*_]{1,3}(?P<given>[一-龥](?:[ \-*_]{0,2}[一-龥])?)(?![一-龥])")
_SPACED_BEHIND_ROLE = re.compile(r"(?<=[一-龥])(?P<surname>[一-龥]) {1,3}(?P<given>[一-龥](?: {0,2}[一-龥])?)(?![一-龥])")
_TAKEN, _BRAND_ALONE, _GIVEN_ALONE, _SURE = 3.0, 14.0, 10.0, 0.8
_NOT_OURS, _PERSON = "taken", "taken-person"
_FOUND_BEFORE = frozenset([_NOT_OURS, _PERSON])
_TITLED = frozenset(["surname-title", "surname-short-title"])


def find_people(reading: Reading, found_before: Iterable[Finding] = ()) -> list[Finding]:
    """Names and forms of address on the cheapest reading; further readings know who stands beside whom.

    What was surely found before (firms, addresses) is one word of the text, so that no name begins or ends inside it.
    """
    taken = [
        Edge(each.start, each.end, _cost_of(each), _PERSON if each.label is Label.PERSON else _NOT_OURS)
        for each in found_before
        if each.confidence >= _SURE
    ]
    titles = [*title_edges(reading), *taken]
    first = list(_cheapest(reading, [*name_edges(reading), *titles]))
    company, chosen = frozenset(_beside(reading, first)), first
    for _ in range(_READINGS):
        if not company:
            break
        chosen = list(_cheapest(reading, [*name_edges(reading, company), *titles]))
        wider = company | frozenset(_beside(reading, chosen))
        if wider == company:
            break
        company = wider
    found = [
        _finding(reading, edge.start, edge.end, edge.rule, min(0.99, 0.8 + max(0.0, edge.support) / 40))
        for edge in chosen
        if edge.rule not in _FOUND_BEFORE
    ]
    found += [_finding(reading, *match.span(), "spaced-name", 0.8) for match in _spaced(reading)]
    return found + [_finding(reading, *span, "surname-alone", 0.85) for span in find_surnames_alone(reading)]


def _cost_of(found: Finding) -> float:
    """How dear it is to read what was found before as one word: a brand or given name alone may be part of something longer."""
    if found.rule == "brand" and found.end - found.start < 4:
        return _BRAND_ALONE
    return _GIVEN_ALONE if found.rule == "repeated-name" and found.end - found.start < 3 else _TAKEN


def _cheapest(reading: Reading, marked: Iterable[Edge]) -> Iterator[Edge]:
    """The edges to hide on the cheapest way through the text, word by word."""
    view = reading.plain
    by_start: dict[int, list[Edge]] = {}
    for edge in marked:
        by_start.setdefault(edge.start, []).append(edge)
    best: list[tuple[float, int, Edge | None]] = [(0.0, 0, None), *((float("inf"), 0, None) for _ in view)]
    for start in range(len(view)):
        so_far = best[start][0]
        for end, cost in reading.words_at(start):
            if so_far + cost < best[end][0]:
                best[end] = (so_far + cost, start, None)
        for edge in by_start.get(start, ()):
            if so_far + edge.cost < best[edge.end][0]:
                best[edge.end] = (so_far + edge.cost, start, edge)
    offset = len(view)
    while offset:
        _, before, taken = best[offset]
        if taken is not None:
            yield taken
        offset = before


def _beside(reading: Reading, chosen: list[Edge]) -> Iterator[int]:
    """Offsets joined to a name by 、 or 和."""
    for edge in chosen:
        if edge.rule in _TITLED or edge.rule == _NOT_OURS:
            continue
        if edge.end < len(reading.plain) and reading.plain[edge.end] in _JOINTS:
            yield edge.end + 1
        if edge.start and reading.plain[edge.start - 1] in _JOINTS:
            yield edge.start - 1


def _spaced(reading: Reading) -> Iterator[re.Match[str]]:
    """A surname and a given name typed apart: 张　伟."""
    for match in _SPACED.finditer(reading.plain):
        given = re.sub(r"[ \-*_]", "", match["given"])
        if match["surname"] not in SURNAMES:
            continue
        behind_role = longest_suffix(reading.plain, _before_signs(reading.plain, match.start()), ROLES, 6)
        if behind_role or (all(char in GIVEN for char in given) and not is_word(given)):
            yield match
    for match in _SPACED_BEHIND_ROLE.finditer(reading.plain):
        if match["surname"] in SURNAMES and longest_suffix(reading.plain, match.start(), ROLES, 6):
            yield match


def _before_signs(view: str, end: int) -> int:
    return max(0, end - 4) + len(view[max(0, end - 4) : end].rstrip(" :"))


def _finding(reading: Reading, start: int, end: int, rule: str, confidence: float) -> Finding:
    label = Label.PERSON_TITLE if rule in _TITLED else Label.PERSON
    return Finding(start, end, label, rule, round(confidence, 2), reading.text[start:end])
