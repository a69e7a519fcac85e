"""The periodic work, each job safe to repeat and opening its own transactions."""

from collections.abc import Callable
from datetime import timedelta

from portal import clock
from portal.accountability import checking as accountability_checking
from portal.accountability import operations as accountability
from portal.accounts import operations as accounts
from portal.accounts.departments import changes as departments
from portal.attachments import operations as attachments
from portal.attachments import queries as evidence
from portal.audit import operations as audit
from portal.cases import drafts, reply_templates, retention, tallies
from portal.cases.secrecy import requests
from portal.cases.secrecy.handlers import renew_seals as renew
from portal.custody import acts as custody
from portal.db import session, transaction
from portal.deadlines.sweep import recompute_stale, sweep
from portal.exchange import sending
from portal.leads import retention as leads_retention
from portal.leads import traces
from portal.ledger import handlers as ledger
from portal.notifications.delivery import DeliveryCounts, deliver_pending
from portal.notifications.worker import Job
from portal.prepared import operations as prepared
from portal.publication.consent import remind_previews
from portal.publication.operations import end_expired
from portal.publication.releasing import publish_due, take_over_ratings
from portal.records.ending import archive_due, end_displays
from portal.records.objections.filing import forget_contacts as forget_objectors
from portal.records.officials.operations import expire_due
from portal.records.repair.operations import forget_contacts as forget_applicants
from portal.records.sanctions.operations import forget_old_checks
from portal.registers import operations as registers
from portal.registers.appraisals import operations as appraisals
from portal.supervision.facts import operations as facts
from portal.supervision.ladder import queries as ladder
from portal.supervision.ladder.climbing import act_alone
from portal.supervision.operations import refresh_public_figures
from portal.supervision.warnings import operations as warnings
from portal.upkeep import operations as upkeep

CHUNK = 100


def _until_done(step: Callable[[], int]) -> int:
    """Repeat a step, each time in a transaction of its own, until it finds nothing; returns how much it did in all."""
    done = 0
    while True:
        with transaction():
            number = step()
        done += number
        if not number:
            return done


def load_reply_templates() -> None:
    """Give a new house the reply templates it starts with; templates that exist are left alone."""
    with transaction():
        reply_templates.load_defaults()


def sweep_deadlines() -> int:
    """Fire every step of every clock that has come due, in chunks; returns how many."""
    fired = 0
    while True:
        with transaction():
            steps = sweep(clock.today(), CHUNK)
        fired += len(steps)
        if not steps:
            return fired


def climb_ladder() -> int:
    """Take every step of the supervision ladder that has come due, each in a transaction of its own; returns how many papers were made."""
    made, after = 0, None
    while True:
        with transaction():
            watch = ladder.lock_next_watch(clock.today(), after)
            if watch is None:
                return made
            after = (watch.act_on or clock.today(), watch.id)
            made += act_alone(watch, clock.today()) is not None


def find_warnings() -> int:
    """Count the months that are over and find what was unusual in the last of them; returns how many warnings that gave."""
    with transaction():
        return warnings.find_warnings()


def follow_departments() -> int:
    """Give departments the names and successors whose day has come; returns how many changes that were."""
    with transaction():
        return departments.do_due()


def follow_calendar() -> int:
    """Compute anew, in chunks, the clocks that were last computed with another calendar; returns how many."""
    return _until_done(lambda: recompute_stale(CHUNK))


def deliver_mail() -> DeliveryCounts:
    """Send what waits in the outbox."""
    return deliver_pending(clock.now())


def refresh_figures() -> None:
    """Count the public figures up to yesterday."""
    with transaction():
        refresh_public_figures()


ORPHAN_LIFE = timedelta(days=30)  # longer than any draft lives
ERASE_AFTER = timedelta(hours=1)  # longer than any upload takes


def prepare_files() -> int:
    """Make the files that staff have asked for, one at a time; returns how many were tried."""
    tried = 0
    while prepared.make_next():
        tried += 1
    return tried


def clean_up() -> None:
    """Forget drafts, sessions, kept posts, prepared files and files of nobody whose time is over."""
    with transaction():
        drafts.purge_expired()
    with transaction():
        accounts.forget_expired()
    with transaction():
        attachments.purge_orphans(clock.now() - ORPHAN_LIFE)
    with transaction():
        forget_objectors(CHUNK)
        forget_applicants(CHUNK)
    with transaction():
        prepared.forget_expired(CHUNK)
    attachments.sweep_store(clock.now() - ERASE_AFTER)
    session.remove()


def scan_evidence() -> int:
    """Have the scanner look at the evidence it has not seen, one file at a time, until it is down; returns how many it saw."""
    seen = after = 0
    while attachments.has_scanner() and (pending := evidence.list_unscanned(after, 1)):
        after = pending[0].id
        result = attachments.scan_original(pending[0])
        if result is not None and result.scanned_at is None:
            break
        with transaction():
            file = evidence.find_by_id(after)
            if file is not None and result is not None:
                attachments.note_scan(file, result)
                seen += 1
    session.remove()
    return seen


def end_publications() -> int:
    """End the display of public texts whose time is over; returns how many."""
    return _until_done(lambda: end_expired(CHUNK))


