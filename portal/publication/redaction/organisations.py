"""Private organisations by full and short name; public bodies, state platforms and general words stay."""

import re
from collections.abc import Iterator

from portal.publication.redaction.lexicon import alternatives, longest_prefix, longest_suffix, words
from portal.publication.redaction.reading import Reading, is_word, word_kind
from portal.publication.redaction.vocabulary import Finding, Label
from portal.publication.redaction.walking import is_han, is_place, names_a_place, words_before

_FORMS = words("organisations", "legal_forms")
_SHOPS = words("organisations", "shops")
_INDUSTRIES = words("organisations", "industries")
_GENERIC = words("organisations", "generic") | _INDUSTRIES
_PUBLIC = re.compile(alternatives(words("organisations", "public_marks")))
_LEADS = words("organisations", "lead_words") | words("people", "roles")
_FUNCTION = words("people", "never_given")
_FORM = re.compile(rf"(?:{alternatives(_FORMS)})(?:[一-龥]{{2,6}}(?:分公司|分店|项目部))?")
_SHOP = re.compile(alternatives(_SHOPS))
_TAIL = _INDUSTRIES | _FORMS
_STRIPPED = _TAIL | _SHOPS | frozenset(word for word in _GENERIC if len(word) > 1)


def find_organisations(reading: Reading) -> Iterator[Finding]:
    """Names that carry a legal form, the sign of a shop, or a made-up word before a branch of trade."""
    for match in _FORM.finditer(reading.plain):
        start = _name_start(reading, match.start(), 26)
        if _is_private(reading, start, match.start(), match[0]):
            yield _finding(reading, start, match.end(), "legal-form", 0.95)
    for match in _SHOP.finditer(reading.plain):
        start = _name_start(reading, match.start(), 12)
        if match.start() - start >= 2 and _is_private(reading, start, match.start(), match[0]):
            yield _finding(reading, start, match.end(), "shop", 0.8)
    yield from _find_brands_before_trades(reading)


def brand_of(name: str) -> str:
    """The made-up part of a registered name: 宁波岚砚机械制造有限公司 → 岚砚; empty when nothing is left."""
    end = len(name)
    while (suffix := longest_suffix(name, end, _STRIPPED, 8)) and end - len(suffix) >= 2:
        end -= len(suffix)
    reading, start = Reading(name[:end]), 0
    while start < end and reading.word_ends[start]:
        stop = reading.word_ends[start]
        word = name[start:stop]
        if not names_a_place(word) or end - stop < 2:
            break
        start = stop
    return _without_place_prefix(name[start:end])


def _without_place_prefix(brand: str) -> str:
    for length in (4, 3, 2):
        if len(brand) - length >= 2 and (is_place(brand[:length]) or brand[length] in "省市县区"):
            cut = length + (brand[length] in "省市县区旗镇")
            return brand[cut:] if len(brand) - cut >= 2 else brand
    return brand


def find_brand(reading: Reading, brand: str) -> Iterator[Finding]:
    """Every further place of a brand, with the trade and legal form that follow it."""
    start = reading.plain.find(brand)
    while start >= 0:
        end = start + len(brand)
        while tail := longest_prefix(reading.plain, end, _TAIL, 8):
            end += len(tail)
        if end > start + len(brand) or not is_word(brand):
            yield _finding(reading, start, end, "brand", 0.9)
        start = reading.plain.find(brand, end)


def _name_start(reading: Reading, end: int, longest: int) -> int:
    """Walk left; a place name begins the name, and words that lead up to it end the walk."""
    start, has_place, has_own = end, False, False
    spans = words_before(reading, end, longest)
    for index, (left, right) in enumerate(spans):
        word = reading.plain[left:right]
        place = word not in _INDUSTRIES and (names_a_place(word) or (word in "省市县区旗镇乡" and start < end))
        if has_place and not place:
            break
        if (
            not place
            and word not in _INDUSTRIES
            and (word in _LEADS or word in _FUNCTION or (has_own and _is_verb(word)))
            and not _place_follows(reading, spans[index + 1 : index + 4])
        ):
            break
        has_own = has_own or not (place or word in _GENERIC)
        start, has_place = left, has_place or (place and len(word) > 1)
    return start


def _is_verb(word: str) -> bool:
    """Whether a word of two or more characters acts or joins; such a word leads up to a name, and no name goes on over it."""
    return word_kind(word) in {"v", "vn", "vd", "p", "c", "r", "d"}


def _place_follows(reading: Reading, spans: list[tuple[int, int]]) -> bool:
    """Whether a place name stands at most three single characters further left: the word is part of a brand."""
    for left, right in spans:
        word = reading.plain[left:right]
        if is_place(word):
            return True
        if right - left > 1 or word in _FUNCTION:
            return False
    return False


def _is_private(reading: Reading, start: int, end: int, form: str) -> bool:
    """Whether something besides general words stands before the form, and nothing public."""
    name = reading.plain[start:end]
    if len(name) < 2 or _PUBLIC.search(name):
        return False
    rest = [reading.plain[left:right] for left, right in words_before(reading, end, end - start)]
    own = [word for word in rest if word not in _GENERIC and word not in _FUNCTION and not names_a_place(word)]
    return bool(own) and ("有限" in form or _looks_made_up(own))


def _looks_made_up(own: list[str]) -> bool:
    return sum(len(word) for word in own) >= 2 or len(own) > 1


def _find_brands_before_trades(reading: Reading) -> Iterator[Finding]:
    """砚帆园林: two characters that no dictionary joins, directly before a branch of trade."""
    view = reading.plain
    for match in re.finditer(_TRADE, view):
        start = match.start() - 2
        if start < 0 or not (is_han(view[start]) and is_han(view[start + 1])):
            continue
        brand = view[start : match.start()]
        if not _is_brand(reading, start, brand):
            continue
        end = match.end()
        while tail := longest_prefix(view, end, _TAIL, 8):
            end += len(tail)
        yield _finding(reading, start, end, "brand-before-trade", 0.75)


_NOT_IN_BRANDS = (
    "做开搞承揽接干学教省市县区旗镇乡城村州盟个种类批项处片段座条全多大小新老旧原现级型式性化度率额款费期年月日和与等及或其本该各每"
)
_TRADE = re.compile(
    rf"(?:{alternatives(_INDUSTRIES)})(?!款|费|项目|合同|局|厅|部门|站|中心|委|所|处|科|办|市场|园区|学校|事业|行业|产业|量|期|师|商|单位)"
)


def _is_brand(reading: Reading, start: int, brand: str) -> bool:
    if not reading.starts_word(start) or not reading.starts_word(start + 2):
        return False
    if any(char in _FUNCTION or char in _LEADS or char in _NOT_IN_BRANDS for char in brand):
        return False
    return reading.word_ends[start] == start + 1


def _finding(reading: Reading, start: int, end: int, rule: str, confidence: float) -> Finding:
    return Finding(start, end, Label.ORG_PRIVATE, rule, confidence, reading.text[start:end])
