"""The past cases on which other routing rules can be tried."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from portal.access.actors import Actor
from portal.cases.models import Case
from portal.cases.queries.visibility import conflicted_ids
from portal.cases.vocabulary import ReportKind
from portal.db import session


def list_latest_complaints(actor: Actor, limit: int) -> list[Case]:
    """The newest complaints, those left out from which the actor is kept. For counting what routing would do, never for showing."""
    query = select(Case).where(Case.kind == ReportKind.COMPLAINT, Case.id.not_in(conflicted_ids(actor)))
    wanted = query.options(selectinload(Case.reports), joinedload(Case.lead_department)).order_by(Case.received_on.desc(), Case.id.desc())
    return list(session.scalars(wanted.limit(limit)).unique())
