"""Talks to the virus scanner clamd, over a local socket or TCP, in its own protocol (INSTREAM)."""

import re
import socket
from collections.abc import Iterable

from portal.config import settings

CONNECT_SECONDS = 2
ANSWER_SECONDS = 20
_BLOCK = 256 * 1024
_MOST_ANSWER = 4096
_FOUND = re.compile(r"stream: (.+) FOUND")


class ScannerDown(Exception):
    """The scanner gave no verdict: not reached, too slow, or it said something else. Nothing may be taken for clean then."""


def is_configured() -> bool:
    """Whether this house has a scanner."""
    return bool(settings().clamd_socket)


def find_virus(chunks: Iterable[bytes]) -> str:
    """The name of the virus in a stream, or "" when the scanner says that there is none. Raises ``ScannerDown``."""
    answer = _ask(b"zINSTREAM\0", chunks)
    if answer == "stream: OK":
        return ""
    found = _FOUND.fullmatch(answer)
    if found is None:
        raise ScannerDown(answer[:200])
    return "".join(char for char in found[1] if char.isprintable())[:200]


def version() -> str:
    """What the scanner calls itself, with the day of its signatures. Raises ``ScannerDown``."""
    answer = _ask(b"zVERSION\0", None)
    if not answer.startswith("ClamAV "):
        raise ScannerDown(answer[:200])
    return answer[:200]


def _ask(command: bytes, chunks: Iterable[bytes] | None) -> str:
    try:
        with _connected() as connection:
            connection.sendall(command)
            if chunks is not None:
                _send(connection, chunks)
            return _answer(connection)
    except OSError as error:
        raise ScannerDown(type(error).__name__) from None


def _connected() -> socket.socket:
    address = settings().clamd_socket
    if address.startswith("unix:"):
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.settimeout(CONNECT_SECONDS)
        try:
            connection.connect(address.removeprefix("unix:"))
        except OSError:
            connection.close()
            raise
    else:
        host, port = address.rsplit(":", 1)
        connection = socket.create_connection((host, int(port)), CONNECT_SECONDS)
    connection.settimeout(ANSWER_SECONDS)
    return connection


def _send(connection: socket.socket, chunks: Iterable[bytes]) -> None:
    """Each block behind its length; a length of zero ends the stream. A scanner that has had enough answers before the end."""
    try:
        for chunk in chunks:
            for start in range(0, len(chunk), _BLOCK):
                block = chunk[start : start + _BLOCK]
                connection.sendall(len(block).to_bytes(4, "big") + block)
        connection.sendall(bytes(4))
    except (BrokenPipeError, ConnectionResetError):
        return  # its answer says why


def _answer(connection: socket.socket) -> str:
    said = bytearray()
    while not said.endswith(b"\0") and len(said) < _MOST_ANSWER:
        part = connection.recv(_MOST_ANSWER)
        if not part:
            break
        said += part
    if not said.endswith(b"\0"):
        raise ScannerDown("no whole answer")
    return said[:-1].decode("utf-8", "replace").strip()
