"""Addresses without a number: crossings of roads, hamlets and estates, known by who lives there or what is said of them."""

import re
from collections.abc import Iterator

from portal.publication.redaction.dictionary import is_everyday_word, is_word
from portal.publication.redaction.lexicon import alternatives, words
from portal.publication.redaction.reading import Reading
from portal.publication.redaction.surnames import COMPOUND, SURNAMES
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
_IN_HAMLET = re.compile(r"[在于住到从](?P<value>[一-龥]{2,3}(?:屯|窝棚|营子))(?=大院|[里的那东西南北,，。、;]|$)")
_GROUP_IN = re.compile(r"(?:位于|坐落于|地处|住在|家住|就在)(?P<value>[一-龥]{1,3}村[0-9一二三四五六七八九十]{1,3}[组社队])")
_STALL = re.compile(
    r"(?:农贸市场|批发市场|菜市场|大市场|建材市场|市场|夜市|商贸城|小商品城)(?P<part>[一-龥A-Z0-9]{1,4}[区厅])?"
    r"(?:[0-9A-Z一二三四五六七八九十]{1,3}[排栋层楼])?[0-9A-Z\-]{1,6}号(?:摊位?|档口?|铺位?|柜台?)?(?!文|令|楼)"
)
_HAMLET_OF_VILLAGE = re.compile(
    r"(?<=[一-龥]村)(?P<value>[一-龥]{1,3}[坪屯寨坳冲坑湾塘坡岭沟坝岗洼垄坎岩嘴咀棚铺])(?=[,，。;、\n()]|的|人|$)"
)
_OUR_HAMLET = re.compile(
    r"(?:[俺我咱]们?(?:家?在|是|叫|那?个?[屯村寨庄]子(?:叫|是|在)?)?|[屯村寨庄]子[叫是]?|[田地屋宅]在)"
    r"(?P<value>[一-龥]{1,4}(?:屯|寨|坳|冲|窝棚|窝堡|营子|庄子?|坡|沟|岭|塆|垸|坝|坪|洼|峪|墕|塬|圪梁))(?=的|人|[,，。;、\n()这那有没路修到]|$)"
)
_OF_CLAN = re.compile(
    rf"(?P<clan>(?:{alternatives(COMPOUND)}|[一-龥])家)(?:窝棚|窝堡|营子|烧锅|油坊|粉房|岗子|围子|店子|庄子|寨子|湾子|[沟洼屯庄寨坳湾坪冲塆垸墕峁圪岭岗坡梁嘴咀塘坝畈垄店营台堡渡])"
    r"(?![路街乡镇子]|水库|隧道|大桥|煤矿|矿|村|遗址|林场|站)"
)
_BEYOND_VILLAGE = re.compile(r"(?<=[一-龥]村)[东西南北中]{1,2}(?:[沟洼坡岗岭湾坝]|[一-龥]{0,1}[屯沟洼坡岗岭湾坝头])(?![一-龥]{0,1}[路街])")
_SAID_OF_ESTATES = re.compile(
    alternatives(words("addresses", "said_of_estates")) + r"|[0-9]{2,5}多?户|的?老旧小区|(?:的(?=楼|房|电梯|车库))"
)
_ESTATE_ENDS = re.compile(
    r"^[一-龥]{2,5}[里苑城府园庄湾庭轩阁居邸郡馆都堡郦墅寓岸庐谷郭坊]$"
    + rf"|^[一-龥]{{2}}(?:{alternatives(words('addresses', 'estate_words'))})$"
)
_NO_ESTATE = re.compile(alternatives(words("addresses", "no_estates")))
_PUBLIC_LAND = re.compile(r"公路|高速|道路|项目|工程|水库|医院|学校|政府|法院|我[们家]|他[们家]|别人|哪|这|那|同一|一个")


def find_homes(reading: Reading) -> Iterator[Finding]:
    """All findings of this module; they may overlap."""
    view = reading.plain
    for match in _CROSSING.finditer(view):
        yield _finding(reading, name_start(reading, match.start(), 5, _STOPS, _PLACE_ENDS), match.end(), "crossing", 0.8)
    for pattern, rule in (
        (_LIVES, "lives-in-hamlet"),
        (_GROUP_CALLED, "group-called"),
        (_IN_THE_HILLS, "in-the-hills"),
        (_GROUP_IN, "group-in"),
    ):
        for match in pattern.finditer(view):
            start, end = match.span("value")
            start = _behind_region(view, start, end)
            if end - start > 2 - (rule == "lives-in-hamlet") and _is_own_name(view[start:end]):
                yield _finding(reading, start, end, rule, 0.79)
    yield from _find_hamlets(reading)
    for match in _IN_HAMLET.finditer(view):
        if match["value"] not in _NOT_VILLAGES and not is_word(match["value"]):
            yield _finding(reading, *match.span("value"), "in-hamlet", 0.79)
    for match in _STALL.finditer(view):
        start = name_start(reading, match.start(), 5, _STOPS, _PLACE_ENDS)
        yield _finding(reading, start, match.end(), "stall", 0.85)
    for match in _SAID_OF_ESTATES.finditer(view):
        start = name_start(reading, match.start(), 5, _STOPS, _PLACE_ENDS)
        if _ESTATE_ENDS.search(view[start : match.start()]) and _is_own_name(view[start : match.start()]):
            yield _finding(reading, start, match.start(), "said-of-estate", 0.79)


def _find_hamlets(reading: Reading) -> Iterator[Finding]:
    """坑根村下坪, 俺们靠山屯, 马家窝棚: hamlets behind their village, behind whose they are, or named after a clan."""
    view = reading.plain
    for pattern, rule in ((_BEYOND_VILLAGE, "beyond-village"), (_HAMLET_OF_VILLAGE, "hamlet-of-village")):
        for match in pattern.finditer(view):
            start = name_start(reading, match.start() - 1, 6, _STOPS, _PLACE_ENDS)
            named = match.start() - start > 1 and view[start : match.start()] not in _NOT_VILLAGES
            if named and (rule == "beyond-village" or _is_no_thing(match["value"])):
                yield _finding(reading, start, match.end(), rule, 0.8)
    for match in _OUR_HAMLET.finditer(view):
        if _is_own_name(match["value"]) and _is_no_thing(match["value"]):
            yield _finding(reading, *match.span("value"), "our-hamlet", 0.79)
    for match in _OF_CLAN.finditer(view):
        clan = match["clan"][:-1] in SURNAMES and reading.starts_word(match.start())
        if clan and not (is_everyday_word(match[0]) or is_place(match[0])):
            yield _finding(reading, *match.span(), "of-clan", 0.79)


def _behind_region(view: str, start: int, end: int) -> int:
    """Where the part finer than a township begins."""
    return max((view.rfind(sign, start, end - 2) + 1 for sign in "省市县区镇乡"), default=start) or start


def _is_no_thing(name: str) -> bool:
    """Whether a name is no word for a pond, slope or ditch (鱼塘, 山坡, 排水沟), alone or at its end."""
    return not any(is_word(name[at:]) and not is_place(name[at:]) and len(name) - at > 1 for at in range(len(name) - 1))


def _is_own_name(name: str) -> bool:
    return len(name) > 2 - (name[-1] in "屯寨") and not (
        is_everyday_word(name) or is_place(name) or name in _NOT_VILLAGES or _NO_ESTATE.search(name) or _PUBLIC_LAND.search(name)
    )


def _finding(reading: Reading, start: int, end: int, rule: str, confidence: float) -> Finding:
    return Finding(start, end, Label.ADDRESS, rule, confidence, reading.text[start:end])
