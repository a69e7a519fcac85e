"""Changing the password: because it is due, or because its owner wants to."""

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from portal.accounts import operations, passwords, signing_in
from portal.accounts.models import UserSession
from portal.accounts.vocabulary import SignInTask
from portal.db import transaction
from portal.errors import RuleBroken
from portal.web import sessions
from portal.web.account import steps
from portal.web.account.blueprint import blueprint
from portal.web.account.forms import ChangePasswordForm
from portal.web.forms import attach


@blueprint.route("/password", methods=["GET", "POST"])
def change_password() -> str | Response:
    """A new password; all other sessions of the person end, and this browser gets a new one."""
    row = _may_change()
    if row is None:
        return redirect(url_for("account.next_step"), 303)
    is_forced, form = row.opened_at is None, ChangePasswordForm()
    if form.validate_on_submit() and form.says_the_same_twice() and _set(row, form):
        if not is_forced:
            flash("密码已修改，其他设备上的登录都已退出。")
        return redirect(url_for("account.next_step" if is_forced else "account.settings"), 303)
    form.username.data = row.user.username
    return render_template("account/change_password.html", form=form, forced_because=_why(row) if is_forced else "")


def _may_change() -> UserSession | None:
    """The session, if it is open or stands at this task; None sends elsewhere."""
    row = sessions.present()
    if row is None or (row.opened_at is None and signing_in.next_task(row) is not SignInTask.NEW_PASSWORD):
        return None
    return row


def _why(row: UserSession) -> str:
    """Why the password has to be changed before anything else."""
    life = passwords.policy().life
    if row.user.must_change_password or life is None:
        return "现在的密码不是本人设置的，请先换成只有本人知道的密码。"
    return f"密码已满 {life.days} 天，请先换一个新密码。"


def _set(row: UserSession, form: ChangePasswordForm) -> bool:
    if not steps.is_present_password(row, form.current_password):
        return False
    try:
        with transaction():
            operations.set_password(row.user, form.password.data, by=row.user)
            token = signing_in.replace_session(row)
    except RuleBroken as broken:
        attach(broken, form)
        return False
    sessions.carry(token)
    return True
