"""Addresses finer than a township: roads with numbers, communities, buildings, rooms, villages and their groups."""

import re
from collections.abc import Iterator

from portal.publication.redaction.dictionary import is_everyday_word, word_kind
from portal.publication.redaction.lexicon import longest_suffix, words
from portal.publication.redaction.reading import Reading, is_han
from portal.publication.redaction.vocabulary import Finding, Label
from portal.publication.redaction.walking import is_place, name_start, words_before

_NUMBER = r"(?:[0-9一二三四五六七八九十百零〇甲乙丙丁A-Za-z]{1,6}(?:-[0-9A-Za-z]{1,4})?)"
_UNIT = (
    r"(?:号楼|号院|号铺面?|号门面|号摊位?|号商铺|号厂房|号车间|号库|支弄|号公寓|栋|幢|座|单元|号|室|户|层|楼|门|弄|院|排|区|期"
    r"|村民小组|村民组|居民小组|居民组|小组|组|队|社|屯|房|铺|间|#楼|#|支弄|巷|支巷)"
)
_PIECE = rf"(?:附?{_NUMBER} ?{_UNIT}[ ,]?)"
_TAIL = r"(?:院内|门面|商铺|底商|地下室|车库|[东西南北]户|内)?"
_NAMED = r"(?:[一-龥]{2,6}(?:小区|花园|家园|公寓|大厦|苑|城|府|广场|园|里|庭|居|湾|中心)|底商|门面|商铺|铺面)?"
_MEASURES = "亩户人平米多个间头只株棵台"
_AMOUNT_GOES_ON = r"(?:,[0-9]{3}){1,3}(?:\.[0-9]{1,2})? ?[元万]"
_CHAIN = re.compile(
    rf"(?:[东西南北中]区)?附?{_NUMBER} ?{_UNIT}[ ,]?(?:{_NAMED}{_PIECE}){{0,6}}"
    rf"(?:(?<![ ,])(?:(?:[0-9]{{1,2}}-)?[0-9]{{1,4}}|[一二三四五六七八九零〇]{{3,4}})(?![0-9年月日号元万{_MEASURES}]|{_AMOUNT_GOES_ON}))?"
    rf"{_TAIL}"
)
_FLOOR_ROOM = re.compile(r"(?<=[宿楼店馆厦场寓栈居院])[0-9一二三四五六七八九十]{1,3}(?:楼|层)[一-龥]{0,4}[室厅房](?![内外])")
_DASHED = re.compile(
    r"(?<=[一-龥])(?:[0-9A-Za-z]{1,3}-[0-9]{1,2}-[0-9]{1,4}(?:-[0-9]{1,5})?|[0-9]{1,3}-[0-9]{3,4})(?:室|号|户)?(?![0-9\-])"
)
_SHOPFRONT = re.compile(r"(?:底商|门面房?|商铺|铺面|门市房?|门头房?|沿街房|一楼)$")
_COUNTED_HOUSES = re.compile(r"[一二两三四五六七八九十几]{1,3}[栋幢座]")  # 盖了五栋 tells how many
_STRONG = re.compile(
    r"号铺|号门面|号摊|号商铺|号厂房|号车间|号楼|#楼|栋|幢|单元|室$|号院|座[0-9一二三四五六七八九十]|弄|[0-9一二三四五六七八九十]室"
)
_ROAD = re.compile(
    r"(?:大道|大街|路|街|巷|胡同|弄|道|里|段|条|线|街坊|环路|公路)(?:[东西南北中]段|[东西南北][侧首头端]|(?<=道|街|路)[东西南北中])?$"
)
_VILLAGE_END = re.compile(r"(?:村|嘎查|屯|庄|寨|湾|沟|坪|坝|营|堡|洼|岭|坡|塘|冲|店|社区|苏木|浩特|牧点)$")
_HOTEL = re.compile(r"酒店|饭店|项目|工程|村")
_GROUP = re.compile(
    r"(?:[住家屋][在到喺]|住|[乡镇村到去往]|[乡镇村]的)(?P<value>[一-龥]{2,4}(?:村民小组|村民组|居民组))|[住家屋][在到喺](?P<bare>[一-龥]{2,4}组)(?![长员织建成合])|(?<=社区)(?P<in>[一-龥]{2,4}组)(?![长员织建成合])"
)
_NEIGHBOURHOOD = re.compile(
    r"(?:[镇乡]|街道)(?P<value>[一-龥]{2,4}社区)(?!居委|党|工作|干部|书记|主任|卫生|服务|矫正|民警|医院|的?工作人员)"
)
_ROAD_BEFORE = re.compile(r"(?:大道|大街|路|街|巷|胡同)(?:[东西南北中]段|[东西南北][首头端])?$")
_OFFICE = re.compile(r"(?:局|委|厅|法院|政府|大厅|医院|法庭|办事处|委员会)$")
_ROOM = re.compile(r"[0-9一二三四五六七八九十零]{1,4}(?:室|号窗口)$")
_CROSSING = re.compile(r"(?P<road>[路街道])[与和、][一-龥]{2,8}(?:路|街|大道|道)(?:交口|交叉口|交汇处|路口|口)(?:[东西南北]{1,2}[侧角]?)?$")
_PHASE = re.compile(r"(?<=[一-龥]{2}[湾城府园苑里庭居郡岸轩邸])[0-9一二三四五六七八九十]{1,2}期(?!工程|项目|款|建设)")
_COMMUNITIES = words("addresses", "communities")
_STANDALONE = re.compile(
    r"(?:小区|家园|花园|花苑|嘉园|佳园|雅园|华庭|豪庭|公馆|名邸|丽景|家属[院区楼]|公寓|新村|新居|安居房|筒子楼|宿舍楼?"
    r"|[嘉佳名雅新花景丽豪学锦金康馨福春秀翠兰桂香茗御怡安]苑|[华御名首学]府|[国豪都新]际城|[名华新花]都|水岸|半岛|山庄|一品|壹号院?)"
    r"(?![路街道])(?:小区)?(?:[0-9一二三四五六七八九十]{1,3}期|[A-Za-z东西南北]区|[东西南北前后][栋楼院排](?![一-龥]?长))?"
)
_COMMUNITY_BODY = re.compile(
    r"(?:业委会|业主委员会|业主群|[一二三四五六七八九十0-9]{0,2}(?:期|区)?(?:业主|住户|居民|楼栋长)|(?:加装|老旧)?电梯|物业(?!局|办|科)"
    r"|[一二三四五六七八九十0-9]{1,2}期|地下车库|漏水|停水|停电|停暖|二次供水|外墙|化粪池|楼道|门口|大门|学位|交房|办证|小区(?!的?改造)|自[0-9]{4}年|(?:的)?(?:楼板|房屋质量|维修资金|公共维修|消防通道|车位|地下室|一楼|顶楼)|租住|到县城|到市区|没有公交|(?:没)?通公交|公交站)"
)
_THIS_ESTATE = re.compile(r"[该本某此这]小区$")
_COMMUNITY_NAME = re.compile(
    r"^[一-龥]{2,5}[里苑城府园庄湾庭轩阁居邸郡馆都堡郦墅寓岸庐]$|^[一-龥]{2}(?:国际|人家|春晓|春天|云天|绿洲|蓝湾|月色|豪景|星城|时代|尚城|天下|中心|明珠|新村)$"
)
_VILLAGE = re.compile(
    rf"(?:村|嘎查)(?!达|村委|两委|党支部|支部|区|市|县|镇|乡|街道|委|民(?!小组)|级|集体|里人|官|干部|长|医|务|头|小学|账|办|改|容|情|规)"
    rf"(?:{_NUMBER} ?(?:村民小组|村民组|小组|组|队|社|屯|号)(?:{_PIECE}){{0,2}}"
    r"|[一-龥]{1,4}(?:村民小组|村民组|小组|屯|组(?![长员织建成合]))(?:[0-9]{1,4}号)?|[东西南北中村]头(?:第[一二三四五六七八九十]家|[一-龥]{0,2}家)?|口(?![碑粮])|[东西南北]口)?"
)
_OF_OFFICE = re.compile(r"支|主任")
_AT_CROSSING = re.compile(
    r"(?:十字路?口?|丁字路?口|路口|桥头|街口)(?:往?[东西南北]{1,2}(?:侧|边|面|行|走)?(?:约)?[0-9]{1,4}米(?:[路街][东西南北])?|[东西][南北]角)"
)
_LABELLED = re.compile(
    r"(?:(?:地址|住址)[:?在是为位于]{0,3}|(?:店址|厂址|现住地|住所地?|经常居住地|户籍地|居住地|坐落|送达地|收件地)[:在是为位于]{1,3}) ?"
    r"(?P<value>[一-龥0-9A-Za-z][^,。;、\n()!?]{2,40}?)(?=[,。;、\n()!?]| {1,3}[一-龥]{2,6}:|$)"
)
_LIVES = re.compile(
    r"(?:家住|现住|住在|居住在|暂住|租住|户口在|(?<![居入])住(?![院宿房建户了过的处址]))"
    r"(?P<value>[一-龥0-9A-Za-z\-]{3,36}?"
    r"(?:[0-9]{1,5}|[0-9一二三四五六七八九十百零]{1,4}(?:号|室|户|组|社|队|屯|楼|单元|栋|弄)(?:[东西南北]户)?|[屯组]))"
    r"(?=[,。;、\n()!? 的]|$)(?!,[0-9]{3}(?![0-9]))"
)
_NOT_IN_ADDRESSES = re.compile(
    r"[了的是不没和我你他她把被给在]|年|(?<!单)元|万|电话|手机|身份证|医院|酒店|宾馆|招待所|多年|几年|平米|平方|口人|个|间"
)
_REGION = re.compile(
    r"^[^0-9]{0,24}(?:省|市(?!场|大街|街|府)|县(?!城)|区(?![0-9一二三四五六七八九十])|旗|镇|乡|街道(?!办))(?!办|政府|委|人民(?:政府|法院|检察|医院))(?=..)"
)
_FINE = re.compile(r"[0-9]|[一二三四五六七八九十][号栋幢室楼组队]|[路街巷弄村寨屯苑园](?![一-龥])|小区|花园|家园")
_PUBLIC_PLACE = re.compile(r"局|政府|法院|大厅|委员会|办事处|中心|医院|学校|检察院|派出所|不详|保密|同上|信访|管委会|服务站")
_STOPS = words("addresses", "stops")
_PLACE_ENDS = "省市县区旗镇乡盟州"
_NOT_A_PLACE = words("addresses", "not_villages")


