"""Data keys: made, wrapped under the server key or put into custody, used, destroyed."""

import os

from portal import clock
from portal.crypto import SealBroken, seal_bytes, unseal_bytes
from portal.custody import boxes, ending, queries
from portal.custody.models import CustodyKey, DataKey
from portal.db import add, flush

KEY_BYTES = 32


class KeyInCustody(Exception):
    """Only two custodians together can use this key."""


class KeyDestroyed(Exception):
    """The key is gone for good, and with it what it closed."""


class NoCustodyKey(Exception):
    """No custody key was made yet: nothing can be put into custody."""


def is_ready() -> bool:
    """Whether something can be put into custody."""
    return queries.find_present_key() is not None


def new_data_key(in_custody: bool) -> tuple[DataKey, bytes]:
    """A new key: its row and the 32 raw bytes, which the caller uses once and forgets.

    With ``in_custody`` the server can never unwrap it again by itself. Raises ``NoCustodyKey`` when there is no custody key yet.
    """
    raw = os.urandom(KEY_BYTES)
    row = add(DataKey(wrapped=b"", custody_key_id=None))
    flush()
    _wrap(row, raw, in_custody)
    return row, raw


def key_bytes(key: DataKey) -> bytes:
    """The raw key of a row that the server key wraps. Raises ``KeyInCustody``, ``KeyDestroyed`` or ``SealBroken``."""
    if key.wrapped is None:
        raise KeyDestroyed(key.id)
    if key.custody_key_id is not None:
        raise KeyInCustody(key.id)
    return unseal_bytes(key.wrapped, _context(key))


def open_with(key: DataKey, private_key: bytes) -> bytes:
    """The raw key of a row in custody, with the private half of the custody key that closed it.

    Raises ``KeyDestroyed``, or ``SealBroken`` for another private key and for a box that was moved here from another row.
    """
    if key.wrapped is None:
        raise KeyDestroyed(key.id)
    plain = boxes.open_box(key.wrapped, private_key)
    if plain[KEY_BYTES:] != _context(key).encode():
        raise SealBroken(_context(key))
    return plain[:KEY_BYTES]


def wrap_anew(key: DataKey, private_key: bytes, custody_key: CustodyKey) -> None:
    """Close a key in custody for another custody key, given the private half of its present one."""
    key.wrapped = _closed(key, open_with(key, private_key), custody_key)
    key.custody_key_id = custody_key.id


def put_in_custody(key: DataKey) -> None:
    """Wrap a key of the server anew for the custodians; one that is in custody already stays as it is.

    Raises ``NoCustodyKey`` and ``KeyDestroyed``.
    """
    if key.custody_key_id is None:
        _wrap(key, key_bytes(key), in_custody=True)


def destroy(key: DataKey) -> None:
    """Wipe the key; nobody can open again what it closed, whatever custodians agreed to before. Twice does no harm."""
    if key.destroyed_at is None:
        for act in queries.list_acts_of_key(key.id):
            ending.forget(act)
        key.wrapped, key.destroyed_at = None, clock.now()
        flush()


def _wrap(row: DataKey, raw: bytes, in_custody: bool) -> None:
    if in_custody:
        custody_key = queries.hold_present_key()
        if custody_key is None:
            raise NoCustodyKey
        row.wrapped, row.custody_key_id = _closed(row, raw, custody_key), custody_key.id
    else:
        row.wrapped, row.custody_key_id = seal_bytes(raw, _context(row)), None
    flush()


def _closed(row: DataKey, raw: bytes, custody_key: CustodyKey) -> bytes:
    """The key and the row it belongs to in one box, so that nobody can pass one thing's key off as another's."""
    return boxes.close_box(raw + _context(row).encode(), custody_key.public_key)


def _context(row: DataKey) -> str:
    return f"data-key:{row.id}"
