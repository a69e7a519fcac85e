"""Private organisations by full and short name; public bodies, state platforms and general words stay."""

import re
from collections.abc import Iterator

from portal.publication.redaction.dictionary import is_everyday_word, is_seldom, is_word, word_kind
from portal.publication.redaction.firm_names import BRAND_STOPS, GENERIC, INDUSTRIES, LEADS, TRADES, firm_start, is_verb, says_nothing
from portal.publication.redaction.lexicon import alternatives, longest_prefix, longest_suffix, words
from portal.publication.redaction.reading import Reading, is_han
from portal.publication.redaction.surnames import SURNAMES
from portal.publication.redaction.vocabulary import Finding, Label
from portal.publication.redaction.walking import NAME_ENDS, PLACES, is_place, names_a_place, words_before

_FORMS = words("organisations", "legal_forms")
SHOPS = words("organisations", "shops")
_PUBLIC = re.compile(alternatives(words("organisations", "public_marks")) + r"|建投(?!资)|(?:^|[省市县区旗镇乡州])城建投资")
_FORM = re.compile(rf"(?:{alternatives(_FORMS)})(?:[一-龥]{{2,6}}(?:分公司|分店|项目部))?")
_LONGEST = 40
_JOINING = words("people", "function_words")
_OWN_TOO = frozenset("新大全家和合方同东南西北")
_BARE_REGIONS = frozenset("省市区县州旗")
_COUNTED = re.compile(r"[一二两三四五六七八九十几多百]{1,3}[家个间所座处]")
_NO_FIRM = re.compile(
    r"^.{0,2}[一二两三四五六七八九十几每各同][一-龥]?[家个间所座处台盒辆条套件箱只斤亩](?!.{0,40}有限)|[户家](?:果园|鱼塘|菜园|茶园|牛场|猪场|羊圈|鱼池)$"
    r"|^(?:建成|修成|建起|盖起|指着|改成|变成)|公园变|^[村镇乡县区市]级|^(?:农家|职工)书屋$|[村镇]道路|星级酒店$|^[一-龥]{0,2}(?:关系户|下属|国营|集体)$"
)
_REGISTERED = re.compile(r"有限|合作社|事务所")
_OPENS_SHOP = re.compile(r"^[该本我各](?:县|村|镇|乡|市|区)|^[镇村乡县市区]里|^.{2,6}[开搞盖](?![元心源泰来拓发明业原化创])[一-龥]{2,8}$")
_INNER = re.compile(r"[(（][一-龥]{2,8}[)）]")
_GOODS = alternatives(words("organisations", "further_trades") - words("organisations", "goods_of_public_houses"))
_SHOP = re.compile(alternatives(SHOPS) + rf"|(?:{_GOODS})[坊铺行庄屋店厂场]" + "|(?<=[一-龥]{4})[厂店](?![长主员房址面里内门子家区商])")
_MASTER = re.compile(r"[老小大](?P<surname>[一-龥])(?:家|记|氏)?")  # 老陈水电安装
_MASTERS = "老小阿"
_KEPT_BY = frozenset(["老兵", "战友", "老乡", "兄弟", "姐妹", "同学", "夫妻", "大嫂", "大姐", "二嫂", "三嫂", "二哥", "三哥"])
_MASTER_ENDS = NAME_ENDS + "的干做欠给和与跟是在说"
_PLAIN_BEFORE = words("organisations", "plain_before_trades")
_NEEDS_MORE = words("organisations", "weak_industries")
_PARTY = re.compile(r"[一-龥](?:方|商|人|单位)$")
_OWNERS = frozenset(["我们", "你们", "他们", "我司", "俺们", "咱们", *"找给与和由对欠向将把跟同及是系叫让被"])
_CALLINGS = frozenset(["律师", "会计", "代理"])
_OFFICES = ("事务所", "师", "所", "公司", "有限", "记账", "服务")
_TAIL = TRADES | _FORMS
_OF_A_GOVERNMENT = re.compile(r"[一-龥]{0,6}?[省市县区旗镇乡州]")
_PRIVATE_CARE = ("养老", "家政", "托育", "月子", "健身", "美容", "康养")
_STRIPPED = _TAIL | SHOPS | frozenset(word for word in GENERIC if len(word) > 1)


