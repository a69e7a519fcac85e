"""Every SELECT about samples. A case that is kept from somebody is not in any sample they see, nor counted there."""

from collections import Counter

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import joinedload

from portal.access.actors import Actor
from portal.accounts.models import User
from portal.cases.models import Case
from portal.cases.queries import visibility, without_parts
from portal.cases.vocabulary import Status
from portal.db import session
from portal.errors import NotFound
from portal.supervision.facts.models import CaseFact
from portal.supervision.facts.queries.measures import Months
from portal.supervision.facts.queries.narrowing import Narrowing, narrowed, seen
from portal.supervision.quality.models import QualitySample, SampledCase


def list_closed_ids(actor: Actor, wanted: Narrowing, months: Months) -> list[int]:
    """The ids of the closed cases answered in some months that the actor may see, in order: what a sample is drawn from."""
    closed: ColumnElement[bool] = CaseFact.status == Status.CLOSED
    answered = CaseFact.replied_month.between(months.first, months.last)
    query = select(CaseFact.case_id).where(closed, answered, seen(actor), *narrowed(CaseFact, wanted))
    return list(session.scalars(query.order_by(CaseFact.case_id)))


def list_samples(before_id: int | None = None, limit: int = 50) -> list[QualitySample]:
    """A page of samples, newest first."""
    query = select(QualitySample).order_by(QualitySample.id.desc()).limit(limit)
    if before_id is not None:
        query = query.where(QualitySample.id < before_id)
    return list(session.scalars(query.options(joinedload(QualitySample.drawn_by).lazyload(User.grants))))


def get_sample(sample_id: int) -> QualitySample:
    """One sample. Raises ``NotFound``."""
    found = session.get(QualitySample, sample_id)
    if found is None:
        raise NotFound("没有找到这次抽查。")
    return found


def list_sampled(actor: Actor, sample_id: int) -> list[SampledCase]:
    """The cases of a sample that the actor may see, in the order they were drawn."""
    query = _visible(actor).where(SampledCase.sample_id == sample_id).order_by(SampledCase.position)
    return list(session.scalars(query))


def get_sampled(actor: Actor, sample_id: int, case_id: int) -> SampledCase:
    """One case of a sample, if the actor may see it. Raises ``NotFound``."""
    found = session.scalars(_visible(actor).where(SampledCase.sample_id == sample_id, SampledCase.case_id == case_id)).one_or_none()
    if found is None:
        raise NotFound("没有找到这件抽查的办件。")
    return found


def count_progress(actor: Actor, sample_ids: list[int]) -> dict[int, tuple[int, int]]:
    """For each sample how many cases the actor sees in it, and how many of them have a sheet."""
    query = select(SampledCase.sample_id, func.count(), func.count(SampledCase.scored_at)).join(Case, Case.id == SampledCase.case_id)
    rows = session.execute(query.where(visibility(actor), SampledCase.sample_id.in_(sample_ids)).group_by(SampledCase.sample_id))
    return {row[0]: (row[1], row[2]) for row in rows}


def _visible(actor: Actor) -> Select[SampledCase]:
    query = select(SampledCase).join(Case, Case.id == SampledCase.case_id).where(visibility(actor))
    of_case = joinedload(SampledCase.case)
    return query.options(of_case.options(*without_parts(), joinedload(Case.lead_department)), joinedload(SampledCase.scored_by))


def averages(rows: list[SampledCase]) -> dict[str, float]:
    """The mean points of each criterion over the sheets filled in."""
    sums: Counter[str] = Counter()
    scored = [row for row in rows if row.scored_at is not None]
    for row in scored:
        sums.update(row.points)
    return {key: round(total / len(scored), 1) for key, total in sums.items()}
