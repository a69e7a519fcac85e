"""People and steps of the records tests, each through the real operations in a transaction of its own."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from portal import clock
from portal.accounts.models import Department, User
from portal.accounts.vocabulary import Role
from portal.attachments import operations as attachments
from portal.cases import queries as cases
from portal.cases.intake import name_respondent
from portal.cases.models import Case
from portal.cases.vocabulary import RespondentSource, Status
from portal.db import add, session, transaction
from portal.profiles.vocabulary import OrganRole, OwnerFunction
from portal.records import queries, recognising, releasing
from portal.records.models import DishonestyRecord
from portal.records.recognising import NewDocument, NewRecord, NewSubject
from portal.records.rectification import operations as rectification
from portal.records.rectification import queries as orders
from portal.records.rectification.models import Rectification
from portal.records.rectification.vocabulary import Stance
from portal.records.sanctions import operations as sanctions
from portal.records.sanctions.operations import NewSanction
from portal.records.sanctions.vocabulary import SanctionKind
from portal.records.vocabulary import DocumentKind, RecordConduct, Severity, SubjectKind
from portal.routing.models import Owner
from tests import factories

DEMAND = "请书面说明合同款项没有按期支付的原因，在期限内制定支付计划并完成支付，报送凭证。"
FACTS = "该单位与某企业签订的工程合同已经履行完毕并验收，合同约定的尾款到期没有支付，责令整改后仍不支付。"
CREDIT_CODE = "12370306495001231P"


def nothing_found(_text: str) -> list[str]:
    """A detector that finds nothing, for tests that are not about words."""
    return []


@dataclass
class House:
    """The departments and people of a story."""

    respondent: Department
    officer: User
    head: User
    supervisor: User
    first: User
    second: User
    third: User
    accused: User


def make_house() -> House:
    """A lead, a respondent with an officer, supervisors, three publishers; the supervisor's department answers for records."""
    lead, office, respondent = (factories.make_department() for _ in range(3))
    with transaction():
        add(Owner(function=OwnerFunction.RECORDS, department_id=office.id, role=OrganRole.RESPONSIBLE))
    return House(
        respondent=respondent,
        officer=factories.make_user(Role.OFFICER, department=lead),
        head=factories.make_user(Role.HEAD, department=lead),
        supervisor=factories.make_user(Role.SUPERVISOR, department=office),
        first=factories.make_user(Role.OFFICER, department=office),
        second=factories.make_user(Role.PUBLISHER, department=office),
        third=factories.make_user(Role.PUBLISHER, department=office),
        accused=factories.make_user(Role.OFFICER, department=respondent),
    )


def closed_case(house: House) -> Case:
    """A substantiated case against the respondent."""
    made = factories.case_in(Status.CLOSED, session.get_one(Department, house.officer.department_id), house.officer, house.head)
    with transaction():
        name_respondent(cases.get_case(made.id), session.get_one(Department, house.respondent.id), RespondentSource.CONFIRMED)
    return cases.get_case(made.id)


def ordered(house: House, case: Case | None = None, demand: str = DEMAND, days: int | None = None) -> Rectification:
    """An order to the respondent."""
    case = case or closed_case(house)
    with transaction():
        made = rectification.order(cases.get_case(case.id), house.supervisor, house.respondent, demand, nothing_found, days)
        number = made.number
    return orders.get_order(find_number(number))


def find_number(number: str) -> int:
    """The key of the order with a number."""
    return session.scalars(select(Rectification.id).where(Rectification.number == number)).one()


def do(operation: Any, row: Any, *arguments: Any) -> Any:
    """Run an operation on a row, read again, in a transaction of its own."""
    kind, key = type(row), row.id
    with transaction():
        return operation(session.get_one(kind, key), *arguments)


def refused(house: House) -> Rectification:
    """An order that the respondent refused, and the supervisor found so."""
    order = ordered(house)
    do(rectification.answer, order, house.accused, Stance.DECLINED, "本届班子不认以前签的合同，不再支付。")
    do(rectification.refuse, order, house.supervisor, "明确表示不支付，认定拒不整改。")
    return orders.get_order(order.id)


def new_record(issued_on: date, **fields: Any) -> NewRecord:
    """A valid new record about a free subject; ``fields`` of the record, the subject or the document replace the usual ones."""
    subject = NewSubject(kind=SubjectKind.INSTITUTION, name="测试区城建服务中心", credit_code=CREDIT_CODE)
    document = NewDocument(DocumentKind.JUDGMENT, "（2026）测0306民初1号", "测试区人民法院", issued_on)
    made = NewRecord(subject, document, RecordConduct.ARREARS, FACTS)
    if "department_id" in fields:
        made = replace(made, subject=NewSubject(department_id=fields.pop("department_id")))
    if "credit_code" in fields:
        made = replace(made, subject=replace(made.subject, credit_code=fields.pop("credit_code")))
    of_document = {name: fields.pop(name) for name in ("kind", "number", "organ") if name in fields}
    made = replace(made, document=replace(made.document, **of_document))
    return replace(made, **fields)


def recognised(house: House, new: NewRecord, order: Rectification | None = None) -> DishonestyRecord:
    """A record entered by the first person, its document attached."""
    with transaction():
        again = orders.get_order(order.id) if order else None
        record = recognising.recognise(house.first, new, again)
        attachments.add_file(recognising.FILES, record.document_id, "认定文书的文字内容。\n".encode(), "文书.txt")
        record_id = record.id
    return queries.get_record(record_id)


def published(house: House, new: NewRecord, severity: Severity = Severity.GENERAL, months: int | None = None) -> DishonestyRecord:
    """A record that three people brought to the public page."""
    record = recognised(house, new)
    do(recognising.grade, record, house.first, severity, "按损失和影响确定", months)
    do(releasing.submit, record, house.first, nothing_found)
    do(releasing.review, record, house.second, nothing_found)
    do(releasing.publish, record, house.third, nothing_found)
    return queries.get_record(record.id)


def imposed(house: House, record: DishonestyRecord) -> None:
    """A sanction that follows the record for two months."""
    lasts = clock.today(), clock.today() + timedelta(days=60)
    do(sanctions.impose, record, house.supervisor, NewSanction(SanctionKind.HONOURS, *lasts, "测试监督单位"))
