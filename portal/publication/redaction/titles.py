"""Surname and form of address (张局长, 王工, 赵先生), and nicknames of a surname (老王, 小李, 我姓张)."""

import re
from collections.abc import Iterator

from portal.publication.redaction.lexicon import alternatives, longest_prefix, longest_suffix, words
from portal.publication.redaction.names import COMMON, COMPOUND, EVERYDAY, FREQUENT, RARE, ROLES, SELDOM, SURNAMES
from portal.publication.redaction.reading import Reading, is_word
from portal.publication.redaction.vocabulary import Finding, Label
from portal.publication.redaction.walking import NAME_ENDS, is_han

_TITLES = words("people", "titles")
_SINGLE = words("people", "single_titles")
_LONG = _TITLES - _SINGLE - {"院", "站", "镇", "导", "董", "某", "某某"}
_TITLE = re.compile(rf"(?:原|老|大|二|三|小)?(?:常务)?(?:第一)?[副正]?(?:{alternatives(_LONG)})")
# Surnames that are also words of their own before a title (向局长), and those that end the word before (现任镇长).
_WORDS_OF_THEIR_OWN = "和原党由后区东西南北员部支家连单多那当车水文年平通候成边能户农双明都种代利展班母过开保依来政法官"
_ENDS_OF_WORDS = {
    "任": "现时担继历前原首连主责上接到委",
    "管": "主分监城尽不保经",
    "向": "一方转倾志",
    "从": "自",
    "时": "届当",
    "全": "安",
    "于": "由对关至位属",
    "查": "检调核审稽督",
    "计": "会审统",
    "商": "招工",
    "经": "已",
    "金": "基资",
    "关": "机有",
    "司": "公",
    "安": "公治",
}
_NEVER_IN_WORDS = "王李张刘陈杨赵吴徐孙朱郭何罗宋郑谢韩唐冯董萧曹邓许沈彭吕苏"
_OFTEN_WORDS = frozenset(
    "段汤余易武龙雷牛温熊兰章季柳梅庄管祝左谷关苗费强车房边丘司应召史区占乐秘暴篮米能符鱼舒官时文水海公国信全"
    "池林高马夏任金石方白古黄梁谈廉修宾居奉钱万史常安康毛江成"
)
_ALL_SURNAMES, _PLAIN_SURNAMES, _UNSURE = SURNAMES | SELDOM, FREQUENT - _OFTEN_WORDS, EVERYDAY | RARE | SELDOM
_GENITIVE = re.compile(r"(?:我|俺|额|本人|免贵|她|他|对方|人家|老板|那人|此人)?(?:就|是|也|都)?姓(?P<value>[一-龥])(?![名氏])")
_NICKNAME = re.compile(r"(?P<value>[老小阿大](?P<surname>[一-龥]))")
_ALWAYS = frozenset({"总是", "总说", "总不", "总推"})
_ORDINARY = words("people", "ordinary")
_AFTER_NICKNAME = words("people", "speech") | words("people", "after_nickname")


def find_titles(reading: Reading) -> Iterator[Finding]:
    """All findings of this module; they may overlap."""
    view = reading.plain
    for match in _TITLE.finditer(view):
        start = _surname_start(reading, match.start())
        if start < match.start() and not (len(match[0]) == 1 and is_word(view[start : match.end()])):
            yield _finding(reading, start, match.end(), Label.PERSON_TITLE, "surname-title", 0.93)
    for start in range(len(view) - 1):
        if view[start] in _ALL_SURNAMES and view[start + 1] in _SINGLE and _is_short_address(reading, start):
            yield _finding(reading, start, start + 2, Label.PERSON_TITLE, "surname-short-title", 0.8)
    for match in _GENITIVE.finditer(view):
        if match["value"] in SURNAMES or (match["value"] in SELDOM and view[match.end() : match.end() + 1] == "的"):
            yield _finding(reading, *match.span("value"), Label.PERSON, "surname-alone", 0.85)
    for match in _NICKNAME.finditer(view):
        if _is_plain_nickname(reading, match.start()) or _is_nickname(reading, match.start(), match["surname"]):
            yield _finding(reading, match.start(), match.end(), Label.PERSON, "nickname", 0.8)


