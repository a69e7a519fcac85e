"""Virus scanners for tests: a double that speaks the real protocol over a real socket, and clamd itself where it is installed."""

import shutil
import socket
import socketserver
import subprocess
import threading
import time
from contextlib import contextmanager
from pathlib import Path

from portal.config import settings

VIRUS = b"XINNUO-TEST-VIRUS-7f3a"
NAME = "Xinnuo.Test.Virus"
CLAMD = shutil.which("clamd") or shutil.which("clamd", path="/usr/sbin")


class _Visit(socketserver.BaseRequestHandler):
    def handle(self):
        command = self._until_nul()
        if command == b"zVERSION":
            self.request.sendall(b"ClamAV 1.4.6/1/Sat Nov 21 10:00:00 2026\0")
            return
        assert command == b"zINSTREAM", command
        data = bytearray()
        while length := int.from_bytes(self._exactly(4), "big"):
            data += self._exactly(length)
        self.server.seen.append(bytes(data))
        answer = self.server.answer
        if answer is None:
            answer = f"stream: {NAME} FOUND\0".encode() if VIRUS in data else b"stream: OK\0"
        self.request.sendall(answer)

    def _exactly(self, length):
        content = b""
        while len(content) < length:
            part = self.request.recv(length - len(content))
            assert part, "cut off"
            content += part
        return content

    def _until_nul(self):
        content = b""
        while not content.endswith(b"\0"):
            content += self._exactly(1)
        return content[:-1]


class _Unix(socketserver.ThreadingUnixStreamServer):
    daemon_threads = True


class _Tcp(socketserver.ThreadingTCPServer):
    daemon_threads, allow_reuse_address = True, True


@contextmanager
def double(folder=None, answer=None):
    """A scanner that knows one virus, or always gives the same answer. Gives its server: its ``address``, what it has ``seen``."""
    server = _Unix(str(folder / "clamd.sock"), _Visit) if folder else _Tcp(("127.0.0.1", 0), _Visit)
    server.seen, server.answer = [], answer
    server.address = f"unix:{folder / 'clamd.sock'}" if folder else f"127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def clamd(folder):
    """The real clamd with one signature; gives its address."""
    signatures, address = folder / "signatures", folder / "clamd.sock"
    signatures.mkdir()
    (signatures / "local.ndb").write_text(f"{NAME}:0:*:{VIRUS.hex()}\n")
    (folder / "clamd.conf").write_text(
        f"Foreground yes\nLocalSocket {address}\nDatabaseDirectory {signatures}\nTemporaryDirectory {folder}\n"
    )
    process = subprocess.Popen([CLAMD, "-c", str(folder / "clamd.conf")], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_for(address, process)
        yield f"unix:{address}"
    finally:
        process.terminate()
        process.wait(10)


def _wait_for(address: Path, process):
    for _ in range(400):
        assert process.poll() is None, "clamd ended"
        with socket.socket(socket.AF_UNIX) as probe:
            if probe.connect_ex(str(address)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError("clamd does not listen")


def use(monkeypatch, address):
    """Let the house have this scanner; "" means none."""
    monkeypatch.setenv("CLAMD_SOCKET", address)
    settings.cache_clear()
