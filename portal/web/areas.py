"""Door 1: the areas of the site and whom each admits. An endpoint in no area is closed to everyone."""

from dataclasses import dataclass

from flask import Flask, redirect, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from portal.accounts.vocabulary import ADMINISTRATORS, CASE_ROLES, Role
from portal.errors import NotFound
from portal.web.addresses import present_address
from portal.web.kept_posts import keep_post


@dataclass(frozen=True)
class Area:
    """A part of the site. ``admits`` None lets anyone in, also without signing in; otherwise one of the roles is needed."""

    admits: frozenset[Role] | None
    hides_refusal: bool = True


EVERYONE = Area(admits=None)
STAFF = frozenset(Role)

AREAS: dict[str, Area] = {
    "static": EVERYONE,
    "public": EVERYONE,
    "display": EVERYONE,
    "api": EVERYONE,
    "exchange": EVERYONE,  # programs of other platforms: each request is signed or carries a key
    "account": EVERYONE,  # its own views ask for a signed-in person where they need one
    "desk": Area(admits=CASE_ROLES),
    "publication": Area(admits=CASE_ROLES),
    "records": Area(admits=CASE_ROLES),
    "leads": Area(admits=frozenset({Role.OFFICER, Role.HEAD, Role.COORDINATOR, Role.SUPERVISOR})),
    "oversight": Area(admits=frozenset({Role.SUPERVISOR})),
    "admin": Area(admits=ADMINISTRATORS),
    "downloads": Area(admits=STAFF),
    "custody": Area(admits=frozenset({Role.CUSTODIAN})),
}


def area_of(endpoint: str) -> Area | None:
    """The area an endpoint lies in: the first part of its name."""
    return AREAS.get(endpoint.split(".")[0])


def admits(area: Area | None, roles: frozenset[Role], is_signed_in: bool) -> bool:
    """Whether somebody with these roles may enter the area."""
    if area is None:
        return False
    return area.admits is None or (is_signed_in and bool(area.admits & roles))


def guard() -> Response | None:
    """Let the request through, send the person to sign in, or deny that the page exists."""
    if request.endpoint is None:
        return None
    area = area_of(request.endpoint)
    if admits(area, getattr(current_user, "roles", frozenset()), current_user.is_authenticated):
        return None
    if area is None or current_user.is_authenticated:
        raise NotFound
    if request.method == "POST":
        return redirect(url_for("account.sign_in", next=request.script_root + keep_post(request.path, request.form)))
    return redirect(url_for("account.sign_in", next=present_address()))


def register(app: Flask) -> None:
    """Put the guard before every request; on the app, because a second app cannot be given blueprint hooks again."""
    app.before_request(guard)
    app.extensions["areas"] = AREAS
