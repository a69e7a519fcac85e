"""Where the name of a firm begins that ends at a legal form or the sign of a shop: word by word to the left."""

import re

from portal.publication.redaction.dictionary import is_everyday_word, is_seldom, word_kind
from portal.publication.redaction.lexicon import words
from portal.publication.redaction.reading import Reading
from portal.publication.redaction.walking import PLACES, names_a_place, words_before

INDUSTRIES = words("organisations", "industries")
TRADES = INDUSTRIES | words("organisations", "further_trades")
GENERIC = words("organisations", "generic") | INDUSTRIES
_GENERAL = GENERIC | TRADES
LEADS = words("organisations", "lead_words") | words("people", "roles")
FUNCTION = words("people", "never_given")
_BRACKETED = re.compile(r"\([一-龥]{2,8}\)$")
_LEADS_UP = re.compile(r"[一-龥](?<!自)(?:[在给由与把被是个了到]|交由)$|公司$")  # 贵在, 交由: no word of a name ends like this
_FUNCTION_WORDS = words("people", "function_words")
_POINTING = frozenset(["该", "本", "此", "贵", "各", "某", "其", "这", "那", "我", "您", "个", "一家", "这家", "那家", "一个", "一间"])
_NEVER_IN_BRANDS = frozenset(
    "的了是在和与及给被把没说称等系从由向让叫找吗呢吧啊我你他她它们这那哪谁据按将着或但所者跟您俺咱欠付收退签查替帮已均嘅喺搵俾哋其某该各本"
)
_NO_BRAND_OF_SHOPS = frozenset("开办搞做盖建租买卖去上到拿送吃住有没个家间座")
_PLAIN = words("organisations", "plain_before_trades")
_KINDS_OF_BRANDS = frozenset(["n", "a", "nz", "ns", "z", "i", "l", "t", "nr"])
_ENDS_OF_FIRMS = ("公司", "合作社", "集团", "事务所")
_REGION_LED = 18
_OWN_LAST = frozenset("都同能会合通建运信达公司先家新来好时用")
BRAND_STOPS = FUNCTION - frozenset("汇领科之都同能会合建运信公天日月年时第一百亿先师理定明外正应")


def firm_start(reading: Reading, end: int, longest: int, registered: bool = False) -> int:
    """Walk left; a bracketed part (昆山) is stepped over. A ``registered`` name may hold leading words (老爹果业有限公司)."""
    return min(_firm_start(reading, end, longest, registered), _region_led_start(reading, end, registered))


def _region_led_start(reading: Reading, end: int, registered: bool) -> int:
    """Where a region begins behind which nothing but the characters of a name stand up to ``end`` (湘西|佰才人力资源服务), or ``end``.

    Where a legal form follows, the characters of a brand may be such as join words elsewhere (才, 照, 都).
    """
    view, own = reading.plain, 0
    for left, right in words_before(reading, end, _REGION_LED):
        word = view[left:right]
        if own > 1 and (own_end := _region_end(view, left, word)):
            first = left - (word[-1] in "县市区旗" and view[left - 1 : left + 1] in PLACES)  # 为田|东县: the county is 田东
            return first if own_end <= end - 2 else end
        if own and len(word) > 1 and view[left - 1 : left + 1] in PLACES:
            return left - 1  # 山|西晋韵 begins with 山西
        general = is_general(word)
        if (len(word) == 1 or not general) and _ends_brand(word, registered):
            return end
        own += 0 if general else right - left
    return end


def _ends_brand(word: str, registered: bool) -> bool:
    """Whether no brand goes on over a word that is not general; the brand of a shop may hold an everyday noun (幸福时光照相馆)."""
    if len(word) == 1:
        return word in _NEVER_IN_BRANDS or (not registered and word in _NO_BRAND_OF_SHOPS)
    if word in LEADS or word in _POINTING or "了" in word or word.endswith(_ENDS_OF_FIRMS) or (not registered and word[-1] in "路街巷"):
        return True
    return is_everyday_word(word) and (is_verb(word) or (not registered and (word in _PLAIN or word_kind(word) not in _KINDS_OF_BRANDS)))


def _region_end(view: str, left: int, word: str) -> int:
    """Where the place ends that begins a registered name at ``left``, though the reading may cut it otherwise (山|西晋), or 0."""
    if len(word) > 1 and names_a_place(word) and word not in INDUSTRIES:
        return left + len(word)
    return next((left + length for length in (4, 3, 2) if length > len(word) and view[left : left + length] in PLACES), 0)


