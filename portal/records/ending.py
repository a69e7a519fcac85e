"""How a record leaves the public: its time is over, its basis fell, its credit was repaired."""

from portal import clock
from portal.access import SYSTEM, Actor
from portal.cases.handling import checked_text
from portal.cases.inspecting import Inspect
from portal.db import flush
from portal.deadlines import operations as deadlines
from portal.deadlines import queries as clocks
from portal.errors import RuleBroken, TransitionRefused
from portal.records import catalogue, grading, queries, steps
from portal.records.models import DishonestyRecord, RecognitionDocument
from portal.records.sanctions.operations import lift_all
from portal.records.vocabulary import DocumentKind, RecordStatus, RepairState, Severity
from portal.records.workflow import TRANSITIONS, RecordAction

_OVER = frozenset({RecordStatus.REVOKED, RecordStatus.REPAIRED, RecordStatus.ARCHIVED})


def note_basis_gone(record: DishonestyRecord, actor: Actor, why: str) -> None:
    """The document was annulled or changed: every record that rests on it must go within its clock (行政处罚法 48)."""
    why = checked_text("why", why, "文书怎样被撤销或者变更", 4)
    document = record.document
    if document.gone_on is not None:
        raise TransitionRefused("已经登记过这份文书被撤销或者变更。")
    steps.take(record, RecordAction.NOTE_BASIS_GONE, actor, why)
    _fall(document, why)


def follow_fallen_finding(record: DishonestyRecord, why: str) -> None:
    """The finding behind a certificate of refusal is gone, and so is the certificate. Another document stands without the finding."""
    document, may = record.document, TRANSITIONS[RecordAction.NOTE_BASIS_GONE]
    if document.kind is DocumentKind.REFUSAL and document.gone_on is None and record.status in may.sources:
        record.enter(record.status, clock.now())
        steps.write_event(record, RecordAction.NOTE_BASIS_GONE, SYSTEM, record.status, why)
        _fall(document, why)


def _fall(document: RecognitionDocument, why: str) -> None:
    document.gone_on, document.gone_why = clock.today(), why
    for each in queries.list_resting_on(document.id):
        if each.status not in _OVER and clocks.open_deadline(steps.SUBJECT, each.id, steps.REVOKE) is None:
            deadlines.start(steps.SUBJECT, each.id, steps.REVOKE, clock.today(), each.responsible_id)
    flush()


def revoke(record: DishonestyRecord, actor: Actor, reason: str, inspect: Inspect) -> None:
    """The record stands no longer; it leaves every page at once, and its address tells the reason. Its sanctions end."""
    reason = checked_text("reason", reason, "撤销的理由，会公开显示", 4)
    found = inspect(reason)
    if found:
        raise RuleBroken("reason", f"这里有“{found[0]}”，会公开显示，请去掉。")
    steps.take(record, RecordAction.REVOKE, actor, reason, ending=reason)
    _leave(record, actor, "记录已撤销")
    deadlines.meet(steps.SUBJECT, record.id, steps.REVOKE, clock.now())
    deadlines.cancel_all(steps.SUBJECT, record.id)


def why_not_repair(record: DishonestyRecord) -> str:
    """Why the credit cannot be repaired today, in a sentence with the first day it can; empty when it can."""
    if record.status not in TRANSITIONS[RecordAction.REPAIR].sources:
        return f"这条记录现在是“{record.status.label}”，不能修复。"
    if record.repairable_from is not None and clock.today() < record.repairable_from:
        first = record.repairable_from
        return f"最短公示期还没有满，{first.year}年{first.month}月{first.day}日起才能修复。"
    return ""


def repair(record: DishonestyRecord, actor: Actor, reason: str) -> None:
    """The breach is put right and the shortest display over: the record leaves the page and its sanctions end (令第36号; 1103号)."""
    not_yet = why_not_repair(record)
    if not_yet:
        raise TransitionRefused(not_yet)
    reason = checked_text("reason", reason, "修复的理由", 4)
    record.repair_state = RepairState.REPAIRED
    steps.take(record, RecordAction.REPAIR, actor, reason, ending=reason)
    _leave(record, actor, "信用已修复")
    deadlines.cancel_all(steps.SUBJECT, record.id)


def _leave(record: DishonestyRecord, actor: Actor, why: str) -> None:
    steps.forget_terms(record)
    lift_all(record, actor, why)
    if record.kept_until is None:  # never graded: kept as long as the mildest
        record.kept_until = catalogue.months_after(clock.today(), grading.months_kept(Severity.MINOR))
    flush()


def end_displays(limit: int = 100) -> int:
    """End the display of records whose time is over; returns how many."""
    over = queries.list_over(clock.today(), limit)
    for record in over:
        steps.take(record, RecordAction.END, SYSTEM)
        steps.forget_terms(record)
    return len(over)


def archive_due(limit: int = 100) -> int:
    """Take records whose retention is over out of every list; returns how many."""
    due = queries.list_out_of_retention(clock.today(), limit)
    for record in due:
        steps.take(record, RecordAction.ARCHIVE, SYSTEM)
    return len(due)
