"""The one way a lead moves: the table and the policy are asked, the state changes, the event is written and told."""

from typing import Any

from portal import clock
from portal.access import Actor, require
from portal.audit import operations as audit
from portal.db import add, flush, session
from portal.errors import StalePage, TransitionRefused
from portal.events import emit
from portal.leads.events import LeadStepped
from portal.leads.models import Lead, LeadEvent
from portal.leads.vocabulary import LeadStatus
from portal.leads.workflow import USES_WORDS, LeadAction, check


def expect_version(lead: Lead, version: int) -> None:
    """Raise ``StalePage`` when the lead was changed after the page was opened."""
    if lead.version != version:
        raise StalePage("这条线索刚刚被别人处理过。您写的内容还在，请核对后再提交。")


def take(
    lead: Lead,
    action: LeadAction,
    actor: Actor,
    reason: str = "",
    other: Lead | None = None,
    detail: dict[str, Any] | None = None,
    **belongs: int | None,
) -> None:
    """Take one step of the table. ``belongs`` is what the new status comes with: ``main_id``, ``case_id`` or ``record_id``.

    ``detail`` is shown to whoever may see the lead and holds no words of it. Raises ``NotAllowed``, ``TransitionRefused``.
    """
    row = check(action, lead.status, reason)
    if lead.erased_at is not None and action in USES_WORDS:
        raise TransitionRefused(f"这条线索的内容已经销毁，不能“{action.label}”。")
    if row.permission is not None:
        require(actor, row.permission, lead)
    before = lead.status
    if row.target is not None:
        lead.enter(row.target, **belongs)
        session.expire(lead, ["main", "case", "record"])  # the policy asks what the lead belongs to now
    else:
        lead.version += 1
    write_event(lead, action, actor, before, reason, other, detail)


def write_event(
    lead: Lead,
    action: LeadAction,
    actor: Actor,
    before: LeadStatus | None,
    reason: str = "",
    other: Lead | None = None,
    detail: dict[str, Any] | None = None,
) -> None:
    """Append the event of a step, log it, and tell the house; ``before`` is None for the step that made the lead."""
    add(
        LeadEvent(
            lead_id=lead.id,
            action=action,
            at=clock.now(),
            from_status=before,
            to_status=lead.status,
            actor_id=actor.id,
            reason=reason.strip(),
            other_id=other.id if other is not None else None,
            detail=detail or {},
        )
    )
    flush()
    audit.record(actor, f"lead:{action.value}", "lead", lead.id, {"to": lead.status.value})
    emit(LeadStepped(lead.id, action))
