"""Every SELECT on prepared files. A person sees only the own ones."""

from datetime import datetime

from sqlalchemy import func, or_, select

from portal.db import session
from portal.errors import NotFound
from portal.prepared.models import PreparedFile
from portal.prepared.vocabulary import FileState


def list_own(user_id: int, limit: int, before: int | None = None) -> list[PreparedFile]:
    """A person's files, the newest first; ``before`` is the key of the last one of the page before."""
    wanted = select(PreparedFile).where(PreparedFile.asked_by_id == user_id)
    if before is not None:
        wanted = wanted.where(PreparedFile.id < before)
    return list(session.scalars(wanted.order_by(PreparedFile.id.desc()).limit(limit)))


def get_own(user_id: int, file_id: int) -> PreparedFile:
    """A person's own file. Raises ``NotFound``."""
    wanted = select(PreparedFile).where(PreparedFile.id == file_id, PreparedFile.asked_by_id == user_id)
    found = session.scalars(wanted).one_or_none()
    if found is None:
        raise NotFound
    return found


def count_waiting_of(user_id: int) -> int:
    """How many files of this person still wait."""
    wanted = select(func.count()).where(PreparedFile.asked_by_id == user_id, PreparedFile.state == FileState.WAITING)
    return session.scalar(wanted) or 0


def count_waiting() -> int:
    """How many files of anybody wait to be made."""
    return session.scalar(select(func.count()).select_from(PreparedFile).where(PreparedFile.state == FileState.WAITING)) or 0


def lock_next_waiting(at: datetime) -> PreparedFile | None:
    """The file that has waited longest and that no other worker makes, locked for this transaction."""
    wanted = (
        select(PreparedFile)
        .where(PreparedFile.state == FileState.WAITING, or_(PreparedFile.leased_until.is_(None), PreparedFile.leased_until <= at))
        .order_by(PreparedFile.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    return session.scalars(wanted).one_or_none()


def find_leased(file_id: int, lease_token: str) -> PreparedFile | None:
    """The file, if this lease still holds it; locked for this transaction."""
    wanted = select(PreparedFile).where(PreparedFile.id == file_id, PreparedFile.lease_token == lease_token)
    return session.scalars(wanted.with_for_update()).one_or_none()


def list_expired(at: datetime, limit: int) -> list[PreparedFile]:
    """Files whose time is over."""
    return list(session.scalars(select(PreparedFile).where(PreparedFile.expires_at <= at).order_by(PreparedFile.expires_at).limit(limit)))