def end_registers() -> int:
    """End the display of register entries whose time is over, and tell the results of online appraisals; returns how many."""
    return _until_done(lambda: registers.end_due(CHUNK) + appraisals.end_due())


def end_records() -> int:
    """End displays, retention and discipline whose time is over, and forget old questions about honours; returns how many."""
    ended = 0
    for end in (end_displays, archive_due, expire_due, forget_old_checks):
        while True:
            with transaction():
                number = end(CHUNK)
            ended += number
            if not number:
                break
    return ended


def publish_batches() -> int:
    """Publish the approved texts whose first of the month has come, and ratings given since under older ones; returns how many."""
    return _until_done(lambda: publish_due(CHUNK)) + _until_done(lambda: take_over_ratings(CHUNK))


def remind_reporters() -> int:
    """Remind reporters whose days to read the public text are nearly over; returns how many."""
    with transaction():
        return remind_previews(CHUNK)


def follow_ledger() -> int:
    """Bring the ledger to the plan in force and make the inspections that have come near; returns how many changed."""
    with transaction():
        return ledger.follow()


def end_custody_acts() -> int:
    """Wipe what custodians handed on or opened and whose time is over; returns how many requests that ended."""
    return _until_done(lambda: custody.end_over(CHUNK))


def compact_tallies() -> int:
    """Keep the tallies behind the numbers on the tabs short; returns how many rows that saved."""
    with transaction():
        return tallies.compact()


def keep_facts() -> int:
    """Make the rows behind the figures of cases that have none, in chunks; returns how many cases that were."""
    return _until_done(lambda: facts.keep_missing(CHUNK))


def trace_reports() -> int:
    """Leave the traces by which leads find them of reports that are older than traces, in chunks; returns how many."""
    return _until_done(lambda: traces.keep_up(CHUNK))


def settle_figures() -> int:
    """Add the changes of the figures to their cells, so that pages add up few rows; returns how many."""
    return _until_done(lambda: facts.settle())


def first_audit_break() -> int | None:
    """The first broken entry of the audit log, or None."""
    try:
        return audit.first_break()
    finally:
        session.remove()


def end_identity_requests() -> int:
    """End requests to open an identity, and views, whose time is over; returns how many."""
    return _until_done(lambda: requests.expire(CHUNK))


def renew_seals() -> int:
    """Give what an older version kept under the server key the protection of its level; returns how much."""
    with transaction():
        return renew(CHUNK)


def erase_due() -> int:
    """Destroy what is kept of reporters, and of leads, no longer than allowed, in chunks; returns how much."""
    return _until_done(lambda: retention.erase_due(CHUNK)) + _until_done(lambda: leads_retention.erase_due(CHUNK))


def due_for_erasure() -> list[retention.Due]:
    """What ``erase_due`` would destroy now, by kind."""
    try:
        return retention.list_due()
    finally:
        session.remove()


def first_accountability_break() -> str | None:
    """What first does not hold in the accountability log and in the audit entries it binds, in a sentence; or None."""
    try:
        return accountability_checking.first_break()
    finally:
        session.remove()


def check_audit() -> None:
    """Walk on along the audit chain, once a day from its beginning, and keep the result for the audit administrator."""
    try:
        found = audit.walk_on()
    finally:
        session.remove()
    with transaction():
        audit.keep_walk(found)


def issue_head() -> bool:
    """Sign and publish today's head of the accountability log. Whether it was not out before."""
    with transaction():
        return accountability.issue_daily_head() is not None


def note_backup() -> None:
    """Note that the operator's backup was made now."""
    with transaction():
        upkeep.note_success(upkeep.BACKUP)


def all_jobs() -> list[Job]:
    """What the worker does, and how often."""
    return [
        Job("deliver-mail", 3, deliver_mail),
        Job("prepare-files", 3, prepare_files),
        Job("sweep-deadlines", 60, sweep_deadlines),
        Job("climb-ladder", 60, climb_ladder),
        Job("follow-calendar", 60, follow_calendar),
        Job("follow-departments", 600, follow_departments),
        Job("refresh-figures", 300, refresh_figures),
        Job("find-warnings", 3600, find_warnings),
        Job("compact-tallies", 60, compact_tallies),
        Job("keep-facts", 3600, keep_facts),
        Job("trace-reports", 3600, trace_reports),
        Job("settle-figures", 60, settle_figures),
        Job("scan-evidence", 60, scan_evidence),
        Job("end-publications", 600, end_publications),
        Job("end-registers", 600, end_registers),
        Job("end-records", 600, end_records),
        Job("publish-batches", 600, publish_batches),
        Job("remind-reporters", 600, remind_reporters),
        Job("follow-ledger", 600, follow_ledger),
        Job("exchange", 30, sending.exchange),
        Job("check-audit", 600, check_audit),
        Job("issue-head", 600, issue_head),
        Job("end-custody-acts", 60, end_custody_acts),
        Job("end-identity-requests", 60, end_identity_requests),
        Job("renew-seals", 60, renew_seals),
        Job("erase-due", 3600, erase_due),
        Job("clean-up", 3600, clean_up),
    ]
