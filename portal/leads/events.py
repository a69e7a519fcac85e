"""What happened to leads, told to ``wiring.py``."""

from dataclasses import dataclass

from portal.events import Event
from portal.leads.workflow import LeadAction


@dataclass(frozen=True)
class LeadStepped(Event):
    """A step of the table was taken on a lead."""

    lead_id: int
    action: LeadAction