def find_addresses(reading: Reading) -> Iterator[Finding]:
    """All findings of this module; they may overlap."""
    view = reading.plain
    for match in _CHAIN.finditer(view):
        yield from _from_chain(reading, match.start(), match.end())
    for match in _FLOOR_ROOM.finditer(view):
        yield _finding(reading, _start(reading, match.start()), match.end(), "floor-room", 0.8)
    for match in _VILLAGE.finditer(view):
        yield from _from_village(reading, match)
    for match in _NEIGHBOURHOOD.finditer(view):
        yield _finding(reading, *match.span("value"), "neighbourhood", 0.8)
    for match in _AT_CROSSING.finditer(view):
        start = name_start(reading, match.start(), 5, _STOPS, _PLACE_ENDS)
        if match.start() - start >= 2:
            yield _finding(reading, start, match.end(), "by-crossing", 0.75)
    yield from _find_labelled(reading)
    yield from _find_dashed(reading)
    yield from _find_communities(reading)


def _find_labelled(reading: Reading) -> Iterator[Finding]:
    """What follows 地址 or 家住, without the region it begins with."""
    view = reading.plain
    for match in _LABELLED.finditer(view):
        value = match["value"]
        region = _REGION.match(value)
        start = match.start("value") + (region.end() if region else 0)
        marked = not is_han(match[0][match.start("value") - match.start() - 1]) or match[0][2] in "在是为位"
        if match.end("value") - start > 1 and not _PUBLIC_PLACE.search(value) and (marked or _FINE.search(value)):
            yield _finding(reading, start, match.end("value"), "labelled", 0.8)
    for match in _LIVES.finditer(view):
        region = _REGION.match(match["value"])
        start = match.start("value") + (region.end() if region else 0)
        if match.end("value") - start > 2 and not _NOT_IN_ADDRESSES.search(view, start, match.end("value")):
            yield _finding(reading, start, match.end("value"), "lives-in", 0.8)


