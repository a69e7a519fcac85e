"""``python -m tests.load_intake``: how honest reports fare while a hundred junk submissions a second come from everywhere.

Starts gunicorn as ``make run`` does on a database of its own (``DATABASE_URL`` names another), prepares finished junk reports, and
then lets junk senders submit them from ever new addresses while people file reports page by page: calm, under the flood, with proofs.
Not part of the test suite: it measures this machine.
"""

import http.client
import os
import random
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import count
from urllib.parse import urlencode

SECONDS = int(os.environ.get("SECONDS") or 30)
JUNK_A_SECOND = int(os.environ.get("JUNK") or 100)
HONEST_A_SECOND = 0.5
PROVEN = 100
_DATA = tempfile.mkdtemp(prefix="xinnuo-load-")
os.environ.update(
    {"XINNUO_DATA": _DATA, "DEMO": "0", "PROFILE": "heping", "TRUSTED_PROXIES": "1", "XINNUO_SERVER_KEY": "0123456789abcdef" * 4}
)

from portal import create_app, db  # noqa: E402
from portal.web.admission import leading_zero_bits  # noqa: E402
from tests.faults.test_killed_while_submitting import ANSWERS, Waiting  # noqa: E402

_HIDDEN = re.compile(r'<input type="hidden" name="([a-z_]+)" value="([^"]*)"')
_ASKED = re.compile(r'data-admission="([^"]+)" data-bits="(\d+)"')
PAGES = (
    {"reporter_kind": "anonymous"},
    {"conduct": "arrears", "area_key": "gov_procurement"},
    {"respondent_text": "区建委"},
    {"narrative": ANSWERS["narrative"]},
    {"elsewhere": "none"},
    {},
)


def some_address() -> str:
    """An address that probably nobody had before."""
    return ".".join(str(random.randint(1, 254)) for _ in range(4))


def solved(ticket: str, bits: int) -> str:
    """What a browser's script finds."""
    return next(str(number) for number in count() if leading_zero_bits(ticket, str(number)) >= bits)


