"""The custodians: their key pairs, their passphrases, the sheets they print, and who may act with whom."""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from itertools import combinations
from typing import Any

from portal import clock
from portal.access import Permission, allows, require
from portal.accounts import passwords
from portal.accounts.models import User
from portal.crypto import keyed_hash, seal_bytes, unseal_bytes
from portal.custody import boxes, events, passphrases, queries, shares
from portal.custody.boxes import KeyPair
from portal.custody.models import Custodian, Share
from portal.custody.passphrases import USUAL, Cost, Locked
from portal.custody.shares import SHARES
from portal.db import add, flush, session
from portal.errors import NotAllowed, RuleBroken
from portal.events import emit


@dataclass(frozen=True)
class Unlocked:
    """A custodian whose passphrase was right, with the private key, for one request. Never stored."""

    user_id: int
    private_key: bytes


def is_custodian(user: User) -> bool:
    """Whether somebody may act as custodian now: active, and holding the role."""
    return allows(user, Permission.CUSTODY_ACT)


def are_independent(people: Iterable[User]) -> bool:
    """Whether these people belong to departments that are pairwise different, none of them below another."""
    homes = [person.department for person in people]
    known = [home for home in homes if home is not None]
    return len(known) == len(homes) and not any(one.lies_in(other.id) or other.lies_in(one.id) for one, other in combinations(known, 2))


def has_independent(people: Iterable[User], number: int = SHARES) -> bool:
    """Whether so many of these people can be chosen that each is independent of all others."""
    return any(are_independent(some) for some in combinations(list(people), number))


def locked_key(custodian: Custodian) -> Locked:
    """The private key as the passphrase alone closes it."""
    closed = unseal_bytes(custodian.private_wrapped, _context(custodian.user_id))
    return Locked(closed, custodian.salt, Cost(custodian.passes, custodian.memory_bytes))


def key_words(custodian: Custodian) -> str:
    """A short fingerprint of a public key, to be compared by eye when custodians meet."""
    digest = sha256(custodian.public_key).hexdigest()[:16].upper()
    return " ".join(digest[start : start + 4] for start in range(0, 16, 4))


def check_passphrase(user: User, passphrase: str) -> None:
    """Raise ``RuleBroken`` for a new passphrase that will not do."""
    problem = passphrases.problem(passphrase, user.username)
    if problem is None and passwords.matches(user.password_hash, passphrase):
        problem = "口令不能与登录密码相同。"
    if problem:
        raise RuleBroken("new_passphrase", problem)


def prepare_keys(passphrase: str, cost: Cost = USUAL) -> tuple[KeyPair, Locked]:
    """A new key pair under a passphrase; writes nothing, and takes half a second: call it outside a transaction."""
    pair = boxes.new_key_pair()
    return pair, passphrases.lock(pair.private, passphrase, cost)


def set_keys(user: User, pair: KeyPair, locked: Locked) -> Custodian:
    """Give a custodian their first key pair. Raises ``NotAllowed``, or ``RuleBroken`` when they have one."""
    require(user, Permission.CUSTODY_ACT)
    if queries.find_custodian(user.id, for_update=True) is not None:
        raise RuleBroken("new_passphrase", "您已经设置过口令，请用“修改口令”。")
    row = add(Custodian(user_id=user.id, created_at=clock.now(), **_columns(user.id, pair.public, locked)))
    flush()
    emit(events.PassphraseSet(user.id, user.id))
    return row


def change_passphrase(user: User, unlocked: Unlocked, locked: Locked) -> None:
    """Put the same private key under another passphrase; ``locked`` is what ``passphrases.lock`` made of it."""
    custodian = present(user, unlocked)
    _assign(custodian, _columns(user.id, custodian.public_key, locked))
    emit(events.PassphraseSet(user.id, user.id))


