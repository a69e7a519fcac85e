"""A served portal full of demo data, and windows in which somebody is signed in already."""

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser as Chromium

from portal.errors import Gone, NotAllowed, StalePage, TooMany
from tests.demo.ready import demo_app, demo_store, person
from tests.journeys.serving import Served
from tests.journeys.visitor import Visitor

__all__ = ["demo_app", "demo_store", "person"]
BREAKS: dict[str, type[Exception]] = {"403": NotAllowed, "409": StalePage, "410": Gone, "429": TooMany, "500": ZeroDivisionError}


@pytest.fixture
def served(demo_app: Flask) -> Iterator[Served]:
    """The demo portal on a port; one address more breaks on purpose."""
    demo_app.add_url_rule("/break/<kind>", "public.break", _break)
    portal = Served(app=demo_app).start()
    yield portal
    portal.stop()


def _break(kind: str) -> str:
    if kind == "429":
        raise TooMany("操作太频繁了，请过 30 秒再试。", 30)
    raise BREAKS[kind]("这一页为测试而坏。")


@pytest.fixture
def window(chromium: Chromium, served: Served) -> Iterator[Visitor]:
    """A window; whatever is strange in its console fails the test."""
    visitor = Visitor(chromium, served)
    yield visitor
    visitor.close()
