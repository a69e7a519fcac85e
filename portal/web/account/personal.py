"""A person's own settings, and who signed in when."""

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from portal import clock
from portal.accounts import operations, passwords, queries
from portal.db import transaction
from portal.web import homes, sessions
from portal.web.account import steps
from portal.web.account.blueprint import blueprint
from portal.web.account.forms import SettingsForm


@blueprint.route("/settings", methods=["GET", "POST"])
def settings() -> str | Response:
    """Row height and keyboard shortcuts; ways to password, recovery codes and history."""
    user = sessions.opened().user
    form = SettingsForm(data={"density": user.density, "shortcuts_on": user.shortcuts_on})
    if form.validate_on_submit():
        with transaction():
            operations.set_preferences(user, density=form.density.data, shortcuts_on=form.shortcuts_on.data)
        flash("个人设置已保存。")
        response = redirect(url_for("account.settings"), 303)
        steps.carry_density(response, user.density)
        return response
    due = passwords.due_at(user.password_changed_at)
    codes_left = queries.count_recovery_codes_left(user.id)
    return render_template(
        "account/settings.html",
        form=form,
        user=user,
        codes_left=codes_left,
        has_rights=homes.home_of(user.roles) is not None,
        password_due_on=clock.local_date(due) if due else None,
    )


@blueprint.get("/history")
def history() -> str:
    """Who signed in to this account when, wrong attempts included."""
    user = sessions.opened().user
    return render_template("account/history.html", attempts=queries.recent_sign_ins(user.id, limit=50))