def find_organisations(reading: Reading) -> Iterator[Finding]:
    """Names that carry a legal form, the sign of a shop, or a made-up word before a branch of trade."""
    return (each for each in _all(reading) if not names_no_firm(reading.plain[each.start : each.end]))


def names_no_firm(value: str) -> bool:
    """Whether a value counts or describes things instead of naming a firm (两盒茶叶, 我家鱼塘, 村级卫生室)."""
    return bool(_NO_FIRM.search(value)) or (not _REGISTERED.search(value) and bool(_OPENS_SHOP.search(value)))


def _all(reading: Reading) -> Iterator[Finding]:
    for match in _FORM.finditer(reading.plain):
        start = firm_start(reading, match.start(), 26, "有限" in match[0])
        if _is_private(reading, start, match.start(), match[0]):
            yield _finding(reading, start, match.end(), "legal-form", 0.95)
    for match in _SHOP.finditer(reading.plain):
        anchor = _sign_start(reading, match.start())
        start = _with_master(reading.plain, firm_start(reading, anchor, 20), anchor)
        of_master = start == anchor - 2 and (reading.plain[start] in _MASTERS or reading.plain[start:anchor] in _KEPT_BY)
        if anchor - start >= 2 and (of_master or _is_private(reading, start, anchor, match[0])):
            yield _finding(reading, start, match.end(), "shop", 0.8)
    for match in _MASTER.finditer(reading.plain):
        tail = _tail_end(reading, match.end(), match.start())
        start, ends = _behind_town(reading, match.start()), tail == len(reading.plain) or reading.plain[tail] in _MASTER_ENDS
        sure = tail - match.end() > 3 or (
            tail > match.end() and reading.plain[match.end() : tail] not in _NEEDS_MORE and start < match.start()
        )
        if match["surname"] in SURNAMES and sure and ends:
            yield _finding(reading, start, tail, "master-and-trades", 0.8)
    yield from _find_brands_before_trades(reading)


def _with_master(view: str, start: int, anchor: int) -> int:
    """Where 老刘 begins right before the sign of a shop (老刘羊汤馆), or ``start``."""
    master = view[anchor - 2 : anchor]
    if start < anchor and view[start - 1 : start] == view[start] and is_han(view[start]):
        return start - 1  # 路路通汽修
    if (
        start < anchor
        and view[start - 1 : start] in tuple("红金银福新好美")
        and view[max(0, start - 2) : start - 1] in tuple("是叫在开的找给欠,。")
    ):
        return start - 1  # 开的是红太阳副食店
    if start == anchor and master in _KEPT_BY:
        return anchor - 2  # 老兵烟酒店
    return min(start, anchor - 2) if len(master) == 2 and master[0] in _MASTERS and master[1] in SURNAMES else start


def _behind_town(reading: Reading, start: int) -> int:
    """Where the place begins that stands right before ``start``, or ``start``."""
    return next((start - length for length in (4, 3, 2) if start >= length and is_place(reading.plain[start - length : start])), start)


def _sign_start(reading: Reading, start: int) -> int:
    """Where the word begins that ends in the sign of a shop (配件厂); a word of two characters (小店) is no sign and ends the search."""
    first = start
    while first > 0 and not reading.starts_word(first) and start - first < 3:
        first -= 1
    return 0 if start - first == 1 else first


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
        region = start > 0 and word in _BARE_REGIONS  # 宜州|区
        if not (region or names_a_place(word)) or end - stop < 2:
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
    end = _tail_end(reading, end, start)
    for left, right in words_before(reading, start, 4)[:1]:
        start = left if right - left > 1 and is_place(reading.plain[left:right]) else start
    if end > start + len(brand) or not is_everyday_word(brand):
        yield _finding(reading, start, end, "brand", 0.9)


