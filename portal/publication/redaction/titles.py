"""Surname and form of address (张局长, 王工, 赵先生), and nicknames of a surname (老王, 小李, 我姓张)."""

import re
from collections.abc import Iterator

from portal.publication.redaction.lexicon import alternatives, longest_prefix, words
from portal.publication.redaction.names import COMMON, COMPOUND, EVERYDAY, RARE, SURNAMES
from portal.publication.redaction.reading import Reading, is_word
from portal.publication.redaction.vocabulary import Finding, Label
from portal.publication.redaction.walking import NAME_ENDS, is_han

_TITLES = words("people", "titles")
_SINGLE = words("people", "single_titles")
_LONG = _TITLES - _SINGLE - {"院", "站", "镇", "导", "董", "某", "某某"}
_TITLE = re.compile(rf"(?:原|老|大|二|三|小)?(?:常务)?(?:第一)?[副正]?(?:{alternatives(_LONG)})")
_CLASHES = {"任": "现时担继历前原首连主责上接到委", "管": "主分监城尽不保经", "向": "一方转倾志", "和": "", "从": "自", "原": "", "时": "届当", "全": "安", "党": "", "由": "", "于": "由对关至位属", "查": "检调核审稽督", "计": "会审统", "商": "招工", "经": "已", "后": "", "区": "", "东": "", "西": "", "南": "", "北": "", "员": "", "部": "", "支": "", "家": "", "连": "", "单": "", "多": "", "那": "", "当": "", "车": "", "水": "", "文": "", "年": "", "平": "", "通": "", "候": "", "成": "", "边": "", "能": "", "户": "", "农": "", "双": "", "明": "", "都": "", "种": "", "代": "", "利": "", "展": "", "班": "", "母": "", "过": "", "开": "", "保": "", "依": "", "来": "", "金": "基资", "关": "机有", "司": "公", "安": "公治", "政": "", "法": "", "官": ""}
_GENITIVE = re.compile(r"(?:我|俺|额|本人|免贵|她|他|对方|人家|老板|那人|此人)?(?:就|是|也|都)?姓(?P<value>[一-龥])(?![名氏])")
_NICKNAME = re.compile(r"(?P<value>[老小阿大](?P<surname>[一-龥]))")
_ALWAYS = frozenset({"总是", "总说", "总不", "总推"})
_AFTER_NICKNAME = words("people", "speech") | frozenset("家 们 两口子 头 师傅 那 这 他 俩 跟 和 找 今 昨 前 又 就 帮 替 喊 叫 让 一 拿 亲 打 跑 同 你 我 答 回 接 写 收 欠 借 付".split())


def find_titles(reading: Reading) -> Iterator[Finding]:
    """All findings of this module; they may overlap."""
    view = reading.plain
    for match in _TITLE.finditer(view):
        start = _surname_start(reading, match.start())
        if start < match.start():
            yield _finding(reading, start, match.end(), Label.PERSON_TITLE, "surname-title", 0.93)
    for start in range(len(view) - 1):
        if view[start] in SURNAMES and view[start + 1] in _SINGLE and _is_short_address(reading, start):
            yield _finding(reading, start, start + 2, Label.PERSON_TITLE, "surname-short-title", 0.8)
    for match in _GENITIVE.finditer(view):
        if match["value"] in SURNAMES:
            yield _finding(reading, *match.span("value"), Label.PERSON, "surname-alone", 0.85)
    for match in _NICKNAME.finditer(view):
        if _is_nickname(reading, match.start(), match["surname"]):
            yield _finding(reading, match.start(), match.end(), Label.PERSON, "nickname", 0.8)


def _surname_start(reading: Reading, end: int) -> int:
    """Where the surname before a title begins, or ``end`` when there is none."""
    view = reading.plain
    if end >= 2 and view[end - 2 : end] in COMPOUND:
        return end - 2
    start = end - 1
    if start < 0 or view[start] not in SURNAMES or _clashes(reading, start):
        return end
    return start


def _clashes(reading: Reading, start: int) -> bool:
    """Whether the character before a title belongs to the word before it, or is a word of its own (向局长, 原镇长)."""
    view, char = reading.plain, reading.plain[start]
    before = view[start - 1] if start else ""
    if char in COMMON:
        return not reading.starts_word(start) and is_word(view[max(0, start - 1) : start + 1]) and char not in "王李张刘陈杨赵吴徐孙朱郭何罗宋郑谢韩唐冯董萧曹邓许沈彭吕苏"
    if char in _CLASHES and (not _CLASHES[char] or before in _CLASHES[char]):
        return not (before in NAME_ENDS and char in "万文金安平年全水通连" or False)
    if char in EVERYDAY | RARE and before and is_han(before):
        return is_word(before + char) or not reading.starts_word(start)
    return False


def _is_short_address(reading: Reading, start: int) -> bool:
    """刘总, 王工, 乜姐: a clear surname, not part of a word, and an edge or a verb behind."""
    view, end = reading.plain, start + 2
    if not reading.starts_word(start) or is_word(view[start:end]) or _clashes(reading, start):
        return False
    if not reading.starts_word(end) and not (longest_prefix(view, end - 1, _ALWAYS, 2) and view[start] in COMMON):
        return False
    if view[start + 1] in "局处科所队庭检" and (view[start] not in COMMON or (start and is_han(view[start - 1]) and view[start - 1] not in "找是叫跟和问的")):
        return False
    if view[start] in COMMON and view[start + 1] in "总工姐哥":
        return True
    return end >= len(view) or not is_han(view[end]) or bool(longest_prefix(view, end, _AFTER_NICKNAME, 4))


def _is_nickname(reading: Reading, start: int, surname: str) -> bool:
    """老王说, 找小李: not a word, at the edge of words, and something that people do behind."""
    view, end = reading.plain, start + 2
    if surname not in SURNAMES or is_word(view[start:end]) or not reading.starts_word(start):
        return False
    if view[start] in "大阿" and surname not in COMMON:
        return False
    if end < len(view) and is_han(view[end]) and (not reading.starts_word(end) or not longest_prefix(view, end, _AFTER_NICKNAME, 4)):
        return False
    if surname in COMMON:
        return True
    before = view[start - 1] if start else ""
    return before in "的叫找是给跟和、,。“\"让" and end < len(view)


def _finding(reading: Reading, start: int, end: int, label: Label, rule: str, confidence: float) -> Finding:
    return Finding(start, end, label, rule, confidence, reading.text[start:end])
