"""Who is told about bulletins and evaluations."""

from collections.abc import Iterable

from portal.accounts import queries as accounts
from portal.accounts.models import User
from portal.accounts.vocabulary import Role
from portal.bulletins.events import BulletinStepped
from portal.bulletins.queries import get_bulletin
from portal.bulletins.workflow import BulletinAction
from portal.deadlines.events import DeadlineDueSoon, DeadlineDueToday, DeadlineEvent, DeadlineMoved, DeadlineOverdue
from portal.evaluation import objections, operations, queries
from portal.evaluation.events import EvaluationStepped, ObjectionDecided, ObjectionMade
from portal.evaluation.models import Evaluation
from portal.evaluation.workflow import EvaluationAction
from portal.notifications import outbox
from portal.notifications.vocabulary import MessageKind
from portal.supervision.periods import label_of

_DECIDED = {BulletinAction.APPROVE: "已批准", BulletinAction.REFUSE: "被退回修改", BulletinAction.WITHDRAW: "已撤下"}
_LAID_BEFORE = {BulletinAction.FREEZE, BulletinAction.SUBMIT}
_CLOCK_SAYS: dict[type[DeadlineEvent], str] = {
    DeadlineDueSoon: "一条考评异议快要到决定期限（{due_on:%m月%d日}）。",
    DeadlineDueToday: "一条考评异议今天要决定。",
    DeadlineOverdue: "一条考评异议逾期没有决定。",
    DeadlineMoved: "放假安排有变化，一条考评异议的决定期限改为 {due_on:%m月%d日}。",
}


def tell_of_bulletin(event: BulletinStepped) -> None:
    """Tell the other supervisors that a bulletin waits for one of them, and its author of what was decided."""
    bulletin = get_bulletin(event.bulletin_id)
    key = f"bulletin:{bulletin.id}:{event.action.value}:{len(bulletin.texts)}"
    if event.action in _LAID_BEFORE:
        others = [each for each in accounts.supervisors() if not bulletin.was_written_by(each.id)]
        _tell(others, f"《{bulletin.title}》等待批准，请到“通报”查看。", key)
    elif event.action in _DECIDED and event.by_id != bulletin.author_id:
        _tell([bulletin.author], f"《{bulletin.title}》{_DECIDED[event.action]}。", key)


def tell_of_evaluation(event: EvaluationStepped) -> None:
    """Tell the departments of their scores while they may object, and the other supervisors when scores wait to be published."""
    evaluation = queries.get_evaluation(event.evaluation_id)
    name = _name_of(evaluation)
    if event.action is EvaluationAction.OPEN:
        until = f"{evaluation.objections_until:%m月%d日}"
        _tell(_scored(evaluation), f"{name}的评分已经告知，有异议请在 {until} 前到“考评”提出。", f"evaluation:{evaluation.id}:open")
    elif event.action is EvaluationAction.FINALISE:
        others = [each for each in accounts.supervisors() if each.id not in {evaluation.author_id, event.by_id}]
        _tell(others, f"{name}已经定分，等待公布。", f"evaluation:{evaluation.id}:final")


def tell_of_objection_made(event: ObjectionMade) -> None:
    """Tell the supervisors that a department objects."""
    objection = queries.get_objection(event.objection_id)
    text = f"{objection.score.name}对考评提出异议，请在 {objection.due_on:%m月%d日} 前决定。"
    _tell(accounts.supervisors(), text, f"evaluation:objection:{objection.id}")


def tell_of_objection_decided(event: ObjectionDecided) -> None:
    """Tell the department what was decided."""
    objection = queries.get_objection(event.objection_id)
    people = _staff_of(objection.score.department_id) if objection.score.department_id else []
    _tell(people, f"考评异议已经决定：{objection.status.label}。请到“考评”查看。", f"evaluation:decided:{objection.id}")


def tell_of_objection_term(event: DeadlineEvent) -> None:
    """Remind the supervisors of an objection that waits for a decision; each step of each clock once."""
    if event.subject_kind == objections.SUBJECT:
        text = _CLOCK_SAYS[type(event)].format(due_on=event.due_on)
        _tell(accounts.supervisors(), text, f"clock:{event.deadline_id}:{event.due_on}:{type(event).__name__}")


def tell_of_moved_objection_time(event: DeadlineMoved) -> None:
    """Tell the departments scored that they may object until another day."""
    if event.subject_kind == operations.SUBJECT:
        evaluation = queries.get_evaluation(event.subject_id)
        text = f"放假安排有变化，{_name_of(evaluation)}提出异议的最后一天改为 {event.due_on:%m月%d日}。"
        _tell(_scored(evaluation), text, f"clock:{event.deadline_id}:{event.due_on}:{type(event).__name__}")


def _name_of(evaluation: Evaluation) -> str:
    return f"{label_of(evaluation.period)}{evaluation.subject.label}考评"


def _scored(evaluation: Evaluation) -> list[User]:
    return [user for score in evaluation.scores if score.department_id for user in _staff_of(score.department_id)]


def _staff_of(department_id: int) -> list[User]:
    return [*accounts.users_of_department(department_id, Role.OFFICER), *accounts.heads_of(department_id)]


def _tell(users: Iterable[User], text: str, dedupe_key: str) -> None:
    outbox.notify_users(users, MessageKind.STAFF_FIGURES, text, None, dedupe_key)
