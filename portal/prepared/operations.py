"""Asking for a file, and making the files asked for."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from portal import clock
from portal.accounts.models import User
from portal.crypto import random_token
from portal.db import add, flush, session, transaction
from portal.errors import PortalError, TooMany
from portal.prepared import queries
from portal.prepared.models import PreparedFile

KEEP = timedelta(days=7)
MOST_WAITING = 10
LEASE = timedelta(minutes=10)
MOST_ATTEMPTS = 3
_FAILED = "生成时出了问题，请再申请一次；仍然不行，请联系系统管理员。"

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Made:
    """A finished file."""

    file_name: str
    media_type: str
    content: bytes


# Makes the file for the person who asked, seeing only what that person may see now; reads the database, writes nothing.
Maker = Callable[[User, dict[str, Any]], Made]
_makers: dict[str, Maker] = {}


def register_maker(kind: str, maker: Maker) -> None:
    """Teach the worker to make files of a kind; ``wiring`` holds the list."""
    _makers[kind] = maker


def ask_for(asked_by: User, kind: str, title: str, parameters: dict[str, Any]) -> PreparedFile:
    """Queue a file for the worker. ``title`` is shown in the person's list; it expires after ``KEEP``.

    Raises ``KeyError`` for a kind nobody makes, ``TooMany`` when the person has ten files waiting.
    """
    if kind not in _makers:
        raise KeyError(kind)
    if queries.count_waiting_of(asked_by.id) >= MOST_WAITING:
        raise TooMany(f"您已有 {MOST_WAITING} 个文件正在生成，请等它们完成。", 60)
    now = clock.now()
    file = PreparedFile(kind=kind, title=title, parameters=parameters, asked_by_id=asked_by.id, asked_at=now, expires_at=now + KEEP)
    add(file)
    flush()
    return file


def make_next() -> bool:
    """Make the file that has waited longest, outside any transaction; whether there was one.

    A worker that dies leaves a lease; after that the file is tried again, three times in all.
    """
    leased = _lease_next()
    if leased is None:
        return False
    file_id, token = leased
    made = _try_to_make(file_id, token)
    with transaction():
        file = queries.find_leased(file_id, token)
        if file is not None and isinstance(made, Made):
            file.keep(made.file_name, made.media_type, made.content, clock.now())
        elif file is not None:
            file.fail(made)  # type: ignore[arg-type]
    return True


def forget_expired(limit: int) -> int:
    """Delete files whose time is over; returns how many."""
    files = queries.list_expired(clock.now(), limit)
    for file in files:
        session.delete(file)
    return len(files)


def _lease_next() -> tuple[int, str] | None:
    with transaction():
        file = queries.lock_next_waiting(clock.now())
        while file is not None and file.attempts >= MOST_ATTEMPTS:
            file.fail(_FAILED)
            flush()
            file = queries.lock_next_waiting(clock.now())
        if file is None:
            return None
        token = random_token()
        file.lease(token, clock.now() + LEASE)
        return file.id, token


def _try_to_make(file_id: int, token: str) -> Made | str:
    """The file, or a sentence that says why not. No error may stop the queue."""
    try:
        file = queries.find_leased(file_id, token)
        if file is None or not file.asked_by.is_active:
            return _FAILED
        return _makers[file.kind](file.asked_by, dict(file.parameters))
    except PortalError as refusal:
        return refusal.message
    except Exception as error:
        # The error's own words may hold what the file is about: only its class is written down.
        _log.error("prepared file %s not made: %s", file_id, type(error).__name__)
        return _FAILED
    finally:
        session.remove()