def _tail_end(reading: Reading, end: int, start: int) -> int:
    """Where the trades and the legal form end that follow a brand; what follows the legal form (律师, 会计) is somebody's trade."""
    while (tail := longest_prefix(reading.plain, end, _TAIL, 8)) and end - start < _LONGEST:
        if tail in _CALLINGS and not reading.plain.startswith(_OFFICES, end + 2):
            return end
        end += len(tail)
        if tail in _FORMS:
            return end
    return end + 2 if end - start > 3 and reading.plain.startswith("服务中心", end - 2) else end


def _is_private(reading: Reading, start: int, end: int, form: str) -> bool:
    """Whether something besides general words stands before the form, and nothing public."""
    name = reading.plain[start:end]
    if (
        len(name) < 2
        or _PUBLIC.search(name)
        or (form.endswith("中心") and not form.startswith(_PRIVATE_CARE) and _OF_A_GOVERNMENT.match(name))
    ):
        return False
    rest = [word for word in _words_of(reading, start, end) if is_han(word[0])]
    if _COUNTED.match(name):
        return False
    if "有限" not in form and len(rest) > 1 and rest[0] in _BARE_REGIONS and all(len(word) > 1 or word in "园局" for word in rest[1:]):
        return False  # 区产业园公司 is the district's own
    region = max((index for index, word in enumerate(rest) if word in "省市县区旗镇乡"), default=-1)
    rest = rest[region + 1 :]
    own = [word for word in rest if (not says_nothing(word) or word in _OWN_TOO) and not _is_region(word)]
    if form in SHOPS and own and len(rest) > 1 and sum(map(len, own)) < 2:  # 红太阳: 太阳 is a place too
        own = [word for word in rest if not says_nothing(word) and word not in PLACES]
    own = own or [word for word in rest if len(word) == 2 and form in SHOPS and is_place(word) and word not in INDUSTRIES]
    own = own or [word for word in rest[1:] if "有限" in form and len(word) > 1 and is_place(word)]
    own = own if any(word not in _JOINING and word not in _OWN_TOO for word in own) else []
    return bool(own) and ("有限" in form or _looks_made_up(own))


def _is_region(word: str) -> bool:
    """Whether a word of a name is its region; 黄土地 and 北大荒 are in no list of places and end like none."""
    return names_a_place(word) and not (len(word) > 2 and word not in PLACES and word[-1] not in "省市县区旗镇乡盟州")


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
        if match[0] in ("律师", "会计") and not view.startswith(_OFFICES, match.end()):
            continue  # 陆宇律师 is somebody
        if is_word(view[start : match.end()]) or view[start : match.start()] in _PLAIN_BEFORE:
            continue  # 征地拆迁, 读屏软件
        if not (reading.starts_word(match.end()) or reading.starts_word(match.start())):
            continue
        if not reading.starts_word(match.end()) and match[0] == "家电":
            continue  # 夏家|电话
        if start == match.start():
            yield from _noun_before_trades(reading, match.start())
            continue
        end = match.end()
        end = _tail_end(reading, end, start)
        if (
            match[0] not in _NEEDS_MORE
            or end > match.end()
            or _stands_apart(reading, start)
            or _is_named(reading, start, match.start(), end)
        ):
            yield _finding(reading, start, end, "brand-before-trade", 0.75)


def _noun_before_trades(reading: Reading, trades: int) -> Iterator[Finding]:
    """天眼安防科技: a word that is seldom met before two trades."""
    end = _tail_end(reading, trades, trades)
    for left, right in words_before(reading, trades, 3)[:1]:
        noun = reading.plain[left:right]
        both = (reading.plain[trades : trades + 2], reading.plain[trades + 2 : end])
        if _NEEDS_MORE.issuperset(both):
            continue  # 投标信用信息
        if end - trades > 3 and len(noun) == 2 and not is_everyday_word(noun) and may_be_in_brand(noun) and not is_place(noun):
            yield _finding(reading, left, end, "noun-before-trades", 0.7)


