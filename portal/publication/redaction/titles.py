"""A surname with a title or form of address (张局长, 欧阳副镇长, 刘总, 孙奶奶), nicknames (老王, 小李), and 我姓张."""

import re
from collections.abc import Iterator

from portal.publication.redaction.dictionary import ORDINARY, is_everyday_word, is_word, word_cost, word_kind
from portal.publication.redaction.lexicon import alternatives, longest_prefix, longest_suffix, words
from portal.publication.redaction.names import ROLES, Edge
from portal.publication.redaction.reading import Reading, is_han
from portal.publication.redaction.surnames import COMPOUND, FREQUENT, GIVEN, SELDOM, SURNAMES, surname_cost
from portal.publication.redaction.walking import NAME_ENDS, is_place

_TITLES = words("people", "titles")
_SINGLE = words("people", "single_titles")
_LONG = _TITLES - _SINGLE - {"院", "站", "镇", "导", "董", "某", "某某"}
_TITLE = re.compile(rf"(?:原|老|大|二|三|小)?(?:常务)?(?:第一)?[副正]?(?:{alternatives(_LONG)})(?!(?<=文书)记)")
# Surnames that are also words of their own before a title (向局长, 原镇长), and those that end the word before (现任镇长).
_WORDS_OF_THEIR_OWN = (
    "和原党由后区东西南北员部支家连多那当车水文年平通候成边能户农双明都种代利展班母过开保依来政法官村镇县乡市省州校院园局厂社队班组站所"
)
_ALONE = "文平水通年代种成别双明展官车边农党区步"
_ACTING = frozenset(
    ["县长", "镇长", "乡长", "市长", "区长", "局长", "厅长", "州长", "省长", "主任", "书记", "主席", "院长", "旗长", "检察长"]
)
_HEADS_OF_REGIONS = frozenset(["市长", "县长", "区长", "州长", "省长", "旗长"])
_BELOW_DISTRICTS = frozenset(["科长", "股长", "所长", "站长", "经理", "老师", "师傅", "先生", "女士", "主任", "队长"])
_BEFORE_SURNAMES = "任的找叫问跟给办局委所道处站科社归由向同请求陪上里过"
_OF_A_UNIT = "府联局办所科股站院处委队会部厅室司道政里上的嘅"
_NOT_IN_OFFICE = re.compile(r"期间|时|以来|后|之前|前|一职|职|至|到")
_SPEAKS = re.compile(r"说(?!明)|讲|称|签|也|都|偏|没|不|答|在|是|把|让|就|又|还")
_EVEN = re.compile(r"[都也]")
_OFTEN_WORDS = "和那原后当向从由"
_NEVER_SURNAMES = words("people", "never_given") | frozenset(
    "新老副正原前现大小总该本此各每男女某全两几一二三四五六七八九十多位名个任升兼双客好坏贪清懒当后又先再请见听到退离调村镇县乡市省州旗区校"
    "院园厂店社队组班处局所科站部系党团支分执驻包联首值常年轻工国群农警军法学上下中内外东西南北里左右助导班户庭执巡督纪检审监人民事物财教员"
)
_ENDS_OF_WORDS = {
    "方": "对双我甲乙丙资各多官警地外中日美德韩",
    "生": "学医",
    "任": "现时担继历前原首连主责上接到委",
    "管": "主分监城尽不保经",
    "向": "一方转倾志",
    "从": "自",
    "时": "届当那这同旧平",
    "全": "安",
    "于": "由对关至位属",
    "查": "检调核审稽督嘎",
    "计": "会审统",
    "商": "招工",
    "经": "已",
    "金": "基资",
    "关": "机有",
    "司": "公",
    "安": "公治",
}
_GENITIVE = re.compile(
    rf"(?:我|俺|额|本人|免贵|她|他|对方|人家|老板|那人|此人|个|位|名)?(?:就|是|也|都)?姓(?P<value>{alternatives(COMPOUND)}|[一-龥])(?![名氏])"
)
_SURNAME_AND_GIVEN = re.compile(r"姓(?P<surname>[一-龥])[, ]{0,2}名(?P<given>[一-龥]{1,2}?)(?=[,，。;、的 ]|$)")
_NICKNAME = re.compile(
    rf"(?P<value>大老(?P<big>[一-龥])|[老小](?P<two>{alternatives(COMPOUND)})|[老小大](?P<surname>[一-龥])|阿(?P<given>[一-龥]))"
)
_AFTER_NICKNAME = words("people", "speech") | words("people", "after_nickname")
_BEFORE_NICKNAME = "的叫找是给跟和让问喊托请等对与把被归由陪求帮替骗催、,。;:“\"'("
_UNIT_ENDS = "局办所科股站院处委队会部厅室司"
_HEADS_IN_SHORT = "局处科所队庭检镇导股校厅"
_SEEKS = "从过到见"  # 从李局问到黄局: one goes from head to head
_BEHIND_SHORT = re.compile(r"[问找跑推说讲那这手都也就又]|一直|办公室|起(?![草诉])|为什么|怎么|[开]始")
_KIN_TITLES = words("people", "kin_titles")
_FIRM_TITLES = words("people", "firm_titles")
_FIRMS = ("公司", "集团", "企业", "作社", "商会", "协会", "物业", "酒店")
_VERBS_TOO = ("主管", "代表", "指挥", "监理", "组织", "总指挥")
_TAIL_OF_NICKNAME = re.compile(r"(?:头(?![发一次上天年回顶疼脑条目部里])|爷子|婆子|太太|老太|倌|汉(?!族))")
_SINGLE_BEHIND_TWO = frozenset("总工姐哥叔婶姨伯嫂爷董导局处科所队")
_TITLE_BEHIND, _SHORT_TITLE, _NICK = 5.0, 8.0, 7.5


