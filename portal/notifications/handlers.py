"""Who is told what when something happens: rules as tables. Nobody hears of a case they may not read."""

from collections.abc import Callable, Iterable

from portal import clock
from portal.access import Permission, allows
from portal.access.predicates import is_excluded
from portal.accounts import queries as accounts
from portal.accounts.models import User
from portal.accounts.vocabulary import Role
from portal.cases import queries as cases
from portal.cases.events import CaseStepped, ReportSubmitted
from portal.cases.identity import notice_address
from portal.cases.models import Case, CaseEvent
from portal.cases.steps import SUBJECT as CASE
from portal.cases.support import SUBJECT as SUPPORT
from portal.cases.terms import HANDLING_RULES, REVIEW_RULES
from portal.cases.vocabulary import MessageSender
from portal.cases.workflow import Action
from portal.deadlines import queries as deadlines
from portal.deadlines.events import (
    DeadlineDueSoon,
    DeadlineDueToday,
    DeadlineEvent,
    DeadlineMoved,
    DeadlineOverdue,
    DeadlineSuperviseDue,
)
from portal.deadlines.limits import INTERNAL_RULES
from portal.notifications import messages, outbox
from portal.notifications.vocabulary import MessageKind, RecipientKind
from portal.supervision.events import OrderAnswered, OrderIssued, OrderPrepared, WarningsFound
from portal.supervision.ladder.queries import get_commitment_by_id
from portal.supervision.ladder.talks import SUBJECT as PROMISE
from portal.supervision.models import SupervisionOrder
from portal.supervision.operations import SUBJECT as ORDER
from portal.supervision.queries import get_order

Audience = Callable[[Case], list[User]]


def _department(case: Case) -> list[User]:
    return accounts.users_of_department(case.lead_department_id) if case.lead_department_id else []


def _officer(case: Case) -> list[User]:
    """The officer in charge, or the whole department while nobody is."""
    return [case.officer] if case.officer else _department(case)


def _heads(case: Case) -> list[User]:
    return accounts.heads_of(case.lead_department_id) if case.lead_department_id else []


def _coordinators(case: Case) -> list[User]:
    return accounts.coordinators()


def _supervisors(case: Case) -> list[User]:
    return accounts.supervisors()


def _department_late(case: Case) -> list[User]:
    return [*_officer(case), *_heads(case)]


def _everyone_late(case: Case) -> list[User]:
    return [*_officer(case), *_heads(case), *_supervisors(case)]


def _able_heads(case: Case) -> list[User]:
    """The heads; the supervisors as well when every head keeps out of the case."""
    heads = [head for head in _heads(case) if not is_excluded(head, case)]
    return heads or _supervisors(case)


def _who_decides(case: Case) -> list[User]:
    return [*_able_heads(case), *_supervisors(case)]


def _supporting(case: Case) -> list[User]:
    return [user for department in case.supporting_departments for user in accounts.users_of_department(department.id)]


