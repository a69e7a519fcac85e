"""Firms and shops named by everyday words: known by who keeps them, what they sell, and who speaks or acts around the name."""

import re
from collections.abc import Iterator

from portal.publication.redaction.dictionary import is_everyday_word, is_word, word_kind
from portal.publication.redaction.firm_names import GENERIC, INDUSTRIES, LEADS, TRADES
from portal.publication.redaction.lexicon import alternatives, longest_prefix, words
from portal.publication.redaction.organisations import SHOPS, brand_start, may_be_in_brand, names_no_firm, names_public_body
from portal.publication.redaction.reading import Reading, is_han
from portal.publication.redaction.surnames import COMPOUND, GIVEN, SURNAMES
from portal.publication.redaction.vocabulary import Finding, Label
from portal.publication.redaction.walking import NAME_ENDS, is_place, words_before

_COUNTERS = words("organisations", "counters")
_SIGNS = _COUNTERS | frozenset(each for each in SHOPS | TRADES if len(each) > 1)
_WEAK = words("organisations", "weak_industries")
_ROLES = words("organisations", "firm_roles")
_ACTS = words("organisations", "firm_acts")
_PLAIN = words("organisations", "plain_before_trades")
_NOT_NAMES = words("people", "function_words") | words("people", "never_given") | words("people", "roles")
_NO_SIGN = words("organisations", "behind_no_firm")
_SIGN = re.compile(rf"(?:{alternatives(_SIGNS)})(?:店铺|[店铺行部坊摊馆屋社城])?(?!{alternatives(_NO_SIGN)})")
_KEEPER = re.compile(
    rf"(?:[老小大阿][一-龥]|(?:{alternatives(COMPOUND)}|[一-龥])(?:记|氏|老[大二三四五六七八九]|[姐哥嫂]|师傅|大姐|大妈))$"
)
_NOUN_OF_SHOP = re.compile(r"(?P<surname>[一-龥])记[一-龥]{2}(?=[,。;、()的老比说没和跟\n]|$)")
_BEHIND_SHOP = NAME_ENDS + "的说称没欠和跟与老做干给门"
_LEADS_TO_FIRMS = words("organisations", "leads_to_firms")
_SPEAKERS = _ROLES - frozenset(["老师", "司机", "工人", "员工", "保安", "账户"])
_OWNER = re.compile(
    rf"的?(?:{alternatives(_SPEAKERS)})|的[一-龥](?:总|工|经理|老板)|的人(?=说|来|握手|打)|(?:投标文件|标书|项目部|中标|围标)|(?=签单|挂账|赊账|的账单|的餐费|的饭钱|的签单)"
)
_PARTY = re.compile(
    rf"(?P<label>{alternatives(words('organisations', 'party_labels'))}) ?: ?"
    r"(?P<value>[一-龥]{3,16}?)(?=[,，。;、\n|()]| {0,9}$| {2})",
    re.MULTILINE,
)
_OF_PEOPLE_TOO = words("organisations", "parties_or_people")
_NO_PARTY = re.compile(r"[局委办院校站所部厅处科]$|政府|中心|镇|乡|街道|村|某|未|无|不|已|的|是|我|详见|待|同上|银行|信用社|学校")
_KIND = re.compile(r"(?:公司|[^地官警双对各多甲地]方|单位|机构|商家|厂家|店家|供应商|运营商|开发商|服务商|承包商|老板|物业|中标人|投标人)$")
_HOUSES = "楼阁轩斋坊堂馆居"
_MADE_UP = re.compile(r"会同|联系|约谈|委托|责令|[^一-龥]由$|经与$")
_FOUR = re.compile(r"(?:供应商|施工单位|监理单位|中标单位|代理机构|服务商|开发商|公司|企业|约谈|联系|与)(?P<value>[一-龥]{4})")
_JOINTS = tuple("跟与和给向把就由均已未也都仍")
_FURTHER = re.compile(r"(?:另一个?|另外?[一两三]名|原|新|前|[大小](?=股东))")
_KINDS_OF_NAMES = frozenset(["n", "nz", "nr", "ns", "nt", "t", "s", "z", "i", "l", "j", "a", "b", "g", ""])
_LONGEST = 6
_SHOP_ENDS = "店铺坊摊馆城"
_NOT_ALONE = frozenset("一二两三四五六七八九十几每各某个家间座所条这那哪其该本此变起填种成上下建办开学到漏报院局站村镇乡县中内外")
_PUBLIC_WORD = re.compile(r"[院局所站校村厅委]$|^[村镇乡县区]")
_FONDLY = "好小大新老金美真红"


