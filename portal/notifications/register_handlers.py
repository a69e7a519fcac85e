"""Who is told what about the public registers. They hold nothing of a case, so the bell may say which entry."""

from portal.access import Permission, allows
from portal.accounts import queries as accounts
from portal.accounts.models import User
from portal.accounts.vocabulary import Role
from portal.deadlines.events import DeadlineDueSoon, DeadlineDueToday, DeadlineEvent, DeadlineMoved, DeadlineOverdue
from portal.notifications import outbox
from portal.notifications.vocabulary import MessageKind
from portal.registers import queries
from portal.registers.events import EntryStepped
from portal.registers.models import RegisterEntry
from portal.registers.operations import SUBJECT
from portal.registers.workflow import EntryAction

_LONGEST_TITLE = 60
_TO_AUTHOR = {
    EntryAction.GIVE_BACK: "被退回，请修改",
    EntryAction.PUBLISH: "已公开",
    EntryAction.CORRECT: "已更正",
    EntryAction.WITHDRAW: "已撤下",
    EntryAction.DENY: "的履行登记经核实被撤销",
}
_CLOCKS: dict[type[DeadlineEvent], tuple[MessageKind, str]] = {
    DeadlineDueSoon: (MessageKind.STAFF_DUE_SOON, "快到兑现期限了"),
    DeadlineDueToday: (MessageKind.STAFF_DUE_SOON, "今天是兑现期限"),
    DeadlineOverdue: (MessageKind.STAFF_OVERDUE, "过了兑现期限，没有登记履行，公开页上已经显示"),
    DeadlineMoved: (MessageKind.STAFF_NEWS, "的兑现期限因放假安排变化改了"),
}


def tell_of_entry(event: EntryStepped) -> None:
    """Ring the bell of those who release, and of whoever wrote."""
    entry = queries.get_entry(event.entry_id)
    if event.action is EntryAction.SUBMIT:
        _tell(entry, _with(Permission.REGISTER_REVIEW, entry), "待审核", event.action.value)
    elif event.action is EntryAction.REVIEW:
        _tell(entry, _with(Permission.REGISTER_RELEASE, entry), "审核通过，待发布", event.action.value)
    elif event.action is EntryAction.PROPOSE:
        _tell(entry, _with(Permission.REGISTER_CORRECT, entry), "有一份更正等审核", f"{event.action.value}:{entry.version}")
    elif event.action in _TO_AUTHOR:
        _tell(entry, [entry.author], _TO_AUTHOR[event.action], event.action.value)


def tell_of_promise_clock(event: DeadlineEvent) -> None:
    """Tell the owner of a promise that its last day is near, has come, has passed."""
    if event.subject_kind == SUBJECT and type(event) in _CLOCKS:
        kind, words = _CLOCKS[type(event)]
        entry = queries.get_entry(event.subject_id)
        _tell(entry, _owners(entry), words, f"{event.deadline_id}:{event.due_on}:{kind.value}:{type(event).__name__}", kind)


def _owners(entry: RegisterEntry) -> list[User]:
    people = accounts.users_of_department(entry.department_id or 0)
    return [user for user in people if allows(user, Permission.REGISTER_FULFIL, entry)]


def _with(permission: Permission, entry: RegisterEntry) -> list[User]:
    people = [*accounts.users_with_role(Role.PUBLISHER), *accounts.users_of_department(entry.department_id or 0)]
    return [user for user in {each.id: each for each in people}.values() if allows(user, permission, entry)]


def _tell(entry: RegisterEntry, users: list[User], words: str, step: str, kind: MessageKind = MessageKind.STAFF_NEWS) -> None:
    text = f"{entry.kind.label}“{entry.title[:_LONGEST_TITLE]}”{words}。"
    outbox.notify_users(users, kind, text, None, f"register:{entry.id}:{entry.version}:{step}")
