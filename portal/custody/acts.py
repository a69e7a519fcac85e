"""What needs two custodians: ask, approve, approve, collect. No step leaves behind anything that opens by itself.

The first custodian's share is closed anew for each of the others; the second puts both together, opens the one data key, and closes
it for the requester's pick-up code. Who approves has already given the passphrase (``unlocking.unlock``).
"""

import hmac
import json
from collections.abc import Collection
from datetime import timedelta

from portal import clock
from portal.accounts.models import User
from portal.crypto import keyed_hash, seal_bytes, unseal_bytes
from portal.custody import boxes, custodians, data_keys, ending, events, pickup, queries, shares
from portal.custody.custodians import Unlocked
from portal.custody.models import Custodian, CustodyAct, DataKey, HandedShare, Share
from portal.custody.vocabulary import OPEN_STATES, RUNNING_STATES, ActKind, ActState
from portal.db import add, flush
from portal.errors import NotAllowed, NotFound, RuleBroken, TransitionRefused
from portal.events import emit

WINDOW = timedelta(hours=24)  # two people in two buildings can find each other in a day; what lies open longer is forgotten and misused
COLLECTING = timedelta(hours=24)
LOOKING = timedelta(minutes=30)  # from the first look: long enough to write a letter, too short to keep the file open all day
_MARK_LENGTH = 64
_OVER = "这项申请已经办完、撤回或者超过了 24 小时，不能再办。需要时请申请人重新申请。"


def begin_opening(
    requester: User, key: DataKey, subject: str, purpose: str, reason: str, barred: Collection[int] = ()
) -> tuple[CustodyAct, str]:
    """Ask two custodians to open one data key in custody. Returns the act and the pick-up code, which is shown once and stored nowhere.

    ``subject`` is the caller's own mark for the thing; ``purpose`` and ``reason`` are what custodians read. ``barred`` are users who
    must neither see the act nor approve it. Whether the requester may ask at all is the caller's question.
    Raises ``data_keys.KeyDestroyed``, and ``ValueError`` for a key that is not in custody.
    """
    if key.wrapped is None:
        raise data_keys.KeyDestroyed(key.id)
    if key.custody_key_id is None:
        raise ValueError("the key is not in custody")
    code = pickup.new_pickup_code()
    act = CustodyAct(
        kind=ActKind.OPEN,
        custody_key_id=key.custody_key_id,
        data_key_id=key.id,
        subject=subject,
        purpose=purpose,
        reason=reason,
        barred_user_ids=sorted(set(barred)),
        pickup_key=pickup.key_pair(code).public,
    )
    return begin(act, requester), code


def begin(act: CustodyAct, requester: User) -> CustodyAct:
    """Open the window for a new act and tell of it."""
    act.state, act.requested_by, act.created_at = ActState.WAITING, requester, clock.now()
    act.until = act.created_at + WINDOW
    add(act)
    flush()
    act.mark = mark_of(act)
    emit(events.ActBegun(act.id, requester.id, act.kind, act.subject))
    return act


def get_for(user: User, act_id: int, for_update: bool = False) -> CustodyAct:
    """An act as a custodian may see it. Raises ``NotFound`` for who may not learn of it."""
    act, custodian = queries.get_act(act_id, for_update), queries.find_custodian(user.id)
    has_part = custodian is not None and queries.find_share(act.custody_key_id, custodian.id) is not None
    if not has_part or not custodians.is_custodian(user) or user.id in act.barred_user_ids:
        raise NotFound
    return act


def why_not(act: CustodyAct, user: User) -> str | None:
    """Why a custodian cannot approve an act now, as a Chinese sentence; None when they can."""
    if act.state not in OPEN_STATES or act.until <= clock.now():
        return _OVER
    if user.id == act.requested_by_id:
        return "这是您自己提出的申请，要由另外两位保管人办理。"
    if share_of(act, user) is None:
        return "您没有现在这把密封密钥的份额。"
    if act.data_key is not None and act.data_key.custody_key_id != act.custody_key_id:
        return "密封密钥正在更换，请过几分钟再试；仍不能办理时，请申请人重新申请。"
    if act.first is None:
        return None
    if act.first.user_id == user.id:
        return "您已经同意，还需要另一个单位的一位保管人同意。"
    if not custodians.is_custodian(act.first.user):
        return "先同意的保管人已经离任，请申请人重新申请。"
    if not custodians.are_independent([act.first.user, user]):
        return "两位保管人必须来自互不隶属的不同单位。"
    return None


