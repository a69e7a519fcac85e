"""How long the words of a lead are kept (个人信息保护法 art. 19, 47): they may name people, whatever the form asks.

With a case as long as who its reporter is; without one so many days after the last step. The row stays for the figures.
"""

from datetime import timedelta

from portal import clock
from portal.access import SYSTEM
from portal.audit import operations as audit
from portal.cases import retention as cases
from portal.cases.secrecy.vocabulary import ErasedThing, ErasureCause
from portal.deadlines import queries as deadlines
from portal.leads import queries, traces
from portal.leads.models import Lead

KEEP = "keep_lead"


def erase_due(limit: int) -> int:
    """Destroy the words of some leads that are kept no longer; returns of how many. Safe to repeat."""
    now = clock.now()
    stepped_before = now - timedelta(days=deadlines.limits()[KEEP].value)
    ended_before = now - timedelta(days=cases.kept_days(ErasedThing.IDENTITY))
    found = queries.list_kept_too_long(stepped_before, ended_before, limit)
    for lead in found:
        _erase(lead, ErasureCause.RETENTION)
    return len(found)


def erase_of_case(case_id: int) -> None:
    """Destroy the words of the leads of a case whose reporter was forgotten."""
    for lead in queries.list_kept_of_case(case_id):
        _erase(lead, ErasureCause.REQUEST)


def _erase(lead: Lead, cause: ErasureCause) -> None:
    lead.forget_words(clock.now())
    traces.forget(lead.id)
    audit.record(SYSTEM, "lead:erase", "lead", lead.id, {"cause": cause.value})
