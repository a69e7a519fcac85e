"""Every SELECT on requests for repair."""

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from portal.access.actors import Actor
from portal.db import session, stretch
from portal.errors import NotFound
from portal.records.models import DishonestyRecord, RecordSubject
from portal.records.objections.queries import Moment
from portal.records.queries import visibility
from portal.records.repair.models import CreditRepair
from portal.records.repair.vocabulary import RepairStatus

_OPEN = (RepairStatus.OPEN, RepairStatus.CONFIRMED)
_DECIDED = (RepairStatus.GRANTED, RepairStatus.REFUSED)


def find_by_tracking(tracking_hash: str) -> CreditRepair | None:
    """The request that a code opens."""
    return session.scalars(select(CreditRepair).where(CreditRepair.tracking_hash == tracking_hash)).one_or_none()


def find_repair(repair_id: int) -> CreditRepair | None:
    """A request by its key."""
    return session.get(CreditRepair, repair_id)


def list_of(record_id: int) -> list[CreditRepair]:
    """The requests about a record, the oldest first."""
    return list(session.scalars(select(CreditRepair).where(CreditRepair.record_id == record_id).order_by(CreditRepair.id)))


def get_of(record_id: int, repair_id: int | None) -> CreditRepair:
    """A request about this record. Raises ``NotFound``."""
    found = next((each for each in list_of(record_id) if each.id == repair_id), None)
    if found is None:
        raise NotFound("没有找到这份修复申请。")
    return found


def find_open(record_id: int) -> CreditRepair | None:
    """The request about a record that waits for its decision."""
    query = select(CreditRepair).where(CreditRepair.record_id == record_id, CreditRepair.status.in_(_OPEN))
    return session.scalars(query.order_by(CreditRepair.id).limit(1)).first()


def find_promise(record_id: int) -> str:
    """The credit promise that stands on the public record: that of a confirmed request; empty when there is none."""
    query = select(CreditRepair.promise).where(CreditRepair.record_id == record_id, CreditRepair.status == RepairStatus.CONFIRMED)
    return session.scalars(query.limit(1)).first() or ""


def list_open(actor: Actor, after: Moment | None = None, limit: int = 50, before: Moment | None = None) -> list[CreditRepair]:
    """A page of the requests that wait, about records the actor may see, the oldest first."""
    query = select(CreditRepair).join(CreditRepair.record).join(RecordSubject, RecordSubject.id == DishonestyRecord.subject_id)
    query = query.where(CreditRepair.decided_at.is_(None), visibility(actor)).options(contains_eager(CreditRepair.record))
    return [row[0] for row in stretch(query, (CreditRepair.received_at, CreditRepair.id), after, limit, before)]


def list_with_contact(limit: int) -> list[CreditRepair]:
    """Decided requests whose contact is still kept, the oldest first."""
    kept = (CreditRepair.status.in_(_DECIDED), CreditRepair.sealed_contact.is_not(None))
    return list(session.scalars(select(CreditRepair).where(*kept).order_by(CreditRepair.decided_at).limit(limit)))
