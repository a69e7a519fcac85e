"""From voices to what is told: shares, and nothing of a group under five. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from portal.registers.appraisals.vocabulary import CONTENT, Question

FEWEST = 5


@dataclass(frozen=True)
class Told:
    """What is told of a department: how many spoke, and for each question the share of 很满意 and 满意 in percent. 0 and {}: too few."""

    voices: int
    shares: dict[str, float]


NOTHING = Told(0, {})


def told(voices: Iterable[tuple[bool, Mapping[str, str]]]) -> tuple[Told, Told]:
    """All voices, and those of people who had dealt with the department, from (is verified, question → answer) of each.

    The verified ones are told apart only where those left over are none or five as well: nobody can subtract a small group.
    """
    everybody = list(voices)
    verified = [answers for is_verified, answers in everybody if is_verified]
    others = len(everybody) - len(verified)
    whole = _shares([answers for _is_verified, answers in everybody])
    apart = _shares(verified) if whole.voices and (others == 0 or others >= FEWEST) else NOTHING
    return whole, apart


def _shares(answers: list[Mapping[str, str]]) -> Told:
    if len(answers) < FEWEST:
        return NOTHING
    return Told(len(answers), {each.value: _share([row.get(each.value, "") for row in answers]) for each in Question})


def _share(words: list[str]) -> float:
    return round(100 * sum(word in {each.value for each in CONTENT} for word in words) / len(words), 1)
