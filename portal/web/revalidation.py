"""Public pages that a browser keeps and only asks whether they changed."""

import os
from collections.abc import Callable
from datetime import datetime
from functools import cache
from hashlib import sha256
from typing import Any

from flask import make_response, request, session
from flask_wtf.csrf import generate_csrf
from werkzeug.wrappers import Response

from portal import clock
from portal.config import ROOT
from portal.profiles import queries as profiles
from portal.web import display
from portal.web.assets import asset
from portal.web.security import is_published


def revalidated(changed_at: datetime | None, content: Any, make: Callable[[], Any]) -> Response:
    """The page that ``make`` renders, or 304 when the browser's copy still holds.

    ``content`` is everything of the database that the page shows, ``changed_at`` when any of it last changed. The visitor's
    display settings, the token in the masthead's form, the site's own words and the templates are taken into account here.
    """
    generate_csrf()
    built = (asset("css/public.css"), asset("js/public.js"), _templates_changed_at())
    frame = (session.get("csrf_token"), display.present(), profiles.site(), clock.today(), *built)
    tag = sha256(repr((request.full_path, content, frame)).encode()).hexdigest()[:32]
    bare = Response(status=200)
    _mark(bare, tag, changed_at)
    has_news = "_flashes" in session
    if not has_news and request.method in {"GET", "HEAD"} and request.if_none_match.contains_weak(tag):
        is_published()
        bare.status_code = 304
        return bare
    response = make_response(make())
    if not has_news:
        is_published()
        _mark(response, tag, changed_at)
    return response


def _mark(response: Response, tag: str, changed_at: datetime | None) -> None:
    response.set_etag(tag, weak=True)
    response.headers.pop("Last-Modified", None)  # a file's own says when it was made; set to None it would be the present moment
    if changed_at:
        # No finer than the day: the minute of a change could tie a page to what somebody did at that minute.
        response.last_modified = clock.start_of(clock.local_date(changed_at))


@cache
def _templates_changed_at() -> float:
    """When a template last changed, read once in a process: a new release makes the kept copies old."""
    return max(os.path.getmtime(path) for path in (ROOT / "templates").rglob("*") if path.is_file())
