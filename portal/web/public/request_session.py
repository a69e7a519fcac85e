"""What this browser is writing or may look at of objections and requests for repair: tokens and ids, never an answer and never a code."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import session

from portal import clock
from portal.attachments import operations as attachments
from portal.attachments import queries as files
from portal.attachments.models import Attachment
from portal.attachments.operations import CheckedFile
from portal.cases import drafts
from portal.cases.exchanges import ReportDraft
from portal.db import transaction
from portal.records.objections import queries as objections
from portal.records.objections.models import PublicObjection
from portal.records.repair import queries as repairs
from portal.records.repair.models import CreditRepair

OBJECTION, REPAIR = "objection", "repair"
IDLE = timedelta(minutes=30)
_OPENED = "opened_request"


def _row(kind: str, for_update: bool = False) -> ReportDraft | None:
    token = session.get(f"{kind}_draft")
    return drafts.load(token, for_update) if isinstance(token, str) else None


def answers_for(kind: str, public_id: str) -> dict[str, Any]:
    """What has been written about this record so far."""
    found = present_answers(kind)
    return found if found.get("record") == public_id else {}


def present_answers(kind: str) -> dict[str, Any]:
    """What has been written and not handed in."""
    row = _row(kind)
    return drafts.answers_of(row) if row is not None and drafts.receipt_of(row) is None else {}


def present_files(kind: str) -> list[Attachment]:
    """The proofs added so far."""
    row = _row(kind)
    return files.list_for(drafts.OWNER, row.id) if row is not None and drafts.receipt_of(row) is None else []


def keep(kind: str, answers: dict[str, Any], proofs: list[CheckedFile]) -> str:
    """Keep what was written and chosen; what was written about another record is dropped. Gives what the sender must know of the files."""
    with transaction():
        row = _row(kind, for_update=True)
        if row is not None and drafts.receipt_of(row) is None and drafts.answers_of(row).get("record") != answers["record"]:
            drafts.discard(row)
            row = None
        if row is None or drafts.receipt_of(row) is not None:
            session[f"{kind}_draft"], row = drafts.start()
        drafts.save(row, answers)
        return attachments.quarantine_words([attachments.keep_file(drafts.OWNER, row.id, each) for each in proofs])


def remove(kind: str, token: str) -> None:
    """Take a proof away again."""
    with transaction():
        row = _row(kind, for_update=True)
        found = files.find_owned(drafts.OWNER, row.id, token) if row is not None else None
        if found is not None:
            attachments.remove_file(found)


def hand_in(kind: str, make: Callable[[dict[str, Any], str, tuple[str, int]], tuple[int, str]]) -> None:
    """Make a request of what was written, once: ``make`` gets answers, key and the owner of the proofs and gives id and code."""
    with transaction():
        row = _row(kind, for_update=True)
        if row is None:
            return
        if drafts.receipt_of(row) is None:
            made, code = make(drafts.answers_of(row), row.token_hash, (drafts.OWNER, row.id))
            drafts.finish(row, {"id": made, "code": code})
        receipt = drafts.receipt_of(row) or {}
    open_request(kind, receipt["id"])


def receipt(kind: str) -> dict[str, Any] | None:
    """Id and code of what this browser handed in, as long as they can be shown again."""
    row = _row(kind)
    return drafts.receipt_of(row) if row is not None else None


def open_request(kind: str, request_id: int) -> None:
    """Let this browser look at one request until it has been idle for half an hour."""
    session[_OPENED] = [kind, request_id, int((clock.now() + IDLE).timestamp())]


def open_by_code(tracking_hash: str) -> bool:
    """Open what a code belongs to; false when it belongs to nothing of this kind."""
    for kind, found in ((OBJECTION, objections.find_by_tracking(tracking_hash)), (REPAIR, repairs.find_by_tracking(tracking_hash))):
        if found is not None:
            open_request(kind, found.id)
            return True
    return False


def present_request() -> PublicObjection | CreditRepair | None:
    """The request opened in this browser, its idle time begun anew; None when there is none or the time is over."""
    kept = session.get(_OPENED)
    if not isinstance(kept, list) or len(kept) != 3 or clock.now() >= datetime.fromtimestamp(kept[2], UTC):
        session.pop(_OPENED, None)
        return None
    open_request(kept[0], kept[1])
    return repairs.find_repair(kept[1]) if kept[0] == REPAIR else objections.find_objection(kept[1])


def close() -> None:
    """End the look."""
    session.pop(_OPENED, None)
