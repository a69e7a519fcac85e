"""Every SELECT on rectification orders: the watchers' side, and the inbox of the body concerned, which sees its orders and nothing else."""

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, select, tuple_
from sqlalchemy.orm import joinedload, lazyload, selectinload

from portal.access.actors import Actor
from portal.accounts.models import User
from portal.accounts.vocabulary import Role
from portal.cases.models import Case
from portal.cases.queries.visibility import visibility
from portal.cases.recusal.models import CaseExclusion
from portal.db import session
from portal.errors import NotFound
from portal.records.rectification.models import Rectification, RectificationAnswer
from portal.records.rectification.vocabulary import RectificationStatus

_NOTHING = "没有找到这份整改通知。"
_AGE = (Rectification.issued_at, Rectification.id)
_WAITING = (RectificationStatus.ORDERED, RectificationStatus.RETURNED)
_UNFINISHED = (*_WAITING, RectificationStatus.ANSWERED, RectificationStatus.REFUSED)


def is_number(number: str) -> bool:
    """Whether an order bears this number."""
    return session.scalar(select(Rectification.id).where(Rectification.number == number)) is not None


def get_order(rectification_id: int) -> Rectification:
    """One order, for handlers and jobs. Raises ``NotFound``."""
    found = session.get(Rectification, rectification_id)
    if found is None:
        raise NotFound(_NOTHING)
    return found


def get_watched(actor: Actor, number: str, for_update: bool = False) -> Rectification:
    """An order on a case the actor may see. Raises ``NotFound``."""
    return _one(_watched(actor).where(Rectification.number == number), for_update)


def list_watched(
    actor: Actor, status: RectificationStatus | None = None, before: str | None = None, limit: int = 50
) -> list[Rectification]:
    """A page of orders on cases the actor may see, newest first, from behind the order with the number ``before``."""
    query = _watched(actor).order_by(*(column.desc() for column in _AGE)).limit(limit)
    if status is not None:
        query = query.where(Rectification.status == status)
    last = session.scalars(_watched(actor).where(Rectification.number == before)).one_or_none() if before else None
    if last is not None:
        query = query.where(tuple_(*_AGE) < (last.issued_at, last.id))
    return list(session.scalars(query))


def count_watched(actor: Actor) -> dict[RectificationStatus, int]:
    """How many orders on cases the actor may see stand where."""
    query = select(Rectification.status, func.count()).join(Case, Case.id == Rectification.case_id).where(visibility(actor))
    counted = {row[0]: row[1] for row in session.execute(query.group_by(Rectification.status))}
    return {status: counted.get(status, 0) for status in RectificationStatus}


def list_of_case(case_id: int) -> list[Rectification]:
    """The orders on one case, oldest first; the caller has passed door 2."""
    wanted = select(Rectification).where(Rectification.case_id == case_id).order_by(*_AGE)
    return list(session.scalars(wanted.options(joinedload(Rectification.department), lazyload(Rectification.case))))


def find_standing(case_id: int, department_id: int) -> Rectification | None:
    """The order on a case to a body that was not cancelled."""
    wanted = select(Rectification).where(Rectification.case_id == case_id, Rectification.department_id == department_id)
    return session.scalars(wanted.where(Rectification.status != RectificationStatus.CANCELLED)).first()


def list_received(actor: Actor, limit: int = 200) -> list[Rectification]:
    """The orders the actor's department received, the newest first."""
    wanted = _received(actor).order_by(*(column.desc() for column in _AGE)).limit(limit)
    return list(session.scalars(wanted.options(joinedload(Rectification.issuer), lazyload(Rectification.case))))


def get_received(actor: Actor, number: str, for_update: bool = False) -> Rectification:
    """An order the actor's department received. Raises ``NotFound``, the same for any other."""
    return _one(_received(actor).where(Rectification.number == number).options(selectinload(Rectification.answers)), for_update)


def list_unfinished(case_id: int) -> list[Rectification]:
    """Orders of a case that a reopening ends: also those refused."""
    return list(session.scalars(select(Rectification).where(Rectification.case_id == case_id, Rectification.status.in_(_UNFINISHED))))


def list_waiting_for(department_id: int) -> list[Rectification]:
    """Orders a body has not answered."""
    wanted = select(Rectification).where(Rectification.department_id == department_id, Rectification.status.in_(_WAITING))
    return list(session.scalars(wanted))


def list_recipients(order: Rectification) -> list[User]:
    """Active officers and heads of the body concerned, but for those kept from the case."""
    kept_out = select(CaseExclusion.user_id).where(CaseExclusion.case_id == order.case_id, CaseExclusion.lifted_at.is_(None))
    wanted = select(User).where(User.is_active, User.department_id == order.department_id, User.id.not_in(kept_out))
    return [user for user in session.scalars(wanted.order_by(User.id)) if user.roles & {Role.OFFICER, Role.HEAD}]


def find_open_answer(order: Rectification) -> RectificationAnswer | None:
    """The answer nobody has decided about."""
    wanted = select(RectificationAnswer).where(RectificationAnswer.rectification_id == order.id, RectificationAnswer.decision.is_(None))
    return session.scalars(wanted.order_by(RectificationAnswer.id.desc())).first()


def count_answers(order: Rectification) -> int:
    """How many rounds of answers there were."""
    return session.scalar(select(func.count()).where(RectificationAnswer.rectification_id == order.id)) or 0


def _watched(actor: Actor) -> Select[Rectification]:
    query = select(Rectification).join(Case, Case.id == Rectification.case_id).where(visibility(actor))
    return query.options(joinedload(Rectification.case), joinedload(Rectification.department))


def _received(actor: Actor) -> Select[Rectification]:
    """Orders to exactly the actor's department, for its officers and heads; nobody kept from the case gets one."""
    here: ColumnElement[bool] = false()
    if actor.department is not None and actor.is_active and actor.roles & {Role.OFFICER, Role.HEAD}:
        kept_out = exists().where(
            CaseExclusion.case_id == Rectification.case_id, CaseExclusion.user_id == actor.id, CaseExclusion.lifted_at.is_(None)
        )
        here = and_(Rectification.department_id == actor.department.id, ~kept_out.correlate(Rectification))
    return select(Rectification).where(here)


def _one(wanted: Select[Rectification], for_update: bool) -> Rectification:
    wanted = wanted.with_for_update(of=Rectification) if for_update else wanted
    found = session.scalars(wanted).one_or_none()
    if found is None:
        raise NotFound(_NOTHING)
    return found
