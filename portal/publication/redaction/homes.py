"""Addresses without a number: crossings of roads, hamlets and estates, known by who lives there or what is said of them."""

import re
from collections.abc import Iterator

from portal.publication.redaction.dictionary import is_everyday_word
from portal.publication.redaction.lexicon import alternatives, words
from portal.publication.redaction.reading import Reading
from portal.publication.redaction.vocabulary import Finding, Label
from portal.publication.redaction.walking import is_place, name_start

_STOPS = words("addresses", "stops")
_NOT_VILLAGES = words("addresses", "not_villages")
_PLACE_ENDS = "省市县区旗镇乡盟州"
_WAY = r"(?:大道|大街|路|街|巷|道)"
_CROSSING = re.compile(
    rf"(?<=[一-龥]){_WAY}[与和][一-龥]{{2,6}}{_WAY}(?:交叉口|交汇处|交会处|交口|路口|丁字口|十字口)[东西南北]{{1,2}}[角侧边面]"
)
_HAMLET = r"(?:屯|寨|坳|冲|湾|坪|坡|岭|沟|庄|堡|塆|垸|岗|洼|洞|坝|塘|组|社|村|弄|里|苑|院)"
_LIVES = re.compile(
    rf"(?:家住|家在|现住|住在|(?<![居入暂县市区省城])住(?![建房院户址宿])|老家在|老家是|户口在)(?P<value>[一-龥]{{2,8}}{_HAMLET})(?=[,，。;、\n()]|的|$)"
)
_GROUP_CALLED = re.compile(
    r"(?:组叫|我们组是|就是|村叫|屯叫|小区叫|院子叫)(?P<value>[一-龥]{2,5}(?:组|村|屯|寨|苑|园|城|里|小区))(?=[,，。;、的]|$)"
)
_IN_THE_HILLS = re.compile(r"(?:埋在|建在|修在|就在|位于|坐落在|坐落于|地处)(?P<value>[一-龥]{3,8}[冲坳洼沟坪峁塆岗])(?=[,，。;、的]|$)")
_BEYOND_VILLAGE = re.compile(r"(?<=[一-龥]村)[东西南北中]{1,2}(?:[沟洼坡岗岭湾坝]|[一-龥]{0,1}[屯沟洼坡岗岭湾坝头])(?![一-龥]{0,1}[路街])")
_SAID_OF_ESTATES = re.compile(alternatives(words("addresses", "said_of_estates")) + r"|[0-9]{2,5}多?户")
_ESTATE_ENDS = re.compile(
    r"^[一-龥]{2,5}[里苑城府园庄湾庭轩阁居邸郡馆都堡郦墅寓岸庐谷郭坊]$|^[一-龥]{2}(?:国际|人家|春晓|绿洲|蓝湾|星城|时代|天下|明珠|新村|雅居|嘉园|江南|名居|家苑|佳苑)$"
)
_NO_ESTATE = re.compile(alternatives(words("addresses", "no_estates")))
_PUBLIC_LAND = re.compile(r"公路|高速|道路|项目|工程|水库|医院|学校|政府|法院|我[们家]|他[们家]|别人|哪|这|那|同一|一个")


def find_homes(reading: Reading) -> Iterator[Finding]:
    """All findings of this module; they may overlap."""
    view = reading.plain
    for match in _CROSSING.finditer(view):
        yield _finding(reading, name_start(reading, match.start(), 5, _STOPS, _PLACE_ENDS), match.end(), "crossing", 0.8)
    for pattern, rule in ((_LIVES, "lives-in-hamlet"), (_GROUP_CALLED, "group-called"), (_IN_THE_HILLS, "in-the-hills")):
        for match in pattern.finditer(view):
            start, end = match.span("value")
            start = _behind_region(view, start, end)
            if end - start > 2 - (rule == "lives-in-hamlet") and _is_own_name(view[start:end]):
                yield _finding(reading, start, end, rule, 0.79)
    for match in _BEYOND_VILLAGE.finditer(view):
        start = name_start(reading, match.start() - 1, 6, _STOPS, _PLACE_ENDS)
        if match.start() - start > 2 and view[start : match.start()] not in _NOT_VILLAGES:
            yield _finding(reading, start, match.end(), "beyond-village", 0.8)
    for match in _SAID_OF_ESTATES.finditer(view):
        start = name_start(reading, match.start(), 5, _STOPS, _PLACE_ENDS)
        if _ESTATE_ENDS.search(view[start : match.start()]) and _is_own_name(view[start : match.start()]):
            yield _finding(reading, start, match.start(), "said-of-estate", 0.79)


def _behind_region(view: str, start: int, end: int) -> int:
    """Where the part finer than a township begins."""
    return max((view.rfind(sign, start, end - 2) + 1 for sign in "省市县区镇乡"), default=start) or start


def _is_own_name(name: str) -> bool:
    return len(name) > 2 - (name[-1] in "屯寨") and not (
        is_everyday_word(name) or is_place(name) or name in _NOT_VILLAGES or _NO_ESTATE.search(name) or _PUBLIC_LAND.search(name)
    )


def _finding(reading: Reading, start: int, end: int, rule: str, confidence: float) -> Finding:
    return Finding(start, end, Label.ADDRESS, rule, confidence, reading.text[start:end])
