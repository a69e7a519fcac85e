"""Chinese names as edges of the reading of a sentence: what surname, given name, and the words around them cost."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from portal.publication.redaction.dictionary import FAMOUS, ORDINARY, is_everyday_word, word_cost, word_kind
from portal.publication.redaction.lexicon import longest_prefix, longest_suffix, words
from portal.publication.redaction.reading import Reading, is_han
from portal.publication.redaction.surnames import (
    COMPOUND,
    EVERYDAY,
    FREQUENT,
    GIVEN,
    JAPANESE,
    NEVER,
    OFTEN_GIVEN,
    OFTEN_MET,
    SELDOM,
    SURNAMES,
    given_cost,
    surname_cost,
    surname_length,
)
from portal.publication.redaction.walking import NAME_ENDS, is_place

TITLES = words("people", "titles")
ROLES = words("people", "roles")
_SINGLE = words("people", "single_titles") | frozenset(["局", "处", "科", "所", "站", "院", "队", "镇", "庭", "工", "检", "导"])
_LONG_TITLES = TITLES - _SINGLE
_VAGUE = words("people", "vague_roles")
_ONE_PERSON = (ROLES | _LONG_TITLES) - _VAGUE
_BEFORE_NAMES = (ROLES | _LONG_TITLES) - {"某", "某某"}
_NO_NAMES = _ONE_PERSON | words("people", "plain_words")
_POLITE = frozenset(["女士", "先生", "同志", "姑娘", "老人", "大爷", "大娘", "师傅"])
_FORMS_OF_ADDRESS = frozenset(title for title in TITLES if len(title) > 1) | _POLITE
_PLAIN_WORDS = words("people", "plain_words")
_LEFT_VERBS = words("people", "left_verbs")
_SPEECH = words("people", "speech")
_FUNCTION_WORDS = words("people", "function_words") - frozenset("之来可")
_NAME = 4.2  # how dear it is that a name stands here at all
_ROLE, _LABEL, _VAGUE_ROLE, _VERB, _EDGE = 5.0, 7.0, 3.0, 2.5, 1.5
_KNOWN_BY_DETAILS, _STRONG_ACT = 3.0, 2.5
_KNOWN_SURNAME = 7.5
_JOINTS = "、和与跟及同"
_COMPANY = 5.0
_UNIT_ENDS = "局办所科股站院处委队会部厅心社庭室司"
_NUMBER_BEHIND = re.compile(r"[ (,]{0,2}1[3-9][0-9]")
_FOLLOW_SUBJECTS = frozenset("将已曾均仍亦未没却竟遂")
_AND_OTHERS = re.compile(r"等(?:[0-9]{1,4}|[一二两三四五六七八九十百余多]{1,5})(?:人|户|名|位|家)")
_KIN = words("people", "kin")
_NOUNS = frozenset(["n", "nr", "a", "z", "i", "t", "s", "b", ""])
_OF_UNIT = re.compile(r"(?:[局站所办院科股队处室组厅委庭]|[残妇工]联|中心|居委会|村委会|物业|街道)的?$")
_SAYS = ("说", "称", "讲")
_WORDS_AS_NAMES = words("given_characters", "words")
_THEN = re.compile(
    r"(?:于|自|从|在)?(?:(?:19|20)?[0-9]{1,2}年|[0-9一二三四五六七八九十]{1,3}月|[0-9]{4}年)|[0-9一二三四五六七八九十两]{1,2}(?:天|番|趟|次|回|年|再)|[两一](?:手|问)|一(?:分|毛|声|口|听|看|下|律|家|直)|的(?:爱人|妻|丈夫|老婆|老公|媳妇|儿|女|表|堂|侄|外甥|舅|姐|妹|哥|弟|小舅|岳|父|母|爸|妈|爹|娘)"
)
_HEADS = frozenset(title for title in _LONG_TITLES if title[0] in "省市县区镇乡旗村州社") | words("people", "deputy_heads")
_NAMED_AFTER_PLACE = re.compile(r"[镇县乡区市村]长[江沙春治白乐安宁丰兴远期久岛洲乐]")
_SEX = re.compile(r"[(,]{1,2}[男女](?:[,)]|$)")
_YEAR_IN_BRACKETS = re.compile(r"[一-龥]{0,4}[(<](?:19|20)[0-9]{2}[)>]")
_OF_WHAT_FOLLOWS = "作调退拽摞陪连可帮还也都就又再去把被让给叫说称用拿从向跟"
_NUMERALS = frozenset("一二三四五六七八九十百千万两零半几壹贰叁肆伍陆柒捌玖拾佰仟")
_MEASURES = frozenset("元万亿年月日号个名户亩米公里平吨车层楼层室组人家项条起次份张台套棵株头只")
_DETAILS = re.compile(
    r"(?:[(,]{1,2}(?:身份证|电话|手机|联系|男|女|微信|护照|住|系|时任|汉族|现年|签字|签名|手写|我男|我爱|我丈"
    r"|我老公|我妻|我父|我母|我爸|我妈|我婆|我儿|我女|[一-龥]{1,3}族[),]"
    r"|已隐去|曾用名)|的?[(, ]{0,2}(?:1[3-9][0-9]|0[1-9][0-9]{1,2}[\- )]))"
)
_PLACE_ENDS = "省市县区镇乡旗村州路街巷屯庄社"
_OTHER_ENDS = "局厅委部桥河湖山"
_NO_PLACE_END = re.compile(r"社保|社会|社区|委托|部分|部门|局面|路过|路上|村里|街上|庄严|镇定|州里|区分")


@dataclass(frozen=True)
class Edge:
    """One way to read ``start``..``end``: its cost, and for what is to be hidden the rule that says so."""

    start: int
    end: int
    cost: float
    rule: str = ""
    support: float = 0.0


def name_edges(reading: Reading, company: frozenset[int] = frozenset()) -> Iterator[Edge]:
    """Every possible name. ``company`` holds offsets beside names found before: what begins or ends there is likelier."""
    view = reading.plain
    for start in range(len(view) - 1):
        if not is_han(view[start]) or view[start] == view[start + 1] == view[start + 2 : start + 3]:
            continue
        left: float | None = None
        for surname in _surname_lengths(view, start):
            for given in (1, 2, 3) if view[start : start + surname] in JAPANESE else (1, 2):
                end = start + surname + given
                if end > len(view) or not is_han(view[end - 1]) or view[end - 1] == "某":
                    break
                if view[start:end] in FAMOUS:
                    continue
                left = _left(reading, start) if left is None else left
                yield _edge(reading, start, surname, end, left, company)


def _surname_lengths(view: str, start: int) -> tuple[int, ...]:
    length = surname_length(view, start)
    if length > 1:
        return (length, 1) if view[start] in SURNAMES else (length,)
    return (1,) if length or view[start] in SELDOM or start and view[start - 1] in ":、" else ()


def _edge(reading: Reading, start: int, surname: int, end: int, left: float, company: frozenset[int]) -> Edge:
    view = reading.plain
    right = _right(reading, end)
    support = left + right + _together(view, start, end, right, company)
    support += 2.0 if end - start > 2 and view[start : start + 3] in reading.repeated else 0.0
    ends_well = view[end - 1] not in _FUNCTION_WORDS or (view[end - 1] == "才" and right > _EDGE)  # 厂长罗应才三天两头来
    support += 3.0 if left >= _ROLE and right >= _EDGE and end - start > 2 and ends_well else 0.0
    support += _framed_word(reading, start, end, left, right)
    support -= _cut_short(reading, start + surname, end, right) + _too_long(reading, start, end, right)
    cost = _NAME + surname_cost(view[start : start + surname]) + given_cost(view[start + surname : end]) - support
    return Edge(start, end, cost + _oddity(view, start, start + surname, end), "surname-and-given", support)


def _cut_short(reading: Reading, given: int, end: int, right: float) -> float:
    """What speaks against a given name of one character where one more would make the name end better (乔爱 in 乔爱国家漏水)."""
    longer = end - given == 1 and reading.plain[end : end + 1] in OFTEN_GIVEN and word_kind(reading.plain[end : end + 2]) != "d"
    return 2.0 if longer and right < _KNOWN_BY_DETAILS and _right(reading, end + 1) > 0 else 0.0


def _too_long(reading: Reading, start: int, end: int, right: float) -> float:
    """What speaks against a third character that belongs to what follows (姜山连|电话都不接, 甘甜可|当面对账)."""
    view = reading.plain
    if (
        end - start != 3
        or right >= _KNOWN_BY_DETAILS
        or right == _EDGE
        or view[end - 1] not in _OF_WHAT_FOLLOWS
        or view[end - 1] == view[end - 2]
    ):
        return 0.0
    return 5.0 if right < 1.0 or _right(reading, end - 1) > 0 else 0.0


def _together(view: str, start: int, end: int, right: float, company: frozenset[int]) -> float:
    """What speaks for a name that stands beside one found before: most where it fills the place between 、 and a sign."""
    if view[max(0, start - 2) : start] == ")、" and view[end : end + 1] == "(":
        return _COMPANY + 3.0  # 阴玉兰(县财政局)、仇英(工人代表): each with its unit behind
    if start not in company and end not in company:
        return 0.0
    amid = start and view[start - 1] == "、" and right >= _EDGE
    listed = view[end : end + 1] == "、" or _AND_OTHERS.match(view, end)
    if amid and end - start == 2 and listed and view[start:end] not in _NO_NAMES:
        return _COMPANY + 5.0
    if (
        amid
        and end - start == 2
        and view[end : end + 1] in ("。", "\n", ";")
        and view[start] in FREQUENT
        and view[start:end] not in _NO_NAMES
    ):
        return _COMPANY + 3.0
    return _COMPANY + (3.0 if amid and end - start > 2 else 0.0)


def _oddity(view: str, start: int, given: int, end: int) -> float:
    """What makes a name unlikely in itself: two numerals, a word for a place at its end, a measure behind a number."""
    odd = 6.0 if end - given > 1 and all(char in _NUMERALS for char in view[given:end]) else 0.0
    odd += 6.0 if start and view[start] in "张封支段项成家期班道层党户" and view[start - 1] in "这那一二三四五六七八九十两几每各某" else 0.0
    odd += 6.0 if view[start] == "和" and view[start + 1] in "小老阿" else 0.0
    odd += 12.0 if view[start] == "毛" and start and (view[start - 1] in _NUMERALS or view[start - 1].isdigit()) else 0.0
    odd += 8.0 if view[start] in "伍陆万" and view[given] in "仟佰拾" else 0.0
    odd += 20.0 if view[given] in "县镇乡" else 0.0
    odd += 5.0 if view[start] in "由从" and end - start == 3 and view[start + 1] in SURNAMES | SELDOM else 0.0
    odd += 4.0 if start and view[start - 1] in "你他她它谁" and view[start] in EVERYDAY else 0.0
    odd += (
        8.0
        if view[start] == "位"
        and start
        and (view[start - 1] in "一二三四五六七八九十两几各每这那哪多单诸学席岗" or view[start - 1].isdigit())
        else 0.0
    )
    odd += 8.0 if view[start] == "家" and start and view[start - 1] in "我俺咱额" else 0.0
    odd += 12.0 if view[start + 2 : start + 3] in tuple("人老家市") and end - start > 2 and is_place(view[start : start + 2]) else 0.0
    odd += 8.0 if view[start] == "区" and start and view[start - 1] in "我全本该各市" else 0.0
    odd += 8.0 if view[start] == "连" and any(char in "都也" for char in view[start + 1 : end + 1]) else 0.0
    odd += 6.0 if view[start] == "盖" and view[start + 1] in "好了木中小大房楼章屋新起过上完" else 0.0
    odd += 6.0 if view[start] == "那" and end - start == 2 else 0.0
    odd += 6.0 if view[start] == "庄" and start and view[start - 1] in "我俺咱全本该" else 0.0
    odd += 8.0 if end - start > 2 and view[end - 1] in "路街巷" else 0.0
    odd += 30.0 if view[end - 1] in "镇乡县村省" else 0.0
    odd += 8.0 if any(char in "的了" for char in view[start:end]) else 0.0
    return odd + (8.0 if view[start] in _MEASURES and start and (view[start - 1].isdigit() or view[start - 1] in _NUMERALS) else 0.0)


def _framed_word(reading: Reading, start: int, end: int, left: float, right: float) -> float:
    """What speaks for an ordinary word (文静, 白雪) that stands where only a name can: behind one person's role and before a sign."""
    text = reading.plain[start:end]
    if word_cost(text) is not None and _is_kin(reading, start, end):
        return 7.0
    if right < 1.0 and left >= _ROLE and word_kind(reading.plain[end : reading.word_ends[end]])[:1] == "v":
        right = _STRONG_ACT  # 主任江河扣发当月绩效
    if text in _WORDS_AS_NAMES and text[0] in SURNAMES and _speaks_for_unit(reading.plain, start, end):
        return 12.0  # 户籍室向前说
    if word_cost(text) is None or right < 1.0 or text[0] not in SURNAMES or not _may_be_given(reading, start, end, left, right):
        return 0.0
    if text in _PLAIN_WORDS and not (left >= _ROLE and right >= _KNOWN_BY_DETAILS and text not in _NO_NAMES - _PLAIN_WORDS):
        return 0.0
    kind = word_kind(text)[:1]
    if _SEX.match(reading.plain, end) and kind != "v":
        return 9.0
    behind = reading.plain[end : end + 1]
    again = _again(reading, start, end, left, right)
    if right == _EDGE and is_han(behind or " ") and behind not in _FOLLOW_SUBJECTS and (is_everyday_word(text) or left < _ROLE):
        return again
    if behind in {'"', "“", "《"} and kind == "v":
        return -5.0
    if kind == "v" and left < _LABEL and right < _KNOWN_BY_DETAILS and _has_holder(reading.plain, start):
        return 0.0
    never = 4.0 if left >= _ROLE and right == _KNOWN_BY_DETAILS and text[-1] in NEVER else 0.0
    return 6.0 + never if _in_frame(reading, start, end, left, right) else again


