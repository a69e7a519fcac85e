"""Every SELECT about jobs."""

from sqlalchemy import select

from portal.db import session
from portal.upkeep.models import JobRun


def find_run(name: str) -> JobRun | None:
    """What is known of one job; None before it first ran."""
    return session.get(JobRun, name)


def runs() -> dict[str, JobRun]:
    """What is known of every job, by its name."""
    return {row.name: row for row in session.scalars(select(JobRun))}
