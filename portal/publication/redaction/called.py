"""Names that no list of surnames knows: what stands right behind a role and before an act, or behind 「叫」."""

import re
from collections.abc import Iterator

from portal.publication.redaction.dictionary import is_seldom, is_word, word_kind
from portal.publication.redaction.lexicon import alternatives, longest_prefix, words
from portal.publication.redaction.names import TITLES
from portal.publication.redaction.reading import Reading, is_han
from portal.publication.redaction.surnames import SURNAMES
from portal.publication.redaction.vocabulary import Finding, Label
from portal.publication.redaction.walking import NAME_ENDS, is_place

_ELEMENTS = words("transliteration", "elements")
_CHARACTERS = (
    words("given_characters", "often")
    | words("given_characters", "usual")
    | words("given_characters", "given")
    | words("transliteration", "characters")
)
_NEVER = words("people", "never_given") - (
    words("given_characters", "often") | words("given_characters", "usual") | words("given_characters", "given")
)
_SPEECH = frozenset(word for word in words("people", "speech") if len(word) > 1) | frozenset("说称讲签开写")
_FUNCTION_WORDS = words("people", "function_words")
_ROLE = re.compile(alternatives(words("people", "roles") - words("people", "vague_roles")))
_CALLED = re.compile(
    r"(?:名叫|名字叫|名字是|大名|小名|真名|外号|绰号|诨名|人称|网名|艺名|自称|化名|[个人我他她俺额就也位方]叫|[喊唤][我他她俺]|[写打登][记印]?成了?)(?:叫|做|作|是|:)?[\"“(]?"
    r"(?P<value>[一-龥]{2,4}?)(?=[\"”)]?(?:的|,|，|。|;|、|[(（)）]|\"|”|$|来|说|跟))"
)
_BADGE = re.compile(
    r"(?:[胸工名]牌|工号牌|胸卡|工作证|桌牌|座牌|台签|牌子|名片|落款|署名|签名|签收人?|经办人?|经手人?|审核人?|见证人?|那一?栏|一栏)[一-龥]{0,4}?"
    r"(?:写|印|标|刻|签|署|挂|填|叫|盖)(?:着|的|了|有)?(?:是|名字|名|叫)?[:\"“]?(?P<value>[一-龥]{2,3}?)(?=[\"”]?(?:[,，。;、()]|两个字|三个字|$))"
)
_SELF = re.compile(r"^[我俺额]叫|^(?:大名|真名|本名)")
_PLAIN = words("people", "plain_words") | words("people", "roles") | TITLES
_KIN = "老公|丈夫|爱人|男人|媳妇|老婆|妻子|儿子|女儿|闺女|父亲|母亲|爸|妈|爹|娘|哥|姐|弟|妹|婆婆|公公|岳父|岳母|孙子|孙女|老伴"
_IS_KIN = re.compile(
    rf"(?:^|(?<=[,，。;!?\n ]))(?P<value>[一-龥]{{2,3}})(?=是(?:我|俺|额|她|他)(?:的)?(?:{_KIN})|\((?:我|俺|额)(?:的)?(?:{_KIN}))"
)
_OF_KIN = re.compile(
    rf"(?:我|俺|额)(?:就|也)?是(?P<value>[一-龥]{{2,3}})的(?:{_KIN})|(?P<kin>[一-龥]{{2,3}})(?=的(?:{_KIN})[一-龥]{{2,3}}(?:[,，。、(]|说|来|在|签))"
)
_SURNAME_THEN_NAME = re.compile(r"姓(?P<surname>[一-龥]{1,2}),(?:大名|全名|名字)?(?:就)?叫(?P<value>[一-龥]{2,4}?)(?=[,。;、(]|$)")
_BESIDE = re.compile(r"(?<=[一-龥])[、和](?P<value>[一-龥]{2,4}?)(?=都|等|两|二|三|也|、|,|，|。|签|说|的)")


def find_called(reading: Reading) -> Iterator[Finding]:
    """All findings of this module; they may overlap."""
    view = reading.plain
    yield from _find_after_calling(reading)
    for match in _IS_KIN.finditer(view):
        if match["value"][0] in SURNAMES and match["value"][-1] not in _FUNCTION_WORDS and match["value"][:1] not in "这那都":
            yield _finding(reading, *match.span("value"), "is-kin", 0.8)
    yield from _find_named_beside_surname_or_kin(reading)
    yield from _find_on_badges(reading)
    for match in _ROLE.finditer(view):
        for length in (4, 3, 2):
            end = match.end() + length
            if _ends_like_name(reading, end) and _may_be_name(reading, match.end(), end):
                yield _finding(reading, match.end(), end, "behind-role", 0.79)
                break
    for match in _BESIDE.finditer(view):
        if match["value"] in _ELEMENTS:
            yield _finding(reading, *match.span("value"), "name-part-in-list", 0.75)


def _find_on_badges(reading: Reading) -> Iterator[Finding]:
    """胸牌上写的安然, 签收人一栏写的是石磊."""
    for match in _BADGE.finditer(reading.plain):
        value = match["value"]
        if value[0] not in SURNAMES or value in _PLAIN or value[-1] in _FUNCTION_WORDS:
            continue
        own = match[0][1] in "牌卡片" and word_kind(value)[:1] in {"n", "a", "z", "i"}
        if own or all(char in _CHARACTERS for char in value[1:]):
            yield _finding(reading, *match.span("value"), "on-badge", 0.8)


def _find_after_calling(reading: Reading) -> Iterator[Finding]:
    """What stands behind 名叫, 我叫, 外号."""
    view = reading.plain
    for match in _CALLED.finditer(view):
        value = match["value"]
        doubled = len(value) == 2 and value[0] == value[1] and value[0] in _CHARACTERS and value[0] not in _NEVER
        worded = match[0][0] not in "写打登" and value[0] in SURNAMES and _ends_clause(view, match.end("value")) and value not in _PLAIN
        worded = worded and word_kind(value)[:1] not in {"v", "a", "d"} and value[-1] not in _FUNCTION_WORDS
        sure = (
            _SELF.search(match[0])
            and value[0] in SURNAMES
            and len(value) < 4
            and view[match.end("value") : match.end("value") + 1] in tuple(",，。;(")
        )
        if (
            sure
            or doubled
            or worded
            or (_may_be_name(reading, *match.span("value")) and (match[0][0] not in "写打登" or value[0] in SURNAMES))
        ):
            yield _finding(reading, *match.span("value"), "called", 0.8)


def _find_named_beside_surname_or_kin(reading: Reading) -> Iterator[Finding]:
    """我姓强，叫强盛; 我是洪流的老婆; 李强的儿子李阳."""
    view = reading.plain
    for match in _SURNAME_THEN_NAME.finditer(view):
        if match["value"].startswith(match["surname"]):
            yield _finding(reading, *match.span("value"), "surname-then-name", 0.9)
    for match in _OF_KIN.finditer(view):
        group = "value" if match["value"] else "kin"
        name, start = match[group], match.start(group)
        named = name[0] in SURNAMES and reading.starts_word(start) and name[-1] not in _FUNCTION_WORDS
        if named and (group == "value" or not is_word(name)):
            yield _finding(reading, start, match.end(group), "of-kin", 0.8)


def _ends_clause(view: str, offset: int) -> bool:
    return offset >= len(view) or view[offset] in ",，。;、"


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
