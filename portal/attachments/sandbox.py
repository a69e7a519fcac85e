"""Cleaning in a process of its own, which knows nothing, can do nothing but compute, and is ended when it takes too much or too long."""

import json
import logging
import os
import socket
import subprocess
import sys
import threading
from contextlib import suppress
from typing import Any

from portal.attachments import refusals, worker
from portal.attachments.cleaned import Cleaned
from portal.attachments.sniff import KINDS
from portal.config import ROOT

MAX_ANSWER_BYTES = 64 * 1024 * 1024
_MAX_HEADER_BYTES = 4096
_AT_ONCE = threading.BoundedSemaphore(2)  # each may hold a gigabyte and a processor
_WAIT_SECONDS = 60
_EXTENSIONS = frozenset(extension for kind in KINDS for extension in kind.extensions)
_MEDIA_TYPES = ("image/", "application/pdf", "application/vnd.openxmlformats-officedocument.", "text/plain", "audio/", "video/")
# The packages above the cleaners are not loaded: they would bring the web application, its settings and its database along.
_BOOT = """
import sys, types
sys.path.append({root!r})
house = types.ModuleType("portal")
house.__path__ = [{root!r} + "/portal"]
sys.modules["portal"] = house
from portal.attachments import worker
worker.serve()
"""
_log = logging.getLogger(__name__)


class _Workshop:
    """The one worker process of this process, started on first use and again when it is gone."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._owner = 0
        self._control: socket.socket | None = None
        self._process: subprocess.Popen[bytes] | None = None

    def order(self, end: socket.socket) -> None:
        """Hand one end of a pair of sockets to a new child. Raises ``OSError`` when no worker can be started."""
        with self._lock:
            if self._owner != os.getpid() or not self.is_alive():
                self._start()
            try:
                self._send(end)
            except OSError:
                self._start()
                self._send(end)

    def is_alive(self) -> bool:
        """Whether the worker runs."""
        return self._process is not None and self._process.poll() is None

    def _send(self, end: socket.socket) -> None:
        if self._control is not None:
            socket.send_fds(self._control, [b"file"], [end.fileno()])

    def _start(self) -> None:
        if self._control is not None:
            self._control.close()
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-I", "-c", _BOOT.format(root=str(ROOT))],
                stdin=theirs.fileno(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                cwd="/", env={"LANG": "C.UTF-8"}, close_fds=True, start_new_session=True,
            )  # fmt: skip
        self._owner = os.getpid()


_workshop = _Workshop()


def clean_apart(data: bytes, name: str) -> Cleaned:
    """``clean.clean`` in a locked process. Raises ``RuleBroken("file", …)``, also when that process crashed or took too much."""
    if not _AT_ONCE.acquire(timeout=_WAIT_SECONDS):
        raise refusals.busy()
    try:
        ours, theirs = socket.socketpair()
        with ours, theirs:
            ours.settimeout(worker.WALL_SECONDS + 5)
            _workshop.order(theirs)
            theirs.close()
            facts, copy = _exchange(ours, data, name)
    except OSError:
        _log.exception("no process to clean a file in")
        raise refusals.busy() from None
    finally:
        _AT_ONCE.release()
    if facts is None and not _workshop.is_alive():
        _log.error("the process that cleans files ended")
        raise refusals.busy()
    if facts is None:
        _log.warning("cleaning a file of %d bytes ended without an answer", len(data))
        raise refusals.too_hard()
    return _believed(facts, copy)


def _exchange(ours: socket.socket, data: bytes, name: str) -> tuple[dict[str, Any] | None, bytes]:
    """Send the file, receive the answer; None when the child ended without a whole one."""
    said = name.encode()
    with suppress(BrokenPipeError, ConnectionResetError, TimeoutError, ValueError):
        ours.sendall(worker.LENGTHS.pack(len(said), len(data)) + said)
        ours.sendall(data)
        header_length, length = worker.LENGTHS.unpack(_receive(ours, worker.LENGTHS.size))
        if header_length <= _MAX_HEADER_BYTES and length <= MAX_ANSWER_BYTES:
            facts = json.loads(_receive(ours, header_length))
            return (facts if isinstance(facts, dict) else None), _receive(ours, length)
    return None, b""


def _receive(ours: socket.socket, length: int) -> bytes:
    content = bytearray()
    while len(content) < length:
        part = ours.recv(min(length - len(content), 1 << 20))
        if not part:
            raise BrokenPipeError
        content += part
    return bytes(content)


def _believed(facts: dict[str, Any], data: bytes) -> Cleaned:
    """What the child says is as little to be trusted as the file was: only known types, plain numbers, a short sentence."""
    if "failed" in facts:
        _log.warning("a file could not be cleaned: %.200r", facts["failed"])
        raise refusals.too_hard()
    refused = facts.get("refused")
    if isinstance(refused, str):
        raise refusals.refusal(refused[:300])
    extent = [facts.get(key) for key in ("page_count", "width", "height")]
    is_known = facts.get("extension") in _EXTENSIONS and str(facts.get("media_type")).startswith(_MEDIA_TYPES)
    if not is_known or not data or not all(number is None or isinstance(number, int) and 0 < number < 1_000_000 for number in extent):
        raise refusals.too_hard()
    return Cleaned(data, facts["media_type"], facts["extension"], *extent)
