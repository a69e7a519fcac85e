"""Chinese names: surname and one or two further characters, weighed by what stands inside and around them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from portal.publication.redaction.lexicon import longest_prefix, longest_suffix, words
from portal.publication.redaction.reading import Reading, is_everyday_word, is_word, word_kind
from portal.publication.redaction.vocabulary import Finding, Label
from portal.publication.redaction.walking import NAME_ENDS, is_han, is_place

EVERYDAY = words("surnames", "everyday")
FREQUENT = words("surnames", "common")
COMMON = FREQUENT - EVERYDAY
RARE = words("surnames", "rare") - EVERYDAY - COMMON
COMPOUND = words("surnames", "compound") | words("surnames", "japanese")
SELDOM = words("surnames", "seldom")
SURNAMES = COMMON | EVERYDAY | RARE | COMPOUND
_KNOWN_WELL, _CLEAR = FREQUENT | COMPOUND, COMMON | COMPOUND
TITLES = words("people", "titles")
ROLES = words("people", "roles")
_BEFORE_NAMES = ROLES | TITLES - {"局", "处", "科", "所", "站", "院", "队", "镇", "庭", "工", "检", "导"}
_ONE_PERSON = (ROLES | TITLES) - words("people", "vague_roles")
_POLITE = frozenset(["女士", "先生", "同志", "姑娘"])
_FORMS_OF_ADDRESS = frozenset(title for title in TITLES if len(title) > 1) | _POLITE
_PLAIN_WORDS = words("people", "plain_words")
_FOREIGN = words("transliteration", "characters")
_GIVEN = words("given_characters", "given")
_NEVER = words("people", "never_given")
_LEFT_VERBS = words("people", "left_verbs")
_SPEECH = words("people", "speech")
FAMOUS = words("people", "famous")
_THRESHOLD = 3.6
_COMPANY = 2.0
_LENGTH = 1.4
_BOUNDED = 0.7
_FRAMED_WORD = 4.0
_ACTS = frozenset({"v", "vd", "vn", "d", "p", "c", "vq"})
_JOINTS = "、和与跟及同"
_MEASURES = frozenset("趟次个条章节项款届批名层号位天年月日代组期")
_UNIT_ENDS = "局办所科股站院处委队会部厅心社庭室司"
_AND_OTHERS = re.compile(r"等(?:[0-9]{1,4}|[一二两三四五六七八九十百余多]{1,5})(?:人|户|名|位|家)")
_YEAR_IN_BRACKETS = re.compile(r"[(<](?:19|20)[0-9]{2}[)>]")
_PLACE_ENDS = "省市县区镇乡旗村州路街巷屯庄社局厅委部桥河湖山"
_SPACED = re.compile(r"(?<![一-龥])(?P<surname>[一-龥]{1,2}) {1,3}(?P<given>[一-龥](?: {0,2}[一-龥])?)(?![一-龥])")


@dataclass(frozen=True)
class Candidate:
    """A possible name and how much speaks for it."""

    start: int
    end: int
    score: float


def find_names(reading: Reading) -> list[Finding]:
    """Full names that reach the threshold; of overlapping ones the best, then members of a list beside them."""
    candidates = list(_candidates(reading))
    best = _without_overlaps([candidate for candidate in candidates if candidate.score >= _THRESHOLD])
    best = _without_overlaps([*best, *_beside(reading, candidates, best), *_list_members(reading, best)])
    found = [_finding(reading, name.start, name.end, "surname-and-given", min(0.99, 0.6 + name.score / 25)) for name in best]
    return found + [_finding(reading, *match.span(), "spaced-name", 0.8) for match in _spaced(reading)]


def surname_length(text: str, start: int) -> int:
    """Length of the surname that begins at ``start``, or 0."""
    if text[start : start + 2] in COMPOUND and not (text.startswith("第五", start) and text[start + 2 : start + 3] in _MEASURES):
        return 2
    return 3 if text[start : start + 3] in COMPOUND else int(text[start] in SURNAMES)


def _candidates(reading: Reading) -> Iterator[Candidate]:
    view = reading.plain
    for start in range(len(view) - 1):
        length = surname_length(view, start)
        if not length:
            yield from _framed_seldom(reading, start)
            continue
        surname_lengths = (length, 1) if length > 1 and view[start] in SURNAMES else (length,)
        left = None
        for surname in surname_lengths:
            for given in (1, 2, 3) if view[start : start + surname] in words("surnames", "japanese") else (1, 2):
                end = start + surname + given
                if end > len(view) or not is_han(view[end - 1]) or view[end - 1] == "某":
                    break
                if left is None:
                    left = _left(reading, start)
                right = _right(reading, end)
                score = left + _inside(view, start, surname, end) + right + _doubt(reading, start, surname, end, left)
                score += _FRAMED_WORD if _framed_word(reading, start, surname, end, left, right) else 0.0
                score += _BOUNDED if end - start > 2 and left >= 1.2 and right >= 1.2 else 0.0
                yield Candidate(start, end, score + (_COMPANY if _is_framed(reading, start, surname, end, left, right) else 0.0))


def _is_framed(reading: Reading, start: int, surname: int, end: int, left: float, right: float) -> bool:
    """Whether a role before and an end or act behind leave room for a name alone: 工作人员仇万里。"""
    family, text = reading.plain[start : start + surname], reading.plain[start:end]
    if left <= 3 or right < 0.8 or len(text) == surname + 1 or is_word(text) or _word_begins(reading, start):
        return False
    return family in _KNOWN_WELL or any(char in _GIVEN for char in text[surname:])


def _word_begins(reading: Reading, start: int) -> bool:
    """Whether a dictionary word of two or more characters begins at ``start`` and is no name."""
    word = reading.plain[start : reading.word_ends[start]]
    return len(word) > 1 and not word_kind(word).startswith("nr")


def _framed_word(reading: Reading, start: int, surname: int, end: int, left: float, right: float) -> bool:
    """Whether an ordinary word (文静, 白雪) stands where only a name can: behind one person's role or 我叫 and before a sign."""
    text = reading.plain[start:end]
    if not is_word(text) or text in _PLAIN_WORDS or right < 0.9:
        return False
    by_role = left >= 3 and longest_suffix(reading.plain, start, _ONE_PERSON, 6)
    by_unit = left >= 1.2 and reading.plain[start - 1] in _UNIT_ENDS and start > 0 and not is_everyday_word(text)
    by_address = longest_prefix(reading.plain, end, _POLITE, 2)
    if not (by_role or by_unit or by_address):
        return False
    return surname_length(reading.plain, start) == surname and all(char in _GIVEN for char in text[surname:])


