"""Firms by a made-up name alone: behind 「公司叫」, in quotes, before 「总经理」, behind 「我们」 and before an act."""

import re
from collections.abc import Iterator

from portal.publication.redaction.dictionary import is_everyday_word, is_seldom, is_word
from portal.publication.redaction.firm_names import INDUSTRIES
from portal.publication.redaction.lexicon import alternatives, longest_suffix, words
from portal.publication.redaction.organisations import SHOPS, brand_start, may_be_in_brand, names_public_body
from portal.publication.redaction.reading import Reading, is_han
from portal.publication.redaction.surnames import SURNAMES
from portal.publication.redaction.vocabulary import Finding, Label
from portal.publication.redaction.walking import is_place

_NAMED = re.compile(
    r"(?:(?:公司|企业|店|厂|单位|合作社)(?:名称|名字|名|全称|简称)?[叫是为:]{1,2}|店名|字号|商号|招牌|厂名|公司名称|企业名称|店铺名|户名)[叫是为:]?[\"“(]?"
    r"(?P<value>[一-龥]{2,12}?)(?=[\"”)]|[,，。;、(（]|$)"
)
_SIGNBOARD = re.compile(r"挂(?:着|的是|了)?[\"“]?(?P<value>[一-龥]{3,8}?)[\"”]?的?(?:牌子|招牌|店招|门头)")
_QUOTED = re.compile(r"[\"“](?P<value>[一-龥]{2,8})[\"”]")
_OWN = re.compile(r"(?:我们?(?:是|叫)|我们?开的?|开了?[家个]|经营的?|我家的?|注册的?|名为|叫|字号)$")
_CHIEF_BEHIND = re.compile(r"的?(?:老板娘?|店主|掌柜|经营者|加盟|股东|总经理|董事长|法人)")
_CHIEF = re.compile(
    r"(?:的)?(?:总经理|董事长|法定代表人|法人代表|法人|老板娘?|老总|实际控制人|股东|财务总监"
    r"|项目经理|业务员|的人|中标|围标|串标|报价)"
)
_WE = re.compile(
    r"(?:我们|我司|俺们|咱们|我公司)(?P<value>[一-龥]{2,4}?)"
    r"(?=投[了入资标]|报价|中[了标]|做[了的]|给|跟|与|是|从|在|承|垫|供|一共|公司)"
)
_DOES = re.compile(
    r"(?:中标|陪标|围标|承建|承包|施工|供货|总包|分包|监理|代理|运营|设计|承运|承租|投资|接手|挂靠)(?:的|方|商|人|单位|公司|企业)?(?:是|为|叫|系|:|即|给|换成了?)"
    r"(?P<value>[一-龥]{2,6}?)(?=[,，。;、(（和与及]|公司|$)"
)
_OWN_HOUSE = re.compile(
    r"(?:经营的|开办的|名下的)(?P<shop>[一-龥]{3,7})(?=[,，。已正的(因被])|(?:我家|俺家|我们家|我开的?|开了[家个间]|经营的?|老字号)(?P<value>[一-龥]{1,4}[楼阁轩斋坊记堂馆庄居])(?=[,，。开的(]|生意|从|自|被|因)"
)
_PLACE = re.compile(alternatives(words("places", "places")))
_HOUSE = re.compile(
    r"(?:公司|企业|商家|厂家|店家|供应商|服务商|中标人|总包|分包)(?P<value>[一-龥]{2,4}?)(?=说|称|的老板|的经理|的[一-龥]经理|的人|老板|拖欠|欠)"
)
_THAT_HOUSE = re.compile(
    r"(?:[那这]家|的那?家|家店?|公司|店铺?|厂子?)(?:的名字|名字|就)?叫(?:做)?[\"“]?(?P<value>[一-龥]{2,6}?)(?=[\"”,，。;、(]|的|,|$)"
)
_CREW = re.compile(
    rf"(?:{alternatives((words('organisations', 'party_labels') | words('organisations', 'crews')) - {'企业'})})(?P<value>[一-龥]{{3,5}}?)"
    rf"(?={alternatives(words('organisations', 'firm_acts'))}|均|已|未|也|撤|[,，。;、])"
)
_PUBLIC_END = re.compile(r"(?:局|厅|委|办|政府|学校|小学|中学|医院|村|镇|乡|街道)$")
_ACT = re.compile(
    r"说|的(?!地方|时候|人|事|话|钱|是|那|原因|情况)|没|收款|不给|不认|欠|上个月|去年|今年|中标|转给|拿了|承诺|把|已|与|和|[(（]"
)
_COMMON_ENDS = frozenset(word for word in INDUSTRIES | SHOPS if len(word) > 1)


def find_brands(reading: Reading) -> Iterator[Finding]:
    """All findings of this module; they may overlap. What a list or the dictionary holds as one word is no firm."""
    return (each for each in _all(reading) if not is_word(reading.plain[each.start : each.end]))


def _all(reading: Reading) -> Iterator[Finding]:
    view = reading.plain
    yield from _named(reading)
    yield from _behind_kinds(reading)
    for match in _CHIEF.finditer(view):
        start = brand_start(reading, match.start())
        if start < match.start() and not is_han(view[start - 1 : start] or " "):
            yield _finding(reading, start, match.start(), "firm-before-chief", 0.7)
    yield from _behind_places(reading)
    yield from _before_acts(reading)


