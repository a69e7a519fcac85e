"""Token buckets: how often something may be tried. Kept in Redis where it is configured, else in the memory of this process.

What is counted (an address, a name) is stored only as a keyed hash.
"""

import logging
import threading
from dataclasses import dataclass
from functools import cache
from ipaddress import ip_address, ip_network
from math import ceil
from typing import Any

from flask import request

from portal import clock
from portal.config import BadSetting, settings
from portal.crypto import keyed_hash
from portal.errors import TooMany

try:
    import redis
except ImportError:  # an extra: without it the counters stay in memory
    redis = None  # type: ignore[assignment]

_MOST_BUCKETS = 50_000
_REDIS_SECONDS = 0.3
_TAKE = """
local state = redis.call('HMGET', KEYS[1], 'tokens', 'at')
local burst, every, now = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local tokens = math.min(burst, (tonumber(state[1]) or burst) + math.max(0, now - (tonumber(state[2]) or now)) / every)
local wait = 0
if tokens >= 1 then tokens = tokens - 1 else wait = (1 - tokens) * every end
redis.call('HSET', KEYS[1], 'tokens', tokens, 'at', now)
redis.call('EXPIRE', KEYS[1], math.ceil(burst * every) + 1)
return tostring(wait)
"""
_buckets: dict[str, tuple[float, float]] = {}
_lock = threading.Lock()
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Limit:
    """A bucket that holds ``burst`` tokens and gets one back every ``every_seconds``."""

    name: str
    burst: int
    every_seconds: float


def spend(limit: Limit, subject: str) -> None:
    """Take one token of this subject's bucket. Raises ``TooMany`` when it is empty, telling when to come again."""
    key = keyed_hash(subject, "throttle:" + limit.name)
    wait = _take_shared(limit, key) if settings().redis_url else _take_here(limit, key)
    if wait > 0:
        seconds = ceil(wait)
        words = f"{ceil(seconds / 60)} 分钟" if seconds > 90 else f"{seconds} 秒"
        raise TooMany(f"操作太频繁了，请过 {words}再试。", seconds)


def visitor() -> str:
    """The network address of whoever asks, as a subject for ``spend``; one home's IPv6 addresses count as one."""
    address = ip_address(request.remote_addr or "0.0.0.0")
    return str(ip_network(f"{address}/64", strict=False)) if address.version == 6 else str(address)


def forget_all() -> None:
    """Fill every bucket in memory again; for tests."""
    with _lock:
        _buckets.clear()


def _take_here(limit: Limit, key: str) -> float:
    at = clock.now().timestamp()
    with _lock:
        if len(_buckets) > _MOST_BUCKETS:
            _drop_oldest_half()
        tokens, since = _buckets.get(key, (float(limit.burst), at))
        tokens = min(limit.burst, tokens + max(0.0, at - since) / limit.every_seconds)
        wait = 0.0 if tokens >= 1 else (1 - tokens) * limit.every_seconds
        _buckets[key] = (tokens - 1 if wait == 0 else tokens, at)
    return wait


def _drop_oldest_half() -> None:
    for key in sorted(_buckets, key=lambda key: _buckets[key][1])[: _MOST_BUCKETS // 2]:
        del _buckets[key]


def _take_shared(limit: Limit, key: str) -> float:
    try:
        return float(
            _script(settings().redis_url)(keys=[f"xinnuo:{key}"], args=[limit.burst, limit.every_seconds, clock.now().timestamp()])
        )
    except redis.RedisError:
        # A counter that is out of reach must not close the house; this process goes on counting by itself.
        _log.warning("throttle: Redis does not answer, counting in memory")
        return _take_here(limit, key)


@cache
def _script(url: str) -> Any:
    if redis is None:
        raise BadSetting("REDIS_URL is set, but the Python package redis is not installed")
    client = redis.Redis.from_url(url, socket_timeout=_REDIS_SECONDS, socket_connect_timeout=_REDIS_SECONDS)
    return client.register_script(_TAKE)
