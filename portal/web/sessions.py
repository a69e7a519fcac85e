"""Who is signed in: the cookie carries a token, the session row says whose it is and whether it is still good."""

from datetime import timedelta

from flask import Flask, abort, g, redirect, request, session, url_for
from flask_login import LoginManager, current_user
from werkzeug.wrappers import Request

from portal import clock
from portal.accounts import queries, signing_in
from portal.accounts.models import User, UserSession
from portal.db import transaction
from portal.errors import NotAllowed
from portal.web.addresses import present_path

_TOKEN = "staff_token"
_SURVIVES_SIGN_IN = ("kept_post", "wanted")
_TOUCH_EVERY = timedelta(minutes=1)


def register(app: Flask) -> None:
    """Teach the sign-in library to ask our session rows, and note presence before every request."""
    manager = LoginManager(app)
    manager.session_protection = None
    manager.request_loader(_user_of)
    app.before_request(_note_presence)


def present() -> UserSession | None:
    """The live session row of this browser, opened or still on its way; None without one."""
    if "user_session" not in g:
        token = session.get(_TOKEN)
        found = queries.find_session(token) if isinstance(token, str) else None
        g.user_session = found if found is not None and found.is_live(clock.now()) else None
    row: UserSession | None = g.user_session
    return row


def opened() -> UserSession:
    """The session of whoever is signed in; anybody else is sent to sign in and comes back here."""
    row = present()
    if row is None or row.opened_at is None:
        abort(redirect(url_for("account.sign_in", next=present_path())))
    return row


def whose() -> User | None:
    """The person whose session this browser carries, even if it is over; to give back only their own typed words."""
    token = session.get(_TOKEN)
    found = queries.find_session(token) if isinstance(token, str) else None
    return found.user if found is not None else None


def actor() -> User:
    """The signed-in person as a plain row, to hand to operations. Raises ``NotAllowed`` when nobody is signed in."""
    user = current_user._get_current_object()
    if not isinstance(user, User):
        raise NotAllowed("请先登录。")
    return user


def carry(token: str) -> None:
    """Let this browser carry a new session; everything else its cookie held is dropped, so that none can be planted before."""
    survivors = {key: session[key] for key in _SURVIVES_SIGN_IN if key in session}
    session.clear()
    session.update(survivors)
    session[_TOKEN] = token
    g.pop("user_session", None)


def drop() -> None:
    """Let this browser forget its session and everything beside it."""
    session.clear()
    g.pop("user_session", None)


def _user_of(_request: Request) -> User | None:
    row = present()
    return row.user if row is not None and row.opened_at is not None else None


def _note_presence() -> None:
    """Load the session before any view opens a transaction, and note once a minute that the person is there."""
    if request.endpoint == "static":
        return
    row = present()
    if row is not None and clock.now() - row.last_seen_at >= _TOUCH_EVERY:
        with transaction():
            signing_in.touch(row)
