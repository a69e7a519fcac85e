"""Nicknames that hold no surname (刚子, 二柱子, 小满, 老蔫) and the speakers of a pasted chat: told by what stands on both sides."""

import re
from collections import Counter
from collections.abc import Iterator

from portal.publication.redaction.dictionary import ORDINARY, is_everyday_word, is_word
from portal.publication.redaction.lexicon import alternatives, longest_prefix, longest_suffix, words
from portal.publication.redaction.reading import Reading
from portal.publication.redaction.surnames import GIVEN, OFTEN_GIVEN, SURNAMES
from portal.publication.redaction.vocabulary import Finding, Label
from portal.publication.redaction.walking import NAME_ENDS, is_place

_ROLES = words("people", "roles")
_PLAIN = words("people", "plain_words") | _ROLES | words("people", "titles") | words("people", "form_labels")
_BEFORE = "的找叫是给跟和让问喊托请对被由陪求帮替骗催欠"
_AFTER = words("people", "speech") | words("people", "after_nickname")
_EPITHETS = words("people", "epithets")
_NICKNAME = re.compile(
    rf"(?P<son>[二三四五大小]?[一-龥]子)(?!女|弟|孙|公司)|(?P<small>[小大][一-龥])|(?P<old>[老小大黑细](?:{alternatives(_EPITHETS)}))"
    rf"|(?P<odd>[一-龥](?:{alternatives(_EPITHETS)})子?)"
)
_SPEAKER = re.compile(r"^ {0,2}(?P<value>[一-龥]{2,4}) ?:(?=.)", re.MULTILINE)
_SHARE = re.compile(r"(?:(?<=[;,、:。\n ])|^)(?P<value>[一-龥]{2,3}) ?:? ?[0-9][0-9,.]{2,12} ?(?:万?元|亩|[;、。\n])", re.MULTILINE)
_PARENT = re.compile(
    r"(?<![一-龥的我他她你])(?P<child>[一-龥]{2,3})(?:妈妈|爸爸|奶奶|爷爷|姥姥|外婆)|(?<=[栋楼号室])(?P<door>小[一-龥])(?:妈妈|爸爸|奶奶|爷爷)"
)
_VOCATIVE = re.compile(
    r"(?<=[\"“,，:：喊叫])(?P<value>[一-龥](?:[叔伯婶姨嫂]|[哥姐妹仔](?=[,，!！\"”])|[公婆爷](?=[,，!！])))(?=[,，!！\"”])"
)  # 讲"焕叔，家乡就是你的家"
_OF_KIN = frozenset("大二三四五六七八九十老小表堂阿姑舅家亲伯叔师外太祖公婆岳他她我你俺的和是给跟")
_FEWEST_LINES = 3


def find_nicknames(reading: Reading) -> Iterator[Finding]:
    """All findings of this module; they may overlap."""
    for match in _NICKNAME.finditer(reading.plain):
        if _is_somebody(reading, match):
            yield _finding(reading, *match.span(), "framed-nickname", 0.8)
    for match in _PARENT.finditer(reading.plain):
        child = match["child"] or match["door"]
        if child[-1] in GIVEN and (child[0] == "小" or child[0] in SURNAMES) and not is_word(child):
            yield Finding(*match.span(), Label.PERSON_TITLE, "parent-of", 0.79, reading.text[match.start() : match.end()])
    for match in _VOCATIVE.finditer(reading.plain):
        if match["value"][0] in GIVEN and match["value"][0] not in _OF_KIN and not is_word(match["value"]):
            yield _finding(reading, *match.span("value"), "vocative", 0.8)
    yield from _find_speakers(reading)
    yield from _find_shares(reading)


def _is_somebody(reading: Reading, match: re.Match[str]) -> bool:
    value, view = match[0], reading.plain
    if is_everyday_word(value) or value in ORDINARY or value in _PLAIN or is_place(value):
        return False
    if not (_before(view, match.start()) and _behind(view, match.end())):
        return False
    if match["son"]:
        return value[-2] in OFTEN_GIVEN or value[-2] in _EPITHETS or (len(value) == 3 and value[-2] in SURNAMES)
    if match["small"]:
        return value[1] in OFTEN_GIVEN and not is_word(value)
    return not match["odd"] or value[0] in SURNAMES


def _before(view: str, start: int) -> bool:
    """Whether a sign, a word that people are named after, or a role stands before."""
    if not start or view[start - 1] in NAME_ENDS or view[start - 1] in _BEFORE:
        return True
    return bool(longest_suffix(view, start, _ROLES, 6))


def _behind(view: str, end: int) -> bool:
    """Whether a sign or what people do stands behind."""
    return end >= len(view) or view[end] in NAME_ENDS or bool(longest_prefix(view, end, _AFTER, 4))


def _find_speakers(reading: Reading) -> Iterator[Finding]:
    """Who speaks again and again at the beginning of a line: 张开：…"""
    lines = [match for match in _SPEAKER.finditer(reading.plain) if not longest_suffix(match["value"], len(match["value"]), _PLAIN, 4)]
    often = Counter(match["value"] for match in lines)
    if len(lines) < _FEWEST_LINES or len(often) < 2:
        return
    for match in lines:
        one = match["value"]
        if often[one] > 1 or all(char in GIVEN or char in SURNAMES for char in one):
            yield _finding(reading, *match.span("value"), "speaker", 0.8)


def _find_shares(reading: Reading) -> Iterator[Finding]:
    """Who gets or is owed what in a row: 盖忠:55,000元;万有:90,240元."""
    shares = [match for match in _SHARE.finditer(reading.plain) if match["value"][0] in SURNAMES and match["value"] not in _PLAIN]
    if len(shares) >= _FEWEST_LINES:
        yield from (_finding(reading, *match.span("value"), "share", 0.8) for match in shares)


def _finding(reading: Reading, start: int, end: int, rule: str, confidence: float) -> Finding:
    return Finding(start, end, Label.PERSON, rule, confidence, reading.text[start:end])
