"""The one way a record moves: the table and the policy are asked, the state changes, the event is written and told."""

from portal import clock
from portal.access import Actor, require
from portal.audit import operations as audit
from portal.db import add, flush, session
from portal.errors import StalePage
from portal.events import emit
from portal.records import queries
from portal.records.events import RecordStepped
from portal.records.models import DishonestyRecord, RecordEvent, RecordVersion
from portal.records.vocabulary import RecordStatus
from portal.records.workflow import RecordAction, check

SUBJECT = "record"  # what the clocks of a record name as their subject
PUBLISH, REVOKE = "publish_record", "revoke_after_basis_gone"
_PUBLIC_VALUES = ("title", "facts", "subject_name", "area_key")


def expect_version(record: DishonestyRecord, version: int) -> None:
    """Raise ``StalePage`` when the record was changed after the page was opened."""
    if record.version != version:
        raise StalePage("这条记录刚刚被别人改过。您写的内容还在，请核对后再提交。")


def take(record: DishonestyRecord, action: RecordAction, actor: Actor, reason: str = "", ending: str = "") -> None:
    """Take one step of the table. ``ending`` is the public reason of what ends a record. Raises ``NotAllowed``, ``TransitionRefused``."""
    row = check(action, record.status, reason)
    if row.permission is not None:
        require(actor, row.permission, record)
    before = record.status
    record.enter(row.target or before, clock.now(), ending, clock.today() if ending else None)
    write_event(record, action, actor, before, reason)


def write_event(record: DishonestyRecord, action: RecordAction, actor: Actor, before: RecordStatus | None, reason: str) -> None:
    """Append the event of a step, log it, and tell the house; ``before`` is None for the step that made the record."""
    event = RecordEvent(
        record_id=record.id,
        action=action,
        at=clock.now(),
        from_status=before,
        to_status=record.status,
        actor_id=actor.id,
        reason=reason.strip(),
    )
    add(event)
    flush()
    audit.record(actor, f"record:{action.value}", "record", record.public_id, {"to": record.status.value})
    emit(RecordStepped(record.id, action))


def writer_ids(record: DishonestyRecord) -> set[int | None]:
    """Everybody who had a hand in what a record says: who entered it, changed its words or graded it."""
    wrote = {RecordAction.EDIT, RecordAction.GRADE}
    return {record.author_id, *(each.actor_id for each in queries.list_events(record.id) if each.action in wrote)}


def keep_version(record: DishonestyRecord, actor: Actor, what: str) -> None:
    """Keep the public record as it stands now, with what changed in words that everybody may read."""
    values = {name: getattr(record, name) for name in _PUBLIC_VALUES}
    values |= {"severity": record.severity.value if record.severity else "", "rectification": record.rectification_state.value}
    number = len(queries.list_versions(record.id)) + 1
    add(RecordVersion(record_id=record.id, number=number, on=clock.today(), what=what, values=values, made_by_id=actor.id))
    flush()


def forget_terms(record: DishonestyRecord) -> None:
    """The record is found by its words no longer."""
    for term in queries.list_terms(record.id):
        session.delete(term)
    flush()