def title_edges(reading: Reading) -> Iterator[Edge]:
    """Every possible form of address and nickname with its cost."""
    view = reading.plain
    for match in _TITLE.finditer(view):
        of_region = match[0] in _HEADS_OF_REGIONS and is_place(view[match.end() - 1 : match.end() + 1])
        runs_on = match[0].endswith(_VERBS_TOO) and view[match.end() : match.end() + 1] in tuple("此该这本其过着了")
        if of_region or runs_on or view.startswith("费", match.end()):
            continue  # 西昌市长丰镇, 未付监理费, 曾主管此项工作
        for start in _surname_starts(view, match.start(), match.end()):
            cost = _TITLE_BEHIND + _surname(view, start, match.start(), match.end()) - _edges(view, start)
            yield Edge(start, match.end(), cost, "surname-title", 4.0)
            if start and view[start - 1] in "老小" and view[start] in SURNAMES:
                yield Edge(start - 1, match.end(), cost - _edges(view, start - 1), "surname-title", 4.0)  # 老孙太太, 小周会计
    yield from _short_edges(view)


def _short_edges(view: str) -> Iterator[Edge]:
    """刘总, 欧阳工, 老王: titles of one character, and nicknames."""
    for start in range(len(view) - 1):
        if view[start + 1] in _SINGLE and view[start] in SURNAMES and (start == 0 or view[start - 1] not in "老小"):
            edge = _short_address(view, start)
            if edge is not None:
                yield edge
        if view[start : start + 2] in COMPOUND and view[start + 2 : start + 3] in _SINGLE_BEHIND_TWO:
            yield Edge(start, start + 3, _SHORT_TITLE + surname_cost(view[start : start + 2]), "surname-short-title", 2.0)
    for match in _NICKNAME.finditer(view):
        edge = _nickname(view, match)
        if edge is not None:
            yield edge


def find_surnames_alone(reading: Reading) -> Iterator[tuple[int, int]]:
    """The surname in 我姓张."""
    for match in _GENITIVE.finditer(reading.plain):
        if match["value"] in SURNAMES or (match["value"] in SELDOM and reading.plain[match.end() : match.end() + 1] in "的,,。"):
            yield match.span("value")

    for match in _SURNAME_AND_GIVEN.finditer(reading.plain):
        if match["surname"] in SURNAMES:
            yield match.span("surname")
            yield match.span("given")


