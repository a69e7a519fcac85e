"""Which report a tracking code has opened in this browser: its id, when that ends and when it began, nothing else."""

from datetime import UTC, datetime, timedelta

from flask import session

from portal import clock
from portal.access import Reporter
from portal.cases import queries, reporting
from portal.cases.models import Report
from portal.db import transaction
from portal.errors import NotFound
from portal.web.admission import Door
from portal.web.throttle import Limit

IDLE = timedelta(minutes=30)
ACTING = Door(Limit("track-act", burst=30, every_seconds=20), calm_per_second=10)  # every act of a reporter behind their code
LONGEST = timedelta(hours=4)  # a copied cookie must not be kept alive for ever
_KEY = "tracked_report"


def open_report(report_id: int) -> None:
    """Let this browser see the progress of one report until it has been idle for half an hour, and no longer than four hours."""
    _keep(report_id, clock.now().timestamp())


def _keep(report_id: int, begun: float) -> None:
    session[_KEY] = [report_id, int((clock.now() + IDLE).timestamp()), begun]


def present_report() -> Report | None:
    """The report opened in this browser, its idle time begun anew; None when there is none or the time is over."""
    report_id, end, begun = _kept()
    now = clock.now()
    if now >= datetime.fromtimestamp(end, UTC) or now >= datetime.fromtimestamp(begun, UTC) + LONGEST:
        session.pop(_KEY, None)
        return None
    try:
        report = queries.get_report(report_id)
    except NotFound:
        session.pop(_KEY, None)
        return None
    if report.tracking_closed_at is not None and begun <= report.tracking_closed_at.timestamp():
        session.pop(_KEY, None)
        return None
    _keep(report.id, begun)
    return report


def _kept() -> tuple[int, int, float]:
    """Report, end and beginning from the cookie, which we signed; without a report an end that is over."""
    kept = session.get(_KEY)
    if not isinstance(kept, list) or len(kept) != 3:
        return 0, 0, 0
    return kept[0], kept[1], kept[2]


def reporter_of(report: Report) -> Reporter:
    """Whoever holds the code of this report, as an actor."""
    return Reporter(report.case_id, report.id)


def close() -> None:
    """End the look: here, and in every copy of this browser's cookie."""
    report = present_report()
    session.pop(_KEY, None)
    if report is not None:
        with transaction():
            reporting.end_looks(queries.get_report(report.id))
