"""What in a text would tell somebody else who reported. The detectors come from above: this room knows only what the reports say."""

from collections.abc import Callable, Iterator

from portal.cases.identity import known_identity, notice_address
from portal.cases.letters import queries
from portal.cases.letters.words import copied, told_values
from portal.cases.models import Case
from portal.errors import RuleBroken

Inspect = Callable[[str], list[str]]
"""Given a text, the words in it that point at a person; the caller's detector, besides the check made here."""
Inspector = Callable[[Case], Inspect]
"""Given a case, the detector that knows its reporter."""


def refuse_telling(case: Case, field: str, text: str, inspect: Inspect) -> None:
    """Refuse a text that goes to others than the reporters of a case and would tell of them.

    Raises ``RuleBroken`` where it holds what the portal knows of the reporters (also where the name may be told beside it), the number
    of the case, words that point at somebody, or the reporters' own words.
    """
    told = dict.fromkeys([*told_values(text, [*_secret_values(case), case.number]), *inspect(text)])
    if told:
        raise RuleBroken(field, "文中有能指向反映人的内容：" + "、".join(told) + "。请改写后再提交。")
    run = copied(text, queries.list_words_of_reporter(case.id))
    if run:
        raise RuleBroken(field, f"“{run}”和反映人的原话一样。请用自己的话概括。")


def _secret_values(case: Case) -> Iterator[str]:
    for report in case.reports:
        identity = known_identity(report)
        yield from (identity.name, identity.phone, identity.email, identity.organisation, identity.credit_code, notice_address(report))
