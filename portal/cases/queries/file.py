"""What belongs to one case. Callers have passed door 2 already, or are the portal itself."""

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from portal.accounts.models import User
from portal.cases.exchanges import ExtensionRequest, Rating, ReplyTemplate, ReviewRequest, SupplementRequest
from portal.cases.models import Case, CaseDepartment, CaseEvent, CaseReading
from portal.cases.vocabulary import ExtensionStatus
from portal.cases.workflow import Action
from portal.db import session
from portal.errors import NotFound


def get_case(case_id: int, for_update: bool = False) -> Case:
    """One case without asking who looks: for jobs, handlers and the reporter's own page; locked, as it is behind the lock.

    Raises ``NotFound``.
    """
    query = select(Case).where(Case.id == case_id).execution_options(populate_existing=for_update)
    if for_update:
        session.execute(select(Case.id).where(Case.id == case_id).with_for_update())
    case = session.scalars(query).one_or_none()
    if case is None:
        raise NotFound("没有找到这件办件。")
    return case


def get_part(part_id: int) -> CaseDepartment:
    """How one department takes part in a case. Raises ``NotFound``."""
    row = session.get(CaseDepartment, part_id)
    if row is None:
        raise NotFound
    return row


def list_events(case_id: int, public_only: bool = False) -> list[CaseEvent]:
    """The timeline, oldest first, with actors and their departments loaded."""
    query = select(CaseEvent).where(CaseEvent.case_id == case_id).order_by(CaseEvent.id)
    if public_only:
        query = query.where(CaseEvent.is_public)
    return list(session.scalars(query.options(joinedload(CaseEvent.actor).lazyload(User.grants), joinedload(CaseEvent.actor_department))))


def list_events_of(case_id: int, *actions: Action) -> list[CaseEvent]:
    """The events of some actions, oldest first."""
    return list(
        session.scalars(select(CaseEvent).where(CaseEvent.case_id == case_id, CaseEvent.action.in_(actions)).order_by(CaseEvent.id))
    )


def get_event(event_id: int) -> CaseEvent:
    """One event. Raises ``NotFound``."""
    event = session.get(CaseEvent, event_id)
    if event is None:
        raise NotFound
    return event


def find_last_event(case_id: int, *actions: Action) -> CaseEvent | None:
    """The newest event of some actions (of any, when none is named), if there is one."""
    query = select(CaseEvent).where(CaseEvent.case_id == case_id).order_by(CaseEvent.id.desc()).limit(1)
    if actions:
        query = query.where(CaseEvent.action.in_(actions))
    return session.scalars(query).one_or_none()


def was_submitted(case_id: int, submission_hash: str) -> bool:
    """Whether an earlier press of the same button already took its step."""
    query = select(CaseEvent.id).where(CaseEvent.case_id == case_id, CaseEvent.submission_hash == submission_hash)
    return session.scalars(query.limit(1)).first() is not None


def list_supplements(case_id: int) -> list[SupplementRequest]:
    """What was asked to be added, oldest first."""
    return list(session.scalars(select(SupplementRequest).where(SupplementRequest.case_id == case_id).order_by(SupplementRequest.id)))


def find_open_supplement(case_id: int) -> SupplementRequest | None:
    """The request for a supplement that still waits for the reporter."""
    query = select(SupplementRequest).where(
        SupplementRequest.case_id == case_id, SupplementRequest.answered_at.is_(None), SupplementRequest.lapsed_at.is_(None)
    )
    return session.scalars(query).first()


def find_open_extension(case_id: int) -> ExtensionRequest | None:
    """The request for more time that waits for the head."""
    query = select(ExtensionRequest).where(ExtensionRequest.case_id == case_id, ExtensionRequest.status == ExtensionStatus.REQUESTED)
    return session.scalars(query).first()


def find_rating(case_id: int) -> Rating | None:
    """The reporter's rating, if given."""
    return session.scalars(select(Rating).where(Rating.case_id == case_id)).one_or_none()


def list_reviews(case_id: int) -> list[ReviewRequest]:
    """The requests for a review, first and final, oldest first."""
    return list(session.scalars(select(ReviewRequest).where(ReviewRequest.case_id == case_id).order_by(ReviewRequest.id)))


def find_open_review(case_id: int) -> ReviewRequest | None:
    """The request for a review that waits for a decision."""
    return session.scalars(select(ReviewRequest).where(ReviewRequest.case_id == case_id, ReviewRequest.decided_at.is_(None))).first()


def list_readings(case_id: int, with_roles: bool = False) -> list[CaseReading]:
    """Who opened the file on which day, newest first; with the roles they hold now where those are shown."""
    query = select(CaseReading).where(CaseReading.case_id == case_id).order_by(CaseReading.day.desc(), CaseReading.id.desc())
    user = joinedload(CaseReading.user)
    roles = user.joinedload(User.grants) if with_roles else user.lazyload(User.grants)
    return list(session.scalars(query.options(roles)).unique())


def list_templates(purpose: str = "", area_key: str = "", active_only: bool = True) -> list[ReplyTemplate]:
    """Reply templates for a purpose that fit an area, those made for the area first."""
    query = select(ReplyTemplate).order_by(ReplyTemplate.area_key.desc(), ReplyTemplate.id)
    if active_only:
        query = query.where(ReplyTemplate.is_active)
    if purpose:
        query = query.where(ReplyTemplate.purpose == purpose)
    if area_key:
        query = query.where(or_(ReplyTemplate.area_key == area_key, ReplyTemplate.area_key == ""))
    return list(session.scalars(query))


def find_template(template_id: int) -> ReplyTemplate | None:
    """One reply template."""
    return session.get(ReplyTemplate, template_id)
