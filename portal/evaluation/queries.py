"""Every SELECT of evaluation."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import case, func, select
from sqlalchemy.orm import aliased, contains_eager, joinedload, selectinload

from portal.accounts.models import Department
from portal.db import session
from portal.errors import NotFound
from portal.evaluation.models import Evaluation, EvaluationObjection, EvaluationScore, IndicatorSet
from portal.evaluation.vocabulary import EvaluationStatus, ObjectionStatus, Subject
from portal.ledger.models import TaskOrgan, TaskProgress
from portal.ledger.vocabulary import TaskState
from portal.profiles.vocabulary import OrganRole
from portal.records.rectification.models import Rectification
from portal.records.rectification.vocabulary import RectificationStatus

_NOTHING = "没有找到这次考评。"
_SHOWN = (EvaluationStatus.OPEN, EvaluationStatus.FINAL, EvaluationStatus.PUBLISHED)
_ONCE_PUBLIC = (EvaluationStatus.PUBLISHED, EvaluationStatus.WITHDRAWN)
_ENDED = (EvaluationStatus.DROPPED, EvaluationStatus.WITHDRAWN)


def find_set(subject: Subject) -> IndicatorSet | None:
    """The indicators in force, if somebody has kept any."""
    return session.scalars(
        select(IndicatorSet).where(IndicatorSet.subject == subject).order_by(IndicatorSet.version.desc()).limit(1)
    ).first()


def list_sets(subject: Subject) -> list[IndicatorSet]:
    """Every version, newest first."""
    query = select(IndicatorSet).where(IndicatorSet.subject == subject).order_by(IndicatorSet.version.desc())
    return list(session.scalars(query.options(joinedload(IndicatorSet.made_by))))


def get_evaluation(evaluation_id: int, for_update: bool = False) -> Evaluation:
    """One version of an evaluation with its scores. Raises ``NotFound``."""
    if for_update:
        session.execute(select(Evaluation.id).where(Evaluation.id == evaluation_id).with_for_update())
    found = session.get(Evaluation, evaluation_id, options=[selectinload(Evaluation.scores)])
    if found is None:
        raise NotFound(_NOTHING)
    return found


def find_last_version(subject: Subject, period: str) -> Evaluation | None:
    """The newest version, dropped ones too."""
    query = select(Evaluation).where(Evaluation.subject == subject, Evaluation.period == period)
    return session.scalars(query.order_by(Evaluation.version.desc()).limit(1)).first()


def list_evaluations(before_id: int | None = None, limit: int = 50) -> list[Evaluation]:
    """A page of all versions, newest first."""
    query = select(Evaluation).options(joinedload(Evaluation.author)).order_by(Evaluation.id.desc()).limit(limit)
    return list(session.scalars(query.where(Evaluation.id < before_id) if before_id else query))


def list_own_scores(department_id: int, before_id: int | None = None, limit: int = 20) -> list[EvaluationScore]:
    """A department's own scores once they may be objected to, newest first."""
    query = select(EvaluationScore).join(EvaluationScore.evaluation).where(EvaluationScore.department_id == department_id)
    query = query.where(Evaluation.status.in_(_SHOWN)).options(contains_eager(EvaluationScore.evaluation))
    query = query.where(EvaluationScore.id < before_id) if before_id else query
    return list(session.scalars(query.order_by(EvaluationScore.id.desc()).limit(limit)))


def get_own_score(department: Department | None, score_id: int, for_update: bool = False) -> EvaluationScore:
    """A score of the department that it may see. Raises ``NotFound``."""
    found = session.get(EvaluationScore, score_id, with_for_update=for_update)
    if found is None or department is None or found.department_id != department.id or found.evaluation.status not in _SHOWN:
        raise NotFound(_NOTHING)
    return found


def get_objection(objection_id: int, for_update: bool = False) -> EvaluationObjection:
    """One objection. Raises ``NotFound``."""
    found = session.get(EvaluationObjection, objection_id, with_for_update=for_update)
    if found is None:
        raise NotFound("没有找到这条异议。")
    return found


def list_objections(evaluation_id: int) -> list[EvaluationObjection]:
    """All objections to the scores of an evaluation, oldest first."""
    query = select(EvaluationObjection).join(EvaluationObjection.score).where(EvaluationScore.evaluation_id == evaluation_id)
    return list(session.scalars(query.options(contains_eager(EvaluationObjection.score)).order_by(EvaluationObjection.id)))


def list_objections_to(score_ids: Collection[int]) -> list[EvaluationObjection]:
    """All objections to some scores, oldest first."""
    query = select(EvaluationObjection).where(EvaluationObjection.score_id.in_(score_ids))
    return list(session.scalars(query.options(joinedload(EvaluationObjection.score)).order_by(EvaluationObjection.id)))


def count_waiting(evaluation_id: int) -> int:
    """How many objections are not decided."""
    query = select(func.count()).select_from(EvaluationObjection).join(EvaluationObjection.score)
    query = query.where(EvaluationScore.evaluation_id == evaluation_id, EvaluationObjection.status == ObjectionStatus.WAITING)
    return session.scalar(query) or 0


def list_published(before_id: int | None = None, limit: int = 20) -> list[Evaluation]:
    """A page of published evaluations, newest first, the newest version of each."""
    later = aliased(Evaluation)
    same = (later.subject == Evaluation.subject, later.period == Evaluation.period, later.version > Evaluation.version)
    replaced = select(later.id).where(*same, later.status.in_(_ONCE_PUBLIC)).exists()
    query = select(Evaluation).where(Evaluation.status == EvaluationStatus.PUBLISHED, ~replaced)
    query = query.where(Evaluation.id < before_id) if before_id else query
    return list(session.scalars(query.order_by(Evaluation.id.desc()).limit(limit)))


def list_of_period(period: str) -> list[Evaluation]:
    """Every version about a period that is or was public, newest version first."""
    query = select(Evaluation).where(Evaluation.period == period, Evaluation.status.in_(_ONCE_PUBLIC))
    return list(session.scalars(query.options(selectinload(Evaluation.scores)).order_by(Evaluation.version.desc(), Evaluation.id)))


def count_rectifications(first: date, last: date) -> dict[int, tuple[int, int]]:
    """Orders to rectify whose last day is in a period, by body: (accepted, all); those called off do not count."""
    accepted = func.sum(case((Rectification.status == RectificationStatus.ACCEPTED, 1), else_=0))
    query = select(Rectification.department_id, accepted, func.count()).where(Rectification.due_on.between(first, last))
    rows = session.execute(query.where(Rectification.status != RectificationStatus.CANCELLED).group_by(Rectification.department_id))
    return {row[0]: (int(row[1]), int(row[2])) for row in rows}


def count_tasks(until: date) -> dict[int, tuple[int, int]]:
    """Tasks of the present ledger due by a day, by department that leads or is responsible: (done, all)."""
    done = func.sum(case((TaskProgress.state == TaskState.DONE, 1), else_=0))
    query = select(TaskOrgan.department_id, done, func.count()).join(TaskProgress, TaskProgress.task_id == TaskOrgan.task_id)
    query = query.where(TaskProgress.is_current, TaskProgress.due_on <= until, TaskOrgan.role != OrganRole.SUPPORT)
    return {row[0]: (int(row[1]), int(row[2])) for row in session.execute(query.group_by(TaskOrgan.department_id))}
