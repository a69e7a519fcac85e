"""The signature of a message between platforms: HMAC-SHA-256 over method, path, time, nonce and the digest of the body. Pure."""

import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from portal.errors import NotProven

KEY, TIME, NONCE, DIGEST, SIGNATURE = "X-Xinnuo-Key", "X-Xinnuo-Time", "X-Xinnuo-Nonce", "X-Xinnuo-Digest", "X-Xinnuo-Signature"
WINDOW_SECONDS = 300
_SHAPES = {
    KEY: r"[A-Za-z0-9_-]{8,40}",
    TIME: r"[0-9]{1,12}",
    NONCE: r"[A-Za-z0-9_-]{16,64}",
    DIGEST: r"sha-256=[0-9a-f]{64}",
    SIGNATURE: r"[0-9a-f]{64}",
}


@dataclass(frozen=True)
class Signed:
    """The five headers of a message, each of the right shape; nothing is known of their truth yet."""

    key_id: str
    time: int
    nonce: str
    digest: str
    signature: str


def digest_of(body: bytes) -> str:
    """The digest of a body as the header says it."""
    return "sha-256=" + sha256(body).hexdigest()


def signature_of(secret: str, method: str, path: str, time: int, nonce: str, digest: str) -> str:
    """The signature as 64 hexadecimal digits. ``path`` is the whole path of the address, also what a proxy puts before ours."""
    text = "\n".join(("xinnuo-v1", method.upper(), path, str(time), nonce, digest))
    return hmac.new(secret.encode("utf-8"), text.encode("utf-8"), sha256).hexdigest()


def headers_for(key_id: str, secret: str, method: str, path: str, body: bytes, time: int, nonce: str) -> dict[str, str]:
    """The five headers with which a message goes out; ``time`` in seconds since 1970."""
    digest = digest_of(body)
    return {
        KEY: key_id,
        TIME: str(time),
        NONCE: nonce,
        DIGEST: digest,
        SIGNATURE: signature_of(secret, method, path, time, nonce, digest),
    }


def read_headers(headers: Mapping[str, str]) -> Signed:
    """The five headers of what came in, whatever the case of their names. Raises ``NotProven`` naming the one that is not right."""
    given = {name.lower(): value for name, value in headers.items()}
    found = {name: given.get(name.lower(), "") for name in _SHAPES}
    wrong = next((name for name, shape in _SHAPES.items() if not re.fullmatch(shape, found[name])), None)
    if wrong is not None:
        raise NotProven(f"请求头 {wrong} 缺少或者格式不对。")
    return Signed(found[KEY], int(found[TIME]), found[NONCE], found[DIGEST], found[SIGNATURE])


def check(signed: Signed, secret: str, method: str, path: str, body: bytes, now: int) -> None:
    """Whether a message is what its holder of the secret sent, within the window. Raises ``NotProven``."""
    if abs(now - signed.time) > WINDOW_SECONDS:
        raise NotProven(f"请求时间和本平台的时间相差超过 {WINDOW_SECONDS // 60} 分钟，请校准时钟。")
    if not hmac.compare_digest(signed.digest, digest_of(body)):
        raise NotProven("请求内容和摘要不一致。")
    expected = signature_of(secret, method, path, signed.time, signed.nonce, signed.digest)
    if not hmac.compare_digest(signed.signature, expected):
        raise NotProven("签名不对。")
