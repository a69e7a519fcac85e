"""The way from the password to the open session: which page comes next, and what the browser carries on the way."""

from dataclasses import replace

from flask import abort, flash, redirect, request, session, url_for
from werkzeug.wrappers import Response

from portal import clock
from portal.accounts import queries, signing_in
from portal.accounts.models import User, UserSession
from portal.accounts.vocabulary import SignInTask
from portal.config import settings
from portal.db import transaction
from portal.web import display, homes, sessions, throttle
from portal.web.addresses import own_path
from portal.web.filters import instant

_DEVICE_COOKIE = "known_device"
_WANTED = "wanted"
_PAGES = {
    SignInTask.SECOND_FACTOR: "account.second_factor_code",
    SignInTask.NEW_PASSWORD: "account.change_password",
    SignInTask.ENROL: "account.enrol",
    SignInTask.SAVE_CODES: "account.recovery_codes",
}
# Offices share one address, so that limit is wide; the one for an account is what slows down guessing.
_BY_ACCOUNT = throttle.Limit("sign-in-account", burst=15, every_seconds=60)
_BY_ADDRESS = throttle.Limit("sign-in-address", burst=60, every_seconds=5)


def spend_attempt(username: str, user: User | None) -> None:
    """Count an attempt against account and address. A known browser is counted by itself, so that nobody can keep it out."""
    throttle.spend(_BY_ADDRESS, throttle.visitor())
    device = queries.find_device(device_token(), user.id, clock.now()) if user is not None else None
    throttle.spend(_BY_ACCOUNT, f"device {device.id}" if device is not None else f"name {username.strip().lower()}")


def device_token() -> str:
    """What this browser carries as a known one, or nothing."""
    return request.cookies.get(_DEVICE_COOKIE, "")


def want(address: str | None) -> None:
    """Remember the page that was asked for before signing in, if it is one of ours."""
    wanted = own_path(address, default="")
    if wanted:
        session[_WANTED] = wanted


def doing(task: SignInTask) -> UserSession:
    """The session that stands at this task; anybody else is sent where they belong."""
    row = sessions.present()
    if row is None:
        abort(redirect(url_for("account.sign_in")))
    todo = signing_in.next_task(row)
    if todo is not task:
        abort(proceed(row))
    return row


def proceed(row: UserSession) -> Response:
    """Go to the next task, or open the session and go to the wanted page."""
    todo = signing_in.next_task(row)
    if todo is not None:
        return redirect(url_for(_PAGES[todo]), 303)
    if row.opened_at is None:
        return _open(row)
    return redirect(session.pop(_WANTED, None) or home(row.user), 303)


def home(user: User) -> str:
    """Where a person's work begins; their settings as long as they have no rights."""
    return homes.home_of(user.roles) or url_for("account.settings")


def _open(row: UserSession) -> Response:
    before = queries.last_sign_in_before(row.user_id, row.started_at)
    with transaction():
        signing_in.open_session(row, device_token())
        device = signing_in.remember_device(row.user, device_token())
        sessions.carry(signing_in.replace_session(row))
    response = redirect(session.pop(_WANTED, None) or home(row.user), 303)
    flash(f"上次登录：{instant(before.at)}。如果不是本人，请马上修改密码并告诉管理员。" if before else "这是这个账号第一次登录。")
    seconds, secure = int(signing_in.DEVICE_LIFE.total_seconds()), settings().session_cookie_secure
    response.set_cookie(_DEVICE_COOKIE, device, max_age=seconds, path="/account", httponly=True, samesite="Lax", secure=secure)
    carry_density(response, row.user.density)
    return response


def carry_density(response: Response, density: str) -> None:
    """Let this browser show lists as the person wants them."""
    chosen = replace(display.present(), density=density)
    secure = settings().session_cookie_secure
    response.set_cookie(display.COOKIE, chosen.written(), max_age=display.KEPT_SECONDS, httponly=True, samesite="Lax", secure=secure)
