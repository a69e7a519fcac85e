"""Names that no list of surnames knows: what stands right behind a role and before an act, or behind 「叫」."""

import re
from collections.abc import Iterator

from portal.publication.redaction.lexicon import alternatives, longest_prefix, words
from portal.publication.redaction.names import TITLES
from portal.publication.redaction.reading import Reading, is_seldom, is_word, word_kind
from portal.publication.redaction.vocabulary import Finding, Label
from portal.publication.redaction.walking import NAME_ENDS, is_han, is_place

_ELEMENTS = words("transliteration", "elements")
_CHARACTERS = words("given_characters", "given") | words("transliteration", "characters")
_NEVER = words("people", "never_given") - words("given_characters", "given")
_SPEECH = frozenset(word for word in words("people", "speech") if len(word) > 1) | frozenset("说称讲签开写")
_ROLE = re.compile(alternatives(words("people", "roles") - words("people", "vague_roles")))
_CALLED = re.compile(
    r"(?:名叫|名字叫|名字是|大名|小名|真名|外号|绰号|诨名|人称|网名|艺名|自称|化名|[个人我他她俺额就也位]叫)(?:叫|做|作|是|:)?[\"“(]?"
    r"(?P<value>[一-龥]{2,4}?)(?=[\"”)]?(?:的|,|，|。|;|、|[(（)）]|\"|”|$|来|说|跟))"
)
_BESIDE = re.compile(r"(?<=[一-龥])[、和](?P<value>[一-龥]{2,4}?)(?=都|等|两|二|三|也|、|,|，|。|签|说|的)")


def find_called(reading: Reading) -> Iterator[Finding]:
    """All findings of this module; they may overlap."""
    view = reading.plain
    for match in _CALLED.finditer(view):
        if _may_be_name(reading, *match.span("value")):
            yield _finding(reading, *match.span("value"), "called", 0.8)
    for match in _ROLE.finditer(view):
        for length in (4, 3, 2):
            end = match.end() + length
            if _ends_like_name(reading, end) and _may_be_name(reading, match.end(), end):
                yield _finding(reading, match.end(), end, "behind-role", 0.79)
                break
    for match in _BESIDE.finditer(view):
        if match["value"] in _ELEMENTS:
            yield _finding(reading, *match.span("value"), "name-part-in-list", 0.75)


def _ends_like_name(reading: Reading, end: int) -> bool:
    """Whether a sign or an act of people follows."""
    view = reading.plain
    if end > len(view):
        return False
    return end == len(view) or view[end] in NAME_ENDS or bool(longest_prefix(view, end, _SPEECH, 4))


def _may_be_name(reading: Reading, start: int, end: int) -> bool:
    """Whether the dictionary knows nothing else here and most characters are those of names."""
    value = reading.plain[start:end]
    if not all(is_han(char) and char not in _NEVER for char in value) or value[0] in "和与及同跟是" or "某" in value or value in TITLES:
        return False
    if is_word(value) or is_place(value) or not (reading.starts_word(start) and reading.starts_word(end)):
        return False
    pieces = [reading.plain[left : reading.word_ends[left]] for left in range(start, end) if reading.word_ends[left]]
    if any(len(piece) > 1 and not (word_kind(piece).startswith("nr") or (is_seldom(piece) and _is_given(piece))) for piece in pieces):
        return False
    return sum(char in _CHARACTERS for char in value) * 2 >= len(value)


def _is_given(text: str) -> bool:
    return all(char in _CHARACTERS for char in text)


def _finding(reading: Reading, start: int, end: int, rule: str, confidence: float) -> Finding:
    return Finding(start, end, Label.PERSON, rule, confidence, reading.text[start:end])
