"""What the secrecy of a case asks of the custodians: two of them open one key for one request, seen only with the pick-up code."""

from collections.abc import Iterator

from portal.access import Permission, allows
from portal.accounts import queries as accounts
from portal.accounts.models import User
from portal.accounts.vocabulary import Role
from portal.attachments import operations as attachments
from portal.attachments.models import Attachment
from portal.cases import queries as cases
from portal.cases.evidence import files_of
from portal.cases.identity import Identity, open_with
from portal.cases.models import ReporterIdentity
from portal.cases.secrecy.models import IdentityRequest
from portal.custody import acts, data_keys, ending
from portal.custody.models import CustodyAct, DataKey
from portal.custody.queries import get_act, get_data_key
from portal.custody.vocabulary import OPEN_STATES, ActState
from portal.errors import NotFound, RuleBroken
from portal.routing import queries as routing

SUBJECT = "identity-request:"


def subject_of(request: IdentityRequest) -> str:
    """How the custodians' act names the request."""
    return f"{SUBJECT}{request.id}"


def request_id_of(subject: str) -> int | None:
    """The request that an act is about, None when it is about something else."""
    return int(subject.removeprefix(SUBJECT)) if subject.startswith(SUBJECT) else None


def is_kept(row: ReporterIdentity) -> bool:
    """Whether the custodians hold the key of an identity."""
    return row.data_key_id is not None and get_data_key(row.data_key_id).custody_key_id is not None


def begin(request: IdentityRequest, requester: User) -> str:
    """Ask two custodians; returns the pick-up code. Those with a conflict neither see nor approve it."""
    custodians = accounts.users_with_role(Role.CUSTODIAN)
    able = [each for each in custodians if allows(each, Permission.IDENTITY_DECIDE, request)]
    if len(able) < 2:
        raise RuleBroken("purpose", "现在没有两位可以办理的身份保管人（要与本单位、被反映单位无关）。请告诉安全管理员。")
    what = "一份材料的原件" if request.attachment_id is not None else "身份信息"
    purpose = f"{request.purpose.label}，{what}（{area_title(request)}，{request.requester_label}）"
    barred = {each.id for each in custodians if each not in able}
    act, code = acts.begin_opening(requester, _key_of(request), subject_of(request), purpose[:200], request.reason, barred)
    request.custody_act_id, request.ends_at = act.id, act.until
    return code


def area_title(request: IdentityRequest) -> str:
    """The area of the case: all that a custodian learns of it."""
    return routing.area_titles().get(request.case.area_key, "其他领域")


def act_of(request: IdentityRequest) -> CustodyAct:
    """The custodians' act for a request."""
    return get_act(request.custody_act_id or 0)


def take_back(request: IdentityRequest, requester: User) -> None:
    """The requester needs it no more."""
    acts.take_back(request.custody_act_id or 0, requester)


def end(request: IdentityRequest) -> None:
    """Nothing of the request can be opened any more, whoever asked: what it is about is destroyed."""
    act = act_of(request)
    if act.state in (*OPEN_STATES, ActState.GRANTED):
        ending.end(act, ActState.ENDED)


def look(request: IdentityRequest, requester: User, pickup_code: str) -> Identity:
    """The identity, opened with the pick-up code. Raises ``RuleBroken`` for another code, ``TransitionRefused`` outside the time."""
    raw = _collect(request, requester, pickup_code)
    row = cases.find_identity(request.report_id)
    if row is None:
        raise NotFound("没有找到身份信息。")
    return open_with(row, raw)


def original(request: IdentityRequest, requester: User, pickup_code: str) -> tuple[Attachment, str, Iterator[bytes]]:
    """The one original a request is about, with the name it came under. Raises as ``look``."""
    raw = _collect(request, requester, pickup_code)
    file = file_of(request)
    return file, attachments.original_name(file, raw), attachments.open_original(file, raw)


def file_of(request: IdentityRequest) -> Attachment:
    """The evidence file a request is about. Raises ``NotFound``."""
    found = next((file for file in files_of(request.case) if file.id == request.attachment_id), None)
    if found is None:
        raise NotFound("没有找到这份材料。")
    return found


def _collect(request: IdentityRequest, requester: User, pickup_code: str) -> bytes:
    raw = acts.collect(request.custody_act_id or 0, requester, pickup_code)
    request.ends_at = act_of(request).until
    return raw


def _key_of(request: IdentityRequest) -> DataKey:
    """The data key of what is asked for: an evidence file as it came, or the identity."""
    if request.attachment_id is not None:
        key_id = file_of(request).original_key_id
    else:
        row = cases.find_identity(request.report_id)
        key_id = row.data_key_id if row is not None else None
    key = get_data_key(key_id or 0)
    if key.custody_key_id is None:
        data_keys.put_in_custody(key)
    return key