def _find_dashed(reading: Reading) -> Iterator[Finding]:
    """Building, unit and room as 17-2-503 behind a name."""
    for match in _DASHED.finditer(reading.plain):
        start = _start(reading, match.start())
        if start < match.start() and longest_suffix(reading.plain, match.start(), _COMMUNITIES, 4):
            yield _finding(reading, start, match.end(), "community-dashed")
        elif match[0].count("-") > 1 and start < match.start() - 1:
            yield _finding(reading, start, match.end(), "dashed")


def _find_communities(reading: Reading) -> Iterator[Finding]:
    """Names of residential communities without a number, by their last word or by who speaks for them."""
    view = reading.plain
    for match in _STANDALONE.finditer(view):
        start = _estate_start(reading, match.start())
        if match.start() - start >= 2 and not _HOTEL.match(view, match.end()):
            start = _with_road(reading, start)
            yield _finding(reading, start, match.end(), "community", 0.8)
    for match in _GROUP.finditer(view):
        start, end = match.span("value" if match["value"] else "bare" if match["bare"] else "in")
        start = name_start(reading, start - 2, 6, _STOPS, _PLACE_ENDS) if match["in"] else start
        yield _finding(reading, start, end, "group-without-number", 0.8)
    for match in _PHASE.finditer(view):
        start = name_start(reading, match.start(), 6, _STOPS, _PLACE_ENDS)
        if match.start() - start >= 2:
            yield _finding(reading, start, match.end(), "community-phase", 0.8)
    for match in _COMMUNITY_BODY.finditer(view):
        start = name_start(reading, match.start(), 5, _STOPS, _PLACE_ENDS)
        name = view[start : match.start()]
        known_else = (
            len(name) < 3 or is_everyday_word(name) or (is_place(name) and name[-1] not in "居苑庭轩郡邸") or _PUBLIC_PLACE.search(name)
        )
        if not known_else and _COMMUNITY_NAME.search(name):
            yield _finding(reading, start, match.start(), "community-body", 0.75)


