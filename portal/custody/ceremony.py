"""The key ceremony: a key pair is made, its private half split among three custodians, and forgotten."""

from collections.abc import Sequence

from portal import clock
from portal.access import SYSTEM, Actor, Permission, require
from portal.accounts.models import User
from portal.custody import boxes, custodians, events, queries, shares
from portal.custody.models import Custodian, CustodyKey, Share
from portal.db import add, flush
from portal.errors import RuleBroken
from portal.events import emit

FIELD = "custodian"


def found(by: Actor, user_ids: Sequence[int]) -> CustodyKey:
    """Make the first custody key for three custodians who have set their passphrases. Once in the life of a house, unless the key
    was given up since.

    ``by`` is the security administrator, or ``SYSTEM`` for the command line. Raises ``NotAllowed`` and ``RuleBroken``.
    """
    if by is not SYSTEM:
        require(by, Permission.CUSTODY_FOUND)
    people = eligible(user_ids)
    if queries.list_live_keys():
        raise RuleBroken(FIELD, "密封密钥已经生成过，不能再生成一次。要换人或换密钥，请用“更换密封密钥”。")
    key = make_key(queries.highest_number() + 1, people)
    emit(events.CustodyKeyMade(key.id, by.id))
    return key


def give_up(admin: User) -> int:
    """Say that the key is lost, because two custodians lost passphrase and sheet, so that another ceremony can be held.

    What the key closed stays closed, for good unless shares turn up again: nothing is destroyed. Returns how many things that is.
    Raises ``NotAllowed``, and ``RuleBroken`` when there is no key.
    """
    require(admin, Permission.CUSTODY_FOUND)
    live = queries.list_live_keys(for_update=True)
    if not live:
        raise RuleBroken(FIELD, "现在没有密封密钥。")
    for key in live:
        key.retired_at = clock.now()
        emit(events.CustodyKeyGivenUp(key.id, admin.id))
    return sum(queries.count_data_keys(key.id) for key in live)


def eligible(user_ids: Sequence[int]) -> list[Custodian]:
    """The three custodians with these user ids, all of them held. Raises ``RuleBroken`` that says what is missing."""
    if len(set(user_ids)) != shares.SHARES:
        raise RuleBroken(FIELD, f"请选定 {shares.SHARES} 位不同的保管人。")
    everybody = {row.user_id: row for row in queries.list_custodians(for_update=True)}
    people = [everybody[each] for each in user_ids if each in everybody]
    if len(people) < shares.SHARES:
        raise RuleBroken(FIELD, "选定的保管人里有人还没有设置保管口令。")
    if not all(custodians.is_custodian(each.user) for each in people):
        raise RuleBroken(FIELD, "选定的人里有人现在不是身份保管人，或者账号已停用。")
    if not all(custodians.has_true_key(each) for each in people):
        raise RuleBroken(FIELD, "有保管人的公钥被平台以外的手段改动过，请停止操作并检查数据库。")
    if not custodians.are_independent([each.user for each in people]):
        raise RuleBroken(FIELD, "三位保管人必须来自互不隶属的不同单位。")
    return people


def make_key(number: int, people: Sequence[Custodian]) -> CustodyKey:
    """A new key with its three shares. The private half is gone when this returns."""
    pair = boxes.new_key_pair()
    key = add(CustodyKey(number=number, public_key=pair.public))
    flush()
    for place, (custodian, line) in enumerate(zip(people, shares.split(pair.private), strict=True), start=1):
        closed = boxes.close_box(line.encode(), custodian.public_key)
        share = Share(custody_key_id=key.id, number=place, custodian_id=custodian.id, closed=closed, fingerprint=shares.fingerprint(line))
        add(share)
    flush()
    return key