# Which staff hear of which step, and what the bell says; the number of the case is put in front.
STAFF_HEARS: dict[Action, tuple[Audience, MessageKind, str]] = {
    Action.SUBMIT: (_department, MessageKind.STAFF_NEW_CASE, "新办件已派给本单位，请签收。"),
    Action.ESCALATE: (_coordinators, MessageKind.STAFF_NEW_CASE, "新办件没有可自动派给的单位，请分办。"),
    Action.ASSIGN: (_department, MessageKind.STAFF_NEW_CASE, "办件已分办给本单位，请签收。"),
    Action.ROUTE: (_department, MessageKind.STAFF_NEW_CASE, "办件已改派给本单位，请签收。"),
    Action.REASSIGN: (_department, MessageKind.STAFF_NEW_CASE, "办件已改派给本单位，请签收。"),
    Action.SEND_BACK: (_coordinators, MessageKind.STAFF_NEWS, "承办部门退回了办件，请重新分办。"),
    Action.LOSE_LEAD: (_coordinators, MessageKind.STAFF_NEWS, "承办部门因回避退出，请留意办件去向。"),
    Action.LOSE_OFFICER: (_able_heads, MessageKind.STAFF_NEWS, "承办人已回避退出，请另行指定承办人。"),
    Action.RECUSE: (_who_decides, MessageKind.STAFF_NEWS, "有工作人员主动回避，请留意办理分工。"),
    Action.REQUEST_RECUSAL: (_who_decides, MessageKind.STAFF_NEWS, "反映人申请回避，请决定。"),
    Action.READMIT: (_able_heads, MessageKind.STAFF_NEWS, "监督人员解除了一名工作人员的回避。"),
    Action.APPOINT: (_officer, MessageKind.STAFF_NEWS, "办件已指定由您承办。"),
    Action.ADD_SUPPORT: (_supporting, MessageKind.STAFF_NEW_CASE, "请本单位配合办理。"),
    Action.ADD_LEAD: (_officer, MessageKind.STAFF_NEWS, "有一条线索并入了办件，请查看。"),
    Action.ANSWER_SUPPORT: (_officer, MessageKind.STAFF_NEWS, "配合单位提交了意见。"),
    Action.TRANSFER: (_coordinators, MessageKind.STAFF_NEWS, "办件已移送纪检监察机关，请取出移送件。"),
    Action.SUPPLEMENT: (_officer, MessageKind.STAFF_NEWS, "反映人已补充材料，计时恢复。"),
    Action.LAPSE: (_officer, MessageKind.STAFF_NEWS, "补正期满，反映人没有补充材料，计时恢复。"),
    Action.MESSAGE: (_officer, MessageKind.STAFF_NEWS, "反映人留言了。"),
    Action.WITHDRAW: (_officer, MessageKind.STAFF_NEWS, "反映人已撤回。"),
    Action.RATE: (_officer, MessageKind.STAFF_NEWS, "反映人已评价。"),
    Action.REPLY: (_heads, MessageKind.STAFF_NEWS, "答复待审核。"),
    Action.REFUSE: (_officer, MessageKind.STAFF_NEWS, "答复被驳回，请修改。"),
    Action.APPROVE: (_officer, MessageKind.STAFF_NEWS, "答复已审核发出，请办结。"),
    Action.REQUEST_EXTENSION: (_heads, MessageKind.STAFF_NEWS, "延期申请待批准。"),
    Action.APPROVE_EXTENSION: (_officer, MessageKind.STAFF_NEWS, "延期已批准。"),
    Action.REFUSE_EXTENSION: (_officer, MessageKind.STAFF_NEWS, "延期未获批准。"),
    Action.REOPEN: (_officer, MessageKind.STAFF_NEWS, "办件已决定重办。"),
    Action.REQUEST_REVIEW: (_supervisors, MessageKind.STAFF_NEWS, "反映人申请复查，请决定。"),
    Action.OVERTURN: (_officer, MessageKind.STAFF_NEWS, "复查决定重新办理。"),
    Action.UPHOLD: (_officer, MessageKind.STAFF_NEWS, "复查维持原答复。"),
    Action.REQUEST_FINAL_REVIEW: (_supervisors, MessageKind.STAFF_NEWS, "反映人申请复核，请由作出复查决定以外的单位决定。"),
    Action.OVERTURN_FINAL: (_officer, MessageKind.STAFF_NEWS, "复核决定重新办理。"),
    Action.UPHOLD_FINAL: (_officer, MessageKind.STAFF_NEWS, "复核维持复查意见。"),
}

# What a clock that nears its end says to whom.
CLOCK_SAYS: dict[type[DeadlineEvent], tuple[Audience, MessageKind, str]] = {
    DeadlineDueSoon: (_officer, MessageKind.STAFF_DUE_SOON, "即将到期（{due_on:%m月%d日}）。"),
    DeadlineDueToday: (_officer, MessageKind.STAFF_DUE_SOON, "今天到期。"),
    DeadlineOverdue: (_everyone_late, MessageKind.STAFF_OVERDUE, "已超期（应于 {due_on:%m月%d日} 前完成）。"),
    DeadlineSuperviseDue: (_supervisors, MessageKind.STAFF_OVERDUE, "超期后仍未完成，可以督办。"),
}


