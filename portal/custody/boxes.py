"""Boxes that anybody can close and only the holder of the private key can open (X25519 sealed boxes of libsodium). Pure."""

from dataclasses import dataclass

from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox

from portal.crypto import SealBroken


@dataclass(frozen=True)
class KeyPair:
    """32 bytes each. The private half is never stored in clear."""

    public: bytes
    private: bytes


def new_key_pair() -> KeyPair:
    """A fresh pair from the system's random source."""
    private = PrivateKey.generate()
    return KeyPair(bytes(private.public_key), bytes(private))


def key_pair_of(private: bytes) -> KeyPair:
    """The pair that a private key of 32 bytes belongs to."""
    return KeyPair(bytes(PrivateKey(private).public_key), private)


def close_box(plain: bytes, public_key: bytes) -> bytes:
    """Close bytes so that only the private half opens them; whoever closed them cannot."""
    return SealedBox(PublicKey(public_key)).encrypt(plain)


def open_box(closed: bytes, private_key: bytes) -> bytes:
    """Open what ``close_box`` closed for the matching public key. Raises ``SealBroken``."""
    try:
        return SealedBox(PrivateKey(private_key)).decrypt(closed)
    except (CryptoError, ValueError, TypeError):
        raise SealBroken("box") from None
