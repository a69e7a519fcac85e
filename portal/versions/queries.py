"""Every SELECT about kept versions."""

from sqlalchemy import func, select

from portal.db import session
from portal.errors import NotFound
from portal.versions.models import KeptVersion


def find_newest(kind: str, subject: str) -> KeptVersion | None:
    """The newest version, if any was kept."""
    return next(iter(list_versions(kind, subject, 1)), None)


def find_newest_number(kind: str, subject: str) -> int | None:
    """The number of the newest version, without reading it."""
    return session.scalar(select(func.max(KeptVersion.number)).where(KeptVersion.kind == kind, KeptVersion.subject == subject))


def list_versions(kind: str, subject: str, limit: int, before: int | None = None) -> list[KeptVersion]:
    """Versions, newest first, older than the number ``before``."""
    query = select(KeptVersion).where(KeptVersion.kind == kind, KeptVersion.subject == subject)
    if before is not None:
        query = query.where(KeptVersion.number < before)
    return list(session.scalars(query.order_by(KeptVersion.number.desc()).limit(limit)))


def get_version(kind: str, subject: str, number: int) -> KeptVersion:
    """One version. Raises ``NotFound``."""
    query = select(KeptVersion).where(KeptVersion.kind == kind, KeptVersion.subject == subject, KeptVersion.number == number)
    found = session.scalars(query).one_or_none()
    if found is None:
        raise NotFound("没有这个版本。")
    return found