def _is_named(reading: Reading, start: int, brand_end: int, end: int) -> bool:
    """Whether nothing but loose characters stands before the trade, and a sign or 的 behind it."""
    loose = all(reading.word_ends[offset] == offset + 1 for offset in range(start, brand_end))
    return loose and (
        end >= len(reading.plain)
        or not is_han(reading.plain[end])
        or reading.plain[end] in "的说、和与把没干做上打欠拖中负啥送收停又还就也"
    )


_POINTING = frozenset("我你他她它们俺咱的了给被把没这那谁吗呢吧么欠")
_NOT_IN_BRANDS = (
    "二两四五六七八九十做开搞承揽接干学教省市县区旗镇乡城村州盟个种类批项处片段座条全多大小老旧原现级型式性化度率额款费期年月日和与等及或"
    "其本该各每"
)
_TRADE = re.compile(
    rf"(?:{alternatives(INDUSTRIES)})(?!款|费|标段|标准|改造|提升|面积|任务|整治|优化|问题|项目|合同|局|厅|部门|站|中心|委|所|处|科(?!技)|办(?!公)|市场|园区|学校|事业|行业|产业|量|期|师|商(?![贸务])|单位|室|楼|用品|经费|场所|会议)"
)


def brand_start(reading: Reading, end: int) -> int:
    """Where a made-up name before a trade begins, with a place before it; ``end`` when there is none."""
    start, loose = end, 0
    for left, right in words_before(reading, end, 8):
        word = reading.plain[left:right]
        if right - left > 1 and is_place(word) and (end - start > 1 or (start < end and right - left > 2)):
            return left if loose and end - start > 1 else end
        if (word == "来" and right == end) or (word in _OWN_TOO and end - left < 3):
            start, loose = left, loose + (word == "来")  # 鸿运来汽贸, 炜新纺织, 大翊水务
            continue
        coined = word_kind(word) in {"z", "nr", "n", "nz", "i", "l"} and is_seldom(word) and left + 3 == end  # 暖洋洋热力, 安居乐物业
        led = loose and right - left == 2 and not is_everyday_word(word) and _stands_apart(reading, left)  # 运营单位安居乐物业
        if not (may_be_in_brand(word) or led) or end - left > 4 or (right - left > 2 and not coined):
            break
        start, loose = left, loose + (right - left == 1 or is_seldom(word))
    return start if loose and end - start > 1 else end


def _stands_apart(reading: Reading, start: int) -> bool:
    """Whether a sign or 我们, 找, 给 … stands before."""
    before = [reading.plain[left:right] for left, right in words_before(reading, start, 4)[:1]]
    return not before or before[0] in _OWNERS or (before[0] in LEADS and bool(_PARTY.search(before[0])))


def may_be_in_brand(word: str) -> bool:
    """Whether a word can be part of a made-up name: no function word, no verb, nothing that leads up to names or is general."""
    if word in LEADS or word in GENERIC or (len(word) == 1 and word in BRAND_STOPS):
        return False
    return word not in _NOT_IN_BRANDS if len(word) == 1 else not is_verb(word) and _POINTING.isdisjoint(word)


def _finding(reading: Reading, start: int, end: int, rule: str, confidence: float) -> Finding:
    preposition = end - start > 3 and reading.plain[start] in "对与由给就从在" and not is_han(reading.plain[start - 1 : start] or " ")
    if preposition and rule == "legal-form" and reading.word_ends[start] > start + 1 and "有限" not in reading.plain[start:end]:
        start += 1  # 对华|昶公司 is read so only because 对华 is a word
    start += start > 0 and reading.plain[start] in "年月日号" and reading.plain[start - 1].isdigit()
    return Finding(start, end, Label.ORG_PRIVATE, rule, confidence, reading.text[start:end])
