"""Signing in: password, one-time code, enrolling the authenticator; and signing out."""

from io import BytesIO

import segno
from flask import Response, flash, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from portal.accounts import operations, passkeys, passwords, queries, second_factor
from portal.accounts import signing_in as steps_of_signing_in
from portal.accounts.models import UserSession
from portal.accounts.vocabulary import SignInStep, SignInTask
from portal.db import transaction
from portal.profiles.queries import site
from portal.web import sessions
from portal.web.account import steps
from portal.web.account.blueprint import blueprint
from portal.web.account.forms import CodeForm, RecoveryForm, SignInForm, TogetherForm
from portal.web.filters import instant

_REFUSED = "用户名或密码不对，或者这个账号暂时不能这样登录。连续输错 5 次以后要等 30 分钟；不想等，请用下面的其他登录方式。"
_REFUSED_TOGETHER = "用户名、密码或验证码不对，或者验证码已经用过。请等手机上换成下一个，再全部填一次；也可以改用恢复码。"
_LOCKED_CODES = "动态验证码输错太多次，%s以前停用。请改用恢复码，或者请安全管理员解锁。"
_WRONG_CODE = "这个验证码不对，或者已经用过。请等手机上换成下一个再输入。"
_WRONG_RECOVERY = "这个恢复码不对，或者已经用过。请换一个再试。"


@blueprint.route("/sign-in", methods=["GET", "POST"])
def sign_in() -> str | AnyResponse:
    """User name and password. Whatever was wrong, the answer is the same."""
    if request.method == "GET" and current_user.is_authenticated:
        return redirect(steps.home(sessions.actor()), 303)
    form = SignInForm()
    if form.validate_on_submit():
        token = _token_for(form.username.data, form.password.data)
        if token is not None:
            steps.want(request.args.get("next"))
            sessions.carry(token)
            return redirect(url_for("account.next_step"), 303)
        form.form_errors.append(_REFUSED)
    return render_template("account/sign_in.html", form=form, takes_passkeys=passkeys.relying_party() is not None)


def _token_for(username: str, password: str) -> str | None:
    """The token of a session that has begun, or None. The password is checked outside the transaction, since it takes its time."""
    user = queries.find_by_username(username)
    steps.spend_attempt(username, user)
    is_right = steps_of_signing_in.check_password(user, password)
    old = user.password_hash if user else ""
    renewed = passwords.renewed_hash(old, password) if is_right else None
    with transaction():
        if not steps_of_signing_in.admit_password(user, is_right, steps.device_token()) or user is None:
            return None
        if renewed is not None:
            operations.keep_renewed_hash(user, old, renewed)
        return steps_of_signing_in.begin_session(user, steps.browser())


@blueprint.route("/sign-in/together", methods=["GET", "POST"])
def sign_in_together() -> str | AnyResponse:
    """User name, password and code in one go: the way in while somebody hammers the account. One answer for all three."""
    form = TogetherForm()
    if form.validate_on_submit():
        token = _token_together(form.username.data, form.password.data, form.code.data)
        if token is not None:
            steps.want(request.args.get("next"))
            sessions.carry(token)
            return redirect(url_for("account.next_step"), 303)
        form.form_errors.append(_REFUSED_TOGETHER)
    return render_template("account/sign_in_together.html", form=form)


def _token_together(username: str, password: str, code: str) -> str | None:
    user = queries.find_by_username(username)
    steps.spend_attempt(username, user)
    is_right = steps_of_signing_in.check_password(user, password)
    with transaction():
        if not steps_of_signing_in.admit_together(user, is_right, code, steps.device_token()) or user is None:
            return None
        by = SignInStep.RECOVERY_CODE if second_factor.looks_like_recovery_code(code) else SignInStep.SECOND_FACTOR
        return steps_of_signing_in.begin_session(user, steps.browser(), proved_by=by)


@blueprint.get("/next")
def next_step() -> AnyResponse:
    """Go on to whatever is left to do, or to the wanted page."""
    row = sessions.present()
    return redirect(url_for("account.sign_in"), 303) if row is None else steps.proceed(row)