def _surname_start(reading: Reading, end: int) -> int:
    """Where the surname before a title begins, or ``end`` when there is none."""
    view = reading.plain
    if end >= 2 and view[end - 2 : end] in COMPOUND:
        return end - 2
    start = end - 1
    if start < 0 or view[start] not in _ALL_SURNAMES or _clashes(reading, start):
        return end
    return start


def _clashes(reading: Reading, start: int) -> bool:
    """Whether the character before a title belongs to the word before it, or is a word of its own (向局长, 原镇长)."""
    view, char = reading.plain, reading.plain[start]
    before = view[start - 1] if start else ""
    if char in COMMON:
        return char not in _NEVER_IN_WORDS and not reading.starts_word(start) and is_word(view[max(0, start - 1) : start + 1])
    if char in _WORDS_OF_THEIR_OWN:
        return not ((before in NAME_ENDS or not before) and char in "文平水通连年代种成别由双明展")
    if before and before in _ENDS_OF_WORDS.get(char, ""):
        return True
    if char in _UNSURE and before and is_han(before):
        return is_word(before + char) or not reading.starts_word(start)
    return False


def _is_short_address(reading: Reading, start: int) -> bool:
    """刘总, 王工, 郗姐: a clear surname, not part of a word, and an edge or a verb behind."""
    view, end = reading.plain, start + 2
    if not reading.starts_word(start) or is_word(view[start:end]) or _clashes(reading, start):
        return False
    if view[start] not in SURNAMES:
        return end < len(view) and view[end] in NAME_ENDS and not is_han(view[start - 1 : start] or " ")
    if not reading.starts_word(end) and not (longest_prefix(view, end - 1, _ALWAYS, 2) and view[start] in COMMON):
        return False
    alone = not is_han(view[start - 1 : start] or " ") and end < len(view) and view[end] in NAME_ENDS
    if view[start + 1] in "局处科所队庭检" and view[start] in SURNAMES and (alone or view[start - 1 : start] in tuple("科局办所队站处院")):
        return True
    if view[start + 1] in ("局处科所队庭检") and (
        view[start] not in COMMON or (start and is_han(view[start - 1]) and view[start - 1] not in "找是叫跟和问的")
    ):
        return False
    if view[start] in COMMON and view[start + 1] in "镇县" and not is_han(view[start - 1 : start] or " "):
        return end < len(view) and view[end] in NAME_ENDS
    if view[start] in COMMON and view[start + 1] in "总工姐哥董":
        return True
    return end >= len(view) or not is_han(view[end]) or bool(longest_prefix(view, end, _AFTER_NICKNAME, 4))


def _is_plain_nickname(reading: Reading, start: int) -> bool:
    """老宋, 小程 with a surname that is seldom a word, where words begin and end: people say so of people."""
    view, end = reading.plain, start + 2
    if view[start] not in "老小" or view[start + 1] not in _PLAIN_SURNAMES or not reading.starts_word(start):
        return False
    return view[start:end] not in _ORDINARY and (end >= len(view) or reading.starts_word(end) or not is_han(view[end]))


def _is_nickname(reading: Reading, start: int, surname: str) -> bool:
    """老王说, 找小李: not a word, at the edge of words, and something that people do behind."""
    view, end = reading.plain, start + 2
    if surname in FREQUENT and longest_suffix(view, start, ROLES, 6) and (reading.starts_word(end) or not is_han(view[end])):
        return True
    if surname not in SURNAMES or is_word(view[start:end]) or not reading.starts_word(start):
        return False
    if view[start] in "大阿" and surname not in COMMON:
        return False
    if end < len(view) and is_han(view[end]) and (not reading.starts_word(end) or not longest_prefix(view, end, _AFTER_NICKNAME, 4)):
        return False
    if surname in COMMON:
        return True
    before = view[start - 1] if start else ""
    return before in '的叫找是给跟和、,。“"让' and end < len(view)


def _finding(reading: Reading, start: int, end: int, label: Label, rule: str, confidence: float) -> Finding:
    return Finding(start, end, label, rule, confidence, reading.text[start:end])
