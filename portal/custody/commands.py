"""What the command line and the pages do with custody across several transactions; each opens its own."""

from collections.abc import Callable, Sequence

from portal.access import SYSTEM
from portal.accounts import queries as accounts
from portal.accounts.models import User
from portal.custody import acts, ceremony, custodians, queries, rotation, unlocking
from portal.custody.rotation import Rotation
from portal.custody.shares import NEEDED, SHARES
from portal.custody.status import CustodyState, state
from portal.db import transaction
from portal.errors import PortalError, RuleBroken

AskPassphrase = Callable[[str, bool], str]  # a user name, and whether the passphrase is new; gives the passphrase
_PLACE = "terminal"


def complete(granted: Rotation) -> int:
    """Move every data key to the new custody key, chunk by chunk, and retire the old one. Returns how many moved.

    Interrupted, it leaves two keys that both work; another rotation, approved by two custodians, goes on from there.
    """
    moved = 0
    while True:
        with transaction():
            number = rotation.advance(granted)
        moved += number
        if number:
            continue
        with transaction():
            if rotation.finish(granted):
                return moved


def init_text(usernames: Sequence[str], ask: AskPassphrase) -> str:
    """The key ceremony at a terminal: each custodian types a passphrase (a new one if they have none), then the key is made."""
    people = _people(usernames, SHARES)
    with transaction():
        has_key = bool(queries.list_live_keys())
    if has_key:
        raise RuleBroken("custodian", "密封密钥已经生成过，不能再生成一次。要换人或换密钥，请用 custodians rotate。")
    for user_id, username in people:
        _prepare(user_id, username, ask)
    with transaction():
        ceremony.found(SYSTEM, [user_id for user_id, _name in people])
    return "密封密钥已经生成，私钥已分成三份，平台没有保留。请三位保管人分别登录“身份保管”，打印各自的恢复单。"


def rotate_text(admin: str, present: Sequence[str], new: Sequence[str], reason: str, ask: AskPassphrase) -> str:
    """Change the key at a terminal: two present custodians type their passphrases; ``new`` are the three who hold it from now on."""
    approving = _people(present, NEEDED)
    coming = _people(new, SHARES)
    for user_id, username in coming:
        if username not in present:
            _prepare(user_id, username, ask)
    with transaction():
        requester = accounts.find_by_username(admin)
        if requester is None:
            raise RuleBroken("username", f"没有用户名为“{admin}”的人。")
        act_id = rotation.begin(requester, requester, [user_id for user_id, _name in coming], reason).id
    try:
        granted = [_approve(act_id, user_id, ask(username, False)) for user_id, username in approving][-1]
    except PortalError:
        with transaction():
            acts.take_back(act_id, queries.get_act(act_id).requested_by)  # so that it can be begun again at once
        raise
    moved = complete(granted) if granted else 0
    return f"密封密钥已经更换，{moved} 份密封内容改由新密钥保护，旧份额已销毁。请三位保管人重新打印恢复单，旧恢复单当场销毁。"


def _approve(act_id: int, user_id: int, passphrase: str) -> Rotation | None:
    unlocked = unlocking.unlock(user_id, unlocking.place_of_act(act_id), passphrase)
    with transaction():
        return rotation.approve(act_id, accounts.get_user(user_id), unlocked)


def give_up_text(admin: str) -> str:
    """Give the present key up, in the name of a security administrator, so that a new ceremony can be held."""
    with transaction():
        requester = accounts.find_by_username(admin)
        if requester is None:
            raise RuleBroken("username", f"没有用户名为“{admin}”的人。")
        left = ceremony.give_up(requester)
    return f"已放弃现在的密封密钥，{left} 份密封内容不能再打开。请用 custodians init 生成新的密封密钥，并按 docs/custody.md 告知举报人。"


def status_text() -> str:
    """How the custody key stands, one line each."""
    with transaction():
        return "\n".join(_lines(state()))


def _lines(found: CustodyState) -> list[str]:
    if found.key is None:
        ready = [f"{each.person.display_name}（{'已设置口令' if each.has_passphrase else '未设置口令'}）" for each in found.candidates]
        return ["还没有密封密钥。", f"身份保管人：{'、'.join(ready) or '没有'}", *found.missing]
    seats = [f"{seat.person.display_name}（{_home(seat.person)}）：{seat.words}" for seat in found.seats]
    return [f"第 {found.key.number} 把密封密钥在用。", *seats, *(found.warnings or ["一切正常。"])]


def _home(person: User) -> str:
    return person.department.name if person.department else "没有单位"


def _people(usernames: Sequence[str], number: int) -> list[tuple[int, str]]:
    if len({name.strip().lower() for name in usernames}) != number:
        raise RuleBroken("username", f"请写 {number} 个不同的用户名。")
    with transaction():
        found = [(name, accounts.find_by_username(name)) for name in usernames]
        unknown = [name for name, user in found if user is None]
        if unknown:
            raise RuleBroken("username", f"没有用户名为“{unknown[0]}”的人。")
        return [(user.id, user.username) for _name, user in found if user is not None]


def _prepare(user_id: int, username: str, ask: AskPassphrase) -> None:
    """Let a custodian prove their passphrase, or set the first one."""
    with transaction():
        is_known = queries.find_custodian(user_id) is not None
    passphrase = ask(username, not is_known)
    if is_known:
        unlocking.unlock(user_id, _PLACE, passphrase)
    else:
        with transaction():
            custodians.check_passphrase(accounts.get_user(user_id), passphrase)
        pair, locked = custodians.prepare_keys(passphrase)
        with transaction():
            custodians.set_keys(accounts.get_user(user_id), pair, locked)
