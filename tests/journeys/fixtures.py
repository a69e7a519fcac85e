"""Fixtures of everything that is seen in a real browser; a conftest takes from here what it needs."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser

from portal.config import settings
from portal.db import transaction
from portal.profiles import loader
from portal.routing import loading
from tests.journeys.serving import Served
from tests.journeys.visitor import Visitor
from tests.notifications.sink import Sink

PATIENCE_MS = 15_000


@pytest.fixture
def mail() -> Iterator[Sink]:
    """A real mail server in this process."""
    sink = Sink()
    sink.start()
    yield sink
    sink.stop()


@pytest.fixture
def served(database: str, mail: Sink, monkeypatch: pytest.MonkeyPatch) -> Iterator[Served]:
    """The portal of 和平区 on a port, its mail going to the sink."""
    for name, value in {"MAIL_SERVER": "127.0.0.1", "MAIL_PORT": str(mail.port), "PUBLIC_BASE_URL": "https://portal.example"}.items():
        monkeypatch.setenv(name, value)
    settings.cache_clear()
    with transaction():
        loading.load_profile(loader.read_profile("heping"))
    portal = Served(mail).start()
    yield portal
    portal.stop()


@pytest.fixture
def visit(chromium: Browser, served: Served) -> Iterator[Callable[..., Visitor]]:
    """Opens windows; each is checked when the test is over."""
    windows: list[Visitor] = []

    def opened(**options: object) -> Visitor:
        window = Visitor(chromium, served, **options)  # type: ignore[arg-type]
        window.page.set_default_timeout(PATIENCE_MS)
        windows.append(window)
        return window

    yield opened
    for window in windows:
        window.close()
