"""Private organisations by full and short name; public bodies, state platforms and general words stay."""

import re
from collections.abc import Iterator

from portal.publication.redaction.lexicon import alternatives, longest_prefix, longest_suffix, words
from portal.publication.redaction.reading import Reading, is_seldom, is_word, word_kind
from portal.publication.redaction.vocabulary import Finding, Label
from portal.publication.redaction.walking import is_han, is_place, names_a_place, words_before

_FORMS = words("organisations", "legal_forms")
SHOPS = words("organisations", "shops")
INDUSTRIES = words("organisations", "industries")
_GENERIC = words("organisations", "generic") | INDUSTRIES
_PUBLIC = re.compile(alternatives(words("organisations", "public_marks")))
_LEADS = words("organisations", "lead_words") | words("people", "roles")
_FUNCTION = words("people", "never_given")
_FORM = re.compile(rf"(?:{alternatives(_FORMS)})(?:[一-龥]{{2,6}}(?:分公司|分店|项目部))?")
_LONGEST = 40
_INNER = re.compile(r"[(（][一-龥]{2,8}[)）]")
_BRACKETED = re.compile(r"\([一-龥]{2,8}\)$")
_SHOP = re.compile(alternatives(SHOPS))
_OWN_LAST = frozenset("都同能会合通建运信达公司先家新来好时用")
_NEEDS_MORE = words("organisations", "weak_industries")
_OWNERS = frozenset(["我们", "我司", "俺们", "咱们", *"找给与和由对欠向将把跟同及"])
_BRAND_STOPS = _FUNCTION - frozenset("都同能会合建运信公天日月年时第一百亿先师理定明外正应")
_TAIL = INDUSTRIES | _FORMS
_STRIPPED = _TAIL | SHOPS | frozenset(word for word in _GENERIC if len(word) > 1)


def find_organisations(reading: Reading) -> Iterator[Finding]:
    """Names that carry a legal form, the sign of a shop, or a made-up word before a branch of trade."""
    for match in _FORM.finditer(reading.plain):
        start = _name_start(reading, match.start(), 26)
        if _is_private(reading, start, match.start(), match[0]):
            yield _finding(reading, start, match.end(), "legal-form", 0.95)
    for match in _SHOP.finditer(reading.plain):
        start = _name_start(reading, match.start(), 20)
        if match.start() - start >= 2 and _is_private(reading, start, match.start(), match[0]):
            yield _finding(reading, start, match.end(), "shop", 0.8)
    yield from _find_brands_before_trades(reading)


def brand_of(name: str) -> str:
    """The made-up part of a registered name: 宁波岚砚机械制造有限公司 → 岚砚; empty when nothing is left."""
    name = _INNER.sub("", name)
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
        yield from brand_at(reading, start, brand)
        start = reading.plain.find(brand, start + len(brand))


def brand_at(reading: Reading, start: int, brand: str) -> Iterator[Finding]:
    """The brand that stands at ``start``, unless it is a word of its own and no trade or legal form follows."""
    end = start + len(brand)
    while (tail := longest_prefix(reading.plain, end, _TAIL, 8)) and end - start < _LONGEST:
        end += len(tail)
    for left, right in words_before(reading, start, 4)[:1]:
        start = left if right - left > 1 and is_place(reading.plain[left:right]) else start
    if end > start + len(brand) or not is_word(brand):
        yield _finding(reading, start, end, "brand", 0.9)


def _name_start(reading: Reading, end: int, longest: int) -> int:
    """Walk left; a bracketed part (昆山) is stepped over."""
    bracket = _BRACKETED.search(reading.plain[max(0, end - 12) : end])
    if bracket:
        before = _words_start(reading, end - len(bracket[0]), longest)
        return before if end - len(bracket[0]) - before >= 2 else end
    start = _words_start(reading, end, longest)
    bracket = _BRACKETED.search(reading.plain[max(0, start - 12) : start]) if start < end else None
    if bracket:
        before = _words_start(reading, start - len(bracket[0]), longest)
        return before if start - len(bracket[0]) - before >= 2 else start
    return start


