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


def seal_with(key: bytes, plain: bytes, context: str) -> bytes:
    """Encrypt and authenticate under a key of 32 bytes; ``context`` names the place of the value and must be given again to open it."""
    nonce = os.urandom(_NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, plain, context.encode())


def unseal_with(key: bytes, sealed: bytes, context: str) -> bytes:
    """Open what ``seal_with`` closed with the same key and context. Raises ``SealBroken``."""
    try:
        return AESGCM(key).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], context.encode())
    except (InvalidTag, ValueError):
        raise SealBroken(context) from None


def seal_bytes(plain: bytes, context: str) -> bytes:
    """``seal_with`` under the server's own key for this context."""
    return seal_with(_derived_key("seal:" + context), plain, context)


def unseal_bytes(sealed: bytes, context: str) -> bytes:
    """Open what ``seal_bytes`` closed with the same context. Raises ``SealBroken``."""
    return unseal_with(_derived_key("seal:" + context), sealed, context)


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
