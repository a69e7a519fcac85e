"""A passphrase becomes a private key, for one request. Opens its own short transactions: a guess is slow and must block nobody.

A try is counted before it is made, so that parallel guesses gain nothing.
"""

from datetime import timedelta
from math import ceil

from portal import clock
from portal.accounts import queries as accounts
from portal.crypto import SealBroken
from portal.custody import events, passphrases, queries
from portal.custody.custodians import Unlocked, locked_key
from portal.custody.models import PassphraseTries
from portal.custody.passphrases import Locked
from portal.db import add, transaction
from portal.errors import RuleBroken, TooMany
from portal.events import emit

SHEET, PASSPHRASE = "sheet", "passphrase"  # where a passphrase is typed, besides "act:<id>" and the command line
FREE_TRIES = 5
_FIRST_WAIT = timedelta(minutes=1)
_LONGEST_WAIT = timedelta(hours=1)  # never for good: a stranger at the keyboard must not shut a custodian out
_FIELD = "passphrase"


def place_of_act(act_id: int) -> str:
    """The place name of an act."""
    return f"act:{act_id}"


def unlock(user_id: int, place: str, passphrase: str) -> Unlocked:
    """Open a custodian's private key. Takes half a second; call it outside a transaction.

    Raises ``RuleBroken`` for a wrong passphrase or when none was set, and ``TooMany`` after several wrong ones in one place.
    """
    with transaction():
        locked = _count_try(user_id, place)
    try:
        private_key = passphrases.unlock(locked, passphrase)
    except SealBroken:
        with transaction():
            emit(events.PassphraseWrong(user_id, user_id, place))
        raise RuleBroken(_FIELD, "口令不对，请重新输入。") from None
    with transaction():
        _forget_tries(user_id, place)
    return Unlocked(user_id, private_key)


def _count_try(user_id: int, place: str) -> Locked:
    custodian = queries.find_custodian(accounts.get_user(user_id).id, for_update=True)
    if custodian is None:
        raise RuleBroken(_FIELD, "您还没有设置保管口令，请先设置。")
    row = queries.find_tries(custodian.id, place) or add(PassphraseTries(custodian_id=custodian.id, place=place, tries=0))
    at = clock.now()
    if row.wait_until is not None and row.wait_until > at:
        seconds = ceil((row.wait_until - at).total_seconds())
        raise TooMany(f"口令输错的次数太多，请过 {ceil(seconds / 60)} 分钟再试。", seconds)
    row.tries += 1
    if row.tries >= FREE_TRIES:
        row.wait_until = at + min(_LONGEST_WAIT, _FIRST_WAIT * 2 ** min(row.tries - FREE_TRIES, 10))
    return locked_key(custodian)


def _forget_tries(user_id: int, place: str) -> None:
    custodian = queries.find_custodian(user_id)
    row = queries.find_tries(custodian.id, place) if custodian else None
    if row is not None:
        row.tries, row.wait_until = 0, None
