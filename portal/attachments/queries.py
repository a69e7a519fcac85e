"""Every SELECT on evidence files. Files that were removed are never found here, except for the sweep."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import func, or_, select, tuple_

from portal.attachments.models import Attachment, OwnerKind, ScanState
from portal.custody.models import DataKey
from portal.db import session

_ORDER = (Attachment.position, Attachment.id)


def list_for(owner_kind: str, owner_id: str | int) -> list[Attachment]:
    """The files of one owner, in the order they were added."""
    return list_for_many(owner_kind, [owner_id])[str(owner_id)]


def list_for_many(owner_kind: str, owner_ids: Iterable[str | int]) -> dict[str, list[Attachment]]:
    """The files of several owners of one kind in one query: owner id as text -> files. Owners without files get an empty list."""
    wanted = [str(owner_id) for owner_id in owner_ids]
    files: dict[str, list[Attachment]] = defaultdict(list)
    if wanted:
        found = select(Attachment).where(
            Attachment.owner_kind == OwnerKind(owner_kind), Attachment.owner_id.in_(wanted), Attachment.removed_at.is_(None)
        )
        for attachment in session.scalars(found.order_by(*_ORDER)):
            files[attachment.owner_id].append(attachment)
    return files


def list_for_owners(owners: Sequence[tuple[str, str | int]]) -> list[Attachment]:
    """The files of owners of different kinds in one query, in the order of the owners and then that of their adding."""
    wanted = [(OwnerKind(kind), str(owner_id)) for kind, owner_id in owners]
    if not wanted:
        return []
    pairs = tuple_(Attachment.owner_kind, Attachment.owner_id).in_(wanted)
    found = session.scalars(select(Attachment).where(pairs, Attachment.removed_at.is_(None)).order_by(*_ORDER)).all()
    return sorted(found, key=lambda file: wanted.index((file.owner_kind, file.owner_id)))


def find_by_id(attachment_id: int) -> Attachment | None:
    """The file with this number, for jobs."""
    return session.get(Attachment, attachment_id)


def find_by_token(token: str) -> Attachment | None:
    """The file with this token. The caller must still ask whether its owner may be seen."""
    return session.scalars(select(Attachment).where(Attachment.token == token, Attachment.removed_at.is_(None))).one_or_none()


def find_owned(owner_kind: str, owner_id: str | int, token: str) -> Attachment | None:
    """The file with this token if it belongs to this owner: the safe way to serve one from an owner's own page."""
    attachment = find_by_token(token)
    if attachment is None or (attachment.owner_kind, attachment.owner_id) != (OwnerKind(owner_kind), str(owner_id)):
        return None
    return attachment


def count_for(owner_kind: str, owner_id: str | int) -> int:
    """How many files an owner has now."""
    return _totals(owner_kind, owner_id)[0]


def total_bytes_for(owner_kind: str, owner_id: str | int) -> int:
    """How many bytes an owner has sent, as they came."""
    return _totals(owner_kind, owner_id)[1]


def _totals(owner_kind: str, owner_id: str | int) -> tuple[int, int]:
    wanted = select(func.count(Attachment.id), func.coalesce(func.sum(Attachment.original_size_bytes), 0)).where(
        Attachment.owner_kind == OwnerKind(owner_kind), Attachment.owner_id == str(owner_id), Attachment.removed_at.is_(None)
    )
    count, total = session.execute(wanted).one()
    return int(count), int(total)


def last_position(owner_kind: str, owner_id: str | int) -> int:
    """The highest position an owner ever gave, removed files included, so that a name is never given twice."""
    wanted = select(func.max(Attachment.position)).where(
        Attachment.owner_kind == OwnerKind(owner_kind), Attachment.owner_id == str(owner_id)
    )
    return session.scalar(wanted) or 0


def list_orphans(before: datetime) -> list[Attachment]:
    """Files of drafts, and removed files, from before an aware instant."""
    of_drafts = (Attachment.owner_kind == OwnerKind.DRAFT) & (Attachment.created_at < before)
    return list(session.scalars(select(Attachment).where(or_(of_drafts, Attachment.removed_at < before))))


def list_originals(owner_kind: str, owner_id: str | int) -> list[Attachment]:
    """The files of an owner whose original exists, those that were removed included: what is put into custody or destroyed is all of it."""
    owned = (Attachment.owner_kind == OwnerKind(owner_kind), Attachment.owner_id == str(owner_id))
    return list(session.scalars(select(Attachment).where(*owned, Attachment.original_destroyed_at.is_(None)).order_by(*_ORDER)))


def list_storage_names(prefix: str) -> set[str]:
    """All storage names in use that begin with a prefix, those of removed files included, those of destroyed originals not."""
    copies = select(Attachment.storage_name).where(Attachment.storage_name.startswith(prefix, autoescape=True))
    originals = select(Attachment.original_storage_name).where(
        Attachment.original_storage_name.startswith(prefix, autoescape=True), Attachment.original_destroyed_at.is_(None)
    )
    return {*session.scalars(copies), *session.scalars(originals)}


def list_unscanned(after_id: int, amount: int) -> list[Attachment]:
    """The next files, by id, that no scanner has seen and whose original the server can open; without those that were removed."""
    in_reach = DataKey.custody_key_id.is_(None) & DataKey.destroyed_at.is_(None)
    found = (
        select(Attachment)
        .outerjoin(DataKey, DataKey.id == Attachment.original_key_id)
        .where(
            Attachment.id > after_id,
            Attachment.scan_state.in_([ScanState.PENDING, ScanState.NOT_CONFIGURED]),
            Attachment.removed_at.is_(None),
            Attachment.original_destroyed_at.is_(None),
            or_(Attachment.original_key_id.is_(None), in_reach),
        )
    )
    return list(session.scalars(found.order_by(Attachment.id).limit(amount)))


def count_scans(state: ScanState) -> int:
    """How many files that were not removed stand in this state."""
    counted = select(func.count(Attachment.id)).where(Attachment.scan_state == state, Attachment.removed_at.is_(None))
    return session.scalar(counted) or 0
