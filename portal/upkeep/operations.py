"""Noting what a job did. ``JobBook`` opens its own transactions and writes seldom, so that a job of every three seconds costs nothing."""

from datetime import datetime, timedelta

from portal import clock
from portal.db import add, transaction
from portal.upkeep import queries
from portal.upkeep.models import JobRun

BACKUP = "backup"  # not a job of ours: the operator's own program says when it is done
_WRITE_EVERY = timedelta(minutes=1)


def note_success(name: str) -> None:
    """A job went well. Inside the caller's transaction."""
    _row(name).last_success_at = clock.now()


def note_failure(name: str, error_class: str) -> None:
    """A job failed with an error of this class. Inside the caller's transaction."""
    row = _row(name)
    row.last_failure_at, row.last_failure = clock.now(), error_class[:80]


def _row(name: str) -> JobRun:
    return queries.find_run(name) or add(JobRun(name=name))


class JobBook:
    """Keeps what the jobs of one worker did. A success is written at most once a minute and a job, unless a failure came before it."""

    def __init__(self) -> None:
        self._written: dict[str, datetime] = {}

    def keep(self, name: str, error: Exception | None) -> None:
        """Note the end of one run; ``error`` is None when it went well."""
        if error is not None:
            self._written.pop(name, None)
            with transaction():
                note_failure(name, type(error).__name__)
            return
        last = self._written.get(name)
        if last is None or clock.now() - last >= _WRITE_EVERY:
            with transaction():
                note_success(name)
            self._written[name] = clock.now()
