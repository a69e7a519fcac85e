"""Names that are not surname and given name: with a middle dot, of known parts, or in Latin letters."""

import re
from collections.abc import Iterator

from portal.publication.redaction.lexicon import alternatives, words
from portal.publication.redaction.reading import Reading
from portal.publication.redaction.vocabulary import Finding, Label
from portal.publication.redaction.walking import is_han

_CHARACTERS = words("transliteration", "characters")
_ELEMENT = alternatives(words("transliteration", "elements"))
_DOT = re.compile(r"(?<=[一-龥]) ?[·.] ?(?=[一-龥])")
_ELEMENTS = re.compile(rf"(?:{_ELEMENT}){{2,4}}")
_ONE_ELEMENT = re.compile(rf"(?:叫|是|人|民|户主|户|联系|:)(?P<value>(?:{_ELEMENT})[一-龥]?)(?=[,，。、;(说称的是等]|反映|$)")
_PLACE_BEHIND = re.compile(r"[省市县区旗镇乡村盟州路街嘎河山湖]|草原|苏木")
_LATIN = re.compile(
    r"(?<![A-Za-z0-9@.])(?:[A-Z][a-z]{1,15}|[A-Z]{2,12}|[A-Z]\.)(?:[ \-·.][ ]?(?:[A-Z][a-z]{1,15}|[A-Z]{3,"
    r"12}|[A-Z]\.?|van|de|bin|von|Van)(?![A-Za-z])){1,3}(?![A-Za-z0-9@])"
)
_NOT_LATIN_NAME = re.compile(
    r"(?i)\b(?:ltd|co|inc|limited|corp|company|email|e-mail|mail|phone|tel|wechat|dear|project|agreement|c"
    r"ontract|the|and|ppp|epc|bot|covid|group|llc|gmbh|office|city|road|no|new|china|government|hotel|bank"
    r"|i am|thank|best|regards|hello|sir)\b"
)
_LATIN_FIRM = re.compile(
    r"(?<![A-Za-z])[A-Z][A-Za-z&.]{1,20}(?: [A-Z&][A-Za-z&.]{0,20}){0,5},? ?(?:Co\.?,? ?Ltd\.?|Ltd\.?|Limi"
    r"ted|Inc\.?|GmbH|LLC|Corp\.?)(?![A-Za-z])"
)


def find_transliterations(reading: Reading) -> Iterator[Finding]:
    """All findings of this module; they may overlap."""
    view = reading.plain
    for match in _DOT.finditer(view):
        start, end = _spread(view, match.start(), -1), _spread(view, match.end() - 1, 1)
        if start < match.start() and end > match.end() and ("·" in match[0] or _is_foreign(view, match.start(), start, end)):
            yield _finding(reading, start, end, "middle-dot", 0.93)
    for match in _ELEMENTS.finditer(view):
        if not _PLACE_BEHIND.match(view, match.end()):
            yield _finding(reading, *match.span(), "name-parts", 0.85)
    for match in _ONE_ELEMENT.finditer(view):
        yield _finding(reading, *match.span("value"), "name-part", 0.75)
    for match in _LATIN_FIRM.finditer(view):
        yield Finding(match.start(), match.end(), Label.ORG_PRIVATE, "latin-firm", 0.9, reading.text[match.start() : match.end()])
    for match in _LATIN.finditer(view):
        if not _NOT_LATIN_NAME.search(match[0]):
            yield _finding(reading, *match.span(), "latin-name", 0.8)


def _is_foreign(view: str, dot: int, start: int, end: int) -> bool:
    """Whether a full stop typed for the middle dot stands between characters of foreign names alone."""
    return dot - start > 1 and end - dot > 2 and all(char in _CHARACTERS or char in ". " for char in view[start:end])


def _spread(view: str, edge: int, step: int) -> int:
    """From the dot outwards over characters used to write foreign names; unusual ones count for the first two places."""
    offset = edge - 1 if step < 0 else edge + 1
    taken = 0
    while 0 <= offset < len(view) and taken < 10 and (view[offset] in _CHARACTERS or (taken < 1 and is_han(view[offset]))):
        offset, taken = offset + step, taken + 1
    return offset + 1 if step < 0 else offset


def _finding(reading: Reading, start: int, end: int, rule: str, confidence: float) -> Finding:
    return Finding(start, end, Label.PERSON, rule, confidence, reading.text[start:end])