def approve(act_id: int, user: User, unlocked: Unlocked) -> CustodyAct:
    """Agree to open. The second approval grants: the requester can collect for a day.

    Raises ``NotFound``, ``NotAllowed``, ``TransitionRefused`` or ``RuleBroken``; then nothing has happened.
    """
    act = get_for(user, act_id, for_update=True)
    if act.kind is not ActKind.OPEN:
        raise NotFound
    private_key = agree(act, user, unlocked)
    if private_key is not None:
        raw = data_keys.open_with(_data_key(act), private_key)
        act.result = boxes.close_box(raw, act.pickup_key or b"")
        flush()
    return act


def agree(act: CustodyAct, user: User, unlocked: Unlocked) -> bytes | None:
    """One custodian agrees to an act. Gives the private half of the custody key when they are the second, else None."""
    custodian = custodians.present(user, unlocked)
    reason = why_not(act, user)
    if reason:
        raise TransitionRefused(reason)
    if not hmac.compare_digest(act.mark, mark_of(act)):
        raise NotAllowed("这项申请在平台以外被改动过，不能办理。请告诉安全管理员和审计管理员。")
    share = share_of(act, user)
    line = boxes.open_box(share.closed or b"" if share else b"", unlocked.private_key)
    emit(events.ActApproved(act.id, user.id, act.kind, act.subject))
    if act.first is None:
        _hand_on(act, custodian, line)
        return None
    return _combine(act, custodian, line, unlocked)


def refuse(act_id: int, user: User, reason: str) -> CustodyAct:
    """Refuse, with words for the requester. One refusal ends the act."""
    act = get_for(user, act_id, for_update=True)
    if act.state not in OPEN_STATES or act.until <= clock.now():
        raise TransitionRefused(_OVER)
    custodian = queries.find_custodian(user.id)
    if custodian is None or share_of(act, user) is None or user.id == act.requested_by_id:
        raise NotAllowed
    if len(reason.strip()) < 2:
        raise RuleBroken("refusal", "请写明不同意的理由，申请人会看到。")
    act.refused_by_id, act.refusal = custodian.id, reason.strip()
    emit(events.ActRefused(act.id, user.id, act.kind, act.subject))
    ending.end(act, ActState.REFUSED, user.id)
    return act


def take_back(act_id: int, user: User) -> None:
    """The requester needs it no more: nothing of the act can be used from now on."""
    act = _own(act_id, user)
    if act.state in RUNNING_STATES:
        ending.end(act, ActState.ENDED, user.id)


def collect(act_id: int, user: User, typed_code: str) -> bytes:
    """The raw data key, for the requester with the pick-up code: within a day of the grant, and half an hour of the first look.

    Every look is told. Raises ``NotFound`` for anybody else, ``TransitionRefused`` outside the time, ``RuleBroken`` for another code.
    """
    act = _own(act_id, user)
    if act.state is not ActState.GRANTED or act.result is None or act.until <= clock.now():
        raise TransitionRefused("还没有两位保管人同意，或者查看时间已过。")
    pair = pickup.key_pair(pickup.read_pickup_code(typed_code))
    if not hmac.compare_digest(pair.public, act.pickup_key or b""):
        raise RuleBroken("pickup_code", "取件码不对，请对照申请时记下的取件码。")
    if act.collected_at is None:
        act.collected_at = clock.now()
        act.until = min(act.until, act.collected_at + LOOKING)
    raw = boxes.open_box(act.result, pair.private)
    emit(events.ActCollected(act.id, user.id, act.kind, act.subject))
    return raw


