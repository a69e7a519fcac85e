"""The pages of a published list, turned by key: which rows the address asks for, and the ways on from them."""

from collections.abc import Callable
from typing import Any, Protocol, TypeVar

from flask import request

from portal.web.filters import url_with
from portal.web.lists import FROM_START

PAGE_ROWS = 20


class _Published(Protocol):
    public_id: Any


Row = TypeVar("Row", bound=_Published)


def rows_asked_for(list_rows: Callable[..., list[Row]], find_place: Callable[[str], Row | None], total: int) -> tuple[list[Row], bool]:
    """The rows of the page, and whether its address names a place; none, if that place is gone or too near the front.

    ``list_rows`` takes ``limit`` and one of ``after``, ``before`` (a row) and ``from_end``; ``total`` is the length of the whole list.
    """
    if request.args.get("end") == "1":
        return list_rows(limit=total % PAGE_ROWS or PAGE_ROWS, from_end=True), True
    name = next((each for each in ("after", "before") if each in request.args), "")
    place = find_place(request.args[name]) if name else None
    if name and place is None:
        return [], True
    if name == "before":
        shown = list_rows(limit=PAGE_ROWS, before=place)
        return (shown if len(shown) == PAGE_ROWS else []), True
    return list_rows(limit=PAGE_ROWS, after=place), bool(name)


def ways_on(shown: list[Row], total: int, ahead: int) -> dict[str, Any]:
    """What the template says below the rows: the numbers of the page and the addresses around it. ``ahead`` rows stand before these."""
    return {
        "total": total,
        "page": -(-ahead // PAGE_ROWS) + 1,
        "pages": max(1, -(-total // PAGE_ROWS)),
        "previous_url": url_with(**{**FROM_START, "before": shown[0].public_id}) if ahead else None,
        "next_url": url_with(**{**FROM_START, "after": shown[-1].public_id}) if shown and ahead + len(shown) < total else None,
        "first_url": url_with(**FROM_START),
        "last_url": url_with(**{**FROM_START, "end": 1}),
    }
