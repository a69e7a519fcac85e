"""What becomes of a lead: a report with its case, a record, a part of a case in hand, or nothing, with the reason.

The row of the lead is locked and its status asked for before anything is made of it, so that two people, or two presses, make one thing.
"""

from dataclasses import replace

from portal.access import Actor, Permission, allows
from portal.accounts.models import User
from portal.cases import intake
from portal.cases import queries as cases
from portal.cases.handling import checked_text
from portal.cases.intake import NewReport, Receipt
from portal.cases.models import Case
from portal.cases.steps import take as take_case
from portal.cases.workflow import Action
from portal.crypto import keyed_hash
from portal.errors import RuleBroken
from portal.leads import belonging
from portal.leads.belonging import NOT_THE_SAME, TO_ACCUSED
from portal.leads.models import Lead
from portal.leads.steps import take
from portal.leads.workflow import MAIN, TRANSITIONS, USES_WORDS, LeadAction, check
from portal.records import recognising
from portal.records.models import DishonestyRecord
from portal.records.recognising import NewRecord

# What else somebody needs who wants to make this of a lead.
_NEEDS = {LeadAction.REPORT: Permission.REPORT_REGISTER}
_OTHER_BODY = "和线索里的被反映单位不一样。线索写错了单位的，请先在线索页面核对单位。"
_GIVEN_TO_ACCUSED = "这样写会派给可能被反映的单位。请按线索的原话写被反映单位，或者先在线索页面核对单位。"


def possible_actions(lead: Lead, actor: Actor) -> list[LeadAction]:
    """The actions that fit the status and that the policy allows the actor, in table order."""
    return [each for each in TRANSITIONS if lead.status in TRANSITIONS[each].sources and _is_allowed(lead, actor, each)]


def _is_allowed(lead: Lead, actor: Actor, action: LeadAction) -> bool:
    permission = TRANSITIONS[action].permission
    if permission is None or not allows(actor, permission, lead) or (lead.erased_at is not None and action in USES_WORDS):
        return False
    if action is LeadAction.RECORD and not recognising.may_enter(actor):
        return False
    return action not in _NEEDS or allows(actor, _NEEDS[action])


def report(lead: Lead, actor: User, new: NewReport, press_key: str, region_code: str) -> Receipt:
    """Make a report and its case of a lead: channel, number and day of receipt are those of the lead, and its clocks run from that day.

    The same ``press_key`` twice gives the first case again, without a code. A lead that came in more than a year ago needs
    ``new.late_reason``, which stays with the lead.
    """
    earlier = cases.find_report_by_submission(keyed_hash(press_key, "submission"))
    if earlier is not None and earlier.case_id == lead.case_id:
        return Receipt(earlier.case_id, earlier.id, earlier.case.number, None)
    check(LeadAction.REPORT, lead.status)
    if intake.is_old(lead.received_on):
        checked_text("late_reason", new.late_reason, "为什么现在才转为投诉举报", 5)
    new = replace(new, channel=lead.source, original_number=lead.original_number, received_on=lead.received_on, is_demo=lead.is_demo)
    made = intake.submit(new, press_key, region_code, registered_by=actor, kept_out=belonging.kept_out(lead))
    case = cases.get_case(made.case_id)
    belonging.check_same_body(lead, case, "respondent_text", _OTHER_BODY, _GIVEN_TO_ACCUSED)
    take(lead, LeadAction.REPORT, actor, new.late_reason, detail={"case": case.number}, case_id=case.id)
    return made


def record(lead: Lead, actor: Actor, new: NewRecord) -> DishonestyRecord:
    """Make a record of a lead that comes with a recognition document. Raises what ``recognise`` raises."""
    check(LeadAction.RECORD, lead.status)
    made = recognising.recognise(actor, new)
    if not belonging.is_about(lead, made):
        raise RuleBroken("department", "失信主体和线索里的单位不一样。线索写错了单位的，请先在线索页面核对单位。")
    take(lead, LeadAction.RECORD, actor, record_id=made.id)
    return made


def attach(lead: Lead, actor: Actor, case: Case) -> None:
    """Put a lead into a case in hand that is about the same body. Both rows must be locked.

    Raises ``RuleBroken`` on ``case`` where somebody who works on the case could not be shown the lead.
    """
    belonging.check_same_body(lead, case, "case", NOT_THE_SAME, TO_ACCUSED)
    take(lead, LeadAction.ATTACH, actor, detail={"case": case.number}, case_id=case.id)
    belonging.keep_out_of_case(lead)  # before the step that tells who works on the case
    take_case(case, Action.ADD_LEAD, actor, detail={"lead": lead.number, "source": lead.source.label})


def detach(lead: Lead, actor: Actor, case: Case, reason: str) -> None:
    """Take a lead out of the case it was put into; it waits anew. Both rows must be locked."""
    take(lead, LeadAction.DETACH, actor, reason, detail={"case": case.number})
    take_case(case, Action.REMOVE_LEAD, actor, reason, {"lead": lead.number, "source": lead.source.label})


def decline(lead: Lead, actor: Actor, reason: str) -> None:
    """Make nothing of a lead, and say why."""
    take(lead, LeadAction.DECLINE, actor, reason)


def resume(lead: Lead, actor: Actor, reason: str) -> None:
    """Take up again a lead of which nothing was made."""
    take(lead, LeadAction.RESUME, actor, reason)


def can_take_in(lead: Lead) -> bool:
    """Whether doubles can be merged into the lead."""
    return lead.status in MAIN and lead.erased_at is None