# The same of an aim of the house: it stays in the department, and its name is said, for no term of the law is over.
INTERNAL_CLOCK_SAYS: dict[type[DeadlineEvent], tuple[Audience, MessageKind, str]] = {
    DeadlineDueSoon: CLOCK_SAYS[DeadlineDueSoon],
    DeadlineDueToday: CLOCK_SAYS[DeadlineDueToday],
    DeadlineOverdue: (_department_late, MessageKind.STAFF_DUE_SOON, "已过（{due_on:%m月%d日}），法定期限另算。"),
}


def tell_staff_of_step(event: CaseStepped) -> None:
    """Ring the bell of those who have to do with a step."""
    if event.action in STAFF_HEARS:
        audience, kind, words = STAFF_HEARS[event.action]
        case = cases.get_case(event.case_id)
        _tell(case, audience(case), kind, words, f"step:{event.event_id}")


def tell_reporter_received(event: ReportSubmitted) -> None:
    """The first mail to a reporter who left an address: that the report is here, nothing of what it says."""
    _mail_reporter(event.report_id, MessageKind.REPORTER_RECEIVED, messages.reporter_received(), f"received:{event.report_id}")


def tell_reporter_of_step(event: CaseStepped) -> None:
    """Mail the reporters that there is news, when it is none of their own making."""
    if not event.is_public or event.action in {Action.SUBMIT, Action.ESCALATE}:
        return
    if not _is_by_reporter(cases.get_event(event.event_id)):
        for report in cases.get_case(event.case_id).reports:
            _mail_reporter(report.id, MessageKind.REPORTER_NEWS, messages.reporter_news(), f"news:{event.event_id}:{report.id}")


def _is_by_reporter(step: CaseEvent) -> bool:
    return step.actor_kind == MessageSender.REPORTER.value


def tell_of_clock(event: DeadlineEvent) -> None:
    """Remind, or tell that a last day has passed; each step of each clock once."""
    says = INTERNAL_CLOCK_SAYS if event.rule_key in INTERNAL_RULES else CLOCK_SAYS
    if type(event) not in says:
        return
    audience, kind, words = says[type(event)]
    order = _order_of(event)
    part = cases.get_part(event.subject_id) if event.subject_kind == SUPPORT else None
    if event.subject_kind not in _ABOUT_CASES:
        return
    case = order.case if order else part.case if part else cases.get_case(event.subject_id)
    what = _owed_on(order, event) if order else f"{part.department.name}的配合意见" if part else _internal_name(event)
    people = [*accounts.users_of_department(part.department_id), *_officer(case)] if part else audience(case)
    text = what + words.format(due_on=event.due_on)
    _tell(case, people, kind, text, f"clock:{event.deadline_id}:{event.due_on}:{type(event).__name__}")


_ABOUT_CASES = frozenset({CASE, ORDER, SUPPORT, PROMISE})


def _order_of(event: DeadlineEvent) -> SupervisionOrder | None:
    """The paper of the ladder that a clock is about: its answer, or a promise made in its talk."""
    if event.subject_kind == PROMISE:
        return get_order(get_commitment_by_id(event.subject_id).order_id)
    return get_order(event.subject_id) if event.subject_kind == ORDER else None


def _owed_on(order: SupervisionOrder, event: DeadlineEvent) -> str:
    return f"{order.name}的{'约谈承诺' if event.subject_kind == PROMISE else '答复'}"


def _internal_name(event: DeadlineEvent) -> str:
    limit = deadlines.find_limit(event.rule_key) if event.rule_key in INTERNAL_RULES else None
    return f"“{limit.label}”" if limit else ""


