"""Keeping persons out of a lead: by its words, on their own motion; and letting them back (信访条例 art. 28)."""

from portal import clock
from portal.access import SYSTEM, Actor
from portal.access.predicates import is_excluded
from portal.accounts.models import User
from portal.cases.recusal.queries import list_named_in
from portal.cases.vocabulary import ExclusionKind
from portal.db import flush
from portal.errors import RuleBroken
from portal.leads import belonging, merging, queries
from portal.leads.models import Lead, LeadExclusion
from portal.leads.steps import take
from portal.leads.workflow import LeadAction

BY_WORDS = "线索的被反映单位或人员里写有这个姓名"


def keep_out_named(lead: Lead) -> None:
    """Keep from a lead every member of staff whose name stands in its words of the body or person accused; each once."""
    for user in list_named_in(f"{lead.unit_text} {lead.person_text}"):
        keep_out_bearer(lead, user)


def keep_out_bearer(lead: Lead, user: User) -> None:
    """Keep one person out by the words. Whoever was let back in by a supervisor is not kept out again by the same words."""
    if not any(row.user_id == user.id and row.via_id is None for row in lead.exclusions):
        _keep_out(lead, user, ExclusionKind.RESPONDENT, BY_WORDS)
        take(lead, LeadAction.EXCLUDE_NAMED, SYSTEM, detail={"person": user.display_name})


def kept_out(lead: Lead) -> list[LeadExclusion]:
    """Who is kept from the lead for its own sake, and not for that of one merged into it."""
    return [row for row in lead.exclusions if row.lifted_at is None and row.via_id is None]


def recuse(lead: Lead, actor: User, reason: str) -> None:
    """Leave a lead on one's own motion; the way back is a supervisor's decision."""
    take(lead, LeadAction.RECUSE, actor, reason, detail={"person": actor.display_name})
    _keep_out(lead, actor, ExclusionKind.OWN_MOTION, reason.strip())
    merging.refresh(lead)


def readmit(lead: Lead, actor: Actor, person_id: int, reason: str) -> None:
    """A supervisor lets somebody back in; the row stays and says who and when."""
    row = queries.find_exclusion(lead.id, person_id)
    if row is None:
        raise RuleBroken("person", "这个人没有在回避。")
    take(lead, LeadAction.READMIT, actor, reason, detail={"person": row.user.display_name})
    row.lifted_at, row.lifted_by_id = clock.now(), actor.id
    flush()
    merging.refresh(lead)


def _keep_out(lead: Lead, user: User, kind: ExclusionKind, reason: str) -> None:
    if is_excluded(user, lead):
        return
    row = LeadExclusion(user_id=user.id, user=user, kind=kind, reason=reason, excluded_at=clock.now())
    lead.exclusions.append(row)
    flush()
    belonging.keep_out_of_case(lead, [row])
