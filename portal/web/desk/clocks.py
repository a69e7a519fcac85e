"""Which clock speaks for a case, and how it is said."""

from collections.abc import Sequence
from typing import Any

from portal import clock
from portal.cases.models import Case
from portal.deadlines import queries as deadline_queries
from portal.deadlines.models import Deadline
from portal.deadlines.wording import Words, deadline_words

_MAIN_RULES = ("handle", "triage", "review")


def speaking(case: Case, clocks: Sequence[Deadline]) -> Deadline | None:
    """The clock to show: a stopped main one, else the governing one, else the main one that was met last; None before any."""
    stopped = next((each for each in clocks if each.is_paused and each.rule_key in _MAIN_RULES), None)
    governing = next((each for each in clocks if each.is_open and not each.is_paused and each.rule_key == case.due_rule), None)
    met = [each for each in clocks if each.met_on is not None and each.rule_key in _MAIN_RULES]
    return stopped or governing or (max(met, key=lambda each: each.id) if met else None)


def words_of(deadline: Deadline | None) -> Words | None:
    """What the tag says of a clock today."""
    return None if deadline is None else deadline_words(deadline, clock.today(), deadline_queries.calendar())


def tag_values(deadline: Deadline | None) -> dict[str, Any] | None:
    """The same as plain values for the macro."""
    words = words_of(deadline)
    return None if words is None else {"text": words.text, "tone": words.tone.value, "due_on": words.due_on}