class Client:
    """A person's browser at an address: a cookie jar and what the last page held."""

    def __init__(self, port: int) -> None:
        self.port, self.address, self.cookies, self.text = port, some_address(), {}, ""  # type: ignore[var-annotated]
        self.waits: list[float] = []
        self.proof_seconds = 0.0

    def send(self, method: str, path: str, body: str = "") -> tuple[int, str]:
        """One request on a connection of its own: status and where it leads."""
        started = time.monotonic()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {"X-Forwarded-For": self.address, "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection.request(method, path, body or None, headers)
        answer = connection.getresponse()
        self.text = answer.read().decode("utf-8", "replace")
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.split(";")[0].partition("=")
            self.cookies[name] = value
        connection.close()
        self.waits.append(time.monotonic() - started)
        return answer.status, answer.headers.get("Location", "")

    def post(self, path: str, answers: dict[str, str]) -> tuple[int, str]:
        """Send the form of the page that was opened; work when asked to."""
        fields = dict(_HIDDEN.findall(self.text)) | answers
        fields.pop("change", None)
        status, place = self.send("POST", path, urlencode(fields))
        asked = _ASKED.search(self.text) if status == 429 else None
        if asked:
            started = time.monotonic()
            proof = solved(asked[1], int(asked[2]))
            self.proof_seconds += time.monotonic() - started
            fields |= {"admission_ticket": dict(_HIDDEN.findall(self.text))["admission_ticket"], "admission_proof": proof}
            status, place = self.send("POST", path, urlencode(fields))
        return status, place


@dataclass
class Sums:
    """What a phase showed."""

    honest: Counter[str] = field(default_factory=Counter)
    junk: Counter[int] = field(default_factory=Counter)
    waits: list[float] = field(default_factory=list)
    junk_waits: list[float] = field(default_factory=list)
    proofs: list[float] = field(default_factory=list)
    whole: list[float] = field(default_factory=list)


def file_honestly(port: int, sums: Sums) -> None:
    """A whole report, page by page."""
    started, client = time.monotonic(), Client(port)
    try:
        client.send("GET", "/report")
        for number, answers in enumerate(PAGES, start=1):
            client.send("GET", f"/report/{number}")
            if client.post(f"/report/{number}", answers)[0] != 303:
                raise RuntimeError(f"page {number}")
        client.send("GET", "/report/check")
        status, place = client.post("/report/check", {"publication_choice": "preview_first", "is_truthful": "y"})
        sums.honest["received" if (status, place) == (303, "/report/done") else f"{status}"] += 1
    except (OSError, RuntimeError, http.client.HTTPException) as error:
        sums.honest[repr(error)] += 1
    sums.waits += client.waits
    sums.proofs += [client.proof_seconds] if client.proof_seconds else []
    sums.whole.append(time.monotonic() - started)


def send_junk(port: int, waiting: Waiting, number: int, sums: Sums, keeps: dict[int, Client] | None = None) -> None:
    """Submit a finished junk report without any proof."""
    client = Client(port)
    client.cookies["xinnuo"] = waiting.cookie(number)
    try:
        sums.junk[client.send("POST", "/report/check", urlencode(waiting.form(number)))[0]] += 1
    except (OSError, http.client.HTTPException):
        sums.junk[0] += 1
    sums.junk_waits += client.waits
    if keeps is not None:
        keeps[number] = client


def phase(port: int, waiting: Waiting, seconds: int, junk: Iterator[int] | None = None) -> Sums:
    """So many seconds of honest people, and of junk where there is any."""
    sums = Sums()
    with ThreadPoolExecutor(160) as pool:
        started, sent, filed = time.monotonic(), 0, 0
        while (now := time.monotonic() - started) < seconds:
            while junk is not None and sent < now * JUNK_A_SECOND:
                pool.submit(send_junk, port, waiting, next(junk), sums)
                sent += 1
            while filed < now * HONEST_A_SECOND:
                pool.submit(file_honestly, port, sums)
                filed += 1
            time.sleep(0.005)
    return sums


def proven(port: int, waiting: Waiting, numbers: list[int]) -> float:
    """Submissions a second when each brings its proof; finding the proofs is not counted."""
    sums, clients = Sums(), {}  # type: ignore[var-annotated]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: send_junk(port, waiting, number, sums, clients), numbers))
    ready = []
    for number, client in clients.items():
        asked = _ASKED.search(client.text)
        if asked:
            ticket = dict(_HIDDEN.findall(client.text))["admission_ticket"]
            form = waiting.form(number) | {"admission_ticket": ticket, "admission_proof": solved(asked[1], int(asked[2]))}
            ready.append((client, urlencode(form)))
    started = time.monotonic()
    with ThreadPoolExecutor(16) as pool:
        statuses = Counter(pool.map(lambda each: each[0].send("POST", "/report/check", each[1])[0], ready))
    seconds = time.monotonic() - started
    print(f"with proofs: {len(ready)} asked, answers {dict(statuses)}, {statuses[303] / seconds:.1f} submissions a second")
    return seconds


def told(name: str, sums: Sums) -> None:
    """Print a phase."""
    ordered, total = sorted(sums.waits), sum(sums.honest.values())
    print(f"{name}: honest {dict(sums.honest)} of {total}; a page {1000 * statistics.median(ordered):.0f} ms in the middle,", end=" ")
    print(f"{1000 * ordered[int(len(ordered) * 0.95)]:.0f} ms at 95 %; a whole report {statistics.median(sums.whole):.1f} s", end="")
    print(f", of which work {statistics.mean(sums.proofs):.1f} s on average for {len(sums.proofs)}" if sums.proofs else "", end="")
    print(f"; junk {dict(sums.junk)}" if sums.junk else "", flush=True)


def main() -> int:
    """Set up, measure, take everything away."""
    subprocess.run([sys.executable, "-m", "flask", "--app", "portal", "setup"], check=True, stdout=subprocess.DEVNULL)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    app = create_app()
    with app.app_context():
        waiting = Waiting(app, SECONDS * JUNK_A_SECOND + PROVEN + 100, with_file=False)
        waiting.note_marks()
    db.forget_engine()
    command = [sys.executable, "-m", "gunicorn", "--config", "python:portal.web.gunicorn_settings", "--bind", f"127.0.0.1:{port}"]
    server = subprocess.Popen([*command, "--access-logfile", "/dev/null", "portal:create_app()"])
    try:
        while socket.socket().connect_ex(("127.0.0.1", port)):
            time.sleep(0.2)
        time.sleep(3)
        numbers = count()
        told("calm", phase(port, waiting, SECONDS // 2))
        told(f"under {JUNK_A_SECOND} a second", phase(port, waiting, SECONDS, numbers))
        proven(port, waiting, [next(numbers) for _ in range(PROVEN)])
    finally:
        server.terminate()
        server.wait()
        shutil.rmtree(_DATA, ignore_errors=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
