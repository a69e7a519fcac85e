"""Words typed into a form whose session was over: kept sealed for 30 minutes and put back after signing in again."""

from collections.abc import Mapping

from flask import Flask, current_app, flash, g, request, session
from flask_login import current_user
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from portal.accounts import signing_in
from portal.accounts.models import User
from portal.db import transaction
from portal.web import sessions, throttle

_KEY = "kept_post"
_NEVER_KEPT = ("csrf_token", "submission_key")
_SECRET = ("password", "passphrase", "pickup", "recovery_words")  # parts of names of fields with what opens something
_MOST_BYTES = 256 * 1024
_KEEPING = throttle.Limit("keep-post", burst=20, every_seconds=60)


def register(app: Flask) -> None:
    """Look for kept words before every page, so that forms find them in ``g.kept_fields``."""
    app.before_request(_bring_back)


def keep_post(path: str, form: MultiDict[str, str]) -> str:
    """Keep what was posted to ``path``, except passwords, tokens and files. Returns the page to open after signing in.

    Only posts from our own pages are kept: another site must not fill a form in somebody's name.
    """
    landing = _landing(path)
    fields = {name: form.getlist(name) for name in form if _may_be_kept(name)}
    size = sum(len(name) + sum(map(len, values)) for name, values in fields.items())
    owner = sessions.whose()
    if not fields or size > _MOST_BYTES or not _from_our_own_page(owner):
        return landing
    throttle.spend(_KEEPING, throttle.visitor())
    owner_id = owner.id if owner is not None else None
    with transaction():
        token = signing_in.keep_post(landing, fields, owner_id)
    session[_KEY] = token
    return landing


def kept_fields(path: str) -> MultiDict[str, str] | None:
    """What the signed-in person had typed for the page at ``path``; None when there is nothing."""
    token = session.get(_KEY)
    if not isinstance(token, str) or not current_user.is_authenticated:
        return None
    found: Mapping[str, list[str]] = signing_in.kept_fields(token, path, sessions.actor())
    return MultiDict(found) if found else None


def _bring_back() -> None:
    g.kept_fields = None
    if _KEY not in session or request.endpoint == "static":
        return
    if request.method == "GET":
        g.kept_fields = kept_fields(request.path)
        if g.kept_fields is not None:
            flash("您填写的内容还在，请检查后再提交一次。附件需要重新选择。")
    elif request.method == "POST" and kept_fields(_landing(request.path)) is not None:
        with transaction():
            signing_in.drop_kept_post(session.pop(_KEY))


def _landing(path: str) -> str:
    """The page to show for a post: its own address if that can be opened, else the nearest one above it."""
    while not _can_be_opened(path) and path.count("/") > 1:
        path = path.rpartition("/")[0]
    return path if _can_be_opened(path) else "/"


def _can_be_opened(path: str) -> bool:
    adapter = current_app.create_url_adapter(request)
    try:
        return adapter is not None and bool(adapter.match(path, method="GET"))
    except (HTTPException, RequestRedirect):
        return False


def _from_our_own_page(owner: User | None) -> bool:
    """Whether another site cannot have sent this: our SameSite cookie came along, or the browser says where it comes from.

    ``Origin`` is ``null`` under our referrer policy, so browsers that send nothing better are known by the cookie alone.
    """
    site = request.headers.get("Sec-Fetch-Site")
    return site == "same-origin" or (site is None and owner is not None)


def _may_be_kept(name: str) -> bool:
    return name not in _NEVER_KEPT and not any(part in name for part in _SECRET)
