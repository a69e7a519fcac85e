"""The blueprint that the staff pages of records hang on, and the sections their pages offer."""

from typing import Any

from flask import Blueprint, request, url_for

from portal.access import Permission, allows
from portal.records import recognising
from portal.records.recognising import Office
from portal.web import sessions

blueprint = Blueprint("records", __name__, url_prefix="/desk")

# The word, the first page, the endpoints that belong to it, and the permission without which it is not offered.
_SECTIONS: tuple[tuple[str, str, str, Permission | None], ...] = (
    ("失信记录", "records.list_records", "record", None),
    ("异议和信用修复", "records.list_requests", "request", None),
    ("整改通知", "records.list_rectifications", "rectification", None),
    ("收到的整改通知", "records.list_received", "received", None),
    ("归集报送", "records.list_aggregation", "aggregation", Permission.RECORD_AGGREGATE),
    ("下级报送", "records.list_lower_records", "lower", Permission.RECORD_AGGREGATE),
    ("评优资格查询", "records.check_honours", "check", Permission.HONOURS_CHECK),
    ("合同和承诺", "records.list_agreements", "agreement", Permission.AGREEMENT_READ),
    ("处分档案", "records.read_officials", "official", Permission.OFFICIAL_READ),
)


def office() -> Office:
    """Who answers for records here."""
    return recognising.office()


@blueprint.context_processor
def _sections() -> dict[str, Any]:
    actor, here = sessions.actor(), request.endpoint or ""
    keepers = office()
    subjects = {Permission.OFFICIAL_READ: keepers, Permission.RECORD_AGGREGATE: keepers, Permission.AGREEMENT_READ: None}
    shown = [row for row in _SECTIONS if row[3] is None or allows(actor, row[3], subjects.get(row[3]))]
    current = next((row[1] for row in shown if here == row[1]), "") or next((row[1] for row in reversed(shown) if row[2] in here), "")
    return {"sections": [{"label": row[0], "url": url_for(row[1]), "current": row[1] == current} for row in shown]}
