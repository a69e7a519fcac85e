"""One HTTP POST to another system: only where an administrator said, never further. No redirect, one short time, small answers."""

import http.client
import ipaddress
import socket
import ssl
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from threading import Event, Timer
from typing import Any
from urllib.parse import urlsplit

from portal.config import settings
from portal.errors import RuleBroken
from portal.exchange.objects import has_nul, json_object
from portal.exchange.vocabulary import Problem

TIMEOUT_SECONDS = 15  # without a sign of the other side
WHOLE_CALL_SECONDS = 30  # however busily it sends
MOST_ANSWER_BYTES = 2 * 1024 * 1024
_KEYS_OF_CLOUDS = frozenset(map(ipaddress.ip_address, ("169.254.169.254", "100.100.100.200", "192.0.0.192", "fd00:ec2::254")))
_HOLD_ANOTHER = tuple(map(ipaddress.ip_network, ("::/96", "64:ff9b::/96", "64:ff9b:1::/48", "2001::/32", "2002::/16")))
_LOOPBACK = ("localhost", "127.0.0.1", "::1")


class _AddressRefused(Exception):
    """The name leads to an address that no partner has."""


@dataclass(frozen=True)
class Answer:
    """What came of a call: the status and the JSON object of the body, or the problem that kept it from coming."""

    status: int | None
    content: dict[str, Any] | None = None
    problem: Problem | None = None

    @property
    def is_final(self) -> bool:
        """Whether trying the same again is useless: the other side understood and refuses. Its own troubles and 429 pass."""
        return self.status is not None and 400 <= self.status < 500 and self.status not in {401, 403, 404, 408, 425, 429}


def is_local_house() -> bool:
    """Whether this portal itself is only reached on this machine, as a demonstration is."""
    return (urlsplit(settings().public_base_url).hostname or "") in _LOOPBACK


def check_address(text: str) -> str:
    """An address that may be called, without its trailing slash. Raises ``RuleBroken`` on the field ``address``."""
    try:
        parts = urlsplit(text.strip())
        port = parts.port
    except ValueError:
        raise RuleBroken("address", "网址不对，请核对。") from None
    if parts.username or parts.password or parts.query or parts.fragment or not parts.hostname or port == 0:
        raise RuleBroken("address", "网址里只写协议、主机、端口和路径，不能带账号、参数。")
    if not parts.geturl().isascii() or any(char.isspace() for char in text.strip()):
        raise RuleBroken("address", "网址只能用英文字母、数字和符号。")
    is_local = parts.hostname in _LOOPBACK
    if parts.scheme == "http" and is_local and is_local_house():
        return text.strip().rstrip("/")
    if parts.scheme != "https":
        raise RuleBroken("address", "网址必须以 https:// 开头，明文传输不安全。")
    if is_local or _is_never_a_partner(parts.hostname):
        raise RuleBroken("address", "这个地址指向本机、特殊网段，或者没有在部署时允许的内网（EXCHANGE_NETWORKS），不能作为对接地址。")
    return text.strip().rstrip("/")


