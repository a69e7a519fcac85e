"""Sealing under the server key: AES-256-GCM for what must be read again, keyed hashes for what need only be compared."""

import hmac
import os
import secrets
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from portal.config import settings

_NONCE_BYTES = 12


class SealBroken(Exception):
    """The sealed value was changed, moved to another place, or sealed under another key."""


def _derived_key(purpose: str) -> bytes:
    """A key of its own for each purpose, so that a value sealed for one cannot be opened as another."""
    return hmac.new(bytes.fromhex(settings().server_key), purpose.encode(), sha256).digest()


def seal_bytes(plain: bytes, context: str) -> bytes:
    """Encrypt and authenticate; ``context`` names the place the value belongs to and must be given again to open it."""
    nonce = os.urandom(_NONCE_BYTES)
    return nonce + AESGCM(_derived_key("seal:" + context)).encrypt(nonce, plain, context.encode())


def unseal_bytes(sealed: bytes, context: str) -> bytes:
    """Open what ``seal_bytes`` closed with the same context. Raises ``SealBroken``."""
    try:
        return AESGCM(_derived_key("seal:" + context)).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], context.encode())
    except (InvalidTag, ValueError):
        raise SealBroken(context) from None


def seal(text: str, context: str) -> bytes:
    """``seal_bytes`` for text."""
    return seal_bytes(text.encode("utf-8"), context)


def unseal(sealed: bytes, context: str) -> str:
    """``unseal_bytes`` for text."""
    return unseal_bytes(sealed, context).decode("utf-8")


def keyed_hash(value: str, purpose: str) -> str:
    """HMAC-SHA-256 under the server key, as 64 hexadecimal digits; the same value under another purpose differs."""
    return hmac.new(_derived_key("hash:" + purpose), value.encode("utf-8"), sha256).hexdigest()


def random_token(n_bytes: int = 24) -> str:
    """An unguessable URL-safe token of ``n_bytes`` random bytes."""
    return secrets.token_urlsafe(n_bytes)
