"""Tracking codes: what a reporter holds to follow a report."""

from portal import codes
from portal.crypto import keyed_hash


def new_tracking_code() -> str:
    """A fresh code, without separators."""
    return codes.new_code()


def read_tracking_code(text: str) -> str:
    """The code in what a person typed. Raises ``RuleBroken`` that says what is wrong before any lookup."""
    return codes.read_code(text, "code", "查询码", "回执")


def tracking_hash(code: str) -> str:
    """What the database keeps of a code."""
    return keyed_hash(code, "tracking")