def _speaks_for_unit(view: str, start: int, end: int) -> bool:
    """Whether the name of a unit stands before and 说 behind."""
    return view[end : end + 1] in _SAYS and bool(_OF_UNIT.search(view, max(0, start - 4), start))


def _has_holder(view: str, start: int) -> bool:
    """Whether the role before ``start`` is somebody's already (向余建国律师索取)."""
    role = start - len(longest_suffix(view, start, _BEFORE_NAMES, 6))
    return any(view[role - length : role - length + 1] in FREQUENT for length in (2, 3) if role >= length)


def _in_frame(reading: Reading, start: int, end: int, left: float, right: float) -> bool:
    """Whether a role, a unit, a form of address or a number in a row says that the word between them is somebody's name."""
    text, view = reading.plain[start:end], reading.plain
    if left >= _ROLE or (left >= _VAGUE_ROLE and right >= _STRONG_ACT and not is_everyday_word(text)):
        return True
    if left >= _EDGE and start > 0 and view[start - 1] in _UNIT_ENDS and not is_everyday_word(text) and text not in ORDINARY:
        return True
    if longest_prefix(view, end, _POLITE, 2) or (left >= _EDGE and longest_prefix(view, end, _LONG_TITLES | _HEADS, 4)):
        return True
    if right >= _STRONG_ACT and text not in ORDINARY and word_kind(text)[:1] in _NOUNS and _OF_UNIT.search(view, max(0, start - 4), start):
        return True
    return left == _EDGE and right == _KNOWN_BY_DETAILS and text not in ROLES and bool(_NUMBER_BEHIND.match(view, end))


