"""What the pages of acts on a lead share."""

from typing import Any

from portal.access import require
from portal.errors import NotAllowed
from portal.leads import promoting, queries
from portal.leads.models import Lead
from portal.leads.workflow import TRANSITIONS, LeadAction, check
from portal.web import sessions
from portal.web.filters import day


def open_lead(lead_id: int, action: LeadAction) -> Lead:
    """A lead this person may see and, by the table and the policy, do this to now. Raises ``NotAllowed``, ``TransitionRefused``."""
    actor = sessions.actor()
    lead = queries.get_visible(actor, lead_id)
    permission = TRANSITIONS[action].permission
    if permission is not None:
        require(actor, permission, lead)
    check(action, lead.status, reason="…")
    if action not in promoting.possible_actions(lead, actor):
        raise NotAllowed(f"您没有“{action.label}”的权限。")
    return lead


def about(lead: Lead) -> list[dict[str, Any]]:
    """The facts shown above the form of an act."""
    return [
        {"label": "线索", "value": f"{lead.number}　{lead.source.label}　{day(lead.received_on)}收到"},
        {"label": "被反映单位", "value": lead.unit_text or "没有写明"},
        {"label": "标题", "value": lead.subject},
    ]
