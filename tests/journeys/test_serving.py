"""``make run`` without make: set up once and twice, serve, work, and stop with every child when asked to."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest

from tests.conftest import ON_POSTGRESQL

PATIENCE_SECONDS = 60


@pytest.fixture
def house(tmp_path, database):
    """The environment of a house of its own: data, port, profile."""
    if ON_POSTGRESQL:
        pytest.skip("set up in a file of its own")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    own = {"XINNUO_DATA": str(tmp_path / "house"), "PORT": str(port), "PROFILE": "heping", "DEMO": "0"}
    unwanted = {"DATABASE_URL", "XINNUO_SERVER_KEY", "XINNUO_SECRET_KEY"}
    return {name: value for name, value in os.environ.items() if name not in unwanted} | own


def flask(house, *words):
    """What a command prints."""
    done = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "portal", *words], env=house, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def get(port, path):
    """Status and body of a page."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.URLError:
        return 0, ""


def wait_for(condition):
    """Wait until something is so."""
    end = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.1)


def processes_with(mark):
    """The ids of running processes whose environment holds a mark."""
    found = []
    for name in os.listdir("/proc"):
        try:
            with open(f"/proc/{name}/environ", "rb") as file:
                if name.isdigit() and mark.encode() in file.read():
                    found.append(int(name))
        except OSError:
            continue
    return found


@pytest.mark.parametrize("asked", [signal.SIGINT, signal.SIGTERM])
def test_a_house_is_set_up_serves_and_stops(house, asked):
    flask(house, "setup")
    flask(house, "setup")
    server = subprocess.Popen([sys.executable, "-m", "portal.serve"], env=house, stdout=subprocess.PIPE, text=True)
    try:
        wait_for(lambda: get(house["PORT"], "/")[0] == 200)
        assert "和平区" in get(house["PORT"], "/")[1]
        assert get(house["PORT"], "/account/sign-in")[0] == 200
        wait_for(lambda: len(processes_with(house["XINNUO_DATA"])) >= 5)  # itself, gunicorn and two of its workers, the worker
    finally:
        server.send_signal(asked)
    assert server.wait(30) == 0
    assert "http://127.0.0.1:" + house["PORT"] in server.stdout.read()
    assert processes_with(house["XINNUO_DATA"]) == []


def test_an_empty_house_tells_the_one_time_link_for_its_first_administrators(house):
    flask(house, "setup")
    assert "/account/invitation/" in flask(house, "user", "first-administrators")
