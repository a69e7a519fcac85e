"""The papers that belong to a case but have pages of their own: supervision orders and the public text."""

from dataclasses import dataclass

from flask import url_for

from portal.access import Permission, allows
from portal.accounts.models import User
from portal.cases.models import Case
from portal.cases.vocabulary import OPEN_STATUSES, PublicationStage
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
    if case.publication_stage is not PublicationStage.NONE:
        found.append(Paper("公示稿", url_for("publication.edit_draft", case_id=case.id), case.publication_stage.label))
    elif case.finding is not None and allows(actor, Permission.PUBLICATION_DRAFT, case):
        found.append(Paper("起草公示", url_for("publication.begin_draft", case_id=case.id)))
    return found
