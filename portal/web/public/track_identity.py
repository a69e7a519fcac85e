"""What the progress page says of the reporter's own identity: the level, every opening, holds and destruction."""

from typing import Any

from portal.cases.models import CaseReading, Report
from portal.cases.secrecy import queries
from portal.cases.secrecy.levels import CONSENT_WORDINGS
from portal.cases.secrecy.models import Erasure, IdentityRequest
from portal.cases.secrecy.vocabulary import ErasedThing
from portal.cases.vocabulary import Secrecy
from portal.clock import local_date
from portal.web.filters import day

LEVELS = {
    Secrecy.OPEN: "您同意承办部门查看您的身份。每次查看都写在这里。",
    Secrecy.CONFIDENTIAL: "您的身份保密。承办人要看，必须由身份保管人批准，每次查看都写在这里。",
    Secrecy.SEALED: "您的身份已密封，平台自己也打不开。要两位不同单位的身份保管人一起打开，每次打开都写在这里。",
    Secrecy.ANONYMOUS: "您是匿名反映，我们没有您的身份信息。",
}


def content(report: Report, readings: list[CaseReading]) -> dict[str, Any]:
    """What the progress page says of the reporter's identity."""
    openings = [each for each in report.case.identity_requests[::-1] if each.report_id == report.id and each.opened_at is not None]
    erasures = [each for each in report.case.erasures if each.report_id == report.id]
    held = next((each for each in report.case.holds if each.lifted_at is None), None)
    consent = queries.find_consent(report.id) if report.shares_identity else None
    told = {local_date(each.opened_at) for each in openings if each.opened_at is not None}
    older = [each for each in readings if each.what == "identity" and each.day not in told]
    return {
        "level": LEVELS[report.secrecy],
        "openings": [*map(_opening_row, openings), *map(_older_row, older)],
        "held": held.reason if held is not None else "",
        "erased": [_erasure_row(each) for each in erasures],
        "consent": f"{day(local_date(consent.given_at))}您同意：“{CONSENT_WORDINGS[consent.wording_version]}”。" if consent else "",
        "may_erase": report.reporter_kind.is_named and ErasedThing.IDENTITY not in {each.what for each in erasures},
    }


def _opening_row(request: IdentityRequest) -> dict[str, str]:
    """Who saw it, by department and role, on what day and what for."""
    what = "一份材料的原件" if request.attachment_id is not None else "您的身份信息和材料原件" if request.with_originals else "您的身份信息"
    on = day(local_date(request.opened_at)) if request.opened_at else ""
    return {"label": on, "value": f"{request.requester_label} 查看了{what}，用途：{request.purpose.label}"}


def _erasure_row(erasure: Erasure) -> dict[str, str]:
    return {"label": day(local_date(erasure.erased_at)), "value": f"{erasure.what.label}已销毁（{erasure.cause.label}）"}


def _older_row(reading: CaseReading) -> dict[str, str]:
    where = reading.user.department.name if reading.user.department else ""
    return {"label": day(reading.day), "value": f"{where} 查看了您的身份信息".strip()}
