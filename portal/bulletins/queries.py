"""Every SELECT on bulletins, and the few counts that only they need."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import aliased, joinedload, selectinload

from portal.bulletins.models import Bulletin, BulletinText
from portal.bulletins.vocabulary import Block, BulletinStatus, Scope
from portal.cases.models import Case
from portal.cases.queries.visibility import seen_by_watchers
from portal.db import session
from portal.errors import NotFound
from portal.registers.models import RegisterEntry
from portal.registers.vocabulary import EntryStatus, Kind
from portal.supervision.models import SupervisionOrder
from portal.supervision.vocabulary import SENT_STATUSES, OrderKind

_NOTHING = "没有找到这份通报。"
_ONCE_APPROVED = (BulletinStatus.APPROVED, BulletinStatus.WITHDRAWN)
MOST_TYPICAL = 5


def get_bulletin(bulletin_id: int, for_update: bool = False) -> Bulletin:
    """One version of a bulletin, its row locked when it is about to change. Raises ``NotFound``."""
    if for_update:
        session.execute(select(Bulletin.id).where(Bulletin.id == bulletin_id).with_for_update())
    found = session.get(Bulletin, bulletin_id, options=[selectinload(Bulletin.texts)])
    if found is None:
        raise NotFound(_NOTHING)
    return found


def list_bulletins(before_id: int | None = None, limit: int = 50) -> list[Bulletin]:
    """A page of all versions, newest first."""
    query = select(Bulletin).options(joinedload(Bulletin.author)).order_by(Bulletin.id.desc()).limit(limit)
    return list(session.scalars(query.where(Bulletin.id < before_id) if before_id else query))


def find_last_version(period: str, scope: Scope, scope_value: str) -> Bulletin | None:
    """The newest version about a period and scope that was not dropped."""
    query = select(Bulletin).where(Bulletin.period == period, Bulletin.scope == scope, Bulletin.scope_value == scope_value)
    return session.scalars(query.where(Bulletin.status != BulletinStatus.DROPPED).order_by(Bulletin.version.desc()).limit(1)).first()


def last_number(period: str, scope: Scope, scope_value: str) -> int:
    """The highest number of a version ever begun about a period and scope; 0 for none."""
    query = select(func.max(Bulletin.version)).where(Bulletin.period == period, Bulletin.scope == scope)
    return session.scalar(query.where(Bulletin.scope_value == scope_value)) or 0


def find_next(bulletin_id: int) -> Bulletin | None:
    """The version that takes up from this one and was not dropped."""
    query = select(Bulletin).where(Bulletin.previous_id == bulletin_id, Bulletin.status != BulletinStatus.DROPPED)
    return session.scalars(query.order_by(Bulletin.id.desc()).limit(1)).first()


def list_texts(bulletin_id: int, block: Block) -> list[BulletinText]:
    """All versions of a block, newest first."""
    query = select(BulletinText).where(BulletinText.bulletin_id == bulletin_id, BulletinText.block == block)
    return list(session.scalars(query.options(joinedload(BulletinText.written_by)).order_by(BulletinText.version.desc())))


def list_published(before_id: int | None = None, limit: int = 20) -> list[Bulletin]:
    """A page of what the public may read, newest first; of each bulletin the newest version that was approved."""
    later = aliased(Bulletin)
    replaced = select(later.id).where(later.previous_id == Bulletin.id, later.status.in_(_ONCE_APPROVED)).exists()
    query = select(Bulletin).where(Bulletin.is_public, Bulletin.status == BulletinStatus.APPROVED, ~replaced)
    query = query.where(Bulletin.id < before_id) if before_id else query
    return list(session.scalars(query.order_by(Bulletin.id.desc()).limit(limit)))


def get_published(public_key: str) -> Bulletin:
    """A bulletin that is or was public. Raises ``NotFound``."""
    query = select(Bulletin).where(Bulletin.public_key == public_key, Bulletin.is_public)
    found = session.scalars(query.where(Bulletin.status.in_(_ONCE_APPROVED)).options(selectinload(Bulletin.texts))).one_or_none()
    if found is None:
        raise NotFound(_NOTHING)
    return found


def is_public_key(key: str) -> bool:
    """Whether a bulletin has this key."""
    return session.scalar(select(Bulletin.id).where(Bulletin.public_key == key)) is not None


def count_papers(department_ids: Collection[int] | None, since: datetime, until: datetime) -> dict[OrderKind, int]:
    """Papers of the ladder sent from one instant to before another, on cases from which no watcher is kept; None: to all departments."""
    query = select(SupervisionOrder.kind, func.count()).join(Case, Case.id == SupervisionOrder.case_id).where(seen_by_watchers())
    query = query.where(SupervisionOrder.status.in_(SENT_STATUSES))
    query = query.where(SupervisionOrder.issued_at >= since, SupervisionOrder.issued_at < until)
    if department_ids is not None:
        query = query.where(SupervisionOrder.department_id.in_(department_ids))
    counted = {row[0]: row[1] for row in session.execute(query.group_by(SupervisionOrder.kind))}
    return {kind: counted.get(kind, 0) for kind in OrderKind}


def list_typical(department_ids: Collection[int] | None, since: datetime) -> list[RegisterEntry]:
    """The newest published typical cases since an instant; None: of all departments."""
    query = select(RegisterEntry).where(RegisterEntry.kind == Kind.TYPICAL_CASE, RegisterEntry.status == EntryStatus.PUBLISHED)
    query = query.where(RegisterEntry.published_at >= since)
    if department_ids is not None:
        query = query.where(RegisterEntry.department_id.in_(department_ids))
    return list(session.scalars(query.order_by(RegisterEntry.published_at.desc(), RegisterEntry.id.desc()).limit(MOST_TYPICAL)))