def post(url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
    """Send one POST and read the answer; never raises for what the network or the other side does."""
    try:
        return _post(url, body, headers)
    except _AddressRefused:
        return Answer(None, problem=Problem.ADDRESS)
    except TimeoutError:
        return Answer(None, problem=Problem.TIMEOUT)
    except ssl.SSLError:
        return Answer(None, problem=Problem.TLS)
    except (OSError, http.client.HTTPException, ValueError):
        return Answer(None, problem=Problem.UNREACHABLE)


def _post(url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
    parts = urlsplit(url)
    connection = (_Secured if parts.scheme == "https" else _Plain)(parts.hostname or "", parts.port)
    watch = Timer(WHOLE_CALL_SECONDS, connection.give_up)
    watch.daemon = True
    watch.start()
    try:
        connection.request("POST", parts.path or "/", body, {"Content-Type": "application/json", "Accept": "application/json", **headers})
        response = connection.getresponse()
        raw = response.read(MOST_ANSWER_BYTES + 1)
    except (OSError, ValueError, http.client.HTTPException):
        connection.check_time()
        raise
    finally:
        watch.cancel()
        connection.close()
    connection.check_time()
    return _answer(response.status, raw)


def _answer(status: int, raw: bytes) -> Answer:
    content = _object(raw)
    if 200 <= status < 300:
        return Answer(status, content, None if content is not None else Problem.BAD_ANSWER)
    if 300 <= status < 400:
        return Answer(status, content, Problem.REDIRECTED)
    return Answer(status, content, Problem.BUSY if status >= 500 or status == 429 else Problem.REFUSED)


def _object(raw: bytes) -> dict[str, Any] | None:
    """The JSON object of an answer, if it is one that can be kept; an empty body is an empty object."""
    if len(raw) > MOST_ANSWER_BYTES:
        return None
    try:
        found = json_object(raw) if raw.strip() else {}
    except ValueError:
        return None
    return None if has_nul(found) else found


class _Plain(http.client.HTTPConnection):
    """A connection to a checked address without TLS, as a demonstration on one machine has it.

    A time limit of the socket begins anew with each byte; ``give_up``, called by another thread, ends the whole call.
    """

    def __init__(self, host: str, port: int | None) -> None:
        super().__init__(host, port)
        self.is_over = Event()
        self.line: socket.socket | None = None  # ``sock`` is let go of while the end of an answer is still being read

    def connect(self) -> None:
        """Connect. Raises ``_AddressRefused``, ``OSError``."""
        self.sock = self.line = _checked_socket(self.host, self.port)
        self.check_time()

    def give_up(self) -> None:
        """Break the line: whoever waits for it wakes."""
        self.is_over.set()
        if self.line is not None:
            with suppress(OSError):
                socket.socket.shutdown(self.line, socket.SHUT_RDWR)

    def check_time(self) -> None:
        """Raises ``TimeoutError`` when the call was given up."""
        if self.is_over.is_set():
            raise TimeoutError


class _Secured(_Plain):
    """A connection to a checked address; the certificate must be that of the name."""

    default_port = http.client.HTTPS_PORT

    def connect(self) -> None:
        """Connect and shake hands. Raises ``_AddressRefused``, ``OSError``, among them ``SSLError``."""
        super().connect()
        secured = ssl.create_default_context().wrap_socket(self.sock, server_hostname=self.host, do_handshake_on_connect=False)
        self.sock = self.line = secured
        secured.do_handshake()
        self.check_time()


def _checked_socket(host: str, port: int) -> socket.socket:
    """A socket to where a name leads now. The address that is checked is the one connected to: a name that changes gains nothing."""
    address = str(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][4][0])
    if _is_never_a_partner(address) and not (host in _LOOPBACK and is_local_house()):
        raise _AddressRefused
    made = socket.create_connection((address, port), TIMEOUT_SECONDS)
    made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # header and body go out one after the other
    return made


def _is_never_a_partner(host: str) -> bool:
    """Everything that is not an address of the internet, unless it lies in a network that the operator named (``EXCHANGE_NETWORKS``).

    What belongs to one machine, or where clouds keep their keys, is no partner whatever anybody named. Addresses that hold another
    address are judged by neither: no partner has one.
    """
    try:
        address = ipaddress.ip_address(host.split("%")[0])
    except ValueError:
        return False
    plain = getattr(address, "ipv4_mapped", None) or address
    if plain.is_loopback or plain.is_link_local or plain.is_multicast or plain.is_unspecified or plain in _KEYS_OF_CLOUDS:
        return True
    if any(plain.version == each.version and plain in each for each in _HOLD_ANOTHER):
        return True
    is_named = any(plain.version == each.version and plain in each for each in settings().exchange_networks)
    return not (plain.is_global or is_named)
