"""How requests follow what the custodians do, and how what waits under the server key comes into custody."""

from portal.access import Permission, require
from portal.accounts.queries import get_user
from portal.attachments.operations import put_originals_in_custody
from portal.cases.events import IdentityDecided
from portal.cases.identity import renew_seal
from portal.cases.secrecy import queries
from portal.cases.secrecy.custody import act_of, request_id_of
from portal.cases.secrecy.models import IdentityRequest
from portal.cases.secrecy.requests import move
from portal.cases.secrecy.vocabulary import RequestStatus
from portal.cases.secrecy.workflow import LIVE, RequestAction
from portal.clock import now
from portal.custody import data_keys
from portal.custody.events import ActApproved, ActEnded, ActEvent, ActGranted, ActRefused, CustodyKeyMade
from portal.events import emit

CHUNK = 200


def refuse_conflict(event: ActApproved) -> None:
    """A custodian with a conflict of interest, which may have come up since, cannot approve. Raises ``NotAllowed``."""
    request = _request_of(event)
    if request is not None and event.by_id is not None:
        require(get_user(event.by_id), Permission.IDENTITY_DECIDE, request)


def follow_grant(event: ActGranted) -> None:
    """Two custodians agreed: the requester can look, as long as the act says."""
    request = _request_of(event)
    if request is not None and request.status is RequestStatus.REQUESTED:
        move(request, RequestAction.APPROVE)
        request.ends_at = act_of(request).until
        _note_decision(request, event.by_id, True)


def follow_refusal(event: ActRefused) -> None:
    """A custodian refused; the requester reads why."""
    request = _request_of(event)
    if request is not None and request.status is RequestStatus.REQUESTED:
        move(request, RequestAction.REFUSE)
        request.decision = act_of(request).refusal
        _note_decision(request, event.by_id, False)


def follow_end(event: ActEnded) -> None:
    """Nothing of the act can be opened any more, nor of the request."""
    request = _request_of(event)
    if request is not None and request.status in LIVE:
        move(request, RequestAction.EXPIRE)


def _note_decision(request: IdentityRequest, by_id: int | None, is_approved: bool) -> None:
    request.decided_by_id, request.decided_at = by_id, now()
    emit(IdentityDecided(request.case_id, request.id, is_approved))


def _request_of(event: ActEvent) -> IdentityRequest | None:
    request_id = request_id_of(event.subject)
    return queries.get_request(request_id, for_update=True) if request_id is not None else None


def seal_what_waits(_event: CustodyKeyMade) -> None:
    """The first custody key is there: every named tip-off that came before it gets the protection it was promised."""
    after_id = 0
    while found := queries.list_to_renew(after_id, CHUNK, with_sealed=True):
        for row, report in found:
            renew_seal(row, report)
        after_id = found[-1][0].id


def renew_seals(limit: int) -> int:
    """Bring some of what older versions kept under the server key where its level wants it; returns how much. For the worker."""
    renewed = sum(renew_seal(row, report) for row, report in queries.list_to_renew(0, limit, data_keys.is_ready()))
    if data_keys.is_ready():
        for kind, key in queries.list_exposed_originals(limit):
            renewed += put_originals_in_custody(kind, key)
    return renewed
