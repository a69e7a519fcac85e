"""Who is told about rectification and records. The body concerned hears that there is an order, and nothing of the case behind it."""

from portal.access import Permission, allows
from portal.accounts import queries as accounts
from portal.accounts.models import User
from portal.accounts.vocabulary import Role
from portal.deadlines.events import DeadlineDueSoon, DeadlineDueToday, DeadlineEvent, DeadlineMoved, DeadlineOverdue
from portal.notifications import outbox
from portal.notifications.vocabulary import MessageKind
from portal.records.events import RecordStepped, RectificationStepped
from portal.records.models import DishonestyRecord
from portal.records.queries import get_record
from portal.records.rectification.models import Rectification
from portal.records.rectification.operations import SUBJECT as ORDER
from portal.records.rectification.queries import get_order, list_recipients
from portal.records.rectification.workflow import RectificationAction
from portal.records.steps import SUBJECT as RECORD
from portal.records.workflow import RecordAction

_BODY_HEARS = {
    RectificationAction.ORDER: "本单位收到一份整改通知，请到“收到的整改通知”查看，并按期报送。",
    RectificationAction.EXTEND: "整改期限已延长，请到“收到的整改通知”查看。",
    RectificationAction.RETURN: "整改情况被退回，请继续整改并重新报送。",
    RectificationAction.ACCEPT: "整改已经验收合格。",
    RectificationAction.REFUSE: "整改通知已有处理结果，请到“收到的整改通知”查看。",
    RectificationAction.CANCEL: "一份整改通知已经终止。",
}
_BODY_CLOCK: dict[type[DeadlineEvent], tuple[MessageKind, str]] = {
    DeadlineDueSoon: (MessageKind.STAFF_DUE_SOON, "有整改通知快到期限，请到“收到的整改通知”查看。"),
    DeadlineDueToday: (MessageKind.STAFF_DUE_SOON, "有整改通知今天到期，请到“收到的整改通知”查看。"),
    DeadlineOverdue: (MessageKind.STAFF_OVERDUE, "有整改通知已过期限，请尽快整改并报送。"),
    DeadlineMoved: (MessageKind.STAFF_NEWS, "放假安排有变化，有整改通知的期限改了，请到“收到的整改通知”查看。"),
}
_KEEPER_CLOCK: dict[type[DeadlineEvent], tuple[MessageKind, str]] = {
    DeadlineDueSoon: (MessageKind.STAFF_DUE_SOON, "有失信记录快到公示或者撤销的期限。"),
    DeadlineDueToday: (MessageKind.STAFF_DUE_SOON, "有失信记录今天到公示或者撤销的期限。"),
    DeadlineOverdue: (MessageKind.STAFF_OVERDUE, "有失信记录已过公示或者撤销的期限，请尽快办理。"),
    DeadlineMoved: (MessageKind.STAFF_NEWS, "放假安排有变化，有失信记录公示或者撤销的期限改了。"),
}
_PUBLISHERS_HEAR = {RecordAction.SUBMIT: "有失信记录待审核。", RecordAction.REVIEW: "有失信记录待发布。"}
_AUTHOR_HEARS = {
    RecordAction.GIVE_BACK: "您录入的失信记录被退回修改。",
    RecordAction.PUBLISH: "您录入的失信记录已经公示。",
    RecordAction.NOTE_BASIS_GONE: "有失信记录的认定依据已撤销或变更，请在 3 个工作日内撤销记录。",
}


def tell_of_rectification(event: RectificationStepped) -> None:
    """Ring at the body concerned for what comes to it, and at the supervisors for its answer."""
    order, key = get_order(event.rectification_id), f"rectification:{event.rectification_id}:{event.action.value}"
    key = f"{key}:{order.version}"
    if event.action in _BODY_HEARS:
        outbox.notify_users(list_recipients(order), MessageKind.STAFF_NEWS, _BODY_HEARS[event.action], None, key)
    if event.action is RectificationAction.ANSWER:
        _tell_watchers(order, "被责令整改的单位已报送整改情况，请验收。", key)


def tell_of_rectification_clock(event: DeadlineEvent) -> None:
    """Remind the body concerned; tell the supervisors as well when the last day has passed."""
    if event.subject_kind != ORDER:
        return
    order, key = get_order(event.subject_id), f"clock:{event.deadline_id}:{event.due_on}:{type(event).__name__}"
    kind, words = _BODY_CLOCK[type(event)]
    outbox.notify_users(list_recipients(order), kind, words, None, key)
    if isinstance(event, DeadlineOverdue):
        _tell_watchers(order, "被责令整改的单位逾期没有报送。", key)


def tell_of_record(event: RecordStepped) -> None:
    """Tell whoever has to do the next step."""
    record, key = get_record(event.record_id), f"record:{event.record_id}:{event.action.value}"
    key = f"{key}:{record.version}"
    if event.action in _PUBLISHERS_HEAR:
        people = [user for user in accounts.users_with_role(Role.PUBLISHER) if user.id not in {record.author_id, record.reviewer_id}]
        _tell_of(record, people, MessageKind.STAFF_NEWS, _PUBLISHERS_HEAR[event.action], key)
    if event.action in _AUTHOR_HEARS:
        _tell_of(record, [record.author], MessageKind.STAFF_NEWS, _AUTHOR_HEARS[event.action], key)


def tell_of_record_clock(event: DeadlineEvent) -> None:
    """Remind the department that keeps the record."""
    if event.subject_kind == RECORD:
        record, key = get_record(event.subject_id), f"clock:{event.deadline_id}:{event.due_on}:{type(event).__name__}"
        kind, words = _KEEPER_CLOCK[type(event)]
        _tell_of(record, accounts.users_of_department(record.responsible_id), kind, words, key)


def _tell_of(record: DishonestyRecord, users: list[User], kind: MessageKind, words: str, key: str) -> None:
    readers = [user for user in users if allows(user, Permission.RECORD_READ, record)]
    outbox.notify_users(readers, kind, words, None, key)


def _tell_watchers(order: Rectification, words: str, key: str) -> None:
    watchers = [user for user in accounts.supervisors() if allows(user, Permission.RECTIFICATION_DECIDE, order.case)]
    outbox.notify_users(watchers, MessageKind.STAFF_NEWS, f"{order.case.number} {words}", order.case_id, key)
