"""How one audit entry is tied to the one before it, and how a personal value is bound without being in the chain. Pure."""

import json
import os
from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

FIRST_HASH = "0" * 64
SALT_BYTES = 32
# The first houses hashed entries without these two; such entries stand before all others and carry no commitments.
NEWER_FIELDS = ("id", "commitments")
OLDER_FIELDS = ("at", "actor_id", "actor_label", "action", "object_kind", "object_id", "succeeded", "detail")
FIELDS = OLDER_FIELDS + NEWER_FIELDS


def entry_hash(previous_hash: str, fields: Mapping[str, Any]) -> str:
    """SHA-256 over the previous hash and the fields in canonical JSON; instants are written in UTC."""
    plain = {key: value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value for key, value in fields.items()}
    text = json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256((previous_hash + text).encode("utf-8")).hexdigest()


def hashed_fields(entry: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of an entry that its hash covers."""
    names = OLDER_FIELDS if entry["commitments"] is None else FIELDS
    return {name: entry[name] for name in names}


def follows(entry: Mapping[str, Any], previous_id: int, previous_hash: str, newer_before: bool) -> bool:
    """Whether ``entry`` stands in the chain right after the entry ``previous_id`` with ``previous_hash``.

    ``newer_before`` says that the entry before carried commitments: from then on numbers have no gap and all carry them.
    """
    is_newer = entry["commitments"] is not None
    if newer_before and (not is_newer or entry["id"] != previous_id + 1):
        return False
    return entry["previous_hash"] == previous_hash and entry_hash(previous_hash, hashed_fields(entry)) == entry["entry_hash"]


def new_salt() -> bytes:
    """Random bytes that make a commitment tell nothing of its value."""
    return os.urandom(SALT_BYTES)


def commitment(salt: bytes, value: str) -> str:
    """What stands in the chain for a personal value: SHA-256 over salt and value. Without the salt nobody can try values against it."""
    return sha256(salt + value.encode("utf-8")).hexdigest()