def _words_start(reading: Reading, end: int, longest: int) -> int:
    """Walk left word by word; a place name begins the name, and words that lead up to it end the walk."""
    start, has_place, has_own = end, False, False
    spans = words_before(reading, end, longest)
    for index, (left, right) in enumerate(spans):
        word = reading.plain[left:right]
        place = word not in INDUSTRIES and (names_a_place(word) or (word in "省市县区旗镇乡" and start < end))
        if has_place and not place and not (right - left < 3 and _is_place_before(reading, spans[index + 1 : index + 2])):
            break
        if (
            not place
            and word not in INDUSTRIES
            and not (not has_own and word in _OWN_LAST)
            and (word in _LEADS or word in _FUNCTION or (has_own and _is_verb(word)))
            and not _place_follows(reading, spans[index + 1 : index + 4])
        ):
            break
        has_own = has_own or not (place or word in _GENERIC)
        start, has_place = left, has_place or (place and len(word) > 1)
    return start


def _is_place_before(reading: Reading, spans: list[tuple[int, int]]) -> bool:
    """Whether the next word to the left names a place: 武汉市东湖高新区 is one region."""
    return any(names_a_place(reading.plain[left:right]) and right - left > 1 for left, right in spans)


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
    rest = [word for word in _words_of(reading, start, end) if is_han(word[0])]
    own = [word for word in rest if word not in _GENERIC and not names_a_place(word)]
    own = own if any(word not in _FUNCTION for word in own) else []
    return bool(own) and ("有限" in form or _looks_made_up(own))


def names_public_body(name: str) -> bool:
    """Whether a name has the mark of a public body or a state company."""
    return bool(_PUBLIC.search(name))


def _words_of(reading: Reading, start: int, end: int) -> Iterator[str]:
    while start < end:
        stop = reading.word_ends[start] or start + 1
        yield reading.plain[start : min(stop, end)]
        start = stop


def _looks_made_up(own: list[str]) -> bool:
    return sum(len(word) for word in own) >= 2 or len(own) > 1


def _find_brands_before_trades(reading: Reading) -> Iterator[Finding]:
    """砚帆园林, 绿野春园林: two to four characters that no dictionary joins, directly before a branch of trade."""
    view = reading.plain
    for match in _TRADE.finditer(view):
        start = brand_start(reading, match.start())
        if start == match.start():
            continue
        end = match.end()
        while (tail := longest_prefix(view, end, _TAIL, 8)) and end - start < _LONGEST:
            end += len(tail)
        if match[0] not in _NEEDS_MORE or end > match.end() or _stands_apart(reading, start):
            yield _finding(reading, start, end, "brand-before-trade", 0.75)


_NOT_IN_BRANDS = (
    "二两四五六七八九十做开搞承揽接干学教省市县区旗镇乡城村州盟个种类批项处片段座条全多大小新老旧原现级型式性化度率额款费期年月日和与等及或"
    "其本该各每"
)
_TRADE = re.compile(
    rf"(?:{alternatives(INDUSTRIES)})(?!款|费|项目|合同|局|厅|部门|站|中心|委|所|处|科|办|市场|园区|学校|事业|行业|产业|量|期|师|商|单位)"
)


def brand_start(reading: Reading, end: int) -> int:
    """Where a made-up name before a trade begins, with a place before it; ``end`` when there is none."""
    start, loose = end, 0
    for left, right in words_before(reading, end, 8):
        word = reading.plain[left:right]
        if right - left > 1 and is_place(word) and start < end:
            return left if loose and end - start > 1 else end
        if not may_be_in_brand(word) or end - left > 4 or right - left > 2:
            break
        start, loose = left, loose + (right - left == 1 or is_seldom(word))
    return start if loose and end - start > 1 else end


def _stands_apart(reading: Reading, start: int) -> bool:
    """Whether a sign or 我们, 找, 给 … stands before."""
    before = words_before(reading, start, 4)
    return not before or reading.plain[before[0][0] : before[0][1]] in _OWNERS


def may_be_in_brand(word: str) -> bool:
    """Whether a word can be part of a made-up name: no function word, no verb, nothing that leads up to names or is general."""
    if word in _LEADS or word in _GENERIC or (len(word) == 1 and word in _BRAND_STOPS):
        return False
    return word not in _NOT_IN_BRANDS if len(word) == 1 else not _is_verb(word)


def _finding(reading: Reading, start: int, end: int, rule: str, confidence: float) -> Finding:
    return Finding(start, end, Label.ORG_PRIVATE, rule, confidence, reading.text[start:end])
