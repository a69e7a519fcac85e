"""The periodic work, each job safe to repeat and opening its own transactions."""

from datetime import timedelta

from portal import clock
from portal.accountability import checking as accountability_checking
from portal.accountability import operations as accountability
from portal.accounts import operations as accounts
from portal.attachments import operations as attachments
from portal.attachments import queries as evidence
from portal.audit import operations as audit
from portal.cases import drafts, reply_templates, retention, tallies
from portal.cases.secrecy import requests
from portal.cases.secrecy.handlers import renew_seals as renew
from portal.custody import acts as custody
from portal.db import session, transaction
from portal.deadlines.sweep import recompute_stale, sweep
from portal.notifications.delivery import DeliveryCounts, deliver_pending
from portal.notifications.worker import Job
from portal.publication.consent import remind_previews
from portal.publication.objections import forget_contacts
from portal.publication.operations import end_expired
from portal.publication.releasing import publish_due
from portal.supervision.operations import refresh_public_figures

CHUNK = 100


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


def follow_calendar() -> int:
    """Compute anew, in chunks, the clocks that were last computed with another calendar; returns how many."""
    moved = 0
    while True:
        with transaction():
            number = recompute_stale(CHUNK)
        moved += number
        if not number:
            return moved


def deliver_mail() -> DeliveryCounts:
    """Send what waits in the outbox."""
    return deliver_pending(clock.now())


def refresh_figures() -> None:
    """Count the public figures up to yesterday."""
    with transaction():
        refresh_public_figures()


ORPHAN_LIFE = timedelta(days=30)  # longer than any draft lives
ERASE_AFTER = timedelta(hours=1)  # longer than any upload takes


def clean_up() -> None:
    """Forget drafts, sessions, kept posts and files of nobody whose time is over."""
    with transaction():
        drafts.purge_expired()
    with transaction():
        accounts.forget_expired()
    with transaction():
        attachments.purge_orphans(clock.now() - ORPHAN_LIFE)
    with transaction():
        forget_contacts(CHUNK)
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
    ended = 0
    while True:
        with transaction():
            number = end_expired(CHUNK)
        ended += number
        if not number:
            return ended


def publish_batches() -> int:
    """Publish the approved texts whose first of the month has come; returns how many."""
    published = 0
    while True:
        with transaction():
            number = publish_due(CHUNK)
        published += number
        if not number:
            return published


def remind_reporters() -> int:
    """Remind reporters whose days to read the public text are nearly over; returns how many."""
    with transaction():
        return remind_previews(CHUNK)


def end_custody_acts() -> int:
    """Wipe what custodians handed on or opened and whose time is over; returns how many requests that ended."""
    ended = 0
    while True:
        with transaction():
            number = custody.end_over(CHUNK)
        ended += number
        if not number:
            return ended


def compact_tallies() -> int:
    """Keep the tallies behind the numbers on the tabs short; returns how many rows that saved."""
    with transaction():
        return tallies.compact()


def first_audit_break() -> int | None:
    """The first broken entry of the audit log, or None."""
    try:
        return audit.first_break()
    finally:
        session.remove()


def end_identity_requests() -> int:
    """End requests to open an identity, and views, whose time is over; returns how many."""
    ended = 0
    while True:
        with transaction():
            number = requests.expire(CHUNK)
        ended += number
        if not number:
            return ended


def renew_seals() -> int:
    """Give what an older version kept under the server key the protection of its level; returns how much."""
    with transaction():
        return renew(CHUNK)


def erase_due() -> int:
    """Destroy what is kept of reporters no longer than allowed, in chunks; returns how much."""
    erased = 0
    while True:
        with transaction():
            number = retention.erase_due(CHUNK)
        erased += number
        if not number:
            return erased


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


def all_jobs() -> list[Job]:
    """What the worker does, and how often."""
    return [
        Job("deliver-mail", 3, deliver_mail),
        Job("sweep-deadlines", 60, sweep_deadlines),
        Job("follow-calendar", 60, follow_calendar),
        Job("refresh-figures", 300, refresh_figures),
        Job("compact-tallies", 60, compact_tallies),
        Job("scan-evidence", 60, scan_evidence),
        Job("end-publications", 600, end_publications),
        Job("publish-batches", 600, publish_batches),
        Job("remind-reporters", 600, remind_reporters),
        Job("check-audit", 600, check_audit),
        Job("issue-head", 600, issue_head),
        Job("end-custody-acts", 60, end_custody_acts),
        Job("end-identity-requests", 60, end_identity_requests),
        Job("renew-seals", 60, renew_seals),
        Job("erase-due", 3600, erase_due),
        Job("clean-up", 3600, clean_up),
    ]