def present(user: User, unlocked: Unlocked) -> Custodian:
    """The custodian's row for an act of theirs now. Raises ``NotAllowed`` without the role, ``RuleBroken`` for outdated keys."""
    require(user, Permission.CUSTODY_ACT)
    custodian = queries.find_custodian(user.id, for_update=True)
    if custodian is None or unlocked.user_id != user.id:
        raise NotAllowed
    if boxes.key_pair_of(unlocked.private_key).public != custodian.public_key or not has_true_key(custodian):
        raise RuleBroken("passphrase", "您的密钥刚刚换过，请重新输入口令。")
    return custodian


def has_true_key(custodian: Custodian) -> bool:
    """Whether the public key in the row is the one that was put there through this house."""
    return custodian.mark == _mark(custodian.user_id, custodian.public_key)


def show_sheet(user: User, unlocked: Unlocked) -> list[str]:
    """The 33 words of a custodian's recovery sheet. Logged each time. Raises ``NotAllowed`` when they hold no share."""
    custodian, key = present(user, unlocked), queries.find_present_key()
    share = queries.find_share(key.id, custodian.id) if key else None
    if share is None or share.closed is None:
        raise NotAllowed("您没有现在这把密封密钥的份额，没有恢复单。")
    line = boxes.open_box(share.closed, unlocked.private_key).decode()
    share.sheet_shown_at = clock.now()
    emit(events.SheetShown(user.id, user.id))
    return line.split()


def find_recoverable(user: User, line: str) -> Share:
    """The share that a typed sheet is, if this person may take it up: their own, or that of somebody who left.

    Whoever is custodian keeps their share: a stolen sheet is no use against them. Raises ``NotAllowed`` or ``RuleBroken``.
    """
    require(user, Permission.CUSTODY_ACT)
    share = queries.find_share_by_fingerprint(shares.fingerprint(line))
    if share is None:
        raise RuleBroken("recovery_words", "这张恢复单不属于现在的密封密钥，可能是更换密钥以前打印的。")
    if len(queries.list_live_keys()) > 1:
        raise RuleBroken("recovery_words", "正在更换密封密钥，请等更换完成后再用恢复单。")
    holder, others = share.custodian.user, [each for each in queries.list_shares(share.custody_key_id) if each.id != share.id]
    if holder.id == user.id:
        return share
    staying = [each.custodian.user for each in others if is_custodian(each.custodian.user)]
    if is_custodian(holder) or user.id in {each.custodian.user_id for each in others}:
        raise RuleBroken("recovery_words", "这张恢复单是另一位保管人的，不能由您使用。")
    if not are_independent([user, *staying]):
        raise RuleBroken("recovery_words", "三位保管人必须来自互不隶属的不同单位，您与另一位保管人的单位相同或有隶属关系。")
    return share


def recover(user: User, line: str, pair: KeyPair, locked: Locked) -> None:
    """Take up a share from its sheet with a new key pair and passphrase. What was handed to the old key pair is forgotten."""
    share = find_recoverable(user, line)
    columns = _columns(user.id, pair.public, locked)
    custodian = queries.find_custodian(user.id, for_update=True)
    if custodian is None:
        custodian = add(Custodian(user_id=user.id, created_at=clock.now(), **columns))
        flush()
    else:
        _assign(custodian, columns)
    for handed in queries.list_handed_to(custodian.id):
        session.delete(handed)
    share.custodian, share.closed = custodian, boxes.close_box(line.encode(), pair.public)
    flush()
    emit(events.ShareRecovered(user.id, user.id))


def _columns(user_id: int, public_key: bytes, locked: Locked) -> dict[str, Any]:
    return {
        "public_key": public_key,
        "mark": _mark(user_id, public_key),
        "private_wrapped": seal_bytes(locked.closed, _context(user_id)),  # a stolen database alone gives nothing to guess at
        "salt": locked.salt,
        "passes": locked.cost.passes,
        "memory_bytes": locked.cost.memory_bytes,
        "passphrase_set_at": clock.now(),
    }


def _assign(custodian: Custodian, columns: dict[str, Any]) -> None:
    for name, value in columns.items():
        setattr(custodian, name, value)


def _context(user_id: int) -> str:
    return f"custodian-key:{user_id}"


def _mark(user_id: int, public_key: bytes) -> str:
    return keyed_hash(f"{user_id}:{public_key.hex()}", "custodian-key")
