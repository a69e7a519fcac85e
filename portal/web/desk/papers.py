"""The papers that belong to a case but have pages of their own: supervision orders and the public text."""

from dataclasses import dataclass

from flask import url_for

from portal.access import Permission, allows
from portal.accounts.models import User
from portal.cases.letters import queries as letters
from portal.cases.letters.operations import may_be_sent
from portal.cases.models import Case
from portal.cases.vocabulary import OPEN_STATUSES, PublicationStage, ReportKind
from portal.supervision import queries as supervision
from portal.supervision.vocabulary import OrderStatus


@dataclass(frozen=True)
class Paper:
    """A link to one paper; ``note`` says how it stands."""

    label: str
    url: str
    note: str = ""


def papers(case: Case, actor: User) -> list[Paper]:
    """What this person can read or begin for the case."""
    orders = supervision.list_orders_of(case.id)
    supervises = allows(actor, Permission.CASE_SUPERVISE, case)
    endpoint = "oversight.show_order" if supervises else "desk.answer_order"
    found = [Paper(order.number, url_for(endpoint, order_id=order.id), order.status.label) for order in orders]
    is_ordered = any(order.status is not OrderStatus.CLOSED for order in orders)
    if supervises and not is_ordered and case.status in OPEN_STATUSES and case.lead_department_id:
        found.append(Paper("发出督办", url_for("oversight.issue_order", case_id=case.id)))
    found += _letters(case, actor)
    if case.publication_stage is not PublicationStage.NONE:
        found.append(Paper("公示稿", url_for("publication.edit_draft", case_id=case.id), case.publication_stage.label))
    elif case.finding is not None and allows(actor, Permission.PUBLICATION_DRAFT, case):
        found.append(Paper("起草公示", url_for("publication.begin_draft", case_id=case.id)))
    return found


def _letters(case: Case, actor: User) -> list[Paper]:
    """The letters to respondents, and the way to a new one; never on a tip-off."""
    if case.kind is not ReportKind.COMPLAINT:
        return []
    written = letters.list_of_case(case.id)
    found = [
        Paper(f"核实函 {each.number}", url_for("desk.case_letter", case_id=case.id, number=each.number), each.status.label)
        for each in written
    ]
    if allows(actor, Permission.LETTER_WRITE, case) and may_be_sent(case) and letters.list_addressees(case):
        found.append(Paper("发函核实", url_for("desk.write_letter", case_id=case.id)))
    return found