def end_over(limit: int) -> int:
    """End acts whose time is over; returns how many. For the clock."""
    over = queries.list_over(clock.now(), limit)
    for act in over:
        ending.end(act, ActState.EXPIRED if act.state in OPEN_STATES else ActState.ENDED)
    return len(over)


def bar(act: CustodyAct, user_ids: Collection[int]) -> None:
    """Keep more people from an act, because a conflict came up. An approval that one of them gave is taken back."""
    act.barred_user_ids = sorted({*act.barred_user_ids, *user_ids})
    act.mark = mark_of(act)
    if act.state is ActState.HALF:
        ending.begin_again(act)


def mark_of(act: CustodyAct) -> str:
    """The keyed hash of everything that must not change between asking and approving."""
    parts = (act.id, act.kind, act.custody_key_id, act.data_key_id, act.subject, act.purpose, act.reason, act.requested_by_id)
    more = (act.barred_user_ids, act.new_custodian_ids or [], (act.pickup_key or b"").hex(), act.created_at.timestamp())
    return keyed_hash(json.dumps([*parts, *more], ensure_ascii=False), "custody-act")


def share_of(act: CustodyAct, user: User) -> Share | None:
    """The share of the act's custody key that this person holds."""
    custodian = queries.find_custodian(user.id)
    share = queries.find_share(act.custody_key_id, custodian.id) if custodian else None
    return share if share is not None and share.closed is not None else None


def _hand_on(act: CustodyAct, custodian: Custodian, line: bytes) -> None:
    payload = act.mark.encode() + line
    others = [each.custodian for each in queries.list_shares(act.custody_key_id) if each.custodian_id != custodian.id]
    able = [each for each in others if _may_be_second(act, custodian, each)]
    if not able:
        raise TransitionRefused("现在没有另一位能一起办理的保管人（不同单位、在任、与事项无关）。请告诉安全管理员。")
    for other in able:
        closed = seal_bytes(boxes.close_box(payload, other.public_key), _handing(act))
        add(HandedShare(act_id=act.id, custodian_id=other.id, closed=closed))
    act.state, act.first, act.first_at = ActState.HALF, custodian, clock.now()
    flush()


def _may_be_second(act: CustodyAct, first: Custodian, other: Custodian) -> bool:
    is_outside = other.user_id in act.barred_user_ids or other.user_id == act.requested_by_id
    return (
        not is_outside
        and custodians.is_custodian(other.user)
        and custodians.has_true_key(other)
        and custodians.are_independent([first.user, other.user])
    )


def _combine(act: CustodyAct, custodian: Custodian, line: bytes, unlocked: Unlocked) -> bytes:
    handed = next((each for each in queries.list_handed(act.id) if each.custodian_id == custodian.id), None)
    if handed is None:
        raise TransitionRefused("先同意的保管人同意时，您还不能办理这项申请（例如您的密钥后来换过）。请申请人重新申请。")
    payload = boxes.open_box(unseal_bytes(handed.closed, _handing(act)), unlocked.private_key)
    if not hmac.compare_digest(payload[:_MARK_LENGTH], act.mark.encode()):
        raise NotAllowed("这项申请在第一位保管人同意以后被改动过，不能办理。请告诉安全管理员和审计管理员。")
    private_key = shares.combine([payload[_MARK_LENGTH:].decode(), line.decode()])
    ending.forget_handed(act)
    act.state, act.second, act.granted_at = ActState.GRANTED, custodian, clock.now()
    act.until = act.granted_at + COLLECTING
    flush()
    emit(events.ActGranted(act.id, custodian.user_id, act.kind, act.subject))
    return private_key


def _handing(act: CustodyAct) -> str:
    """Under the server key too, so that a copy of the database is no use to the one custodian it was handed to."""
    return f"custody-handed:{act.id}"


def _own(act_id: int, user: User) -> CustodyAct:
    act = queries.get_act(act_id, for_update=True)
    if act.requested_by_id != user.id or not user.is_active:
        raise NotFound
    return act


def _data_key(act: CustodyAct) -> DataKey:
    if act.data_key is None or act.data_key.wrapped is None:
        raise TransitionRefused("这份身份已经依法销毁，没有可以打开的内容。")
    return act.data_key
