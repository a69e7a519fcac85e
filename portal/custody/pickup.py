"""Pick-up codes: what only the requester has, and the one-time key pair it stands for.

The code is the private key: its 95 random bits are too many to try, so no slow derivation is needed.
"""

from hashlib import blake2b

from portal import codes
from portal.custody.boxes import KeyPair, key_pair_of


def new_pickup_code() -> str:
    """A fresh code, without separators."""
    return codes.new_code()


def read_pickup_code(typed: str) -> str:
    """The code in what a person typed. Raises ``RuleBroken`` for one that cannot be right."""
    return codes.read_code(typed, "pickup_code", "取件码", "申请时记下的纸")


def key_pair(code: str) -> KeyPair:
    """The one-time key pair of a code."""
    return key_pair_of(blake2b(code.encode(), digest_size=32, person=b"custody-pickup").digest())