def find_everyday_firms(reading: Reading) -> Iterator[Finding]:
    """All findings of this module; they may overlap."""
    return (each for each in _all(reading) if not names_no_firm(reading.plain[each.start : each.end]))


def _all(reading: Reading) -> Iterator[Finding]:
    view = reading.plain
    for match in _SIGN.finditer(view):
        yield from _of_keeper(reading, match)
        yield from _of_word(reading, match)
    for match in _NOUN_OF_SHOP.finditer(view):
        if match["surname"] in SURNAMES and reading.starts_word(match.start()):
            yield _finding(reading, match.start(), match.end(), "keeper-and-goods", 0.8)

    yield from _of_owners(reading)
    yield from _met_again(reading)
    for match in _PARTY.finditer(view):
        if _is_party(reading, match):
            yield _finding(reading, *match.span("value"), "party-label", 0.79)


def _of_owners(reading: Reading) -> Iterator[Finding]:
    """永安居经理, 神州绿洲的黄工: a made-up name, or two words met again, before who speaks for a firm."""
    view = reading.plain
    for match in _OWNER.finditer(view):
        end = match.start()
        start = brand_start(reading, end)
        if start == end:
            start = _own_words(reading, end)
            again = end - start > 3 and _is_met_again(reading, start, end)
            start = start if again else _house_start(reading, end)
        value = view[start:end]
        somebody = len(value) < 2 or _is_like_person(value) or is_word(value) or is_place(value)
        fits = not somebody and _left(reading, start) and may_be_in_brand(value[0])
        if fits and not (names_public_body(value) or _NO_PARTY.search(value)):
            yield _finding(reading, start, end, "before-owner", 0.79)


def _met_again(reading: Reading) -> Iterator[Finding]:
    """供应商华大博雅: two words of four characters together behind the word for a firm, and met again."""
    view = reading.plain
    for match in _FOUR.finditer(view):
        value, (start, end) = match["value"], match.span("value")
        if (
            not _is_met_again(reading, start, end)
            or not (reading.starts_word(start) and reading.starts_word(end))
            or is_word(value)
            or _NO_PARTY.search(value)
        ):
            continue
        pieces = [view[left:right] for left, right in words_before(reading, end, 4)]
        if all(_is_own(piece) for piece in pieces):
            yield _finding(reading, start, end, "met-again", 0.79)


def _is_met_again(reading: Reading, start: int, end: int) -> bool:
    """Whether what stands here stands elsewhere too, as far as three characters at a time can tell; counting it anew each time is dear."""
    return all(reading.plain[at : at + 3] in reading.repeated for at in range(start, end - 2))


def _is_own(piece: str) -> bool:
    if len(piece) == 1:
        return piece not in _NOT_NAMES
    return _may_name(piece) and may_be_in_brand(piece)


def _house_start(reading: Reading, end: int) -> int:
    """Where a house of three characters begins (福满楼, 永安居), or ``end``."""
    house = end > 2 and reading.plain[end - 1] in _HOUSES and reading.starts_word(end - 3)
    return end - 3 if house and not is_word(reading.plain[end - 2 : end]) or house and reading.plain[end - 1] == "居" else end


def _is_like_person(value: str) -> bool:
    """Whether this can be somebody's name: 周广才的老板 is no firm, 福满楼的老板 is one."""
    return len(value) < 4 and value[0] in SURNAMES and value[-1] in GIVEN and value[-1] not in _HOUSES


def _is_party(reading: Reading, match: re.Match[str]) -> bool:
    """Whether what stands behind the label of a party is the name of a firm and no person, body or sentence."""
    value = match["value"]
    if names_public_body(value) or _NO_PARTY.search(value) or is_word(value) or is_place(value) or not may_be_in_brand(value[:1]):
        return False
    made_up = brand_start(reading, match.end("value")) == match.start("value")
    if match["label"] in _OF_PEOPLE_TOO:
        return made_up and len(value) > 3
    return made_up or len(value) > 3


def _of_keeper(reading: Reading, sign: re.Match[str]) -> Iterator[Finding]:
    """老牛电焊, 小张理发, 陈记豆腐: somebody's short name before what is sold, and then a sign, 的 or the word for an owner."""
    view = reading.plain
    keeper = _KEEPER.search(view[max(0, sign.start() - 4) : sign.start()])
    if keeper is None or not _closes(view, sign.end()):
        return
    surname = keeper[0][1] if keeper[0][0] in "老小大阿" else keeper[0][0]
    if surname in SURNAMES or keeper[0][:2] in COMPOUND:
        yield _finding(reading, sign.start() - len(keeper[0]), sign.end(), "keeper-and-trade", 0.82)