def _named(reading: Reading) -> Iterator[Finding]:
    """What stands behind 公司叫 and deeds, on a signboard, and in quotes that introduce a firm."""
    view = reading.plain
    for match in _NAMED.finditer(view):
        if _may_be_firm(reading, *match.span("value")):
            yield _finding(reading, *match.span("value"), "named-firm", 0.75)
    for match in _SIGNBOARD.finditer(view):
        if longest_suffix(view, match.end("value"), _COMMON_ENDS, 6) and not names_public_body(match["value"]):
            yield _finding(reading, *match.span("value"), "signboard", 0.8)
    for pattern, rule in ((_DOES, "firm-behind-deed"), (_OWN_HOUSE, "own-house")):
        for match in pattern.finditer(view):
            group = "value" if match["value"] else "shop"
            if _may_be_firm(reading, *match.span(group)) and may_be_in_brand(match[group][:1]):
                yield _finding(reading, *match.span(group), rule, 0.7)
    for match in _QUOTED.finditer(view):
        if _is_introduced(reading, match) and _may_be_firm(reading, *match.span("value")):
            yield _finding(reading, *match.span("value"), "quoted-firm", 0.75)


def _behind_kinds(reading: Reading) -> Iterator[Finding]:
    """A name behind 公司, 供应商 … and before what firms do, or behind 那家叫."""
    view = reading.plain
    for match in _HOUSE.finditer(view):
        if brand_start(reading, match.end("value")) == match.start("value"):
            yield _finding(reading, *match.span("value"), "firm-behind-kind", 0.7)
    for match in _CREW.finditer(view):
        start, end = match.span("value")
        whole = reading.starts_word(start) and reading.starts_word(end)
        person = len(match["value"]) < 4 and match["value"][0] in SURNAMES
        if whole and not person and _may_be_firm(reading, start, end) and _is_coined(reading, start, end):
            yield _finding(reading, start, end, "firm-behind-crew", 0.79)
    for match in _THAT_HOUSE.finditer(view):
        if may_be_in_brand(match["value"][:1]) and not is_place(match["value"]) and not names_public_body(match["value"]):
            yield _finding(reading, *match.span("value"), "house-called", 0.75)


def _is_introduced(reading: Reading, match: re.Match[str]) -> bool:
    """Whether what stands around quotes, or a trade at the end of made-up words in them, says that a firm is named."""
    view = reading.plain
    if _OWN.search(view[max(0, match.start() - 5) : match.start()]) or _CHIEF_BEHIND.match(view, match.end()):
        return True
    ends_in_trade = bool(longest_suffix(view, match.end("value"), _COMMON_ENDS, 6))
    return bool(longest_suffix(view, match.start(), SHOPS, 6)) or (ends_in_trade and _begins_made_up(reading, match.start("value")))


def _begins_made_up(reading: Reading, start: int) -> bool:
    """Whether the first word is one character or seldom met, as in names and not in plain words (智慧路灯)."""
    end = reading.word_ends[start]
    return end - start == 1 or (end > start and is_seldom(reading.plain[start:end]))


def _before_acts(reading: Reading) -> Iterator[Finding]:
    """捷泊通, 北控清源: a made-up name behind 我们, or at the beginning of a sentence, and before what firms do."""
    view = reading.plain
    for match in _ACT.finditer(view):
        start = brand_start(reading, match.start())
        if match.start() - start == 4 and not is_han(view[start - 1 : start] or " ") and _is_unheard_of(reading, start, match.start()):
            yield _finding(reading, start, match.start(), "firm-before-act", 0.65)
    for match in _WE.finditer(view):
        start, end = match.span("value")
        if brand_start(reading, end) == start and may_be_in_brand(match["value"]):
            yield _finding(reading, start, end, "firm-behind-we", 0.7)


def _is_unheard_of(reading: Reading, start: int, end: int) -> bool:
    """Whether the dictionary knows no word here but such as firms take for their names."""
    pieces = [reading.plain[left : reading.word_ends[left]] for left in range(start, end) if reading.word_ends[left]]
    return all(len(piece) == 1 or is_seldom(piece) for piece in pieces)


def _is_coined(reading: Reading, start: int, end: int) -> bool:
    """Whether nothing but characters and less common words of brands stands here (华泰恒业, 中恒泰)."""
    pieces = [reading.plain[left : reading.word_ends[left]] for left in range(start, end) if reading.word_ends[left]]
    return all(may_be_in_brand(piece) and not is_everyday_word(piece) for piece in pieces)


def _is_loose(reading: Reading, offset: int) -> bool:
    """Whether one character stands by itself and may be part of a made-up name."""
    return is_han(reading.plain[offset]) and reading.word_ends[offset] == offset + 1 and may_be_in_brand(reading.plain[offset])


def _behind_places(reading: Reading) -> Iterator[Finding]:
    """湖南湘筑: a province or city and two or more characters that no dictionary joins."""
    view = reading.plain
    for match in _PLACE.finditer(view):
        end = match.end()
        while end < len(view) and end - match.end() < 4 and _is_loose(reading, end):
            end += 1
        if end - match.end() in (2, 4) and reading.starts_word(match.start()) and not is_place(view[match.end() : end]):
            yield _finding(reading, match.start(), end, "brand-behind-place", 0.65)


def _may_be_firm(reading: Reading, start: int, end: int) -> bool:
    value = reading.plain[start:end]
    return not (is_word(value) or is_place(value) or names_public_body(value) or _PLAIN.search(value) or _PUBLIC_END.search(value))


_PLAIN = re.compile(alternatives(words("organisations", "not_names")))


def _finding(reading: Reading, start: int, end: int, rule: str, confidence: float) -> Finding:
    return Finding(start, end, Label.ORG_PRIVATE, rule, confidence, reading.text[start:end])
