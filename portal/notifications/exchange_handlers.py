"""Who hears of cases that went to a lower platform, and of platforms that do not get what they should."""

from portal.access import Permission, allows
from portal.accounts import queries as accounts
from portal.accounts.vocabulary import Role
from portal.cases.events import PassedCaseHeard
from portal.cases.queries import get_case
from portal.notifications import outbox
from portal.notifications.vocabulary import MessageKind
from portal.upkeep.events import PartnerOutOfReach


def tell_of_passed_case(event: PassedCaseHeard) -> None:
    """Ring the bell of the officer of the case; without one, of the officers of the lead."""
    case = get_case(event.case_id)
    people = [case.officer] if case.officer else accounts.users_of_department(case.lead_department_id or 0)
    readers = [each for each in people if allows(each, Permission.CASE_HANDLE, case)]
    outbox.notify_users(readers, MessageKind.STAFF_NEWS, f"{case.number} {event.words}", case.id, event.key)


def tell_of_partner(event: PartnerOutOfReach) -> None:
    """Ring the bell of the system administrators, once for each partner and day."""
    outbox.notify_users(accounts.users_with_role(Role.SYSTEM_ADMIN), MessageKind.STAFF_NEWS, event.words, dedupe_key=event.key)
