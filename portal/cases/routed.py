"""Asking the routing table about cases: for a new one, and for past ones to see what other rules would have done."""

from collections import Counter
from dataclasses import dataclass, replace

from portal.access import Actor
from portal.cases import queries
from portal.cases.models import Case
from portal.cases.vocabulary import Matter, RespondentSource
from portal.routing import operations as routing
from portal.routing import queries as routing_queries
from portal.routing.conditions import Facts, RuleSet
from portal.routing.meant import Named
from portal.routing.rules import Proposal, Table

MOST_TRIED = 200


def proposal_for(case: Case, given: Table | None = None, names: list[Named] | None = None) -> Proposal:
    """Whom the routing table gives the case to, and why.

    Until somebody has confirmed the respondent, no department that the reporter may have meant gets the case by itself. ``given`` is
    another table to try, ``names`` what ``routing.names`` gave, for many cases.
    """
    report = case.report
    is_confirmed = any(row.source is RespondentSource.CONFIRMED for row in case.respondents)
    possible = () if is_confirmed else routing.departments_meant(report.respondent_text, names).possible
    facts = Facts(
        conduct=report.conduct.value,
        channel=report.channel.value,
        matter=(case.matter or Matter.REPORT).value,  # a new case has no matter before it is written
        amount_fen=report.amount_fen,
    )
    return routing.propose_for(case.area_key, [row.department_id for row in case.respondents], possible, facts, given)


@dataclass(frozen=True)
class Outcome:
    """How many cases of an area went to one body and would go to another. ``after`` is empty when a person would have to decide."""

    area_key: str
    before: str
    after: str
    why: str
    number: int

    @property
    def is_same(self) -> bool:
        """Whether the rules would have done what was done."""
        return self.before == self.after


def try_rules(actor: Actor, rules: RuleSet, number: int = MOST_TRIED) -> list[Outcome]:
    """What these rules would have done with the newest ``number`` complaints, at most 200, counted; nothing is changed.

    Whoever asks sees no case: only areas, bodies and numbers. Tip-offs take no part, because who gets one tells whom it accuses; nor
    do the cases from which the asker is kept.
    """
    table, names = replace(routing_queries.table(), rules=rules), routing.names()
    found: Counter[tuple[str, str, str, str]] = Counter()
    for case in queries.list_latest_complaints(actor, min(number, MOST_TRIED)):
        proposal = proposal_for(case, table, names)
        before = case.lead_department.name if case.lead_department else ""
        found[case.area_key, before, proposal.department, _why(proposal)] += 1
    outcomes = [Outcome(*key, count) for key, count in found.items()]
    return sorted(outcomes, key=lambda each: (each.is_same, -each.number, each.area_key, each.before, each.after))


def _why(proposal: Proposal) -> str:
    """The rule that decided; of those passed over it says only that there were some, never who and why."""
    *passed, taken = proposal.steps
    if proposal.needs_escalation:
        return "没有可以承办的单位，由工作人员报请上一级"
    return f"{taken.rule}{'（排在前面的单位须回避或者不能承办）' if any(step.department for step in passed) else ''}"