def _is_kin(reading: Reading, start: int, end: int) -> bool:
    """Whether somebody's relative is named: 我老伴盛夏, 徒弟石头; but 父亲高兴地 is none."""
    view = reading.plain
    if not longest_suffix(view, start, _KIN, 4) or not reading.starts_word(end):
        return False
    return word_kind(view[start:end])[:1] in _NOUNS and view[end : end + 1] not in tuple("地得极着过")


def _again(reading: Reading, start: int, end: int, left: float, right: float) -> float:
    """What speaks for a word that is met again and stands behind 找, 由, 从 or before what people do (找余地，余地说)."""
    text = reading.plain[start:end]
    if (
        text not in reading.words_met_again
        or surname_cost(text[0]) > _KNOWN_SURNAME
        or (left < _VERB and right < _STRONG_ACT)
        or text in _NO_NAMES
    ):
        return 0.0
    return 5.0 if word_kind(text)[:1] in {"n", "a", "z", "i", ""} else 0.0


def _may_be_given(reading: Reading, start: int, end: int, left: float, right: float) -> bool:
    """Whether what follows the surname is of given names; right between one person's role and a sign any character will do."""
    view = reading.plain
    if view[start:end] in _WORDS_AS_NAMES and left >= _ROLE:
        return True
    if all(char in GIVEN for char in view[start + 1 : end]) or (left >= _ROLE and right >= _KNOWN_BY_DETAILS):
        return True
    alone = left >= _ROLE and (end >= len(view) or view[end] in NAME_ENDS) and view[start:end] not in _PLAIN_WORDS
    alone = alone and (view[start:end] not in ORDINARY or word_kind(view[start:end])[:1] == "n")
    if left >= _ROLE and right >= _STRONG_ACT and view[start:end] not in ORDINARY and word_kind(view[start:end])[:1] == "n":
        return True
    return alone and not any(char in NEVER for char in view[start + 1 : end])


