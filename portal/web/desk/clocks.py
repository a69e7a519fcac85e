"""Which clock speaks for a case, and how it is said."""

from collections.abc import Sequence
from typing import Any

from portal import clock
from portal.cases.models import Case
from portal.cases.terms import HANDLING_RULES, REVIEW_RULES
from portal.deadlines import queries as deadline_queries
from portal.deadlines.counting import Unit
from portal.deadlines.models import Deadline
from portal.deadlines.wording import Words, deadline_words, progress

_LONGEST_REASON = 12
_MAIN_RULES = (*HANDLING_RULES, "triage", *REVIEW_RULES)


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
    if deadline is None or words is None:
        return None
    long_reason = len(deadline.pause_reason) > _LONGEST_REASON  # a tag stays on one line; 「为什么」 tells the reason
    text = words.text.replace(f"{deadline.pause_reason}，", "") if deadline.is_paused and long_reason else words.text
    return {"text": text, "tone": words.tone.value, "due_on": words.due_on}


def label_of(deadline: Deadline | None) -> str:
    """What the clock is for: 「办理」, 「签收」, 「承诺履行」."""
    if deadline is None:
        return ""
    limit = deadline_queries.find_limit(deadline.rule_key)
    return limit.label if limit else "承诺履行"


def used_text(deadline: Deadline) -> str:
    """How much of it is used, and how many days belong to whom: the waiting that does not count, the extension."""
    parts = [progress(deadline, clock.today(), deadline_queries.calendar()).text]
    if deadline.paused_days:
        parts.append(f"暂停 {deadline.paused_days} {_unit(deadline)}不计")
    if deadline.extension_days:
        parts.append(f"含延期 {deadline.extension_days} {_unit(deadline)}")
    return "，".join(parts)


def _unit(deadline: Deadline) -> str:
    return "个工作日" if deadline.unit is Unit.WORKING else "天"