def _surname_starts(view: str, end: int, title_end: int) -> Iterator[int]:
    """Where a surname that ends before a title may begin."""
    if end >= 2 and view[end - 2 : end] in COMPOUND:
        yield end - 2
    family = view[end - 1 : end] == "家" and view[end:title_end] in _KIN_TITLES and view[end - 2 : end - 1] in SURNAMES
    if family and (_opens(view, end - 2) or not is_word(view[end - 2 : end])):
        yield end - 2  # 王家大嫂, 六楼朱家姆妈
    if end and (view[end - 1] in SURNAMES or view[end - 1] in SELDOM):
        yield end - 1
    elif end and is_han(view[end - 1]) and view[end - 1] not in _NEVER_SURNAMES and title_end - end > 1 and _opens(view, end - 1):
        yield end - 1  # 典主任: whatever opens a clause before a title is somebody's surname


def _opens(view: str, start: int) -> bool:
    """Whether a clause, or the name of somebody of a unit, may begin here."""
    return not start or view[start - 1] in NAME_ENDS or view[start - 1] in _BEFORE_SURNAMES


def _is_alone(view: str, start: int, end: int, title_end: int) -> bool:
    """Whether a character that is often a word of its own is a surname here: what can it be at a clause's beginning before this title?"""
    char, title = view[start], view[end:title_end]
    if _acts(view, start, title_end, title):
        return True
    if title in _FIRM_TITLES and view[start - 2 : start] in _FIRMS and char not in "和原后代当由任":
        return True  # 与该公司连董事长磋商
    if char == "党":
        return view[start - 1 : start] not in tuple("共入建团民我全本镇县区市乡村")
    if not _opens(view, start):
        return False
    if char in _ALONE and not (char == "代" and title in _ACTING):
        return char not in "区" or title in _BELOW_DISTRICTS
    signs = (not start or view[start - 1] in NAME_ENDS) and (title_end >= len(view) or view[title_end] in NAME_ENDS)
    again = view.find(view[start:title_end], title_end, title_end + 400) >= 0
    return char in "代后支那当原连过开保" and (signs or again)


def _acts(view: str, start: int, title_end: int, title: str) -> bool:
    """Whether only somebody can be meant: 招商局任局长说, 董主任、任副主任, and what begins a clause here and is named again."""
    char, before = view[start], view[start - 1 : start]
    if _NOT_IN_OFFICE.match(view, title_end):
        return False
    if char == "连" and _EVEN.search(view[title_end : title_end + 10]):
        return False
    act = longest_prefix(view, title_end, _AFTER_NICKNAME, 4)
    if char == "向" and (before in _OF_A_UNIT + "可偏,。" if before else True) and _SPEAKS.match(view, title_end):
        return True
    if char in _OFTEN_WORDS:
        ends = title_end >= len(view) or view[title_end] in NAME_ENDS
        return char == "和" and title in {"女士", "先生"} and ends and bool(longest_suffix(view, start, ROLES, 6))
    if before == "、" and any(view.endswith(each, 0, start - 1) for each in _ACTING | _BELOW_DISTRICTS):
        return True
    if act and (before in _OF_A_UNIT if before else True):
        return True
    begins = (
        not before
        or before in NAME_ENDS
        or before in "年月日天"
        or view[max(0, start - 2) : start] in {"找过", "问过", "见过", "还找", "去找"}
    )
    again = (
        view.find(view[start:title_end], title_end, title_end + 400) >= 0
        or view.rfind(view[start:title_end], max(0, start - 400), start) >= 0
    )
    return begins and (bool(act) or again)


def _surname(view: str, start: int, end: int, title_end: int) -> float:
    """The cost of a surname before a title; dearer where the character is often a word of its own or the end of another."""
    family = end - start == 2 and view[end - 1] == "家"
    cost, char, before = surname_cost(view[start : end - family]), view[start], view[start - 1 : start]
    if end - start == 1 and char in "向于从任" and before not in tuple("找是叫跟和问的说"):
        cost += 0.0 if _acts(view, start, title_end, view[end:title_end]) else 12.0
    cost += 3.0 if end - start == 1 and before and is_han(before) and word_kind(before + char)[:1] in {"n", "a", "v"} else 0.0
    if end - start == 1 and (char in _WORDS_OF_THEIR_OWN or (before and before in _ENDS_OF_WORDS.get(char, ""))):
        cost += 0.0 if _is_alone(view, start, end, title_end) else 12.0
    return cost


