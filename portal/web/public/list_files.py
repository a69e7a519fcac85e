"""A published list under its filters as a file: CSV, XLSX or JSON, made anew for whoever asks."""

from collections.abc import Callable, Iterable
from datetime import datetime
from itertools import islice
from typing import Any
from urllib.parse import quote

from flask import Response as FlaskResponse
from flask import make_response, url_for
from werkzeug.wrappers import Response

from portal.exchange.open_data.files import FORMATS
from portal.exchange.open_data.rows import Row
from portal.web import throttle
from portal.web.forms import FilterForm
from portal.web.revalidation import revalidated

EXTENSION = "any(csv, xlsx, json):extension"
MOST_ROWS = 5_000  # of a filtered download; the whole list is a file made beforehand
_BURST, _EVERY_SECONDS = 20, 15  # of each list: its file is made anew and may take a second


def list_file(
    extension: str, name: str, title: str, row: type[Row], rows: Callable[[], Iterable[Row]], changed_at: datetime | None, stamp: Any = None
) -> Response:
    """At most 5,000 rows as a file called ``title``; a copy that still holds costs nothing. ``stamp`` is what else the rows hang on."""
    throttle.spend(throttle.Limit(f"{name}-file", _BURST, _EVERY_SECONDS), throttle.visitor())
    media_type, write = FORMATS[extension]

    def made() -> FlaskResponse:
        response = make_response(write(row, islice(rows(), MOST_ROWS)))
        response.headers["Content-Type"] = f"{media_type}; charset=utf-8" if extension != "xlsx" else media_type
        response.headers["Content-Disposition"] = f"attachment; filename={name}.{extension}; filename*=UTF-8''{quote(title)}.{extension}"
        return response

    return revalidated(changed_at, [extension, changed_at, stamp], made)


def fitting(form: FilterForm, rows: Callable[[], Iterable[Row]]) -> Callable[[], Iterable[Row]]:
    """The rows under a form of filters; none when one of them makes no sense: nobody is there to read that it did not narrow."""
    return tuple if form.errors else rows


def file_urls(endpoint: str, **kept: Any) -> list[tuple[str, str]]:
    """The links to the file of a list in every format."""
    return [(each.upper(), url_for(endpoint, extension=each, **kept)) for each in FORMATS]