def _estate_start(reading: Reading, end: int) -> int:
    """Where the name before 小区 or 花园 begins; 里, 苑 or 府 right before it is the name's own (光明里小区)."""
    start = name_start(reading, end, 6, _STOPS, _PLACE_ENDS)
    if start == end and reading.plain[end - 1 : end] in tuple("里苑府城庭湾") and end > 2:
        before = name_start(reading, end - 1, 4, _STOPS, _PLACE_ENDS)
        return before if end - 1 - before >= 2 else end
    return start


def _from_chain(reading: Reading, start: int, end: int) -> Iterator[Finding]:
    """A chain of numbered parts is an address when it is strong in itself or follows the name of a road or village."""
    value, view = reading.plain[start:end].rstrip(" ,"), reading.plain
    end = start + len(value)
    before = view[max(0, start - 8) : start]
    if _OFFICE.search(before) and _ROOM.match(value):
        return
    if _COUNTED_HOUSES.fullmatch(value) and _only_counts(reading, start):
        return
    if "号" in value and (shopfront := _SHOPFRONT.search(before)):
        yield _finding(reading, _with_road(reading, _start(reading, start - len(shopfront[0]))), end, "shopfront")
    elif _STRONG.search(value) and re.search(r"[0-9一二三四五六七八九十A-Z]", value):
        first = _with_road(reading, _start(reading, start))
        first = start if _THIS_ESTATE.match(reading.plain, max(0, first - 1), start) else first
        yield _finding(reading, first, end, "building")
    elif _ROAD.search(before) and re.search(r"[号弄院#]", value) and re.search(r"[路道街][东西南北中]?[段首头端]?$", before) is not None:
        yield _finding(reading, _start(reading, start), end, "road-number")
    elif re.search(r"(?:巷|胡同|弄|里|段)$", before) and "号" in value:
        yield _finding(reading, _start(reading, start), end, "lane-number", 0.85)
    elif _VILLAGE_END.search(before) and re.search(r"[组队社屯号]", value) and not re.search(r"号[文令]", value):
        yield _finding(reading, _start(reading, start), end, "village-group")
    elif longest_suffix(view, start, _COMMUNITIES, 4) and re.search(r"[区楼号层]", value):
        yield _finding(reading, _start(reading, start), end, "community-part", 0.8)


