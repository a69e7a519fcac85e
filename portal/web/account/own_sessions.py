"""Where a person is signed in now, and leaving everywhere else."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from portal import clock
from portal.accounts import operations, queries
from portal.accounts.models import UserSession
from portal.accounts.vocabulary import SignInStep
from portal.db import transaction
from portal.web import sessions
from portal.web.account.blueprint import blueprint
from portal.web.forms import HouseForm


@blueprint.route("/sessions", methods=["GET", "POST"])
def own_sessions() -> str | Response:
    """The open sessions of this person, this browser first; one button ends all others."""
    row, form = sessions.opened(), HouseForm()
    if form.validate_on_submit():
        with transaction():
            ended = operations.end_other_sessions(row)
        flash(f"已退出其他设备，共 {ended} 处。" if ended else "没有在其他设备上登录。")
        return redirect(url_for("account.own_sessions"), 303)
    at = clock.now()
    live = [each for each in queries.list_running_sessions(row.user_id) if each.opened_at is not None and each.is_live(at)]
    live.sort(key=lambda each: (each.id == row.id, each.last_seen_at), reverse=True)
    return render_template("account/own_sessions.html", form=form, live=[_shown(each, row) for each in live])


def _shown(each: UserSession, here: UserSession) -> dict[str, Any]:
    """A session in words."""
    return {
        "browser": (each.browser or "其他浏览器") + ("（本机）" if each.id == here.id else ""),
        "opened_at": each.opened_at,
        "last_seen_at": each.last_seen_at,
        "way": SignInStep(each.second_factor_by or SignInStep.SECOND_FACTOR).label,
    }
