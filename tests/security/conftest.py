"""A served portal full of demo data, and a window that notes whatever runs or is fetched in it."""

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser as Chromium

from tests.demo.ready import demo_app, demo_store, person
from tests.journeys.serving import Served
from tests.security.guard_window import GuardWindow
from tests.security.payloads import ALL_TOGETHER

__all__ = ["demo_app", "demo_store", "person"]


@pytest.fixture
def served(demo_app: Flask) -> Iterator[Served]:
    """The demo portal on a port; one address more forgets to escape, to show that the window would notice."""
    demo_app.add_url_rule("/careless", "static.careless", lambda: f"<!doctype html><title>x</title><h1>x</h1>{ALL_TOGETHER}")
    portal = Served(app=demo_app).start()
    yield portal
    portal.stop()


@pytest.fixture
def window(chromium: Chromium, served: Served) -> Iterator[GuardWindow]:
    """A window under the portal's own policy."""
    made = GuardWindow(chromium, served)
    yield made
    made.close()
