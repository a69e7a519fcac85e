"""Token buckets: how often something may be tried. Kept in Redis where it is configured, else in the memory of this process.

What is counted (an address, a name) is stored only as a keyed hash.
"""

import logging
import threading
from dataclasses import dataclass
from functools import cache
from ipaddress import ip_address, ip_network
from math import ceil, exp
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
local burst, every, now, debt = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local tokens = math.min(burst, (tonumber(state[1]) or burst) + math.max(0, now - (tonumber(state[2]) or now)) / every)
local wait = 0
if tokens < 1 then wait = (1 - tokens) * every end
if tokens >= math.min(1, 2 - debt) then tokens = tokens - 1 end
redis.call('HSET', KEYS[1], 'tokens', tokens, 'at', now)
redis.call('EXPIRE', KEYS[1], math.ceil((burst + debt) * every) + 1)
return tostring(wait)
"""
_COUNT = """
local state = redis.call('HMGET', KEYS[1], 'count', 'at')
local span, now = tonumber(ARGV[1]), tonumber(ARGV[2])
local count = (tonumber(state[1]) or 0) * math.exp(-math.max(0, now - (tonumber(state[2]) or now)) / span) + 1
redis.call('HSET', KEYS[1], 'count', count, 'at', now)
redis.call('EXPIRE', KEYS[1], span * 10)
return tostring(count / span)
"""
_RATE_SECONDS = 10.0
_buckets: dict[str, tuple[float, float]] = {}
_counts: dict[str, tuple[float, float]] = {}
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
    wait = _take(limit, subject, 0)
    if wait > 0:
        seconds = ceil(wait)
        words = f"{ceil(seconds / 60)} 分钟" if seconds > 90 else f"{seconds} 秒"
        raise TooMany(f"操作太频繁了，请过 {words}再试。", seconds)


def borrow(limit: Limit, subject: str, deepest: int) -> float:
    """Take one token even of an empty bucket; returns the seconds until it is there, those of ``deepest`` tokens at most."""
    return _take(limit, subject, deepest)


def rate_of(name: str) -> float:
    """Count one event of a kind, whoever caused it, and return how many a second there were over the last ten seconds or so."""
    if settings().redis_url:
        try:
            return float(_script(settings().redis_url, _COUNT)(keys=[f"xinnuo:rate:{name}"], args=[_RATE_SECONDS, clock.now().timestamp()]))
        except redis.RedisError:
            _log.warning("throttle: Redis does not answer, counting in memory")
    at = clock.now().timestamp()
    with _lock:
        count, since = _counts.get(name, (0.0, at))
        count = count * exp(-max(0.0, at - since) / _RATE_SECONDS) + 1
        _counts[name] = count, at
    return count / _RATE_SECONDS


def visitor() -> str:
    """The network address of whoever asks, as a subject for ``spend``; one home's IPv6 addresses count as one."""
    address = ip_address(request.remote_addr or "0.0.0.0")
    return str(ip_network(f"{address}/64", strict=False)) if address.version == 6 else str(address)


def forget_all() -> None:
    """Fill every bucket in memory again; for tests."""
    with _lock:
        _buckets.clear()
        _counts.clear()


def _take(limit: Limit, subject: str, debt: int) -> float:
    key = keyed_hash(subject, "throttle:" + limit.name)
    return _take_shared(limit, key, debt) if settings().redis_url else _take_here(limit, key, debt)


def _take_here(limit: Limit, key: str, debt: int) -> float:
    at = clock.now().timestamp()
    with _lock:
        if len(_buckets) > _MOST_BUCKETS:
            _drop_oldest_half()
        tokens, since = _buckets.get(key, (float(limit.burst), at))
        tokens = min(limit.burst, tokens + max(0.0, at - since) / limit.every_seconds)
        wait = 0.0 if tokens >= 1 else (1 - tokens) * limit.every_seconds
        _buckets[key] = (tokens - 1 if tokens >= min(1, 2 - debt) else tokens, at)
    return wait


def _drop_oldest_half() -> None:
    for key in sorted(_buckets, key=lambda key: _buckets[key][1])[: _MOST_BUCKETS // 2]:
        del _buckets[key]


def _take_shared(limit: Limit, key: str, debt: int) -> float:
    arguments = [limit.burst, limit.every_seconds, clock.now().timestamp(), debt]
    try:
        return float(_script(settings().redis_url, _TAKE)(keys=[f"xinnuo:{key}"], args=arguments))
    except redis.RedisError:
        # A counter that is out of reach must not close the house; this process goes on counting by itself.
        _log.warning("throttle: Redis does not answer, counting in memory")
        return _take_here(limit, key, debt)


def first_use(mark: str, owner: str, seconds: int) -> bool | None:
    """Whether ``mark`` is used for the first time within ``seconds``, or again by the same ``owner``; None when no Redis can tell."""
    if not settings().redis_url:
        return None
    key = f"xinnuo:used:{mark}"
    try:
        client = _client(settings().redis_url)
        return bool(client.set(key, owner, nx=True, ex=seconds)) or (owner != "" and client.get(key) == owner.encode())
    except redis.RedisError:
        _log.warning("throttle: Redis does not answer, counting in memory")
        return None


@cache
def _client(url: str) -> Any:
    if redis is None:
        raise BadSetting("REDIS_URL is set, but the Python package redis is not installed")
    return redis.Redis.from_url(url, socket_timeout=_REDIS_SECONDS, socket_connect_timeout=_REDIS_SECONDS)


@cache
def _script(url: str, text: str) -> Any:
    return _client(url).register_script(text)
