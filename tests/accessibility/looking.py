"""Looking at a page in Chromium the way the measures of the specification ask: axe at two widths, reflow at three."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OPTIONS: dict[str, Any] = {"resultTypes": ["violations"], "runOnly": {"type": "tag", "values": TAGS}}
AXE_WIDTHS = (1280, 375)
NARROWEST = 320
HEIGHT = 900
_SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
_axe = Axe()


def faults(page: Page) -> list[str]:
    """What is wrong with the page that is open, at all widths."""
    found = []
    if page.locator("h1").count() != 1:
        found.append(f"{page.locator('h1').count()} h1")
    for width in (*AXE_WIDTHS, NARROWEST):
        page.set_viewport_size({"width": width, "height": HEIGHT})
        sideways = page.evaluate(_SIDEWAYS)
        found += [f"{sideways} px sideways at {width}"] if sideways > 0 else []
        if width in AXE_WIDTHS:
            found += [f"{_said(each)} at {width}" for each in _axe.run(page, options=OPTIONS).response["violations"]]
    return found


def _said(violation: dict[str, Any]) -> str:
    places = [" ".join(map(str, node["target"])) for node in violation["nodes"][:3]]
    return f"{violation['id']} ({len(violation['nodes'])}: {'; '.join(places)})"
