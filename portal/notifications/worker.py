"""The loop that does periodic work. It knows no job: the command line gives it those, so that the floors hold."""

import logging
import time
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from threading import Event

from portal.db import session

LONGEST_PAUSE_SECONDS = 300.0
Keeper = Callable[[str, Exception | None], None]
_log = logging.getLogger(__name__)


@dataclass
class Job:
    """Something done every so often. ``run`` opens its own transactions and must be safe to repeat."""

    name: str
    every_seconds: float
    run: Callable[[], object]
    due_at: float = 0.0  # on the monotonic clock
    failures: int = 0

    def pause_seconds(self) -> float:
        """How long to wait now: the period, or after failures a time that doubles up to five minutes, even for a daily job."""
        if self.failures == 0:
            return self.every_seconds
        return min(LONGEST_PAUSE_SECONDS, min(self.every_seconds, 60.0) * 2.0 ** min(self.failures, 10))


def run_worker(stop_event: Event, tick_seconds: float, jobs: Sequence[Job], keep: Keeper | None = None) -> None:
    """Do each job when it is due until ``stop_event`` is set. Errors are logged and never end the loop; the job comes again later.

    ``keep`` is told after every run: the name of the job, and its error or None.
    """
    while not stop_event.is_set():
        for job in jobs:
            if not stop_event.is_set() and time.monotonic() >= job.due_at:
                _run_once(job, keep)
        stop_event.wait(tick_seconds)


def _run_once(job: Job, keep: Keeper | None) -> None:
    failed: Exception | None = None
    try:
        job.run()
        job.failures = 0
    except Exception as error:
        job.failures += 1
        failed = error
        # Messages of database errors repeat the values of the row: the place is logged, not the words.
        place = "".join(traceback.format_tb(error.__traceback__)[-3:])
        _log.error("job %s failed (%s), attempt %s\n%s", job.name, type(error).__name__, job.failures, place)
    finally:
        _let_go()
        _tell(keep, job.name, failed)
        job.due_at = time.monotonic() + job.pause_seconds()


def _tell(keep: Keeper | None, name: str, failed: Exception | None) -> None:
    """Have the end of a run noted; where that cannot be done the work goes on."""
    if keep is None:
        return
    try:
        keep(name, failed)
    except Exception as error:
        _log.error("the run of job %s could not be noted (%s)", name, type(error).__name__)
    finally:
        _let_go()


def _let_go() -> None:
    """Give the connection back; a dead one may even refuse that."""
    try:
        session.remove()
    except Exception as error:
        _log.error("the database session could not be closed (%s)", type(error).__name__)
