"""Every SELECT on objections; those that join a public text stand with the texts."""

from datetime import datetime

from sqlalchemy import select

from portal.access.actors import Actor
from portal.db import session, stretch
from portal.errors import NotFound
from portal.records.models import DishonestyRecord, RecordEvent, RecordSubject
from portal.records.objections.models import PublicObjection
from portal.records.objections.vocabulary import ObjectionStatus
from portal.records.queries import visibility
from portal.records.workflow import RecordAction

RECORD = "record"
AGE = (PublicObjection.received_at, PublicObjection.id)
Moment = tuple[datetime, int]


def find_by_tracking(tracking_hash: str) -> PublicObjection | None:
    """The objection that a code opens."""
    return session.scalars(select(PublicObjection).where(PublicObjection.tracking_hash == tracking_hash)).one_or_none()


def find_objection(objection_id: int) -> PublicObjection | None:
    """An objection by its key."""
    return session.get(PublicObjection, objection_id)


def find_of_kind(kind: str, objection_id: int) -> PublicObjection | None:
    """An objection by its key, if it is about this kind of thing."""
    found = find_objection(objection_id)
    return found if found is not None and found.subject_kind == kind else None


def list_to(kind: str, subject_id: int, status: ObjectionStatus | None = None) -> list[PublicObjection]:
    """The objections to one thing, the oldest first."""
    query = select(PublicObjection).where(PublicObjection.subject_kind == kind, PublicObjection.subject_id == subject_id)
    if status is not None:
        query = query.where(PublicObjection.status == status)
    return list(session.scalars(query.order_by(PublicObjection.id)))


def get_to(kind: str, subject_id: int, objection_id: int | None) -> PublicObjection:
    """An objection to this thing. Raises ``NotFound``."""
    found = next((each for each in list_to(kind, subject_id) if each.id == objection_id), None)
    if found is None:
        raise NotFound("没有找到这条异议。")
    return found


def list_open_to_records(
    actor: Actor, after: Moment | None = None, limit: int = 50, before: Moment | None = None
) -> list[tuple[PublicObjection, DishonestyRecord]]:
    """A page of the objections that wait, with their records, of what the actor may see, the oldest first."""
    query = select(PublicObjection, DishonestyRecord).join(DishonestyRecord, DishonestyRecord.id == PublicObjection.subject_id)
    query = query.join(RecordSubject, RecordSubject.id == DishonestyRecord.subject_id)
    query = query.where(PublicObjection.subject_kind == RECORD, PublicObjection.decided_at.is_(None), visibility(actor))
    return [(row[0], row[1]) for row in stretch(query, AGE, after, limit, before)]


def was_corrected_since(objection: PublicObjection) -> bool:
    """Whether the record was corrected after the objection came in."""
    since = (RecordEvent.action == RecordAction.CORRECT, RecordEvent.at > objection.received_at)
    query = select(RecordEvent.id).where(RecordEvent.record_id == objection.subject_id, *since)
    return session.scalars(query.limit(1)).first() is not None


def list_with_contact(limit: int) -> list[PublicObjection]:
    """Decided objections whose contact is still kept, the oldest first."""
    kept = (PublicObjection.status == ObjectionStatus.DECIDED, PublicObjection.sealed_contact.is_not(None))
    return list(session.scalars(select(PublicObjection).where(*kept).order_by(PublicObjection.decided_at).limit(limit)))
