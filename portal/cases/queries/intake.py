"""Finding reports, drafts and identities."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal.cases.exchanges import ReportDraft
from portal.cases.models import Case, Report, ReporterIdentity
from portal.cases.queries.whole import without_parts
from portal.db import session
from portal.errors import NotFound


def get_report(report_id: int) -> Report:
    """One report and its case; what belongs to the case is loaded when it is asked for. Raises ``NotFound``."""
    case = joinedload(Report.case)
    report = session.get(Report, report_id, options=[case.options(*without_parts(), joinedload(Case.lead_department))])
    if report is None:
        raise NotFound
    return report


def find_report_by_tracking(tracking_hash: str) -> Report | None:
    """The report with this keyed hash of a tracking code."""
    return session.scalars(select(Report).where(Report.tracking_hash == tracking_hash)).one_or_none()


def find_report_by_submission(submission_hash: str) -> Report | None:
    """The report that an earlier press of the same button made."""
    return session.scalars(select(Report).where(Report.submission_hash == submission_hash)).one_or_none()


def find_report_by_number(case_number: str) -> Report | None:
    """The report that opened the case with this number."""
    return session.scalars(select(Report).join(Case).where(Case.number == case_number).order_by(Report.id).limit(1)).one_or_none()


def find_identity(report_id: int) -> ReporterIdentity | None:
    """The sealed identity that belongs to a report, if one is kept."""
    return session.scalars(select(ReporterIdentity).where(ReporterIdentity.report_id == report_id)).one_or_none()


def is_case_id(case_id: int) -> bool:
    """Whether a case has this key."""
    return session.get(Case, case_id) is not None


def find_draft(token_hash: str, now: datetime, for_update: bool = False) -> ReportDraft | None:
    """An unexpired draft, with its row locked on wish."""
    wanted = select(ReportDraft).where(ReportDraft.token_hash == token_hash, ReportDraft.expires_at > now)
    return session.scalars(wanted.with_for_update() if for_update else wanted).one_or_none()


def list_expired_drafts(now: datetime, limit: int = 200) -> list[ReportDraft]:
    """Drafts whose time is over."""
    return list(session.scalars(select(ReportDraft).where(ReportDraft.expires_at <= now).order_by(ReportDraft.expires_at).limit(limit)))
