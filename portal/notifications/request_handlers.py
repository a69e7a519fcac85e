"""Who is told of objections to records and requests for repair: those who may decide them."""

from portal.access import Permission, allows
from portal.accounts import queries as accounts
from portal.accounts.models import User
from portal.accounts.vocabulary import Role
from portal.deadlines.events import DeadlineEvent, DeadlineMoved, DeadlineOverdue
from portal.notifications import outbox
from portal.notifications.vocabulary import MessageKind
from portal.records.events import ObjectionFiled, RepairStepped
from portal.records.models import DishonestyRecord
from portal.records.objections.filing import CLOCK as OBJECTION
from portal.records.objections.queries import RECORD, find_of_kind
from portal.records.queries import get_record
from portal.records.repair.operations import CLOCK as REPAIR
from portal.records.repair.queries import find_repair
from portal.records.repair.vocabulary import RepairStatus

_CLOCK_SAYS: dict[type[DeadlineEvent], tuple[MessageKind, str]] = {
    DeadlineOverdue: (MessageKind.STAFF_OVERDUE, "已过期限"),
    DeadlineMoved: (MessageKind.STAFF_NEWS, "因放假安排变化改了期限"),
}


def tell_of_record_objection(event: ObjectionFiled) -> None:
    """Tell those who may decide an objection that it is there."""
    record = get_record(event.record_id)
    _tell(record, Permission.RECORD_REVOKE, MessageKind.STAFF_NEWS, "有人对失信记录提出异议，请处理。", f"objection:{event.objection_id}")


def tell_of_repair(event: RepairStepped) -> None:
    """Tell those who may decide a request for repair that it came in."""
    if event.status is RepairStatus.OPEN:
        record = get_record(event.record_id)
        _tell(record, Permission.RECORD_REPAIR, MessageKind.STAFF_NEWS, "收到一份信用修复申请，请处理。", f"repair:{event.repair_id}")


def tell_of_request_clock(event: DeadlineEvent) -> None:
    """Remind those who may decide."""
    kind, state = _CLOCK_SAYS.get(type(event), (MessageKind.STAFF_DUE_SOON, "快到期限"))
    key = f"clock:{event.deadline_id}:{event.due_on}:{type(event).__name__}"
    if event.subject_kind == OBJECTION:
        objection = find_of_kind(RECORD, event.subject_id)
        if objection is not None:
            record = get_record(objection.subject_id)
            _tell(record, Permission.RECORD_REVOKE, kind, f"有对失信记录的异议{state}，请处理。", key)
    if event.subject_kind == REPAIR:
        repair = find_repair(event.subject_id)
        if repair is not None:
            _tell(repair.record, Permission.RECORD_REPAIR, kind, f"有信用修复申请{state}，请处理。", key)


def _tell(record: DishonestyRecord, permission: Permission, kind: MessageKind, words: str, key: str) -> None:
    people: list[User] = [*accounts.supervisors(), *accounts.users_with_role(Role.PUBLISHER), *accounts.users_with_role(Role.HEAD)]
    once = {each.id: each for each in people if each.id != record.author_id and allows(each, permission, record)}
    outbox.notify_users(list(once.values()), kind, words, None, key)
