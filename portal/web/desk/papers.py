"""The papers that belong to a case but have pages of their own: supervision orders and the public text."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import url_for

from portal.access import Permission, allows
from portal.accounts.models import User
from portal.cases.letters import queries as letters
from portal.cases.letters.operations import may_be_sent
from portal.cases.models import Case
from portal.cases.vocabulary import PublicationStage, ReportKind
from portal.exchange.passing.models import PassedCase
from portal.exchange.passing.operations import offered, why_not_pass
from portal.records.rectification import queries as rectification
from portal.records.rectification.operations import why_not_order
from portal.supervision import queries as supervision
from portal.supervision.operations import why_not_begin
from portal.supervision.vocabulary import OrderKind

# What a supervisor begins here; 催办 is a step of the case and has its own button.
BY_HAND = (OrderKind.NOTICE, OrderKind.ORDER, OrderKind.TALK, OrderKind.CRITICISM)


@dataclass(frozen=True)
class Paper:
    """A link to one paper; ``note`` says how it stands."""

    label: str
    url: str
    note: str = ""


def papers(case: Case, actor: User, passed: Sequence[PassedCase]) -> list[Paper]:
    """What this person can read or begin for the case; ``passed`` is to which platforms it was handed."""
    orders = supervision.list_orders_of(actor, case.id)
    supervises = allows(actor, Permission.CASE_SUPERVISE, case)
    endpoint = "oversight.show_order" if supervises else "desk.answer_order"
    found = [Paper(order.name, url_for(endpoint, order_id=order.id), order.status.label) for order in orders]
    if supervises:
        left = [kind for kind in BY_HAND if not why_not_begin(case, kind)]
        found += [Paper(f"发出{kind.label}", url_for("oversight.issue_order", case_id=case.id, kind=kind.value)) for kind in left]
    if allows(actor, Permission.CASE_TAKE_TRANSFER, case):
        found.append(Paper("取出移送件", url_for("desk.take_transfer", case_id=case.id), "送纪检监察机关"))
    found += _letters(case, actor)
    if allows(actor, Permission.CASE_HANDLE, case) and not why_not_pass(case, passed) and offered(case):
        found.append(Paper("转交下级平台", url_for("desk.pass_down", case_id=case.id), "期限连续计算"))
    found += _rectifications(case, actor)
    if case.publication_stage is not PublicationStage.NONE:
        found.append(Paper("公示稿", url_for("publication.edit_draft", case_id=case.id), case.publication_stage.label))
    elif case.finding is not None and allows(actor, Permission.PUBLICATION_DRAFT, case):
        found.append(Paper("起草公示", url_for("publication.begin_draft", case_id=case.id)))
    return found


def _rectifications(case: Case, actor: User) -> list[Paper]:
    """The orders to rectify, and the way to a new one."""
    found = [
        Paper(f"整改通知 {each.number}", url_for("records.show_rectification", order_number=each.number), each.status.label)
        for each in rectification.list_of_case(case.id)
    ]
    if case.finding is not None and allows(actor, Permission.RECTIFICATION_ORDER, case) and not why_not_order(case):
        found.append(Paper("责令整改", url_for("records.order_rectification", case_id=case.id)))
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
