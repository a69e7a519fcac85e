"""Whose the days of a case are, in words: the same for the reporter, the officer and the supervisor."""

from dataclasses import dataclass

from portal import clock
from portal.cases.attribution import queries
from portal.cases.attribution.rules import Use, used
from portal.cases.attribution.vocabulary import Party, Stage
from portal.deadlines.queries import calendar

_NOBODY = {Stage.TRIAGE: "分办", Stage.HANDLING: "分办", Stage.REVIEW: "复查机关"}


@dataclass(frozen=True)
class UseLine:
    """One line: in which stage, who used them, how many days and how many of them were worked."""

    stage: str
    who: str
    days: int
    working_days: int


def use_lines(case_id: int) -> list[UseLine]:
    """The days of a case up to today by stage and by whose they are; together they are its calendar while it was open."""
    spans, names = queries.list_named_spans(case_id)
    uses = used(spans, clock.today(), calendar())
    return [UseLine(each.stage.label, _who(each, names), each.days, each.working_days) for each in uses]


def _who(use: Use, names: dict[int, str]) -> str:
    office = names.get(use.department_id or 0, _NOBODY[use.stage])
    return office if use.party is Party.DEPARTMENT else use.party.label
