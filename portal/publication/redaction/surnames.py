"""Surnames and characters of given names, and how dear each is: minus the logarithm of how often it is met."""

from functools import lru_cache

from portal.publication.redaction.lexicon import words

REMEMBERED = 20_000  # answers kept at a time
OFTEN_MET = words("surnames", "often")
EVERYDAY = words("surnames", "everyday")
FREQUENT = words("surnames", "common") | OFTEN_MET
COMMON = FREQUENT - EVERYDAY
RARE = words("surnames", "rare") - EVERYDAY - COMMON
JAPANESE = words("surnames", "japanese")
COMPOUND = words("surnames", "compound") | JAPANESE
SELDOM = words("surnames", "seldom")
SURNAMES = COMMON | EVERYDAY | RARE | COMPOUND
OFTEN_GIVEN = words("given_characters", "often")
GIVEN = words("given_characters", "often") | words("given_characters", "usual") | words("given_characters", "given")
NEVER = words("people", "never_given")
_KINDS_OF_SURNAMES = ((OFTEN_MET, 4.5), (COMMON, 5.5), (FREQUENT, 6.3), (COMPOUND, 6.5), (EVERYDAY, 7.2), (RARE, 7.5), (SELDOM, 10.0))
_KINDS_OF_CHARACTERS = (
    (words("given_characters", "often") - NEVER, 4.6),
    (words("given_characters", "usual") - NEVER, 5.6),
    (GIVEN - NEVER, 7.0),
    (GIVEN, 8.3),
    (frozenset("局厅镇县市乡区委府"), 14.0),
    (NEVER, 11.5),
)
_WORDS_AS_NAMES, _WORD_AS_NAME = words("given_characters", "words"), 8.2
_SURNAME_OF_NOBODY = 13.0
_OTHER_CHARACTER = 9.3
_DOUBLED = 3.4  # 甜甜, 刚刚: the second character tells nothing more
_ONE_CHARACTER, _TWO_CHARACTERS = 1.6, 0.2
_MEASURES = frozenset("趟次个条章节项款届批名层号位天年月日代组期")


@lru_cache(REMEMBERED)
def surname_cost(surname: str) -> float:
    """The cost of a surname."""
    return next((cost for listed, cost in _KINDS_OF_SURNAMES if surname in listed), _SURNAME_OF_NOBODY)


@lru_cache(REMEMBERED)
def given_cost(given: str) -> float:
    """The cost of a given name; some two characters that are also a word are taken for names as they are."""
    if given in _WORDS_AS_NAMES:
        return _WORD_AS_NAME
    if len(given) == 2 and given[0] == given[1] and given[0] in GIVEN:
        return _ONE_CHARACTER + _character_cost(given[0]) + _DOUBLED
    return (_TWO_CHARACTERS if len(given) > 1 else _ONE_CHARACTER) + sum(map(_character_cost, given))


def _character_cost(char: str) -> float:
    return next((cost for listed, cost in _KINDS_OF_CHARACTERS if char in listed), _OTHER_CHARACTER)


def surname_length(text: str, start: int) -> int:
    """Length of the surname that begins at ``start``, or 0."""
    if text[start : start + 2] in COMPOUND and not (text.startswith("第五", start) and text[start + 2 : start + 3] in _MEASURES):
        return 2
    return (
        4 if text[start : start + 4] in COMPOUND else 3 if text[start : start + 3] in COMPOUND else int(text[start : start + 1] in SURNAMES)
    )
