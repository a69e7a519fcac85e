"""The way from the password to the open session: which page comes next, and what the browser carries on the way."""

from dataclasses import replace

from flask import abort, flash, redirect, request, session, url_for
from werkzeug.wrappers import Response
from wtforms import PasswordField

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
# The first mark that is found names it: many programs also name those they resemble.
_PROGRAMS = (
    ("MicroMessenger", "微信"),
    ("QQBrowser", "QQ 浏览器"),
    ("360", "360 浏览器"),
    ("Edg", "Edge"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("HarmonyOS", "鸿蒙"),
    ("Android", "安卓"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)
_PAGES = {
    SignInTask.SECOND_FACTOR: "account.second_factor_code",
    SignInTask.NEW_PASSWORD: "account.change_password",
    SignInTask.ENROL: "account.enrol",
    SignInTask.SAVE_CODES: "account.recovery_codes",
}
# Offices share one address, so that limit is wide; the one for a name from an address is what slows down guessing.
_BY_NAME = throttle.Limit("sign-in-name", burst=15, every_seconds=60)
_BY_ADDRESS = throttle.Limit("sign-in-address", burst=60, every_seconds=5)
_SECOND_STEP = throttle.Limit("second-factor", burst=20, every_seconds=20)
_PRESENT_PASSWORD = throttle.Limit("present-password", burst=10, every_seconds=60)


def spend_attempt(username: str, user: User | None) -> None:
    """Count an attempt against the address, and against the name from this address: others cannot use up what is left to its owner.

    A known browser is counted by itself alone, so that not even a neighbour behind the same address can keep it out.
    """
    device = queries.find_device(device_token(), user.id, clock.now()) if user is not None else None
    if device is not None:
        throttle.spend(_BY_NAME, f"device {device.id}")
        return
    throttle.spend(_BY_ADDRESS, throttle.visitor())
    throttle.spend(_BY_NAME, f"{username.strip().lower()} from {throttle.visitor()}")


def spend_second_step(user: User) -> None:
    """Count an answer at the second step, after the right password, against this person from this address."""
    throttle.spend(_SECOND_STEP, f"{user.id} from {throttle.visitor()}")


def is_present_password(row: UserSession, typed: PasswordField) -> bool:
    """Whether the person at the keyboard knows the present password; if not, the field says so."""
    throttle.spend(_PRESENT_PASSWORD, str(row.user_id))
    if signing_in.check_password(row.user, typed.data):
        return True
    typed.errors = ["现在的密码不对，请重新输入"]
    return False


def browser() -> str:
    """Which program on which system asks, in a few words for the owner's list of sessions; empty when it is none we know."""
    told = request.user_agent.string
    names = [next((label for mark, label in marks if mark in told), "") for marks in (_PROGRAMS, _SYSTEMS)]
    return "，".join(filter(None, names))


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
