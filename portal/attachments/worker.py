"""The process that opens strangers' files, started by ``sandbox``: it holds the libraries ready, and forks a locked child for each file.

It knows no key, no database and no setting, and never sees the bytes itself. A child that outlives its time is killed from here.
"""

import codecs
import gc
import io
import json
import os
import select
import signal
import socket
import struct
import time
import traceback
from contextlib import suppress
from dataclasses import asdict

import magic
import pikepdf
from PIL import Image

from portal.attachments import jail
from portal.attachments.clean import clean
from portal.errors import RuleBroken

WALL_SECONDS = 30.0
LENGTHS = struct.Struct(">II")  # of the name or the answer, and of the bytes that follow it
_TICK_SECONDS = 0.05
_BLOCK = 1 << 20


def serve() -> None:
    """Take orders on descriptor 0 until the other end closes. Each is one message with one socket for the file and its answer."""
    control = socket.socket(fileno=0)
    _warm_up()
    jail.become_nobody()
    deadlines: dict[int, float] = {}
    while True:
        ready, _, _ = select.select([control], [], [], _TICK_SECONDS if deadlines else None)
        if ready:
            message, descriptors, _flags, _address = socket.recv_fds(control, 16, 1)
            if not message:
                break
            deadlines[_start(control, descriptors[0])] = time.monotonic() + WALL_SECONDS
        _end_overdue(deadlines)
    for pid in deadlines:
        os.kill(pid, signal.SIGKILL)


def _warm_up() -> None:
    """Load what libraries load on first use: a locked child can open nothing any more."""
    magic.from_buffer(b"%PDF-1.7", mime=True)
    Image.init()
    for name in ("PNG", "JPEG"):
        out = io.BytesIO()
        Image.new("RGB", (1, 1)).save(out, name)
        clean(out.getvalue(), f"a.{name}")
    for revision in (3, 6):  # old and new encryption; a PDF that only forbids printing is encrypted
        out = io.BytesIO()
        with pikepdf.new() as document:
            document.add_blank_page()
            document.save(out, encryption=pikepdf.Encryption(owner="owner", user="", R=revision, aes=revision == 6, metadata=revision == 6))
        clean(out.getvalue(), "a.pdf")
    for encoding in ("utf-8-sig", "utf-16", "gb18030", "cp437"):
        codecs.lookup(encoding)
    gc.freeze()


def _start(control: socket.socket, descriptor: int) -> int:
    pid = os.fork()
    if pid == 0:
        try:
            control.detach()
            _work(jail.lock(descriptor))
        finally:
            os._exit(0)
    os.close(descriptor)
    return pid


def _end_overdue(deadlines: dict[int, float]) -> None:
    for pid, deadline in list(deadlines.items()):
        if os.waitpid(pid, os.WNOHANG)[0]:
            del deadlines[pid]
        elif time.monotonic() > deadline:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


def _work(descriptor: int) -> None:
    """Read one file, answer with its cleaned copy or the sentence that refuses it. An end without an answer is a refusal too."""
    name_length, length = LENGTHS.unpack(_read(descriptor, LENGTHS.size))
    name = _read(descriptor, name_length).decode()
    try:
        cleaned = clean(_read(descriptor, length), name)
    except RuleBroken as refusal:
        _answer(descriptor, {"refused": refusal.message}, b"")
    except Exception as error:
        _answer(descriptor, {"failed": f"{type(error).__name__}, {_place(error)}"}, b"")
    else:
        facts = asdict(cleaned)
        _answer(descriptor, facts, facts.pop("data"))


def _place(error: Exception) -> str:
    """The line of ours that failed, without a word of the file."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__, limit=20) if "/portal/" in frame.filename]
    return f"{os.path.basename(frames[-1].filename)}:{frames[-1].lineno}" if frames else ""


def _read(descriptor: int, length: int) -> bytes:
    parts = []
    while length:
        part = os.read(descriptor, min(length, _BLOCK))
        if not part:
            os._exit(1)
        parts.append(part)
        length -= len(part)
    return b"".join(parts)


def _answer(descriptor: int, facts: dict[str, object], data: bytes) -> None:
    header = json.dumps(facts).encode()
    for part in (LENGTHS.pack(len(header), len(data)) + header, data):
        view = memoryview(part)
        while view:
            view = view[os.write(descriptor, view[:_BLOCK]) :]
