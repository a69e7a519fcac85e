"""What the pages of long lists share: places in a list sorted by day or instant and key, the pages beside, the filters in force."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any, TypeVar

from flask import request

from portal.web.filters import url_with
from portal.web.forms import FilterForm, SelectOne

Place = tuple[date, int]
Moment = tuple[datetime, int]
Row = TypeVar("Row")
# What an address loses when the list begins anew.
FROM_START: dict[str, Any] = {"after": None, "before": None, "row": None, "end": None}


def read_key(name: str) -> Place | None:
    """A place in the list from the address, ``2026-11-30_12``; None when there is none or it is no place."""
    day, _line, row_id = request.args.get(name, "").partition("_")
    try:
        return date.fromisoformat(day), int(row_id)
    except ValueError:
        return None


def written_key(on: date, row_id: int) -> str:
    """A place in the list, as the address has it."""
    return f"{on.isoformat()}_{row_id}"


def read_moment(name: str) -> Moment | None:
    """The same in a list sorted by instant and number."""
    at, _line, number = request.args.get(name, "").partition("_")
    try:
        found = datetime.fromisoformat(at)
        return (found, int(number)) if found.tzinfo is not None else None
    except ValueError:
        return None


def page_of(
    list_page: Callable[[Any, int, Any], list[Row]],
    size: int,
    place_of: Callable[[Row], tuple[date, int]],
    read: Callable[[str], tuple[date, int] | None] = read_key,
    **cleared: None,
) -> tuple[list[Row], dict[str, str | None]]:
    """The rows of the present page and the addresses of the pages beside it.

    ``list_page(after, limit, before)`` gives rows in the order of the list; one row more than shown tells whether there is another page.
    ``cleared`` are the names that leave the address with the page.
    """
    after, before = read("after"), read("before")
    found = list_page(after, size + 1, before)
    more = len(found) > size
    shown = (found[1:] if before else found[:-1]) if more else found
    has_previous, has_next = (more, True) if before else (after is not None, more)
    pages: dict[str, str | None] = {"previous": None, "next": None}
    if has_previous and shown:
        pages["previous"] = url_with(before=written_key(*place_of(shown[0])), after=None, **cleared)
    if has_next and shown:
        pages["next"] = url_with(after=written_key(*place_of(shown[-1])), before=None, **cleared)
    return list(shown), pages


def active_filters(form: FilterForm) -> list[dict[str, str]]:
    """The filters in force as removable links."""
    items = []
    for field in form:
        if field.data in (None, "") or field.errors:
            continue
        said = {str(choice[0]): choice[1] for choice in field.iter_choices()} if isinstance(field, SelectOne) else {}
        value = str(field.data)
        items.append({"label": f"{field.label.text}：{said.get(value, value)}", "url": url_with(**{**FROM_START, field.name: None})})
    return items


def kept_filters(form: FilterForm) -> dict[str, Any]:
    """The filters as the address has them, for links that keep them."""
    return {field.name: request.args[field.name] for field in form if request.args.get(field.name)}