def _left(reading: Reading, start: int) -> float:
    """What stands before: a role or 我叫 speaks loudest, a sign or line start a little."""
    view = reading.plain
    if start == 0 or view[start - 1] in NAME_ENDS:
        if start > 1 and view[start - 1] == "(" and view[start - 2] in "您我他她你":
            return _ROLE
        label = start > 0 and view[start - 1] in ':;("“ ' and longest_suffix(view, start - 1, ROLES, 6)
        return (_LABEL if view[start - 1] == ":" else _ROLE) if label else _EDGE
    if not is_han(view[start - 1]):
        return 0.8
    if view[start] == "司" and view[start - 1] in "我贵该公上官打":
        return -6.0
    role = longest_suffix(view, start, _BEFORE_NAMES, 6)
    if role:
        of_somebody = role in _LONG_TITLES and start > len(role) and view[start - len(role) - 1] in OFTEN_MET
        of_somebody = of_somebody or role in _LONG_TITLES and view[max(0, start - len(role) - 2) : start - len(role)] in COMPOUND
        joint = view[start] in _JOINTS and not (view[start] == "和" and _DETAILS.match(view, start + 2))
        return 1.0 if joint or of_somebody else _VAGUE_ROLE if role in _VAGUE else _ROLE
    if longest_suffix(view, start, _LEFT_VERBS, 4):
        return _VERB
    if view[start - 2 : start] in ("那个", "这个") and view[start] in FREQUENT:
        return _EDGE
    if view[start - 1] in _UNIT_ENDS:
        return 1.5
    return 2.5 if view[start - 1] in "人员长师官商主户" else 0.0