def _firm_start(reading: Reading, end: int, longest: int, registered: bool) -> int:
    bracket = _BRACKETED.search(reading.plain[max(0, end - 12) : end])
    if bracket:
        before = _words_start(reading, end - len(bracket[0]), longest, registered)
        return before if end - len(bracket[0]) - before >= 2 else end
    start = _words_start(reading, end, longest, registered)
    bracket = _BRACKETED.search(reading.plain[max(0, start - 12) : start]) if start < end else None
    if bracket:
        before = _words_start(reading, start - len(bracket[0]), longest, registered)
        return before if start - len(bracket[0]) - before >= 2 else start
    return start


def _words_start(reading: Reading, end: int, longest: int, registered: bool) -> int:
    """Where the name begins for which most speaks: own words for it, words that lead up to a name against it; a place begins it."""
    best_start, best, score, own, has_place, naming = end, 0.0, 0.0, 0, False, 0
    spans = words_before(reading, end, longest)
    for index, (left, right) in enumerate(spans):
        word = reading.plain[left:right]
        if _LEADS_UP.search(word):
            break
        place = word not in INDUSTRIES and (names_a_place(word) or (word in "省市县区旗镇乡" and right < end))
        if has_place and not place and not naming and not (right - left < 3 and _is_place_before(reading, spans[index + 1 : index + 4])):
            break
        named = any(names_a_place(reading.plain[one:other]) and other - one > 1 for one, other in spans[index + 1 : index + 3])
        if naming and not place and len(word) < 3 and (named or (word not in BRAND_STOPS and word not in LEADS)):
            score, naming = score + 1.0, naming - 1
        else:
            after = reading.plain[right : reading.word_ends[right]]
            joins = word in "和同与" and is_general(after) and any(other - one == 1 for one, other in spans[index + 1 : index + 2])
            lead = registered and not own and len(word) > 1 and word in LEADS and is_general(after)
            begins = (
                registered and own and word in "向和同" and any(names_a_place(reading.plain[a:b]) for a, b in spans[index + 1 : index + 2])
            )
            score += -0.5 if joins or begins else 0.5 if lead else _gain(word, own, place)
            naming = 3 if place and len(word) == 1 else 0
        own += 0 if place or (is_general(word) and not own) else 1
        has_place = has_place or place
        if score > best:
            best, best_start = score, left
        if score < best - 5.0 or word in _POINTING:
            break
    return best_start


def _gain(word: str, own: int, place: bool) -> float:
    """What one more word to the left adds to a name that has ``own`` words of its own."""
    if place:
        return 3.5 if len(word) > 1 else 1.5
    if word in _POINTING:
        return -9.0
    if not own and (word in _OWN_LAST or (len(word) == 1 and word in "厂队社店部行园场站")):
        return 0.5
    if _is_hard(word):
        return -0.5 if word == "之" else -9.0
    if own and len(word) > 1 and word in LEADS:
        return -2.5
    if is_general(word) and (not own or word not in LEADS):
        return -1.5 if own and len(word) > 1 else 0.3
    if len(word) == 1 and word in BRAND_STOPS:
        return -1.0
    if len(word) > 1:
        if is_verb(word):
            return 0.2 if not own else -2.5 if is_everyday_word(word) else 0.3
        return 1.0 if own < 4 else -1.0
    return 1.5 if own < 4 else -1.5


def _is_hard(word: str) -> bool:
    """Whether a word joins or leads up to a name: no name goes on over it."""
    return (
        word in _FUNCTION_WORDS
        or (word_kind(word) == "t" and not is_seldom(word))
        or (len(word) > 1 and word in LEADS and word not in GENERIC)
    )


def is_general(word: str) -> bool:
    """Whether a word says what firms do or are (建筑, 园林绿化), alone or made of two such words."""
    return word in _GENERAL or (len(word) > 3 and word[:2] in _GENERAL and word[2:] in _GENERAL)


def says_nothing(word: str) -> bool:
    """Whether a word of a name is found in the names of many (建筑, 园林绿化), so that it makes no name by itself."""
    return word in GENERIC or (len(word) > 3 and word[:2] in GENERIC and word[2:] in GENERIC)


def _is_place_before(reading: Reading, spans: list[tuple[int, int]]) -> bool:
    """Whether the next word to the left names a place: 武汉市东湖高新区 is one region."""
    for left, right in spans:
        word = reading.plain[left:right]
        if names_a_place(word) and len(word) > 1:
            return True
        if len(word) > 1 or word in BRAND_STOPS or word in LEADS:
            return False
    return False


def is_verb(word: str) -> bool:
    """Whether a word of two or more characters acts or joins; such a word leads up to a name, and no name goes on over it."""
    return word_kind(word) in {"v", "vn", "vd", "p", "c", "r", "d"}
