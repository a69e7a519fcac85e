"""Every SELECT on public texts."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, func, select, tuple_
from sqlalchemy.orm import joinedload

from portal.access.actors import Actor
from portal.cases.models import Case
from portal.cases.queries import visibility
from portal.cases.vocabulary import Finding
from portal.db import session
from portal.errors import Gone, NotFound
from portal.publication.models import Publication, PublicationTerm
from portal.publication.vocabulary import PublicationStatus
from portal.textsearch import bigrams

_LIVING = (PublicationStatus.DRAFT, PublicationStatus.SUBMITTED, PublicationStatus.RELEASED)


@dataclass(frozen=True)
class OutcomeFilter:
    """What narrows the list of published outcomes. ``month`` is the month of the reply, as 2026-09."""

    keyword: str = ""
    area_key: str = ""
    department_id: int | None = None
    respondent_name: str = ""
    finding: Finding | None = None
    month: str = ""
    is_fulfilled: bool | None = None
    slowest_first: bool = False


Key = tuple[datetime | int, int]


def list_outcomes(wanted: OutcomeFilter, after: Key | None = None, limit: int = 20) -> list[Publication]:
    """A page of released texts, newest first (or slowest first), behind the key of the last row of the page before."""
    sort: ColumnElement = Publication.days_used if wanted.slowest_first else Publication.released_at
    query = _released(wanted).order_by(sort.desc(), Publication.id.desc()).limit(limit)
    if after is not None:
        query = query.where(tuple_(sort, Publication.id) < after)
    return list(session.scalars(query))


def count_outcomes(wanted: OutcomeFilter) -> int:
    """How many released texts fit."""
    return session.scalar(_released(wanted).with_only_columns(func.count(), maintain_column_froms=True)) or 0


def _released(wanted: OutcomeFilter) -> Select[tuple[Publication]]:
    query = select(Publication).where(Publication.status == PublicationStatus.RELEASED)
    exact = {
        Publication.area_key: wanted.area_key,
        Publication.department_id: wanted.department_id,
        Publication.respondent_name: wanted.respondent_name,
        Publication.finding: wanted.finding,
        Publication.replied_month: wanted.month,
    }
    for column, value in exact.items():
        if value:
            query = query.where(column == value)
    if wanted.is_fulfilled is not None:
        query = query.where(Publication.commitment_met.is_(wanted.is_fulfilled))
    for term in sorted(bigrams(wanted.keyword))[:12]:
        found = select(PublicationTerm.publication_id).where(PublicationTerm.term == term)
        query = query.where(Publication.id.in_(found))
    return query


def get_outcome(public_id: str) -> Publication:
    """A released text by its public id. Raises ``Gone`` with the public reason when it was withdrawn or its time is over, ``NotFound``."""
    found = session.scalars(select(Publication).where(Publication.public_id == public_id)).one_or_none()
    if found is None or found.status not in {PublicationStatus.RELEASED, PublicationStatus.WITHDRAWN, PublicationStatus.ENDED}:
        raise NotFound
    if found.status is PublicationStatus.WITHDRAWN:
        raise Gone(f"这条公示已经撤下。原因：{found.withdrawal_reason}")
    if found.status is PublicationStatus.ENDED:
        raise Gone("这条公示已经到期，不再展示。")
    return found


def list_newest(limit: int = 5) -> list[Publication]:
    """The newest released texts."""
    return list_outcomes(OutcomeFilter(), limit=limit)


def find_living(case_id: int) -> Publication | None:
    """The text of a case that is being written, waits, or is public."""
    query = select(Publication).where(Publication.case_id == case_id, Publication.status.in_(_LIVING))
    return session.scalars(query).first()


def find_newest(case_id: int) -> Publication | None:
    """The newest text of a case, whatever became of it."""
    return session.scalars(select(Publication).where(Publication.case_id == case_id).order_by(Publication.id.desc()).limit(1)).one_or_none()


def get_for(actor: Actor, public_id: str, for_update: bool = False) -> Publication:
    """A text of a case the actor may see. Raises ``NotFound``."""
    if for_update:
        session.execute(select(Publication.id).where(Publication.public_id == public_id).with_for_update())
    query = select(Publication).join(Case, Case.id == Publication.case_id).where(visibility(actor), Publication.public_id == public_id)
    found = session.scalars(query.options(joinedload(Publication.case))).one_or_none()
    if found is None:
        raise NotFound("没有找到这份公示稿。")
    return found


def list_for_desk(actor: Actor, status: PublicationStatus, before_id: int | None = None, limit: int = 50) -> list[Publication]:
    """A page of texts in a status, newest first, of cases the actor may see."""
    query = select(Publication).join(Case, Case.id == Publication.case_id).where(visibility(actor), Publication.status == status)
    if before_id is not None:
        query = query.where(Publication.id < before_id)
    query = query.options(joinedload(Publication.case), joinedload(Publication.author)).order_by(Publication.id.desc())
    return list(session.scalars(query.limit(limit)))


def count_for_desk(actor: Actor) -> dict[PublicationStatus, int]:
    """How many texts stand where."""
    query = select(Publication.status, func.count()).join(Case, Case.id == Publication.case_id).where(visibility(actor))
    counted = {row[0]: row[1] for row in session.execute(query.group_by(Publication.status))}
    return {status: counted.get(status, 0) for status in PublicationStatus}


def list_over(today: date, limit: int) -> list[Publication]:
    """Released texts whose display ended before today."""
    query = select(Publication).where(Publication.status == PublicationStatus.RELEASED, Publication.ends_on < today)
    return list(session.scalars(query.order_by(Publication.id).limit(limit)))


def list_terms(publication_id: int) -> list[PublicationTerm]:
    """The search terms of a text."""
    return list(session.scalars(select(PublicationTerm).where(PublicationTerm.publication_id == publication_id)))


def list_months() -> list[str]:
    """The months in which released outcomes were answered, newest first."""
    query = select(Publication.replied_month).where(Publication.status == PublicationStatus.RELEASED).distinct()
    return sorted(session.scalars(query), reverse=True)


def list_respondents() -> list[str]:
    """The bodies that released outcomes are about."""
    query = select(Publication.respondent_name).where(Publication.status == PublicationStatus.RELEASED).distinct()
    return sorted(session.scalars(query))
