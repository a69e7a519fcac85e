"""The only clock of the house: instants are aware and in UTC, calendar days are those of Asia/Shanghai."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
_pretended: ContextVar[datetime | None] = ContextVar("pretended", default=None)


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return _pretended.get() or datetime.now(UTC)


@contextmanager
def pretend(instant: datetime) -> Iterator[None]:
    """Let ``now()`` be ``instant`` inside the block, for this thread of work: demo histories are lived through, not written."""
    token = _pretended.set(instant)
    try:
        yield
    finally:
        _pretended.reset(token)


def today() -> date:
    """The present calendar day in Asia/Shanghai."""
    return local_date(now())


def local(instant: datetime) -> datetime:
    """The same instant told in Asia/Shanghai time."""
    return instant.astimezone(SHANGHAI)


def local_date(instant: datetime) -> date:
    """The calendar day in Asia/Shanghai on which an aware instant falls."""
    return local(instant).date()


def start_of(day: date) -> datetime:
    """The aware UTC instant at which a calendar day begins in Asia/Shanghai."""
    return datetime(day.year, day.month, day.day, tzinfo=SHANGHAI).astimezone(UTC)
