"""Token buckets, in memory and in Redis."""

import shutil
import socket
import subprocess
import time
from datetime import timedelta

import pytest
import time_machine

from portal import clock
from portal.config import settings
from portal.errors import TooMany
from portal.web import throttle

LIMIT = throttle.Limit("test", burst=3, every_seconds=10)
pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture(params=["memory", "redis"])
def counters(request, monkeypatch, tmp_path):
    """Where the counters are kept; Redis is a server of this test alone."""
    if request.param == "memory":
        yield
        return
    if throttle.redis is None or shutil.which("redis-server") is None:
        pytest.skip("no Redis here")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen(
        ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(tmp_path)], stdout=subprocess.DEVNULL
    )
    monkeypatch.setenv("REDIS_URL", f"redis://127.0.0.1:{port}/0")
    settings.cache_clear()
    for _ in range(100):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                break
        time.sleep(0.05)
    yield
    server.terminate()
    server.wait()


def empty(subject="here"):
    for _ in range(3):
        throttle.spend(LIMIT, subject)


def test_a_bucket_is_empty_after_its_burst_and_says_when_to_come_again(counters):
    with time_machine.travel(clock.now(), tick=False):
        empty()
        with pytest.raises(TooMany) as refused:
            throttle.spend(LIMIT, "here")
        assert refused.value.retry_after_seconds == 10
        assert "10 秒" in refused.value.message


def test_a_bucket_fills_one_by_one_and_never_over_its_burst(counters):
    start = clock.now()
    with time_machine.travel(start, tick=False):
        empty()
    with time_machine.travel(start + timedelta(seconds=10), tick=False):
        throttle.spend(LIMIT, "here")
        with pytest.raises(TooMany):
            throttle.spend(LIMIT, "here")
    with time_machine.travel(start + timedelta(hours=1), tick=False):
        empty()
        with pytest.raises(TooMany):
            throttle.spend(LIMIT, "here")


def test_subjects_and_limits_do_not_disturb_each_other(counters):
    empty()
    throttle.spend(LIMIT, "there")
    throttle.spend(throttle.Limit("other", 3, 10), "here")


def test_nothing_readable_is_kept_of_whom_was_counted():
    throttle.spend(LIMIT, "203.0.113.7")
    assert not any("203.0.113.7" in key for key in throttle._buckets)


def test_when_redis_is_out_of_reach_this_process_counts_by_itself(monkeypatch):
    if throttle.redis is None:
        pytest.skip("no Redis here")
    monkeypatch.setenv("REDIS_URL", "redis://127.0.0.1:1/0")
    settings.cache_clear()
    empty()
    with pytest.raises(TooMany):
        throttle.spend(LIMIT, "here")


@pytest.mark.parametrize(("address", "same"), [("2001:db8:1:2::1", "2001:db8:1:2:ffff::9"), ("203.0.113.7", "203.0.113.7")])
def test_one_home_counts_once(app, address, same):
    with app.test_request_context(environ_base={"REMOTE_ADDR": address}):
        first = throttle.visitor()
    with app.test_request_context(environ_base={"REMOTE_ADDR": same}):
        assert throttle.visitor() == first
    with app.test_request_context(environ_base={"REMOTE_ADDR": "203.0.113.8"}):
        assert throttle.visitor() != first
