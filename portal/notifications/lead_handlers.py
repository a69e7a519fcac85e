"""Who hears of new leads: those who work the inbox, one line for everything that came in at once."""

from portal.access import Permission, allows
from portal.accounts import queries as accounts
from portal.accounts.models import User
from portal.accounts.vocabulary import Role
from portal.db import at_end
from portal.leads import queries
from portal.leads.events import LeadStepped
from portal.leads.models import Lead
from portal.leads.vocabulary import LeadStatus
from portal.leads.workflow import LeadAction
from portal.notifications import outbox
from portal.notifications.vocabulary import MessageKind

AT_END = 30  # when everybody who keeps out of a new lead is known


def tell_of_new_lead(event: LeadStepped) -> None:
    """Note a new lead, to be told when the transaction ends: a table of 500 rows rings once."""
    if event.action is LeadAction.ENTER:
        at_end(AT_END, _tell, event.lead_id)


def _tell(lead_ids: list[int]) -> None:
    leads = [lead for lead in queries.list_leads(lead_ids) if lead.status is LeadStatus.WAITING]
    for user in _who_works_on(leads):
        theirs = [lead for lead in leads if lead.entered_by_id != user.id and allows(user, Permission.LEAD_HANDLE, lead)]
        if theirs:
            text = f"新线索 {theirs[0].number}，待处理。" if len(theirs) == 1 else f"新登记了 {len(theirs)} 条线索，待处理。"
            outbox.notify_users([user], MessageKind.STAFF_NEWS, text)


def _who_works_on(leads: list[Lead]) -> list[User]:
    """The coordinators, and the department that took the leads in; the supervisors where nobody coordinates."""
    keepers = sorted({lead.keeper_id for lead in leads})
    staff = [user for each in keepers for role in (Role.OFFICER, Role.HEAD) for user in accounts.users_of_department(each, role)]
    people = [*(accounts.coordinators() or accounts.supervisors()), *staff] if leads else []
    return list({each.id: each for each in people}.values())