def _only_counts(reading: Reading, start: int) -> bool:
    """Whether no name stands before 五栋, nor 住 or 在: so many houses, and not the fifth."""
    before = reading.plain[start - 1 : start]
    return before == "同" or (_start(reading, start) == start and before not in ("住", "在", "\n"))


def _start(reading: Reading, end: int) -> int:
    """Where the name before a numbered part begins; its own last word (小区, 路) never stops the walk."""
    for suffix in (longest_suffix(reading.plain, end, _COMMUNITIES, 4), _suffix(_ROAD, reading, end), _suffix(_VILLAGE_END, reading, end)):
        if suffix:
            start = name_start(reading, end - len(suffix), 7, _STOPS, _PLACE_ENDS)
            own = words_before(reading, end - len(suffix), 3) if start == end - len(suffix) else []
            return _crossing_start(reading, own[0][0] if own and own[0][1] - own[0][0] == 2 and own[0][1] == start else start)
    return name_start(reading, end, 7, _STOPS, _PLACE_ENDS)


def _with_road(reading: Reading, start: int) -> int:
    """Where the road begins that stands right before the name of a house or community (育才路教师公寓2单元)."""
    road = _ROAD_BEFORE.search(reading.plain[max(0, start - 6) : start])
    if not road:
        old = start - (reading.plain[start - 1 : start] == "老")
        before = name_start(reading, old, 5, _STOPS, _PLACE_ENDS)
        return before if _COMMUNITY_NAME.search(reading.plain[before:old]) and not is_place(reading.plain[before:old]) else old
    before = name_start(reading, start - len(road[0]), 5, _STOPS, _PLACE_ENDS)
    return before if before < start - len(road[0]) else start


def _crossing_start(reading: Reading, start: int) -> int:
    """Where a crossing of two roads that leads up to a name begins (长江西路与科学大道交口…)."""
    match = _CROSSING.search(reading.plain[max(0, start - 24) : start])
    if not match:
        return start
    first = start - len(match[0]) + match.end("road") - match.start()
    return name_start(reading, first - 1, 7, _STOPS, _PLACE_ENDS)


def _suffix(regex: re.Pattern[str], reading: Reading, end: int) -> str:
    match = regex.search(reading.plain[max(0, end - 6) : end])
    return match[0] if match else ""


def _from_village(reading: Reading, match: re.Match[str]) -> Iterator[Finding]:
    start = name_start(reading, match.start(), 6, _STOPS, _PLACE_ENDS)
    name = reading.plain[start : match.start() + 1]
    if re.search(r"[年任个]村$|农村$", name) or (_OF_OFFICE.match(reading.plain, match.end()) and word_kind(name[:-1]).startswith("v")):
        return
    has_group = match.end() - match.start() > 2 or (len(name) > 2 and reading.plain[start - 1 : start] in tuple("镇乡"))
    if not has_group and longest_suffix(reading.plain, match.start() + 1, _NOT_A_PLACE, 4) and not _is_hill_village(name):
        return
    if len(name) >= 2 and (name not in _NOT_A_PLACE or has_group) and name[:-1] not in _STOPS:
        yield _finding(reading, start, match.start() + len(match[0].rstrip(" ,")), "village", 0.85)


def _is_hill_village(name: str) -> bool:
    """青龙山村 is a village of that name; 偏远山村 is none."""
    return len(name) > 3 and name.endswith("山村") and word_kind(name[:-2]).startswith("n") and not is_everyday_word(name[:-2])


def _finding(reading: Reading, start: int, end: int, rule: str, confidence: float = 0.93) -> Finding:
    return Finding(start, end, Label.ADDRESS, rule, confidence, reading.text[start:end])
