"""The portal on a real port of this machine, with a clock that a test can set forward."""

import threading
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Flask
from werkzeug.serving import make_server

from portal import clock, create_app, jobs
from tests.browser import apart
from tests.notifications.sink import Sink

_ONE_DAY = timedelta(days=1)


class Served:
    """A threaded server of the real application. Web requests and jobs live in the same time, ``now()``."""

    def __init__(self, sink: Sink | None = None, app: Flask | None = None) -> None:
        self.sink = sink
        self.app = app or create_app()
        self._ahead = timedelta(0)
        self._server = make_server("127.0.0.1", 0, self._in_its_time, threaded=True)
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def start(self) -> "Served":
        """Begin to answer."""
        self._thread.start()
        return self

    def stop(self) -> None:
        """Answer no more."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def now(self) -> datetime:
        """What the portal's clock shows."""
        return datetime.now(UTC) + self._ahead

    def work(self) -> None:
        """One round of everything the worker does."""
        with apart(), clock.pretend(self.now()), self.app.app_context():
            for job in jobs.all_jobs():
                job.run()

    def wait(self, seconds: int) -> None:
        """Let some time pass."""
        self._ahead += timedelta(seconds=seconds)

    def reset(self) -> None:
        """Come back to the present."""
        self._ahead = timedelta(0)

    def live_through(self, days: int) -> None:
        """Let days pass, with the worker doing its round on each."""
        for _ in range(days):
            self._ahead += _ONE_DAY
            self.work()

    def _in_its_time(self, environ: Any, start_response: Any) -> Iterable[bytes]:
        with clock.pretend(self.now()):
            return self.app(environ, start_response)