def _edges(view: str, start: int) -> float:
    """What speaks for a form of address from the left: a sign, or a word that people are named after."""
    if not start or view[start - 1] in NAME_ENDS:
        return 1.5
    return 1.0 if view[start - 1] in "的找是给跟和让问与对局办所科站院处队会镇乡村上里" else 0.0


def _short_address(view: str, start: int) -> Edge | None:
    """刘总, 王工, 郗姐: an edge or a verb must follow where the title is a character of many words."""
    end = start + 2
    closed = end >= len(view) or not is_han(view[end]) or bool(longest_prefix(view, end, _AFTER_NICKNAME, 4))
    if is_everyday_word(view[start:end]):
        return None
    doubtful = view[start + 1] in _HEADS_IN_SHORT
    if view[start] in "区县市镇乡村" and doubtful:
        return None
    sought = (
        doubtful
        and view[start] in FREQUENT
        and view[start - 1 : start] in tuple(_SEEKS)
        and (end >= len(view) or view[end] in NAME_ENDS or bool(_BEHIND_SHORT.match(view, end)))
    )
    if sought:
        return Edge(start, end, _SHORT_TITLE + surname_cost(view[start]) - 4.0, "surname-short-title", 2.0)
    if doubtful and not (view[start] in FREQUENT and (not start or view[start - 1] in _BEFORE_NICKNAME or view[start - 1] in _UNIT_ENDS)):
        return None
    closed = closed or (doubtful and start > 0 and view[start - 1] in _UNIT_ENDS)
    return Edge(
        start, end, _SHORT_TITLE + surname_cost(view[start]) - _edges(view, start) + (2.0 if doubtful else 0.0), "surname-short-title", 2.0
    )


def _nickname(view: str, match: re.Match[str]) -> Edge | None:
    """老王, 小李, 阿斌: likelier behind a role or a verb and before an act; an everyday word (小区, 老边) never."""
    start, end = match.span()
    if match[0][0] in "老小" and (tail := _TAIL_OF_NICKNAME.match(view, end)):
        end = tail.end()  # 老李头, 老孙婆子
    name = match["surname"] or match["given"] or match["two"] or match["big"]
    if name not in (GIVEN if match["given"] else SURNAMES):
        return None
    doubtful = is_everyday_word(match[0]) or match[0] in ORDINARY
    left = 2.5 if longest_suffix(view, start, ROLES, 6) else 1.5 if not start or view[start - 1] in _BEFORE_NICKNAME else 0.0
    framed = left > 2.0 and match[0][0] in "老小" and name in FREQUENT and (end >= len(view) or view[end] in NAME_ENDS)
    acts = longest_prefix(view, end, _AFTER_NICKNAME, 4)
    spoken_of = (
        match[0] not in ORDINARY
        and match[0][0] == "小"
        and surname_cost(name) < 7.5
        and bool(acts)
        and (left > 0 or view[start - 1] in _UNIT_ENDS)
    )
    if (
        doubtful
        and not framed
        and not spoken_of
        and (match[0][0] != "小" or name not in FREQUENT or not (word_kind(match[0]) or "nr").startswith("nr"))
    ):
        return None
    left = max(left, 1.5 if start and view[start - 1] in _UNIT_ENDS + "管" else 0.0)
    right = 1.5 if end >= len(view) or not is_han(view[end]) or acts else -2.0
    if doubtful and left + right < 3.0 and not (start and end < len(view) and view[start - 1] in "和、" and view[end] in "、和"):
        return None
    if match[0][0] in "大阿" and (left < 1.0 or right < 0.0):
        return None
    dear = 3.0 if match[0][0] in "大阿" else 0.0
    cost = _NICK + (5.0 if match["given"] else surname_cost(name)) + dear - left - right
    known = word_cost(match[0])
    return Edge(start, end, min(cost, known - 0.1) if known and left + right >= 3.0 else cost, "nickname", left + right)