# Clocks whose last day a reporter was told.
_REPORTERS_KNOW = frozenset({"triage", "callback", "supplement_answer", "commitment", *HANDLING_RULES, *REVIEW_RULES})


def tell_of_moved_clock(event: DeadlineMoved) -> None:
    """The calendar moved a last day: the officer, the department and the reporter are told, a reporter once for each day of change."""
    part = cases.get_part(event.subject_id) if event.subject_kind == SUPPORT else None
    order = _order_of(event)
    if event.subject_kind not in _ABOUT_CASES:
        return
    case = order.case if order else part.case if part else cases.get_case(event.subject_id)
    limit = deadlines.find_limit(event.rule_key)
    what = limit.label if limit else _owed_on(order, event) if order else "承诺履行"
    people = accounts.users_of_department(part.department_id) if part else [*_officer(case), *_heads(case)]
    words = f"放假安排有变化，“{what}”的最后一天由 {event.old_due_on:%m月%d日} 改为 {event.due_on:%m月%d日}。"
    _tell(case, people, MessageKind.STAFF_NEWS, words, f"moved:{event.deadline_id}:{event.old_due_on}:{event.due_on}")
    if event.subject_kind == CASE and event.rule_key in _REPORTERS_KNOW:
        for report in case.reports:
            key = f"moved:{event.deadline_id}:{event.old_due_on}:{event.due_on}:{report.id}"
            _mail_reporter(report.id, MessageKind.REPORTER_NEWS, messages.reporter_news(), key)


def tell_of_order(event: OrderIssued) -> None:
    """Tell the department that it has been ordered to act."""
    case, order = cases.get_case(event.case_id), get_order(event.order_id)
    _tell(
        case,
        [*_officer(case), *_heads(case)],
        MessageKind.STAFF_ORDER,
        f"收到{order.number}，请按期答复。",
        f"order:{order.id}:{order.due_on}",
    )


def tell_of_draft(event: OrderPrepared) -> None:
    """Tell the supervisors that a draft waits for a decision; whoever laid it there knows."""
    case, order = cases.get_case(event.case_id), get_order(event.order_id)
    others = [user for user in accounts.supervisors() if user.id != event.by_id]
    words = f"有一份{order.kind.label}文书{event.status.label}，请处理。"
    _tell(case, others, MessageKind.STAFF_ORDER, words, f"draft:{order.id}:{event.status}:{clock.now():%Y%m%d%H%M%S%f}")


def tell_of_warnings(event: WarningsFound) -> None:
    """Tell the supervisors that a month showed unusual numbers; which, the page says."""
    words = f"{event.month} 的数字有 {event.number} 条预警，请到“监督”的预警页面查看。"
    outbox.notify_users(accounts.supervisors(), MessageKind.STAFF_NEWS, words, None, f"warnings:{event.month}")


def tell_of_answer(event: OrderAnswered) -> None:
    """Tell the supervisor who signed the paper that it was answered; all of them when the portal sent it."""
    case, order = cases.get_case(event.case_id), get_order(event.order_id)
    _tell(
        case,
        [order.issued_by] if order.issued_by else accounts.supervisors(),
        MessageKind.STAFF_ORDER,
        f"{order.number}已答复，请审看。",
        f"answer:{order.id}:{order.answered_at}",
    )


def _tell(case: Case, users: Iterable[User], kind: MessageKind, words: str, dedupe_key: str) -> None:
    """Only people who work on cases and may read this one are told of it."""
    readers = [user for user in users if user.roles - {Role.PUBLISHER} and allows(user, Permission.CASE_READ, case)]
    outbox.notify_users(readers, kind, f"{case.number} {words}", case.id, dedupe_key)


def _mail_reporter(report_id: int, kind: MessageKind, text: messages.MessageText, dedupe_key: str) -> None:
    address = notice_address(cases.get_report(report_id))
    if address:
        outbox.queue(kind, RecipientKind.REPORTER, report_id, address, *text, dedupe_key=dedupe_key)
