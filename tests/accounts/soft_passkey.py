"""An authenticator in software: it makes and uses one passkey as a security key would, and lies on demand."""

import json
import os
from base64 import urlsafe_b64decode
from hashlib import sha256
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from webauthn.helpers import bytes_to_base64url as text

UP, UV, ATTESTED = 0x01, 0x04, 0x40


class SoftPasskey:
    """One credential. ``origin`` and ``host`` are what the browser would see; ``count`` is the counter, None when none is kept."""

    def __init__(self, origin: str = "https://xinnuo.example", count: int | None = 0) -> None:
        self.origin, self.host = origin, origin.split("//")[1].split(":")[0]
        self.count = count
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.id = os.urandom(32)
        self.handle = b""

    def make(self, options: str, **lies: Any) -> str:
        """The answer to a request to enrol."""
        asked = json.loads(options)
        self.handle = _bytes(asked["user"]["id"])
        numbers = self.key.public_key().public_numbers()
        public = cbor2.dumps({1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")})
        credential = b"\x00" * 16 + len(self.id).to_bytes(2, "big") + self.id + public
        attested = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": self._data(UP | UV | ATTESTED, lies) + credential})
        client = self._client("webauthn.create", asked["challenge"], lies)
        return self._answer({"clientDataJSON": text(client), "attestationObject": text(attested), "transports": ["usb", "nonsense"]})

    def use(self, options: str, **lies: Any) -> str:
        """The answer to a request to sign; each of ``lies`` takes the place of what is true."""
        if self.count is not None:
            self.count += 1
        client = self._client("webauthn.get", json.loads(options)["challenge"], lies)
        data = self._data(lies.get("flags", UP | UV), lies)
        signature = lies.get("signer", self.key).sign(data + sha256(client).digest(), ec.ECDSA(SHA256()))
        handle = text(lies.get("handle", self.handle))
        return self._answer(
            {"clientDataJSON": text(client), "authenticatorData": text(data), "signature": text(signature), "userHandle": handle}
        )

    def _client(self, kind: str, challenge: str, lies: Any) -> bytes:
        told = {"type": lies.get("kind", kind), "challenge": lies.get("challenge", challenge), "origin": lies.get("origin", self.origin)}
        return json.dumps({**told, "crossOrigin": lies.get("cross", False)}).encode()

    def _data(self, flags: int, lies: Any) -> bytes:
        count = lies.get("count", self.count or 0)
        return sha256(lies.get("host", self.host).encode()).digest() + bytes([flags]) + int(count).to_bytes(4, "big")

    def _answer(self, response: dict[str, Any]) -> str:
        return json.dumps({"id": text(self.id), "rawId": text(self.id), "type": "public-key", "response": response})


def _bytes(coded: str) -> bytes:
    return urlsafe_b64decode(coded + "=" * (-len(coded) % 4))