def _closes(view: str, end: int) -> bool:
    return end >= len(view) or view[end] in _BEHIND_SHOP or bool(longest_prefix(view, end, _ROLES, 4))


def _of_word(reading: Reading, sign: re.Match[str]) -> Iterator[Finding]:
    """康乐足浴, 大地园林, 惠民物业: a word that is no name of a place or use before a trade, framed from both sides."""
    view, end = reading.plain, sign.end()
    if not reading.starts_word(sign.start()) or sign[0] in GENERIC and sign[0] not in _SIGNS:
        return
    start = _own_words(reading, sign.start())
    if sign.start() - start < 2 or names_public_body(view[start:end]) or _NO_PARTY.search(view, start, sign.start()):
        return
    left, right = _left(reading, start), _right(view, end)
    shop = sign[0][-1] in _SHOP_ENDS or (sign[0] in _COUNTERS and not is_everyday_word(view[start : sign.start()]))
    loose = all(reading.word_ends[at] == at + 1 for at in range(start, sign.start()))
    shop = shop or (loose and bool(_MADE_UP.search(view[max(0, start - 2) : start])))
    dear = any(is_everyday_word(view[left:end]) for left, end in words_before(reading, sign.start(), sign.start() - start))
    if sign[0] in _WEAK and not shop and right < 3 and not (right == 2 and _behind_kind(reading, start)):
        return
    if left and (shop or right and (right > 1 or not dear or _behind_kind(reading, start))):
        yield _finding(reading, start, end, "word-before-trade", 0.79)


def _own_words(reading: Reading, end: int) -> int:
    """Where the words of its own begin that stand before a trade, or ``end``: at most six characters, a place first of all."""
    view, start, own = reading.plain, end, 0
    for left, right in words_before(reading, end, _LONGEST):
        word = view[left:right]
        if word in _PLAIN and not own and left and view[left - 1] in _FONDLY and reading.word_ends[left - 1] == left:
            return left - 1  # 好学生, 好邻居
        if not own and word in GENERIC and len(word) > 1 and right == end:
            start = end = left  # 湘南汇通|融资|担保
            continue
        if is_place(word) and right - left > 1:
            start = left if own else start
            own += own == 0 and left > 0 and _may_name(view[left - 2 : left])  # 一品|普洱|客栈
            if own and start == end:
                start = left
                continue
            break
        joins = word == "之" and own and left > 0 and reading.word_ends[left - 1] == left  # 海之梦
        if not (joins or _may_name(word)):
            break
        start, own = left, own + 1
    return start if own else end


def _may_name(word: str) -> bool:
    if (
        word in _PLAIN
        or word in GENERIC
        or word in LEADS
        or word in _NOT_NAMES
        or word in _LEADS_TO_FIRMS
        or word in INDUSTRIES
        or word in _LABELS
    ):
        return False
    if len(word) == 1:
        return word not in _NOT_ALONE
    return word_kind(word) in _KINDS_OF_NAMES and not _PUBLIC_WORD.search(word)


def _left(reading: Reading, start: int) -> bool:
    """Whether a sign stands before, or a word that leads up to firms."""
    view = reading.plain
    if start == 0 or not is_han(view[start - 1]):
        return True
    before = [view[left:right] for left, right in words_before(reading, start, 6)[:1]]
    if not before:
        return False
    return before[0] in _LEADS_TO_FIRMS or before[0] in _LABELS or bool(_KIND.search(before[0])) or word_kind(before[0]) in {"v", "p"}


def _behind_kind(reading: Reading, start: int) -> bool:
    """Whether 施工方, 拆迁公司 or the like stands right before."""
    return bool(_KIND.search(reading.plain[max(0, start - 4) : start].rstrip(" :")))


def _right(view: str, end: int) -> int:
    """3 before who speaks for a firm, 2 before what firms do, 1 before a sign, 0 before anything else."""
    offset = end + (view[end : end + 1] in ("的", ",", "("))
    further = _FURTHER.match(view, offset)
    offset = further.end() if further else offset
    if longest_prefix(view, offset, _ROLES, 5):
        return 3
    if longest_prefix(view, end, _ACTS, 3):
        return 2
    return int(view[end : end + 1] in _JOINTS or end >= len(view) or view[end] in NAME_ENDS or view[end] == "的")


_LABELS = words("organisations", "party_labels") | words("organisations", "crews")


def _finding(reading: Reading, start: int, end: int, rule: str, confidence: float) -> Finding:
    return Finding(start, end, Label.ORG_PRIVATE, rule, confidence, reading.text[start:end])
