"""Which report a tracking code has opened in this browser: its id and when that ends, nothing else."""

from datetime import UTC, datetime, timedelta

from flask import session

from portal import clock
from portal.access import Reporter
from portal.cases import queries
from portal.cases.models import Report
from portal.errors import NotFound

IDLE = timedelta(minutes=30)
_KEY = "tracked_report"


def open_report(report_id: int) -> None:
    """Let this browser see the progress of one report until it has been idle for half an hour."""
    session[_KEY] = [report_id, _end()]


def _end() -> int:
    return int((clock.now() + IDLE).timestamp())


def present_report() -> Report | None:
    """The report opened in this browser, its time begun anew; None when there is none or the time is over."""
    kept = session.get(_KEY)
    if not isinstance(kept, list) or len(kept) != 2 or clock.now() >= datetime.fromtimestamp(kept[1], UTC):
        session.pop(_KEY, None)
        return None
    try:
        report = queries.get_report(kept[0])
    except NotFound:
        session.pop(_KEY, None)
        return None
    open_report(report.id)
    return report


def reporter_of(report: Report) -> Reporter:
    """Whoever holds the code of this report, as an actor."""
    return Reporter(report.case_id, report.id)


def close() -> None:
    """Forget the report."""
    session.pop(_KEY, None)
