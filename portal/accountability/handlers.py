"""Which facts of the house become leaves."""

from portal import clock
from portal.accountability.operations import keep
from portal.accountability.vocabulary import LeafKind
from portal.cases import queries as cases
from portal.cases.events import CaseStepped, ReportSubmitted
from portal.cases.models import SUBJECT
from portal.cases.workflow import Action
from portal.deadlines import queries as deadlines
from portal.deadlines.events import (
    DeadlineEvent,
    DeadlineExtended,
    DeadlineMoved,
    DeadlineResumed,
    DeadlineStarted,
    DeadlineSuspended,
)
from portal.deadlines.limits import INTERNAL_RULES

_ENDS = {Action.CLOSE: "办结", Action.DECLINE: "不予受理", Action.WITHDRAW: "反映人撤回", Action.TRANSFER: "移送"}
_CLOCKS: dict[type[DeadlineEvent], tuple[LeafKind, tuple[str, ...]]] = {
    DeadlineStarted: (LeafKind.CLOCK_STARTED, ("started_on", "due_on")),
    DeadlineExtended: (LeafKind.CLOCK_EXTENDED, ("old_due_on", "due_on", "days")),
    DeadlineSuspended: (LeafKind.CLOCK_SUSPENDED, ("suspended_on", "due_on")),
    DeadlineResumed: (LeafKind.CLOCK_RESUMED, ("resumed_on", "due_on")),
    DeadlineMoved: (LeafKind.CLOCK_MOVED, ("old_due_on", "due_on")),
}


def keep_received(event: ReportSubmitted) -> None:
    """A report came in: its number, its day and the hash that the receipt shows."""
    report = cases.get_report(event.report_id)
    facts = {"received_on": report.case.received_on.isoformat(), "report_hash": report.receipt_hash}
    keep(event.case_id, LeafKind.RECEIVED, facts)


def keep_clock(event: DeadlineEvent) -> None:
    """A clock of a case started, was lengthened, stopped, ran on, or was moved by the calendar. Clocks of other things, and the
    house's own aims, are left out.
    """
    if event.subject_kind != SUBJECT or event.rule_key in INTERNAL_RULES:
        return
    kind, names = _CLOCKS[type(event)]
    limit = deadlines.find_limit(event.rule_key)
    facts = {"clock": event.rule_key, "label": limit.label if limit else "承诺履行"}
    dates = {name: value if isinstance(value := getattr(event, name), int) else value.isoformat() for name in names}
    keep(event.subject_id, kind, {**facts, **dates}, event.deadline_id)


def keep_end(event: CaseStepped) -> None:
    """A case ended: how, and on which day."""
    if event.action in _ENDS:
        keep(event.case_id, LeafKind.CLOSED, {"closed_on": clock.today().isoformat(), "how": _ENDS[event.action]})
