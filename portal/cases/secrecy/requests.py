"""Opening an identity: asked for with a purpose, decided by whom the level says, looked at for half an hour, told to the reporter."""

from collections.abc import Iterator
from dataclasses import dataclass

from portal import clock
from portal.access import SYSTEM, Actor, Permission, require
from portal.accounts.models import User
from portal.accounts.vocabulary import Role
from portal.attachments import operations as attachments
from portal.attachments.models import Attachment
from portal.audit import operations as audit
from portal.cases import queries as cases
from portal.cases.events import IdentityDecided, IdentityOpened, IdentityRequested
from portal.cases.evidence import find_file
from portal.cases.identity import Identity, known_identity, note_reading
from portal.cases.models import Case, Report
from portal.cases.secrecy import custody, queries
from portal.cases.secrecy.models import IdentityRequest
from portal.cases.secrecy.vocabulary import Purpose, RequestStatus
from portal.cases.secrecy.workflow import DECIDING, LIVE, RequestAction, check
from portal.cases.vocabulary import Secrecy
from portal.db import add, flush
from portal.errors import NotAllowed, NotFound, RuleBroken, TransitionRefused
from portal.events import emit

MIN_REASON = 5
KIND = "identity_request"  # what the audit log calls a request


@dataclass(frozen=True)
class Asked:
    """A new request. ``pickup_code`` exists only here, for a sealed identity: without it the requester cannot look."""

    request: IdentityRequest
    pickup_code: str = ""


@dataclass(frozen=True)
class Original:
    """An evidence file as it came: its row, the name it had at the sender's, and its bytes."""

    file: Attachment
    name: str
    chunks: Iterator[bytes]


def why_not_ask(case: Case) -> str:
    """Why the identity behind a case cannot be opened by anybody, in a sentence; empty when it can be asked for."""
    if case.report.secrecy is Secrecy.ANONYMOUS:
        return "这是匿名反映，没有保存身份信息。"
    row = cases.find_identity(case.report.id)
    if row is None or not row.sealed:
        return "身份信息已经按规定销毁。"
    if case.report.secrecy is Secrecy.SEALED and not custody.is_kept(row):
        return "身份已密封，但保管人的密钥还没有建好，现在谁也不能查看。"
    return ""


def ask(case: Case, actor: User, purpose: Purpose, reason: str = "", with_originals: bool = False, original: str = "") -> Asked:
    """Ask to see who the reporter is. With the level 「同意」 the view begins at once, otherwise custodians decide first.

    ``with_originals`` lets the view cover the files as they came; of a sealed report each original is asked for by itself, by its token
    in ``original``. Raises ``NotAllowed``, ``RuleBroken``, or ``TransitionRefused`` while an earlier request for the same is alive.
    """
    require(actor, Permission.IDENTITY_READ, case)
    level, reason, file = case.report.secrecy, reason.strip(), _asked_file(case, original)
    refusal = why_not_ask(case) if file is None else ""
    if refusal:
        raise RuleBroken("purpose", refusal)
    if level is not Secrecy.OPEN and len(reason) < MIN_REASON:
        raise RuleBroken("reason", f"请写明为什么要查看，至少 {MIN_REASON} 个字。不要写反映的内容，保管人不看内容。")
    file_id = file.id if file is not None else None
    if queries.find_live_request(actor.id, case.report.id, file_id, clock.now()) is not None:
        raise TransitionRefused("您已经有一份同样的申请在办，请在“我的身份查看申请”里接着办。")
    request = _new_request(case, actor, purpose, reason)
    request.with_originals, request.attachment_id = with_originals and level is not Secrecy.SEALED, file_id
    add(request)
    flush()
    _log(actor, "identity:request", request, reason)
    if level is Secrecy.OPEN:
        move(request, RequestAction.APPROVE)
        _begin_view(request, actor)
        return Asked(request)
    code = custody.begin(request, actor) if level is Secrecy.SEALED else ""
    emit(IdentityRequested(case.id, request.id))
    return Asked(request, code)


def _asked_file(case: Case, token: str) -> Attachment | None:
    """The file whose original is asked for by itself."""
    if not token:
        return None
    file = find_file(case, token)
    if file is None or case.report.secrecy is not Secrecy.SEALED:
        raise NotFound("没有找到这份材料。")
    if file.original_destroyed_at is not None:
        raise RuleBroken("what", "这份材料的原件已经按规定销毁。")
    return file


def _new_request(case: Case, actor: User, purpose: Purpose, reason: str) -> IdentityRequest:
    at = clock.now()
    return IdentityRequest(
        case_id=case.id,
        case=case,
        report_id=case.report.id,
        report=case.report,
        level=case.report.secrecy,
        purpose=purpose,
        reason=reason,
        requester_id=actor.id,
        requester=actor,
        requester_department_id=actor.department.id if actor.department else 0,
        requester_label=_label(actor),
        requested_at=at,
        status=RequestStatus.REQUESTED,
        ends_at=at + DECIDING,
    )


def decide(request: IdentityRequest, actor: User, approves: bool, reason: str = "") -> None:
    """One impartial custodian approves or refuses with a reason; only for the level 「身份保密」.

    Raises ``NotAllowed``, ``RuleBroken``, or ``TransitionRefused`` when it is decided, taken back or too late.
    """
    require(actor, Permission.IDENTITY_DECIDE, request)
    if request.level is not Secrecy.CONFIDENTIAL:
        raise NotAllowed("密封的身份要由两位保管人一起决定。")
    _refuse_when_over(request)
    if not approves and len(reason.strip()) < MIN_REASON:
        raise RuleBroken("reason", f"不批准要写明理由，至少 {MIN_REASON} 个字。")
    move(request, RequestAction.APPROVE if approves else RequestAction.REFUSE)
    request.decided_by_id, request.decided_at, request.decision = actor.id, clock.now(), reason.strip()
    _log(actor, "identity:approve" if approves else "identity:refuse", request, reason.strip())
    emit(IdentityDecided(request.case_id, request.id, approves))