def _framed_seldom(reading: Reading, start: int) -> Iterator[Candidate]:
    """A surname that hardly anybody bears counts only between a role and an end or act: 转包给别道宽（…"""
    if reading.plain[start] not in SELDOM or not reading.starts_word(start) or _left(reading, start) < 1.4:
        return
    end = start + 3
    given = reading.plain[start + 1 : end]
    if len(given) < 2 or not all(char in _GIVEN for char in given) or is_word(given) or _word_begins(reading, start):
        return
    if _right(reading, end) >= 0.8 and reading.starts_word(end):
        yield Candidate(start, end, _THRESHOLD)


def _inside(view: str, start: int, surname: int, end: int) -> float:
    family = view[start : start + surname]
    score = 3.0 if surname > 1 else 2.2 if family in COMMON else 1.1 if family in FREQUENT else 0.5
    given = view[start + surname : end]
    for char in given:
        score += -2.6 if char in _NEVER and char not in _GIVEN else 0.5 if char in _NEVER else 1.0 if char in _GIVEN else 0.2
    score -= 4.0 if given[-1] in "镇乡县" else 0.0
    return score + (0.8 if len(given) == 2 and given[0] == given[1] else 0.5 if len(given) == 2 else 0.0)


def _left(reading: Reading, start: int) -> float:
    """What stands before: a role or 我叫 speaks loudest, a sign or line start a little."""
    view = reading.plain
    if start == 0 or view[start - 1] in NAME_ENDS:
        label = start > 0 and view[start - 1] in ':;("“' and longest_suffix(view, start - 1, ROLES, 6)
        return 3.0 if label else 1.2
    if not is_han(view[start - 1]):
        return 0.8
    if view[start] == "司" and view[start - 1] in "我贵该公上官打":
        return -3.0
    if longest_suffix(view, start, _BEFORE_NAMES, 6):
        return 1.2 if view[start] in _JOINTS else 3.1
    if longest_suffix(view, start, _LEFT_VERBS, 4):
        return 1.4
    if view[start - 1] in _UNIT_ENDS and reading.starts_word(start):
        return 1.2
    if view[start - 1] in "人员长师官商主户" and reading.starts_word(start):
        return 1.6
    return 0.0 if reading.starts_word(start) else -1.0


def _right(reading: Reading, end: int) -> float:
    """What stands behind: a sign, 等三人, a verb of speech or signing; never the rest of a word."""
    view = reading.plain
    if end >= len(view) or view[end] in NAME_ENDS:
        return 1.2
    if not is_han(view[end]):
        return 0.9
    if _YEAR_IN_BRACKETS.match(view, end):
        return -5.0
    if view[end] in _PLACE_ENDS:
        return -2.5
    if view[end] in _GIVEN and (end + 1 >= len(view) or not is_han(view[end + 1])):
        return -0.6
    follower = longest_prefix(view, end, _SPEECH, 4)
    if follower:
        return 1.6 if len(follower) > 1 or follower in "说称讲签系等户" else 1.0
    if word_kind(view[end : reading.word_ends[end]]) in _ACTS:
        return 0.8
    if _AND_OTHERS.match(view, end):
        return 2.4
    if longest_prefix(view, end, _FORMS_OF_ADDRESS, 4):
        return 1.3
    return 0.3 if view[end] in _NEVER else -1.0 if view[end] in _GIVEN else -0.4