@blueprint.route("/second-factor", methods=["GET", "POST"])
def second_factor_code() -> str | AnyResponse:
    """The code that the authenticator shows now."""
    row, form = steps.doing(SignInTask.SECOND_FACTOR), CodeForm()
    if form.validate_on_submit():
        if _is_right_code(row, form.code.data):
            return redirect(url_for("account.next_step"), 303)
        form.code.errors = [_why_refused(row)]
    return _again_or_out(row, "account/second_factor_code.html", form=form, has_passkey=passkeys_of(row))


@blueprint.route("/recovery-code", methods=["GET", "POST"])
def recovery_code() -> str | AnyResponse:
    """A recovery code in the place of the authenticator."""
    row, form = steps.doing(SignInTask.SECOND_FACTOR), RecoveryForm()
    if form.validate_on_submit():
        steps.spend_second_step(row.user)
        with transaction():
            is_right = steps_of_signing_in.use_recovery_code(row, form.code.data, steps.device_token())
        if is_right:
            return redirect(url_for("account.next_step"), 303)
        form.code.errors = [_WRONG_RECOVERY]
    return _again_or_out(row, "account/recovery_code.html", form=form)


@blueprint.route("/authenticator", methods=["GET", "POST"])
def enrol() -> str | AnyResponse:
    """Take the secret into an authenticator, by picture or by hand, and prove it with a first code."""
    row, form = steps.doing(SignInTask.ENROL), CodeForm()
    if form.validate_on_submit():
        if _is_right_code(row, form.code.data):
            return redirect(url_for("account.next_step"), 303)
        form.code.errors = [_WRONG_CODE]
    return _again_or_out(row, "account/enrol.html", form=form, secret=second_factor.spaced(_secret(row)), username=row.user.username)


@blueprint.get("/authenticator/code.svg")
def enrolment_picture() -> Response:
    """The secret as a QR code, for this session and only until it is enrolled."""
    row = steps.doing(SignInTask.ENROL)
    picture = BytesIO()
    uri = second_factor.enrolment_uri(_secret(row), row.user.username, site().name)
    segno.make(uri, error="m").save(picture, kind="svg", scale=6, border=4, xmldecl=False, light="#fff", nl=False)
    return Response(picture.getvalue(), mimetype="image/svg+xml")


@blueprint.post("/sign-out")
def sign_out() -> AnyResponse:
    """End the session on the server, and let the browser forget what it kept of these pages."""
    row = sessions.present()
    if row is not None:
        with transaction():
            steps_of_signing_in.sign_out(row)
    sessions.drop()
    response = redirect(url_for("account.signed_out"), 303)
    # Not "cookies": the display settings and the mark of a known browser are to stay.
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


@blueprint.get("/signed-out")
def signed_out() -> str:
    """Say that the session is over."""
    return render_template("account/signed_out.html")


def passkeys_of(row: UserSession) -> bool:
    """Whether this person has a passkey that this portal can ask."""
    return passkeys.relying_party() is not None and bool(passkeys.usable(row.user))


def _why_refused(row: UserSession) -> str:
    """What to say of a refused code; that codes are locked is told only here, after the right password."""
    until = steps_of_signing_in.codes_locked_until(row.user, steps.device_token())
    return _LOCKED_CODES % instant(until) if until else _WRONG_CODE


def _is_right_code(row: UserSession, code: str) -> bool:
    steps.spend_second_step(row.user)
    with transaction():
        return steps_of_signing_in.confirm_totp(row, code, steps.device_token())


def _again_or_out(row: UserSession, template: str, **values: object) -> str | AnyResponse:
    """The page again; or, when too many wrong codes ended the session, back to the start with the reason."""
    if row.ended_at is None:
        return render_template(template, **values)
    flash(_why_refused(row))
    return redirect(url_for("account.sign_in"), 303)


def _secret(row: UserSession) -> str:
    assert row.user.totp_sealed is not None
    return second_factor.open_secret(row.user.totp_sealed, row.user_id)
