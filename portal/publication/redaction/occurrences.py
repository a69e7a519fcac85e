"""Every further place of a name or firm that was found once: in full, short, spaced, or by the given name alone."""

import re
from collections.abc import Iterable, Iterator

from portal.publication.redaction.dictionary import ORDINARY, is_everyday_word, is_word, word_kind
from portal.publication.redaction.lexicon import longest_prefix, longest_suffix, words
from portal.publication.redaction.organisations import brand_at, brand_of
from portal.publication.redaction.reading import Reading, is_han
from portal.publication.redaction.surnames import COMPOUND
from portal.publication.redaction.vocabulary import Finding, Label
from portal.publication.redaction.walking import NAME_ENDS, is_place

_SURE = 0.78
_ROLES = words("people", "roles")
_SPEECH = words("people", "speech")
_LEADS_TO_PEOPLE = frozenset("找由给叫问对和与跟被") | {"给予", "反映", "投诉", "举报", "转给", "交给", "就是", "都是", "换成"}
_ESTATE_LAST = "苑园城里府庭湾居郡邸"
_PLAIN_ESTATES = frozenset(["小区", "家属院", "宿舍", "公寓", "安置", "职工"])
_ESTATE = re.compile(
    r"(?P<name>(?:(?!的)[一-龥]){3,7}?(?<![路街巷道弄村组社队]))"
    r"(?=(?:小区)?(?:[0-9A-Z]{1,3}(?:号楼|号院|栋|幢|座|期|区|-|#)|[一二三四五六七八九十]{1,3}(?:号楼|栋|幢|期))|小区)"
)


def find_occurrences(reading: Reading, found: Iterable[Finding]) -> Iterator[Finding]:
    """Repeats of what was found; a value that is also an ordinary word is not repeated."""
    found = list(found)
    people = {reading.plain[item.start : item.end] for item in found if item.label is Label.PERSON and item.confidence >= _SURE}
    people = {name for name in people if len(name) > 1}
    firms = {reading.plain[start:end] for start, end in _outermost(found)}
    forms = {value for name in people for value in _forms_of(name)}
    for start, value in _places_of_any(reading, forms):
        yield Finding(start, start + len(value), Label.PERSON, "repeated-name", 0.85, reading.text[start : start + len(value)])
    wordy = {value for name in people for value in (name.replace(" ", ""),) if _is_plain_word(value) and len(value) < 4}
    for start, value in _places_of_any(reading, wordy):
        if _stands_as_name(reading, start, start + len(value)):
            yield Finding(start, start + len(value), Label.PERSON, "repeated-word-name", 0.8, reading.text[start : start + len(value)])
    estates = {
        match["name"] for item in found if item.label is Label.ADDRESS for match in [_ESTATE.match(reading.plain, item.start)] if match
    }
    estates = {
        name
        for name in estates
        if not (is_everyday_word(name) or (is_place(name) and name[-1] not in _ESTATE_LAST) or longest_prefix(name, 0, _PLAIN_ESTATES, 5))
    }
    for start, value in _places_of_any(reading, estates):
        yield Finding(start, start + len(value), Label.ADDRESS, "repeated-estate", 0.8, reading.text[start : start + len(value)])
    yield from _short_forms(reading, firms)
    brands = {brand for firm in firms for brand in (brand_of(firm),) if len(brand) > 1 and not (is_place(brand) and len(brand) < 3)}
    for start, brand in _places_of_any(reading, brands):
        yield from brand_at(reading, start, brand)


def _short_forms(reading: Reading, firms: set[str]) -> Iterator[Finding]:
    """珏瀚新材 of 无锡珏瀚新材料有限公司: the brand and, in their order, further characters of the name."""
    rest_of = {
        brand: firm[firm.index(brand) + len(brand) :]
        for firm in sorted(firms)
        for brand in (brand_of(firm),)
        if len(brand) > 1 and brand in firm
    }
    for start, brand in _places_of_any(reading, set(rest_of)):
        end, rest = start + len(brand), rest_of[brand]
        while end < len(reading.plain) and is_han(reading.plain[end]) and (place := rest.find(reading.plain[end])) >= 0:
            end, rest = end + 1, rest[place + 1 :]
        if end - start - len(brand) > 1:
            yield Finding(start, end, Label.ORG_PRIVATE, "short-form", 0.85, reading.text[start:end])


def _outermost(found: Iterable[Finding]) -> Iterator[tuple[int, int]]:
    """The spans of firms that lie inside no other: 稻虾种植专业合作社 in 老三家稻虾种植专业合作社 is no name of its own."""
    last = 0
    for start, negative in sorted({(item.start, -item.end) for item in found if item.label is Label.ORG_PRIVATE}):
        if -negative > last:
            yield start, -negative
            last = -negative


def _stands_as_name(reading: Reading, start: int, end: int) -> bool:
    """Whether an ordinary word that is somebody's name in this text is behind a role here, or begins a clause before an act of people."""
    view = reading.plain
    if longest_suffix(view, start, _ROLES, 6) or view.startswith("本人", end):
        return True
    if longest_suffix(view, start, _LEADS_TO_PEOPLE, 2) and (
        end >= len(view) or view[end] in NAME_ENDS or longest_prefix(view, end, _SPEECH, 4)
    ):
        return True
    begins = start == 0 or view[start - 1] in NAME_ENDS
    if begins and reading.starts_word(end) and word_kind(view[end : reading.word_ends[end]])[:1] in {"v", "p", "d"}:
        return True
    act = longest_prefix(view, end, _SPEECH, 4)
    return begins and (len(act) > 1 or act in {"说", "称", "讲", "签", "户", "等", "也", "又", "不", "被", "已"})


def _places_of_any(reading: Reading, values: set[str]) -> Iterator[tuple[int, str]]:
    """Where any of the values stands: one look at each offset for each length, however many values there are."""
    lengths = sorted({len(value) for value in values})
    for start in range(len(reading.plain)):
        for length in lengths:
            value = reading.plain[start : start + length]
            if value in values and len(value) == length:
                yield start, value


def _is_plain_word(name: str) -> bool:
    """Whether a name is met as a word too: an everyday one, or an act of two characters (高升)."""
    return is_everyday_word(name) or (len(name) == 2 and (name in ORDINARY or word_kind(name).startswith("v")))


def _forms_of(name: str) -> Iterator[str]:
    """The name without spaces, and the given name when it has two characters and is no ordinary word."""
    compact = name.replace(" ", "")
    if not _is_plain_word(compact):
        yield compact
    given = compact[2:] if compact[:2] in COMPOUND else compact[1:]
    if len(given) == 2 and len(compact) <= 4 and "一" <= compact[0] <= "龥" and not is_everyday_word(given) and not is_place(given):
        yield given
    for part in compact.replace(".", "·").split("·"):
        if part != compact and len(part) > 1 and not is_word(part):
            yield part


def places_of(reading: Reading, value: str, label: Label, rule: str, confidence: float) -> Iterator[Finding]:
    """Every place of ``value`` in the folded text."""
    start = reading.plain.find(value) if value else -1
    while start >= 0:
        end = start + len(value)
        yield Finding(start, end, label, rule, confidence, reading.text[start:end])
        start = reading.plain.find(value, end)
