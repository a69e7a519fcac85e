"""Every SELECT on public texts."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute, joinedload

from portal.access.actors import Actor
from portal.accounts.models import Department
from portal.accounts.vocabulary import Role
from portal.cases.exchanges import Rating
from portal.cases.models import Case
from portal.cases.queries.visibility import unconflicted, visibility
from portal.cases.vocabulary import Conduct, Finding, Satisfaction, Status
from portal.db import session, stretch
from portal.errors import Gone, NotFound
from portal.publication.models import (
    Publication,
    PublicationCorrection,
    PublicationReply,
    PublicationTerm,
    PublicationVersion,
)
from portal.publication.vocabulary import CorrectionStatus, Preview, PublicationStatus
from portal.records.objections.models import PublicObjection
from portal.records.objections.queries import AGE, Moment
from portal.textsearch import bigrams

_HANDED_IN = (PublicationStatus.SUBMITTED, PublicationStatus.REVIEWED, PublicationStatus.APPROVED)
_UNFINISHED = (PublicationStatus.DRAFT, *_HANDED_IN)
_ONCE_PUBLIC = (PublicationStatus.RELEASED, PublicationStatus.WITHDRAWN, PublicationStatus.ENDED)
OUTCOME = "outcome"  # what an objection to a public text names as its subject
_IS_RELEASED = Publication.status == PublicationStatus.RELEASED
MOST_TERMS = 12


@dataclass(frozen=True)
class OutcomeFilter:
    """What narrows the list of published outcomes. ``month`` is the month of the reply, as 2026-09; ``department_ids`` are those of a
    region, None for every region."""

    keyword: str = ""
    area_key: str = ""
    department_id: int | None = None
    department_ids: frozenset[int] | None = None
    conduct: Conduct | None = None
    respondent_name: str = ""
    finding: Finding | None = None
    month: str = ""
    is_fulfilled: bool | None = None
    slowest_first: bool = False


def list_outcomes(
    wanted: OutcomeFilter, after: Publication | None = None, limit: int = 20, before: Publication | None = None, from_end: bool = False
) -> list[Publication]:
    """A page of released texts, newest first (or slowest first): those behind the row ``after``, in front of ``before``, or the last."""
    sort = _sort(wanted)
    query = _released(wanted).limit(limit)
    if before is not None:
        query = query.where(tuple_(sort, Publication.id) > _key(wanted, before))
    if before is not None or from_end:
        return list(session.scalars(query.order_by(sort, Publication.id)))[::-1]
    if after is not None:
        query = query.where(tuple_(sort, Publication.id) < _key(wanted, after))
    return list(session.scalars(query.order_by(sort.desc(), Publication.id.desc())))


def count_outcomes(wanted: OutcomeFilter) -> int:
    """How many released texts fit."""
    return session.scalar(_released(wanted).with_only_columns(func.count(), maintain_column_froms=True)) or 0


def count_ahead(wanted: OutcomeFilter, row: Publication) -> int:
    """How many released texts that fit stand in front of a row of the list."""
    query = _released(wanted).where(tuple_(_sort(wanted), Publication.id) > _key(wanted, row))
    return session.scalar(query.with_only_columns(func.count(), maintain_column_froms=True)) or 0


def find_place(public_id: str) -> Publication | None:
    """A text that was public once, as a place in the list; also when it is there no longer."""
    query = select(Publication).where(Publication.public_id == public_id, Publication.released_at.is_not(None))
    return session.scalars(query).one_or_none()


def last_change() -> datetime | None:
    """The instant at which anything that is or was public last changed; one leap into the index for each status."""
    newest = [select(func.max(Publication.changed_at)).where(Publication.status == status).scalar_subquery() for status in _ONCE_PUBLIC]
    return max((found for found in session.execute(select(*newest)).one() if found is not None), default=None)


def _sort(wanted: OutcomeFilter) -> InstrumentedAttribute[Any]:
    return Publication.days_used if wanted.slowest_first else Publication.released_at


def _key(wanted: OutcomeFilter, row: Publication) -> tuple[Any, int]:
    return (row.days_used if wanted.slowest_first else row.released_at, row.id)


def _released(wanted: OutcomeFilter) -> Select[Publication]:
    query = select(Publication).where(_IS_RELEASED)
    exact: dict[InstrumentedAttribute[Any], Any] = {
        Publication.area_key: wanted.area_key,
        Publication.department_id: wanted.department_id,
        Publication.respondent_name: wanted.respondent_name,
        Publication.conduct: wanted.conduct,
        Publication.finding: wanted.finding,
        Publication.replied_month: wanted.month,
    }
    for column, value in exact.items():
        if value:
            query = query.where(column == value)
    if wanted.department_ids is not None:
        query = query.where(Publication.department_id.in_(wanted.department_ids))
    if wanted.is_fulfilled is not None:
        query = query.where(Publication.commitment_met.is_(wanted.is_fulfilled))
    for term in sorted(bigrams(wanted.keyword))[:MOST_TERMS]:
        query = query.where(Publication.id.in_(select(PublicationTerm.publication_id).where(PublicationTerm.term == term)))
    return query


def get_outcome(public_id: str) -> Publication:
    """A released text by its public id. Raises ``Gone`` with the public reason when it was withdrawn or its time is over, ``NotFound``."""
    found = session.scalars(select(Publication).where(Publication.public_id == public_id)).one_or_none()
    if found is None or found.status not in _ONCE_PUBLIC:
        raise NotFound
    if found.status is PublicationStatus.WITHDRAWN:
        raise Gone(f"这条公示已经撤下。原因：{found.withdrawal_reason}")
    if found.status is PublicationStatus.ENDED:
        raise Gone("这条公示已经到期，不再展示。")
    return found


def list_addresses(month: str, offset: int, limit: int) -> list[tuple[str, datetime]]:
    """A stretch of the outcomes answered in a month: their public ids, and when the page of each last changed."""
    found = _released(OutcomeFilter(month=month)).with_only_columns(Publication.public_id, Publication.changed_at)
    return [(row[0], row[1]) for row in session.execute(found.order_by(Publication.id).offset(offset).limit(limit))]


def list_public_ids(case_ids: Collection[int]) -> list[str]:
    """The public ids of the texts of some cases, released or not."""
    return list(session.scalars(select(Publication.public_id).where(Publication.case_id.in_(case_ids))))


def list_newest(limit: int = 5) -> list[Publication]:
    """The newest released texts."""
    return list_outcomes(OutcomeFilter(), limit=limit)


def list_broken(department_id: int, month: str, limit: int) -> list[Publication]:
    """Released texts of a department with a promise that was due before a month and is not kept, those longest overdue first."""
    due = (Publication.commitment_month != "", Publication.commitment_month < month, Publication.commitment_met.is_(False))
    query = select(Publication).where(_IS_RELEASED, Publication.department_id == department_id, *due)
    return list(session.scalars(query.order_by(Publication.commitment_month, Publication.id).limit(limit)))


def list_months() -> list[str]:
    """The months in which released outcomes were answered, newest first."""
    return _values_of(Publication.replied_month)[::-1]


def list_respondents() -> list[str]:
    """The bodies that released outcomes are about."""
    return _values_of(Publication.respondent_name)


def list_area_keys() -> list[str]:
    """The areas that released outcomes lie in."""
    return _values_of(Publication.area_key)


def list_departments() -> list[Department]:
    """The departments that answered in released outcomes, in the order of their position."""
    found = Department.id.in_(_different(Publication.department_id))
    return list(session.scalars(select(Department).where(found).order_by(Department.position, Department.id)))


def _values_of(column: InstrumentedAttribute[Any]) -> list[Any]:
    return [value for value in session.scalars(_different(column)) if value != ""]


def _different(column: InstrumentedAttribute[Any]) -> Select[Any]:
    """The different values of a column among released texts, by leaping from value to value in its index however many rows there are."""
    leap = select(func.min(column).label("value")).where(_IS_RELEASED).cte(recursive=True)
    further = select(func.min(column)).where(_IS_RELEASED, column > leap.c.value).correlate(leap).scalar_subquery()
    leap = leap.union_all(select(further).where(leap.c.value.is_not(None)))
    return select(leap.c.value).where(leap.c.value.is_not(None))


def list_living(case_id: int) -> list[Publication]:
    """The texts of a case that are being written, wait, or are public."""
    wanted = Publication.status.in_((*_UNFINISHED, PublicationStatus.RELEASED))
    return list(session.scalars(select(Publication).where(Publication.case_id == case_id, wanted).order_by(Publication.id)))


def list_released(case_id: int) -> list[Publication]:
    """The texts of a case that are public."""
    return [each for each in list_living(case_id) if each.status is PublicationStatus.RELEASED]


def find_living(case_id: int) -> Publication | None:
    """The text that stands for the case now: being written, waiting, or public and not overtaken by a reopened case."""
    return next((each for each in reversed(list_living(case_id)) if not each.is_handled_again), None)


def find_newest(case_id: int) -> Publication | None:
    """The newest text of a case, whatever became of it."""
    return session.scalars(select(Publication).where(Publication.case_id == case_id).order_by(Publication.id.desc()).limit(1)).one_or_none()


def find_for_reporter(case_id: int) -> Publication | None:
    """The newest text of a case that its reporter may read: handed in, or public."""
    shown = (*_HANDED_IN, *_ONCE_PUBLIC)
    query = select(Publication).where(Publication.case_id == case_id, Publication.status.in_(shown))
    return session.scalars(query.order_by(Publication.id.desc()).limit(1)).one_or_none()


def get_publication(publication_id: int) -> Publication:
    """One text without asking who looks: for handlers. Raises ``NotFound``."""
    found = session.get(Publication, publication_id)
    if found is None:
        raise NotFound
    return found


def get_for(actor: Actor, public_id: str, for_update: bool = False) -> Publication:
    """A text the actor may see. Raises ``NotFound``."""
    if for_update:
        session.execute(select(Publication.id).where(Publication.public_id == public_id).with_for_update())
    query = _for_desk(actor).where(Publication.public_id == public_id).options(joinedload(Publication.case))
    found = session.scalars(query).one_or_none()
    if found is None:
        raise NotFound("没有找到这份公示稿。")
    return found


def list_for_desk(actor: Actor, status: PublicationStatus, before_id: int | None = None, limit: int = 50) -> list[Publication]:
    """A page of texts in a status, newest first, that the actor may see."""
    query = _for_desk(actor).where(Publication.status == status)
    if before_id is not None:
        query = query.where(Publication.id < before_id)
    query = query.options(joinedload(Publication.case), joinedload(Publication.author)).order_by(Publication.id.desc())
    return list(session.scalars(query.limit(limit)))


def count_for_desk(actor: Actor) -> dict[PublicationStatus, int]:
    """How many texts that the actor may see stand where."""
    query = _for_desk(actor).with_only_columns(Publication.status, func.count(), maintain_column_froms=True).group_by(Publication.status)
    counted = {row[0]: row[1] for row in session.execute(query)}
    return {status: counted.get(status, 0) for status in PublicationStatus}


def _for_desk(actor: Actor) -> Select[Publication]:
    return select(Publication).join(Case, Case.id == Publication.case_id).where(_may_see(actor))


def _may_see(actor: Actor) -> ColumnElement[bool]:
    """Whoever may see the case; and what was public once, the publisher also while its case is handled again: it may have to go."""
    condition = visibility(actor)
    if Role.PUBLISHER in actor.roles:
        condition = or_(condition, and_(Publication.status.in_(_ONCE_PUBLIC), unconflicted(actor)))
    return condition


def list_over(today: date, limit: int) -> list[Publication]:
    """Released texts whose display ended before today."""
    query = select(Publication).where(_IS_RELEASED, Publication.ends_on < today)
    return list(session.scalars(query.order_by(Publication.id).limit(limit)))


def list_previews_ending(today: date, until: date, limit: int) -> list[Publication]:
    """Texts that wait for a reporter who was not reminded yet and has only until then to answer."""
    asked = (Publication.status == PublicationStatus.SUBMITTED, Publication.preview == Preview.ASKED)
    ending = (Publication.preview_reminded_on.is_(None), Publication.preview_due_on.between(today, until))
    return list(session.scalars(select(Publication).where(*asked, *ending).order_by(Publication.id).limit(limit)))


def list_versions(publication_id: int) -> list[PublicationVersion]:
    """How the public text stood, from its first version on."""
    query = select(PublicationVersion).where(PublicationVersion.publication_id == publication_id)
    return list(session.scalars(query.order_by(PublicationVersion.number)))


def find_correction(publication_id: int) -> PublicationCorrection | None:
    """The correction of a public text that waits for somebody."""
    waiting = PublicationCorrection.status.in_((CorrectionStatus.OPEN, CorrectionStatus.REVIEWED))
    query = select(PublicationCorrection).where(PublicationCorrection.publication_id == publication_id, waiting)
    return session.scalars(query.order_by(PublicationCorrection.id)).first()


def list_open_objections(
    actor: Actor, after: Moment | None = None, limit: int = 50, before: Moment | None = None
) -> list[tuple[PublicObjection, Publication]]:
    """A page of the objections that wait, with the texts they are about, of what the actor may see, the oldest first."""
    query = select(PublicObjection, Publication).join(Publication, Publication.id == PublicObjection.subject_id)
    query = query.join(Case, Case.id == Publication.case_id).where(PublicObjection.subject_kind == OUTCOME)
    query = query.where(PublicObjection.decided_at.is_(None), _may_see(actor))
    return [(row[0], row[1]) for row in stretch(query, AGE, after, limit, before)]


def find_reply(publication_id: int) -> PublicationReply | None:
    """What the named unit was asked about this text."""
    return session.scalars(select(PublicationReply).where(PublicationReply.publication_id == publication_id)).one_or_none()


def get_reply(reply_id: int) -> PublicationReply | None:
    """A reply by its id, for handlers."""
    return session.get(PublicationReply, reply_id)


def list_replies_of(actor: Actor, limit: int = 200) -> list[PublicationReply]:
    """What the actor's department was asked about, the newest first."""
    department_id = actor.department.id if actor.department else 0
    query = select(PublicationReply).where(PublicationReply.department_id == department_id)
    return list(session.scalars(query.options(joinedload(PublicationReply.publication)).order_by(PublicationReply.id.desc()).limit(limit)))


