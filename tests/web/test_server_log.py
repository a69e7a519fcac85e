"""The web server's log is useful and tells nothing of anybody; its own refusals carry our headers."""

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.web import security

ROUTE = re.compile(r"\[\d\d/\w{3}/\d{4}:\d\d:\d\d:\d\d \+0000\] [A-Z]+ \S+ \d{3} \d+ bytes \d+ ms")
CANARIES = {
    "query": "canaryquery",
    "referrer": "canary-referrer.example",
    "cookie": "canarycookie",
    "agent": "CanaryAgent",
    "address": "203.0.113.77",
    "typed": "王金丝雀",
    "code": "7KQM-X2PD-H4TW-A9NC-0001",
    "token": "canarytokencanarytokencanarytoken",
}
SENT = (
    f"Referer: https://{CANARIES['referrer']}/x\r\nCookie: xinnuo={CANARIES['cookie']}\r\nUser-Agent: {CANARIES['agent']}\r\n"
    f"X-Forwarded-For: {CANARIES['address']}\r\nForwarded: for={CANARIES['address']}\r\n"
)


class Served:
    """gunicorn as ``make run`` starts it, with its log."""

    def __init__(self, port: int, log: Path) -> None:
        self.port, self.log = port, log

    def ask(self, line: str, headers: str = SENT, body: str = "") -> tuple[int, dict[str, str], str]:
        """Send raw bytes and read the answer."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=20) as connection:
            more = f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body.encode())}\r\n" if body else ""
            connection.sendall(f"{line}\r\nHost: localhost\r\n{headers}{more}Connection: close\r\n\r\n{body}".encode())
            answer = b"".join(iter(lambda: connection.recv(65536), b""))
        head, _, text = answer.decode("utf-8", "replace").partition("\r\n\r\n")
        status, *lines = head.split("\r\n")
        return int(status.split(" ")[1]), dict(each.split(": ", 1) for each in lines), text

    def whole_log(self, *words: str) -> str:
        """The log once it holds these words, and a moment later, so that what came with them is in it."""
        end = time.monotonic() + 20
        while not all(each in self.log.read_text() for each in words) and time.monotonic() < end:
            time.sleep(0.05)
        time.sleep(0.3)
        return self.log.read_text()


@pytest.fixture
def served(database: str, tmp_path: Path) -> Iterator[Served]:
    """A server of this test alone."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = tmp_path / "web.log"
    command = [sys.executable, "-m", "gunicorn", "--config", "python:portal.web.gunicorn_settings", "--workers", "1"]
    with log.open("w") as file:
        server = subprocess.Popen(
            [*command, "--bind", f"127.0.0.1:{port}", "portal:create_app()"],
            stdout=file,
            stderr=subprocess.STDOUT,
            env={**os.environ, "TRUSTED_PROXIES": "1"},
        )
    for _ in range(600):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0 and "Booting" not in log.read_text():
                break
        time.sleep(0.1)
    yield Served(port, log)
    server.terminate()
    server.wait()


def test_the_log_holds_the_route_and_nothing_of_the_visitor(served: Served) -> None:
    form = f"code={CANARIES['code']}&narrative={CANARIES['typed']}&csrf_token=x"
    statuses = [
        served.ask(f"GET /track?code={CANARIES['query']} HTTP/1.1")[0],
        served.ask(f"GET /account/invitation/{CANARIES['token']} HTTP/1.1")[0],
        served.ask(f"GET /report/files/{CANARIES['token']} HTTP/1.1")[0],
        served.ask(f"GET /nothing/{CANARIES['token']}?{CANARIES['query']} HTTP/1.1")[0],
        served.ask("POST /track HTTP/1.1", body=form)[0],
        served.ask(f"POST /report/4?{CANARIES['query']} HTTP/1.1", body=form)[0],
        served.ask("GET / HTTP/1.1", headers=SENT + "Bad Header: canarytokencanarytokencanarytoken\r\n")[0],
        served.ask(f"{CANARIES['typed']} /{CANARIES['query']}")[0],
        served.ask("GET / HTTP/1.1", headers=SENT.replace("Referer", "Host"))[0],
    ]
    assert statuses[0] == 200 and statuses[3] == 404 and statuses[4:8] == [400, 400, 400, 400]
    log = served.whole_log(" GET /track 200 ", "/report/files/<token>")
    for name, canary in CANARIES.items():
        assert canary not in log, name
        assert canary.encode("unicode_escape").decode() not in log, name
    assert "127.0.0.1 " not in log
    lines = [line for line in log.splitlines() if " GET " in line or " POST " in line]
    assert all(ROUTE.fullmatch(line) for line in lines), lines
    assert any(" GET /track 200 " in line for line in lines)
    assert any("/report/files/<token>" in line for line in lines)


NO_REQUESTS = [
    ("GARBAGE", "", 400),
    ("GET / HTTP/9.9", "", 400),
    ("GET / HTTP/1.1", "Bad Header: x\r\n", 400),
    ("GET /" + "a" * 9000 + " HTTP/1.1", "", 414),
    ("GET / HTTP/1.1", "X: " + "a" * 20_000 + "\r\n", 431),
    ("POST / HTTP/1.1", "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n", 400),
    ("POST / HTTP/1.1", "Content-Length: 3\r\nContent-Length: 4\r\n", 400),
    ("POST / HTTP/1.1", "Transfer-Encoding: nonsense\r\n", 501),
]


def test_what_is_no_proper_request_is_refused_with_our_headers_and_without_its_own_words(served: Served) -> None:
    for line, headers, status in NO_REQUESTS:
        found, sent, text = served.ask(line, headers)
        assert found == status, line
        assert security.HEADERS.items() <= sent.items() and sent["Cache-Control"] == "no-store", line
        assert "<h1>" in text and "Bad Header" not in text and "GARBAGE" not in text
