"""Two portals: this one, and an upper one in another process, joined by a line that can be cut."""

import json
import os
import socket
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any

ROOT_OF_TESTS = Path(__file__).resolve().parents[2]


class Upper:
    """The upper portal, told what to do over its standard input."""

    def __init__(self, folder: Path) -> None:
        kept = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "XINNUO_SERVER_KEY"}}
        own = {"XINNUO_DATA": str(folder / "upper"), "PYTHONPATH": str(ROOT_OF_TESTS)}
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
        self.process = subprocess.Popen([sys.executable, "-m", "tests.exchange.upper_house"], env=kept | own, text=True, **pipes)  # type: ignore[call-overload]

    def tell(self, do: str, **order: Any) -> dict[str, Any]:
        """Give an order and wait for what comes of it."""
        self.process.stdin.write(json.dumps({"do": do, **order}) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        assert line, f"the upper house died of {do}"
        return dict(json.loads(line))

    def end(self) -> None:
        """Close its input, and wait until it has gone."""
        self.process.stdin.close()
        self.process.wait(10)


class Line:
    """A TCP line to a port that can be cut and mended."""

    def __init__(self, port: int) -> None:
        self.to, self.is_cut = port, False
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.listener.getsockname()[1]}"
        threading.Thread(target=self._serve, daemon=True).start()

    def end(self) -> None:
        """Answer no more."""
        self.listener.close()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                taken, _ = self.listener.accept()
                if self.is_cut:
                    taken.close()
                    continue
                onward = socket.create_connection(("127.0.0.1", self.to))
                for one, other in ((taken, onward), (onward, taken)):
                    threading.Thread(target=_carry, args=(one, other), daemon=True).start()


def _carry(one: socket.socket, other: socket.socket) -> None:
    with suppress(OSError):
        while data := one.recv(65536):
            other.sendall(data)
    for each in (one, other):
        with suppress(OSError):
            each.shutdown(socket.SHUT_RDWR)