def _dictionary(reading: Reading, start: int, surname: int, end: int) -> float:
    """What the dictionary says: words running across the edges or filling the span speak against a name."""
    text, score = reading.plain[start:end], 0.0
    score -= 0.0 if reading.starts_word(start) else 2.4
    score -= 0.0 if reading.starts_word(end) else 1.6
    if text in FAMOUS:
        score -= 9.0
    elif is_word(text):
        score -= 3.4
    elif is_place(text):
        score -= 3.0
    elif len(text) > 2 and is_word(text[: surname + 1]):
        often = is_everyday_word(text[: surname + 1])
        score -= 4.5 if often else 1.4 if text[:surname] in _CLEAR else 3.0
    given = text[surname:]
    if len(given) == 2 and is_word(given):
        score -= 1.5 if text[:surname] not in _KNOWN_WELL or not all(char in _GIVEN for char in given) else 0.3
    return score + (1.6 if (start, end) in reading.guessed_names else 0.0)


def _doubt(reading: Reading, start: int, surname: int, end: int, left: float) -> float:
    """The dictionary's word, worth half where a role says that a name must follow."""
    doubt = _dictionary(reading, start, surname, end)
    return doubt / 2 if left > 3 and doubt < 0 and not is_word(reading.plain[start:end]) else doubt


def _without_overlaps(candidates: list[Candidate]) -> list[Candidate]:
    """The best candidates first; the later of two equals loses, a longer one wins a near draw."""
    chosen: list[Candidate] = []
    occupied: set[int] = set()
    for candidate in sorted(candidates, key=lambda item: (-item.score - _LENGTH * (item.end - item.start), item.start)):
        offsets = range(candidate.start, candidate.end)
        if occupied.isdisjoint(offsets):
            chosen.append(candidate)
            occupied.update(offsets)
    return chosen


def _beside(reading: Reading, candidates: list[Candidate], names: list[Candidate]) -> Iterator[Candidate]:
    """Weaker candidates joined to a name by 、 or 和: company makes them likelier."""
    starts, ends = {name.start for name in names}, {name.end for name in names}
    for candidate in candidates:
        if not _THRESHOLD > candidate.score >= _THRESHOLD - _COMPANY:
            continue
        before, behind = reading.plain[max(0, candidate.start - 1) : candidate.start], reading.plain[candidate.end : candidate.end + 1]
        if (before and before in _JOINTS and candidate.start - 1 in ends) or (behind and behind in _JOINTS and candidate.end + 1 in starts):
            yield Candidate(candidate.start, candidate.end, min(_THRESHOLD, candidate.score + _COMPANY))


def _list_members(reading: Reading, names: list[Candidate]) -> Iterator[Candidate]:
    """Members of a 、 list beside a name: 张伟、买尔旦、应有庆等人."""
    taken = {name.start for name in names} | {name.end for name in names}
    for name in names:
        yield from _walk_list(reading, name.end, 1, taken)
        yield from _walk_list(reading, name.start - 1, -1, taken)


def _walk_list(reading: Reading, edge: int, step: int, taken: set[int]) -> Iterator[Candidate]:
    """Members from ``edge`` on; the walk ends at the next known name, which walks on by itself."""
    view = reading.plain
    while 0 <= edge < len(view) and view[edge] == "、":
        far = edge + step
        while 0 <= far < len(view) and is_han(view[far]) and view[far] != "等" and abs(far - edge) <= 5:
            far += step
        start, end = (edge + 1, far) if step > 0 else (far + 1, edge)
        if (
            start in taken
            or end in taken
            or not (2 <= end - start <= 4)
            or not (surname_length(view, start) or all(char in _FOREIGN for char in view[start:end]))
            or (is_word(view[start:end]) and not _may_be_listed(reading, start, end))
        ):
            return
        yield Candidate(start, end, _THRESHOLD)
        edge = far


def _may_be_listed(reading: Reading, start: int, end: int) -> bool:
    """Whether a word in a list of names (丁香, 米兰) can be a name as well."""
    text = reading.plain[start:end]
    return not is_everyday_word(text) and bool(surname_length(text, 0)) and all(char in _GIVEN for char in text[1:])


def _spaced(reading: Reading) -> Iterator[re.Match[str]]:
    """A surname and a given name typed apart: 张　伟."""
    for match in _SPACED.finditer(reading.plain):
        given = match["given"].replace(" ", "")
        if match["surname"] not in SURNAMES:
            continue
        behind_role = longest_suffix(reading.plain, _before_signs(reading.plain, match.start()), ROLES, 6)
        if behind_role or (all(char in _GIVEN for char in given) and not is_word(given)):
            yield match


def _before_signs(view: str, end: int) -> int:
    return max(0, end - 4) + len(view[max(0, end - 4) : end].rstrip(" :"))


def _finding(reading: Reading, start: int, end: int, rule: str, confidence: float) -> Finding:
    return Finding(start, end, Label.PERSON, rule, round(confidence, 2), reading.text[start:end])
