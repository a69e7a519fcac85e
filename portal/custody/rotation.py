"""Changing the custody key: two present custodians open the old one, every data key is closed for the new one, the old one is gone.

Data keys move in chunks, each in its own transaction; each keeps the number of the key that closes it, and both keys work until the
last has moved. A rotation that was interrupted is begun again with the same custodians of the new key.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from portal import clock
from portal.access import SYSTEM, Actor, Permission, require
from portal.accounts.models import User
from portal.custody import acts, ceremony, data_keys, ending, events, queries
from portal.custody.custodians import Unlocked
from portal.custody.models import CustodyAct, CustodyKey
from portal.custody.vocabulary import ActKind, ActState
from portal.db import flush
from portal.errors import NotFound, RuleBroken
from portal.events import emit

CHUNK = 500


@dataclass(frozen=True)
class Rotation:
    """A granted rotation with the private half of the old key, for one request. Never stored."""

    act_id: int
    private_key: bytes


def begin(by: Actor, requester: User, user_ids: Sequence[int], reason: str) -> CustodyAct:
    """Ask two present custodians to change the key; ``user_ids`` are the three who are to hold the new one.

    ``by`` is the security administrator, or ``SYSTEM`` for the command line, where ``requester`` must still be a third person.
    Raises ``NotAllowed`` and ``RuleBroken``.
    """
    if by is not SYSTEM:
        require(by, Permission.CUSTODY_FOUND)
    live = queries.list_live_keys(for_update=True)
    if not live:
        raise RuleBroken(ceremony.FIELD, "还没有密封密钥，请先生成。")
    if queries.find_open_rotation(clock.now()) is not None:
        raise RuleBroken(ceremony.FIELD, "已有一项更换正在等待保管人同意。")
    if len(live) > 1:
        user_ids = [share.custodian.user_id for share in queries.list_shares(live[-1].id)]
    else:
        ceremony.eligible(user_ids)
    names = "、".join(row.user.display_name for row in queries.list_custodians() if row.user_id in user_ids)
    act = CustodyAct(
        kind=ActKind.ROTATE,
        custody_key_id=live[0].id,
        subject="rotation",
        purpose=f"更换密封密钥，新的保管人：{names}",
        reason=reason.strip(),
        barred_user_ids=[],
        new_custodian_ids=sorted(user_ids),
    )
    return acts.begin(act, requester)


def approve(act_id: int, user: User, unlocked: Unlocked) -> Rotation | None:
    """Agree to a rotation. The second approval makes the new key and gives what ``advance`` and ``finish`` need; the first gives None."""
    act = acts.get_for(user, act_id, for_update=True)
    if act.kind is not ActKind.ROTATE:
        raise NotFound
    private_key = acts.agree(act, user, unlocked)
    if private_key is None:
        return None
    live = queries.list_live_keys(for_update=True)
    if len(live) == 1:
        ceremony.make_key(live[0].number + 1, ceremony.eligible(act.new_custodian_ids))
    return Rotation(act_id, private_key)


def advance(rotation: Rotation, limit: int = CHUNK) -> int:
    """Close some data keys for the new key; returns how many. Repeat until 0, each call in its own transaction."""
    old, new = _keys(rotation)
    moving = queries.list_data_keys(old.id, limit)
    for key in moving:
        data_keys.wrap_anew(key, rotation.private_key, new)
    flush()
    return len(moving)


def finish(rotation: Rotation) -> bool:
    """Retire the old key when nothing needs it any more: its shares are wiped, open requests are asked anew.

    False when something is left; then ``advance`` first.
    """
    queries.list_live_keys(for_update=True)  # waits for whoever is closing something with the old key, so that nothing is left behind
    old, new = _keys(rotation)
    if queries.count_data_keys(old.id):
        return False
    act = queries.get_act(rotation.act_id, for_update=True)
    for request in queries.list_open_of_custody_key(old.id):
        request.custody_key_id = new.id
        request.mark = acts.mark_of(request)
        ending.begin_again(request)
    for share in queries.list_shares(old.id):
        share.closed = None
    old.retired_at = clock.now()
    ending.end(act, ActState.ENDED, act.second.user_id if act.second else None)
    emit(events.CustodyKeyRotated(new.id, act.requested_by_id))
    return True


def _keys(rotation: Rotation) -> tuple[CustodyKey, CustodyKey]:
    act = queries.get_act(rotation.act_id)
    live = queries.list_live_keys()
    if len(live) != 2 or live[0].id != act.custody_key_id:
        raise NotFound
    return live[0], live[1]
