"""Passkeys: a list of one's own, adding and removing; and signing in with one, after the password or in its place."""

from flask import abort, flash, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from portal.accounts import passkeys as keys
from portal.accounts import queries, signing_in
from portal.accounts.models import UserSession
from portal.accounts.vocabulary import PasskeyPurpose, SignInStep, SignInTask
from portal.db import transaction
from portal.errors import RuleBroken
from portal.web import sessions, throttle
from portal.web.account import steps
from portal.web.account.blueprint import blueprint
from portal.web.account.forms import AnswerForm, NewPasskeyForm, PresentPasswordForm
from portal.web.forms import attach

_ASKED = "passkey_asked"
_ALONE = throttle.Limit("passkey-alone", burst=60, every_seconds=2)
_REFUSED = "没有通过：设备没有回答，或者这个通行密钥不能用在这个账号上。请再试一次，或者换一种方式。"


@blueprint.get("/passkeys")
def passkeys() -> str:
    """One's own passkeys, with when each was used last."""
    user = sessions.opened().user
    return render_template("account/passkeys.html", passkeys=queries.list_passkeys(user.id), is_offered=keys.relying_party() is not None)


@blueprint.route("/passkeys/new", methods=["GET", "POST"])
def add_passkey() -> str | Response:
    """Name and present password; the device is asked on the next page."""
    row, form = sessions.opened(), NewPasskeyForm()
    _needs_offer()
    if form.validate_on_submit() and steps.is_present_password(row, form.current_password):
        try:
            with transaction():
                keys.check_room(row.user)
                session[_ASKED] = keys.ask(PasskeyPurpose.ENROL, row, form.name.data)
            return redirect(url_for("account.make_passkey"), 303)
        except RuleBroken as broken:
            attach(broken, form)
    form.username.data = row.user.username
    return render_template("account/add_passkey.html", form=form)


@blueprint.route("/passkeys/make", methods=["GET", "POST"])
def make_passkey() -> str | Response:
    """Let the device make the passkey, and keep it."""
    row, form = sessions.opened(), AnswerForm()
    if form.validate_on_submit() and _enrol(row, form):
        flash("通行密钥已添加，下次登录可以用它。")
        return redirect(url_for("account.passkeys"), 303)
    options = keys.options(session.get(_ASKED, ""), PasskeyPurpose.ENROL, row)
    if options is None:
        if form.form_errors:
            flash(form.form_errors[0])
        return redirect(url_for("account.add_passkey"), 303)
    return render_template("account/make_passkey.html", form=form, options=options)


@blueprint.route("/passkeys/<int:passkey_id>/remove", methods=["GET", "POST"])
def remove_passkey(passkey_id: int) -> str | Response:
    """Take a passkey off, after the present password; all other sessions end."""
    row, form = sessions.opened(), PresentPasswordForm()
    passkey = queries.get_passkey(passkey_id, row.user_id)
    if form.validate_on_submit() and steps.is_present_password(row, form.current_password):
        with transaction():
            keys.remove(queries.get_passkey(passkey_id, row.user_id), row)
        flash("通行密钥已移除，其他设备上的登录都已退出。")
        return redirect(url_for("account.passkeys"), 303)
    form.username.data = row.user.username
    return render_template("account/remove_passkey.html", form=form, passkey=passkey)


@blueprint.route("/passkey", methods=["GET", "POST"])
def use_passkey() -> str | Response:
    """A passkey in the place of the one-time code."""
    row, form = steps.doing(SignInTask.SECOND_FACTOR), AnswerForm()
    _needs_offer()
    if form.validate_on_submit():
        steps.spend_second_step(row.user)
        with transaction():
            is_right = keys.stand_for_code(session.pop(_ASKED, ""), row, form.answer.data or "")
        if is_right:
            return redirect(url_for("account.next_step"), 303)
        form.form_errors.append(_REFUSED)
    return render_template("account/use_passkey.html", form=form, options=_ask(PasskeyPurpose.SECOND_FACTOR, row))


@blueprint.route("/sign-in/passkey", methods=["GET", "POST"])
def passkey_sign_in() -> str | Response:
    """A passkey that has verified its owner, without user name and password."""
    _needs_offer()
    throttle.spend(_ALONE, throttle.visitor())
    form = AnswerForm()
    if form.validate_on_submit():
        token = _token_for(form.answer.data or "")
        if token is not None:
            steps.want(request.args.get("next"))
            sessions.carry(token)
            return redirect(url_for("account.next_step"), 303)
        form.form_errors.append(_REFUSED)
    return render_template("account/passkey_sign_in.html", form=form, options=_ask(PasskeyPurpose.SIGN_IN))


def _needs_offer() -> None:
    if keys.relying_party() is None:
        abort(404)


def _ask(purpose: PasskeyPurpose, row: UserSession | None = None) -> str | None:
    """A fresh challenge for this browser, and what it is to ask the passkey."""
    with transaction():
        session[_ASKED] = keys.ask(purpose, row)
    return keys.options(session[_ASKED], purpose, row)


def _enrol(row: UserSession, form: AnswerForm) -> bool:
    """Whether the passkey was kept; if not, the form says why. The challenge is used up either way."""
    try:
        with transaction():
            if keys.enrol(session.pop(_ASKED, ""), row, form.answer.data or "") is not None:
                return True
        form.form_errors.append("没有添加成功：设备的回答不对，或者等得太久。请再试一次。")
    except RuleBroken as broken:
        form.form_errors.append(broken.message)
    return False


def _token_for(answer: str) -> str | None:
    with transaction():
        user = keys.sign_in_alone(session.pop(_ASKED, ""), answer)
        if user is None:
            return None
        return signing_in.begin_session(user, steps.browser(), proved_by=SignInStep.PASSKEY_ALONE)