def withdraw(request: IdentityRequest, actor: User) -> None:
    """The requester needs it no longer. Raises ``TransitionRefused`` when it is over or looked at already."""
    _own(request, actor)
    move(request, RequestAction.WITHDRAW)
    if request.custody_act_id is not None:
        custody.take_back(request, actor)
    _log(actor, "identity:withdraw", request)


def look(request: IdentityRequest, actor: User, pickup_code: str = "") -> Identity:
    """Show the identity to who asked, within the time; the first look begins the half hour. Every look is an audit entry.

    Raises ``NotFound`` for somebody else's request, ``NotAllowed`` when the person no longer handles the case,
    ``TransitionRefused`` when the time is over, ``RuleBroken`` for a wrong pick-up code.
    """
    _may_look(request, actor)
    if request.attachment_id is not None:
        raise NotAllowed("这份申请只包括一份材料的原件。")
    is_sealed = request.level is Secrecy.SEALED
    identity = custody.look(request, actor, pickup_code) if is_sealed else known_identity(request.report)
    _note_look(request, actor)
    return identity


def original_of(request: IdentityRequest, actor: User, token: str, pickup_code: str = "") -> Original:
    """One evidence file as it came, while the view lasts and only if it was asked for. Every file is an audit entry.

    Raises what ``look`` raises, and ``NotFound`` for a file that is not there.
    """
    _may_look(request, actor)
    if request.level is Secrecy.SEALED:
        if request.attachment_id is None or custody.file_of(request).token != token:
            raise NotAllowed("这份申请不包括这份材料的原件。")
        found = Original(*custody.original(request, actor, pickup_code))
        _note_look(request, actor)
    else:
        if not request.with_originals or request.status is not RequestStatus.OPENED:
            raise NotAllowed("这份申请不包括材料原件。" if not request.with_originals else "请先查看身份，再下载原件。")
        file = find_file(request.case, token)
        if file is None:
            raise NotFound("没有找到这份材料。")
        found = Original(file, attachments.original_name(file), attachments.open_original(file))
    audit.record(actor, "original:read", "case", request.case_id, {"request": request.id, "file": found.file.id})
    return found


def _note_look(request: IdentityRequest, actor: User) -> None:
    if request.status is RequestStatus.APPROVED:
        _begin_view(request, actor)
    else:
        _log(actor, "identity:read", request)


def expire(limit: int) -> int:
    """End requests and views whose time is over; returns how many."""
    overdue = queries.list_overdue(clock.now(), limit)
    for request in overdue:
        move(request, RequestAction.EXPIRE)
        _log(SYSTEM, "identity:expire", request)
    return len(overdue)


def _may_look(request: IdentityRequest, actor: User) -> None:
    _own(request, actor)
    _refuse_when_over(request)
    if request.status is RequestStatus.REQUESTED:
        raise TransitionRefused("申请还没有批准，现在不能查看。")


def _own(request: IdentityRequest, actor: User) -> None:
    if request.requester_id != actor.id:
        raise NotFound("没有找到这份申请。")
    require(actor, Permission.IDENTITY_READ, request.case)


def _refuse_when_over(request: IdentityRequest) -> None:
    if not request.is_live(clock.now()):
        raise TransitionRefused("这份申请已经结束或过期。仍然需要的，请重新申请。")


def end_all_of(report: Report) -> None:
    """End every living request about a report whose identity is destroyed."""
    for request in queries.list_live_of(report.id):
        if request.custody_act_id is not None:
            custody.end(request)
        if request.status in LIVE:
            move(request, RequestAction.EXPIRE)


def _begin_view(request: IdentityRequest, actor: Actor) -> None:
    ends_at = request.ends_at if request.level is Secrecy.SEALED else None  # the custodians' act keeps that time
    move(request, RequestAction.OPEN)
    request.ends_at = ends_at or request.ends_at
    note_reading(request.case, actor, "identity", {(row.user_id, row.day, row.what) for row in cases.list_readings(request.case_id)})
    _log(actor, "identity:read", request)
    emit(IdentityOpened(request.case_id, request.id))


def move(request: IdentityRequest, action: RequestAction) -> None:
    """Take one step of the table; the only place that changes the status. Raises ``TransitionRefused``."""
    row = check(action, request.status)
    request.status = row.target
    request.ends_at = clock.now() + row.lasts if row.lasts is not None else None
    if row.target is RequestStatus.OPENED:
        request.opened_at = clock.now()
    flush()


def _label(actor: User) -> str:
    """Department and role, as the reporter and the custodians read them: never the name."""
    department = actor.department.name if actor.department else ""
    return f"{department} {Role.OFFICER.label}".strip()


def _log(actor: Actor, action: str, request: IdentityRequest, words: str = "") -> None:
    what = "original" if request.attachment_id is not None else "identity and originals" if request.with_originals else "identity"
    detail = {"request": request.id, "level": request.level.value, "purpose": request.purpose.value, "what": what}
    audit.record(actor, action, "case", request.case_id, detail, personal={"reason": words})