def _right(reading: Reading, end: int) -> float:
    """What stands behind: a sign, 等三人, a verb of speech or signing; never the rest of a word."""
    view = reading.plain
    if _DETAILS.match(view, end):
        return _KNOWN_BY_DETAILS
    if view.startswith("--", end):
        return _KNOWN_BY_DETAILS
    if _YEAR_IN_BRACKETS.match(view, end):
        return -12.0
    if end >= len(view) or view[end] in NAME_ENDS:
        return _EDGE
    if _THEN.match(view, end):
        return 2.0
    if not is_han(view[end]):
        return 1.0
    return _right_of_words(view, end)


def _right_of_words(view: str, end: int) -> float:
    """What an ideograph behind says: a title, the rest of a place, an act of people."""
    if longest_prefix(view, end, _HEADS, 4) and not _NAMED_AFTER_PLACE.match(view, end):
        return 4.0
    if (view[end] in _PLACE_ENDS or view[end] in _OTHER_ENDS) and not _NO_PLACE_END.match(view, end):
        return -12.0 if view[end] in _PLACE_ENDS else -6.0
    if _AND_OTHERS.match(view, end):
        return 4.5
    if longest_prefix(view, end, _FORMS_OF_ADDRESS, 4):
        return 4.0
    follower = longest_prefix(view, end, _SPEECH, 4)
    if follower and (len(follower) > 1 or follower in "说称讲签系等户"):
        return 2.5
    if follower and end + 1 < len(view) and is_han(view[end + 1]):
        return 1.5
    return 0.0
