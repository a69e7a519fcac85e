"""JSON objects of other systems: read so strictly that whatever is given back can be kept and sent on. Pure."""

import json
from typing import Any


def json_object(raw: bytes) -> dict[str, Any]:
    """The JSON object of some bytes. Raises ``ValueError`` for everything else: also for half a surrogate pair and for endless numbers,
    which the parser takes and no database keeps."""
    try:
        found = json.loads(raw.decode("utf-8"))
        json.dumps(found, ensure_ascii=False, allow_nan=False).encode("utf-8")
    except RecursionError:
        raise ValueError("nested too deep") from None
    if not isinstance(found, dict):
        raise ValueError("not an object")
    return found


def has_nul(value: Any) -> bool:
    """Whether a text anywhere in a value that was read holds U+0000, which PostgreSQL cannot keep."""
    if isinstance(value, dict):
        return any(has_nul(each) for pair in value.items() for each in pair)
    return any(has_nul(each) for each in value) if isinstance(value, list) else isinstance(value, str) and "\x00" in value
