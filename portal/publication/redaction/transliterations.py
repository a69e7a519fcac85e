"""Names that are not surname and given name: with a middle dot, of known parts, or in Latin letters."""

import re
from collections.abc import Iterator

from portal.publication.redaction.dictionary import FAMOUS, is_word, word_kind
from portal.publication.redaction.lexicon import alternatives, longest_prefix, longest_suffix, words
from portal.publication.redaction.reading import Reading, is_han
from portal.publication.redaction.surnames import COMMON, NEVER
from portal.publication.redaction.vocabulary import Finding, Label
from portal.publication.redaction.walking import NAME_ENDS

_CHARACTERS = words("transliteration", "characters")
_LISTED = words("transliteration", "elements")
_ROLES = words("people", "roles")
_SPEECH = words("people", "speech")
_ELEMENT = alternatives(_LISTED)
_DOT = re.compile(r"(?<=[一-龥]) ?[·.] ?(?=[一-龥])")
_ELEMENTS = re.compile(rf"(?:{_ELEMENT}){{2,4}}|阿[不布卜][力都来拉杜达][尔克提孜江木拉甫别力]{{1,3}}")
_ONE_ELEMENT = re.compile(
    rf"(?:叫|是|人|民|户主|户|联系|:)(?P<value>(?:{_ELEMENT})[一-龥]?)(?=[,，。、;(说称的是等户家和与]|反映|老师|女士|先生|同志|大[妈爷娘叔]|夫妇|$)"
)
_LONG_ELEMENT = re.compile(alternatives(frozenset(each for each in words("transliteration", "elements") if len(each) > 2)))
_STRONG = "尔克肯提孜逊曼依努吾买别江叶古丽娜扎吐库热木沙买巴艾阿合哈赛迪玛拉布力亚森玉甫托麦则达汗帕居穆塔萨里"
_BEFORE_TITLE = re.compile(
    rf"(?<![{_STRONG}])(?P<value>[{_STRONG}]{{3,4}})(?=乡长|镇长|书记|主任|局长|县长|村长|队长|所长|站长|老师|大[叔爷娘妈]|同志|女士|先生|说|反映)"
)
_RUN = re.compile(rf"[{''.join(sorted(each for each in _CHARACTERS if len(each) == 1))}]{{4,12}}")
_ACT_BEHIND = re.compile(r"因|登记|已|未|将|代[领表]|没|也|都|等|说|称|不(?=[识会懂服同愿知认能是在])")
_OF_CLAN = re.compile(
    rf"(?:{alternatives(words('transliteration', 'clans'))})"
    r"(?:副?(?:主任|书记|[乡镇县局所村队科站州股部处厅校院]长)|老师|师傅|干部|律师|法官|警官|总(?=[说，,。、]))"
)
_YI = frozenset("且各则")  # 吉克阿且: characters of names here, and words elsewhere
_PLACE_ENDS = "省市县区旗镇乡村州盟"
_TITLE_BEHIND = re.compile(
    r"(?:先生|女士|小姐|太太|夫人|博士|教授|老师|经理|总监|总经理|总裁|主管|师傅|主任|书记|[乡镇县局所村队科站]长|大[哥姐叔爷妈娘嫂]|同志|阿姨|总工|总(?![的是在计共额价部量结之会]))"
)
_LATIN_TITLED = re.compile(
    r"(?<![A-Za-z0-9@.])(?:Mr\.? ?|Ms\.? ?|Mrs\.? ?|Dr\.? ?)?"
    rf"[A-ZÀ-Þ][a-zß-ÿ]{{1,15}}(?:[ ·.\-][A-ZÀ-Þ][a-zß-ÿ]{{1,15}}){{0,2}} ?{_TITLE_BEHIND.pattern}"
)
_LATIN_AND_SURNAME = re.compile(
    rf"(?<![A-Za-z0-9@.])(?P<given>[A-Z][a-z]{{2,15}}) ?(?:{alternatives(COMMON)})(?=[,，。、;()也说都的和与跟是来在签 \n]|先生|女士|$)"
    rf"|(?<![一-龥])(?:{alternatives(COMMON)})(?P<name>[A-Z][a-z]{{2,15}})(?![A-Za-z0-9])"
)
_LATIN_ALONE = re.compile(r"(?<![A-Za-z0-9@.])[A-ZÀ-Þ][a-zß-ÿ]{2,15}(?![A-Za-z0-9@.:/_\-])")
_NO_GIVEN_NAME = words("transliteration", "no_latin_names")
_NAME_OVER = re.compile(r"[、,，。)(\"”]|等[0-9一二三四五六七八九十]|[二两三]人|说|称|签")
_PLACE_BEHIND = re.compile(r"[省市县区旗镇乡村盟州路街嘎河山湖]|草原|苏木")
_LATIN = re.compile(
    r"(?<![A-Za-z0-9@.])(?:[A-Z][a-z]{1,15}|[A-Z]{2,12}|[A-Z]\.)(?:[ \-·.][ ]?(?:[A-Z][a-z]{1,15}|[A-Z]{3,"
    r"12}|[A-Z]\.?|van|de|bin|von|Van)(?![A-Za-z])){1,3}(?![A-Za-z@]|[0-9](?!(?:[0-9]{3})?年|[0-9]?月))"
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
        while start < match.start() and not reading.starts_word(start):
            start += 1  # 丈夫艾麦提·…: the last character of the word before is none of the name
        if start < match.start() and end > match.end() and ("·" in match[0] or _is_foreign(view, match.start(), start, end)):
            yield _finding(reading, start, end, "middle-dot", 0.93)
    for match in _ELEMENTS.finditer(view):
        if not _PLACE_BEHIND.match(view, match.end()):
            yield _finding(reading, match.start(), _loose_end(reading, match.end()), "name-parts", 0.85)
    for match in _LONG_ELEMENT.finditer(view):
        if not _PLACE_BEHIND.match(view, match.end()):
            yield _finding(reading, match.start(), _loose_end(reading, match.end()), "long-name-part", 0.8)
    for match in _BEFORE_TITLE.finditer(view):
        yield _finding(reading, *match.span("value"), "foreign-before-title", 0.8)
    for match in _ONE_ELEMENT.finditer(view):
        yield _finding(reading, *match.span("value"), "name-part", 0.75)
    yield from _find_titled(reading)
    yield from _find_framed(reading)
    yield from _find_loose_runs(reading)
    yield from _find_latin(reading)


def _find_titled(reading: Reading) -> Iterator[Finding]:
    """阿库主任, 吉克书记: the name of a clan stands before a title as a surname does."""
    for match in _OF_CLAN.finditer(reading.plain):
        yield Finding(*match.span(), Label.PERSON_TITLE, "clan-and-title", 0.85, reading.text[match.start() : match.end()])


def _find_framed(reading: Reading) -> Iterator[Finding]:
    """嘎查达那顺, 其子完玛才让, 由德吉央宗负责: one known part, or one and two more characters, between a role and an act."""
    view = reading.plain
    for start in range(len(view)):
        known = longest_prefix(view, start, _LISTED, 6)
        if len(known) < 2 or is_word(known):
            continue
        for first, last in ((start - 2, start + len(known)), (start, start + len(known) + 2), (start, start + len(known))):
            halves = view[max(0, first) : start] + view[start + len(known) : last]
            if first >= 0 and last <= len(view) and _may_be_half(halves) and _is_framed(view, first, last, bool(halves)):
                yield _finding(reading, first, last, "framed-name-part", 0.8)
                break


def _may_be_half(text: str) -> bool:
    """Whether two characters beside a known part may belong to the name: they are no word and none joins words."""
    return not text or (
        len(text) == 2 and all(char in _YI or (char in _CHARACTERS and char not in NEVER) for char in text) and not is_word(text)
    )


def _is_framed(view: str, start: int, end: int, more: bool) -> bool:
    """Whether a role stands before (for more than the known part also a sign or 由) and a sign, title or act behind."""
    behind = end == len(view) or view[end] in NAME_ENDS or longest_prefix(view, end, _SPEECH, 4) or _TITLE_BEHIND.match(view, end)
    if not behind or _PLACE_BEHIND.match(view, end):
        return False
    if longest_suffix(view, start, _ROLES, 6) or start and view[start - 1] in "由、":
        return True
    return more and (not start or view[start - 1] in NAME_ENDS)


def _find_loose_runs(reading: Reading) -> Iterator[Finding]:
    """Four and more characters of foreign names that no dictionary joins, and what it holds as the name of a foreigner (马哈茂德)."""
    view = reading.plain
    for start in range(len(view)):
        word = view[start : reading.word_ends[start]]
        if len(word) > 2 and word_kind(word) == "nrt" and word not in FAMOUS and word[-1] not in _PLACE_ENDS:
            yield _finding(reading, start, start + len(word), "foreign-word", 0.79)
    for match in _RUN.finditer(view):
        start = end = match.start()
        while end < match.end():
            loose = reading.word_ends[end] == end + 1 and view[end] not in NEVER
            end += 1
            if not loose or end == match.end():
                last = end if loose else end - 1
                if 4 <= last - start <= 7 and any(char in _STRONG for char in view[start:last]):
                    yield _finding(reading, start, last, "loose-run", 0.79)
                start = end


def _find_latin(reading: Reading) -> Iterator[Finding]:
    """Names of people and firms in Latin letters."""
    view = reading.plain
    for match in _LATIN_FIRM.finditer(view):
        yield Finding(match.start(), match.end(), Label.ORG_PRIVATE, "latin-firm", 0.9, reading.text[match.start() : match.end()])
    for match in _LATIN_TITLED.finditer(view):
        if not _NOT_LATIN_NAME.search(match[0]):
            yield Finding(match.start(), match.end(), Label.PERSON_TITLE, "latin-titled", 0.85, reading.text[match.start() : match.end()])
    for match in _LATIN_ALONE.finditer(view):  # 其夫Michael
        plain = match[0] in _NO_GIVEN_NAME or _NOT_LATIN_NAME.search(match[0])
        if not plain and longest_suffix(view, match.start(), _ROLES, 6):
            yield _finding(reading, *match.span(), "latin-behind-role", 0.8)
    for match in _LATIN_AND_SURNAME.finditer(view):
        if (match["given"] or match["name"]) not in _NO_GIVEN_NAME:
            yield _finding(reading, *match.span(), "latin-and-surname", 0.8)
    for match in _LATIN.finditer(view):
        if not _NOT_LATIN_NAME.search(match[0]):
            yield _finding(reading, *match.span(), "latin-name", 0.8)


def _loose_end(reading: Reading, end: int) -> int:
    """Where a name goes on over single characters of foreign names that belong to no word."""
    view, last = reading.plain, end + 2
    while end < min(last, len(view)) and view[end] in _CHARACTERS and view[end] not in NEVER and reading.word_ends[end] == end + 1:
        end += 1
    if end + 1 < len(view) and is_han(view[end]) and view[end] not in NEVER and _NAME_OVER.match(view, end + 1):
        end += 1  # 曲比尔哈、: one more character before what ends a name
    return end


def _is_foreign(view: str, dot: int, start: int, end: int) -> bool:
    """Whether a full stop typed for the middle dot stands between characters of foreign names alone."""
    if longest_suffix(view, dot, _LISTED, 6) and longest_prefix(view, dot + 1, _LISTED, 6):
        return True
    return dot - start > 1 and end - dot > 2 and all(char in _CHARACTERS or char in ". " for char in view[start:end])


def _spread(view: str, edge: int, step: int) -> int:
    """From the dot outwards over characters used to write foreign names; unusual ones count for the first two places."""
    offset = edge - 1 if step < 0 else edge + 1
    taken = 0
    while 0 <= offset < len(view) and taken < 10 and (view[offset] in _CHARACTERS or (taken < 1 and is_han(view[offset]))):
        offset, taken = offset + step, taken + 1
    if step > 0 and (cut := _ACT_BEHIND.search(view, edge + 2, offset + 1)):
        offset = cut.start()  # 买买提不识字, 吐尔逊因登记表遗失
    return offset + 1 if step < 0 else offset


def _finding(reading: Reading, start: int, end: int, rule: str, confidence: float) -> Finding:
    return Finding(start, end, Label.PERSON, rule, confidence, reading.text[start:end])
