"""How one audit entry is tied to the one before it. Pure."""

import json
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

FIRST_HASH = "0" * 64


def entry_hash(previous_hash: str, fields: dict[str, Any]) -> str:
    """SHA-256 over the previous hash and the fields in canonical JSON; instants are written in UTC."""
    plain = {key: value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value for key, value in fields.items()}
    text = json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256((previous_hash + text).encode("utf-8")).hexdigest()