def list_due_batch(today: date, limit: int) -> list[Publication]:
    """Approved texts whose batch has come, in the order of their random public ids: the order of a batch tells nothing."""
    due = (Publication.status == PublicationStatus.APPROVED, Publication.batch_on <= today, Case.status == Status.CLOSED)
    query = select(Publication).join(Case, Case.id == Publication.case_id).where(*due)
    return list(session.scalars(query.order_by(Publication.public_id).limit(limit)))


def list_late_ratings(before: datetime, limit: int) -> list[tuple[Publication, Satisfaction]]:
    """Released texts that do not show the rating their case got before an instant, each with it."""
    query = select(Publication, Rating.satisfaction).join(Rating, Rating.case_id == Publication.case_id)
    query = query.where(_IS_RELEASED, Publication.satisfaction.is_(None), Rating.rated_at < before)
    return [(row[0], row[1]) for row in session.execute(query.order_by(Publication.id).limit(limit))]


def count_received(since: date, until: date) -> int:
    """How many cases came in from a day on, up to the day before another."""
    return session.scalar(select(func.count()).where(Case.received_on >= since, Case.received_on < until)) or 0


def list_terms(publication_id: int) -> list[PublicationTerm]:
    """The search terms of a text."""
    return list(session.scalars(select(PublicationTerm).where(PublicationTerm.publication_id == publication_id)))
