"""Signing the heads of the log with the server's Ed25519 key, one for the whole life of the log."""

from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from portal.accountability.offline import head_message
from portal.config import settings


@dataclass(frozen=True)
class Head:
    """A signed head as files and feeds hold it: size, root and key in hexadecimal, the instant as text in UTC."""

    size: int
    root: str
    at: str
    public_key: str
    signature: str

    def plain(self) -> dict[str, Any]:
        """The head as JSON takes it."""
        return asdict(self)


def said_instant(at: datetime) -> str:
    """An instant to the second in UTC, as leaves and heads write it."""
    return at.astimezone(UTC).replace(microsecond=0).isoformat().replace("+00:00", "Z")


def public_key() -> str:
    """The server's public key in hexadecimal."""
    return _key().public_key().public_bytes_raw().hex()


def signed(size: int, root: bytes, at: datetime) -> Head:
    """The head of a log of ``size`` leaves at ``at``, signed."""
    said = said_instant(at)
    signature = _key().sign(head_message(size, root.hex(), said))
    return Head(size, root.hex(), said, public_key(), signature.hex())


def _key() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(settings().log_key))
