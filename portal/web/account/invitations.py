"""One-time links: setting a first or a new password, and making the first administrators of a house."""

import json

from flask import abort, flash, redirect, render_template, session, url_for
from werkzeug.wrappers import Response

from portal import clock
from portal.accounts import operations, queries
from portal.accounts.models import Invitation
from portal.accounts.vocabulary import InvitationPurpose, Role
from portal.crypto import seal, unseal
from portal.db import transaction
from portal.errors import Gone, RuleBroken
from portal.web import sessions, throttle
from portal.web.account.blueprint import blueprint
from portal.web.account.forms import NewPasswordForm, SetUpForm
from portal.web.addresses import absolute
from portal.web.forms import HouseForm, attach

_TOKEN = "invitation"
_LINKS = "set_up_links"
_TRIES = throttle.Limit("invitation", burst=30, every_seconds=20)
_USED_UP = "这个链接已经用过，或者超过了 7 天。请向管理员要一个新的链接。"


@blueprint.get("/invitation/<token>")
def enter_invitation(token: str) -> Response:
    """Take the token out of the address at once, so that it is neither shown nor kept in the history."""
    session[_TOKEN] = token
    return redirect(url_for("account.invitation"), 303)


@blueprint.route("/invitation", methods=["GET", "POST"])
def invitation() -> str | Response:
    """Set the password of the invited person; then they sign in like everybody else."""
    found = _present_invitation()
    if found.purpose is InvitationPurpose.SET_UP:
        return redirect(url_for("account.set_up"), 303)
    form = NewPasswordForm()
    if form.validate_on_submit() and form.says_the_same_twice() and _use(found, form):
        sessions.drop()
        flash("密码已设置。请用它登录。")
        return redirect(url_for("account.sign_in"), 303)
    form.username.data = found.user.username if found.user else ""
    return render_template("account/invitation.html", form=form, user=found.user)


@blueprint.route("/set-up", methods=["GET", "POST"])
def set_up() -> str | Response:
    """Make the three administrators of an empty house, and a link for each."""
    found, form = _present_invitation(), SetUpForm()
    if found.purpose is not InvitationPurpose.SET_UP:
        return redirect(url_for("account.invitation"), 303)
    if form.validate_on_submit() and _set_up(found, form):
        return redirect(url_for("account.set_up_links"), 303)
    return render_template("account/set_up.html", form=form, roles=operations.FIRST_ADMINISTRATORS)


@blueprint.route("/set-up/links", methods=["GET", "POST"])
def set_up_links() -> str | Response:
    """The three links, until whoever sets the house up says that they were handed over."""
    if _LINKS not in session:
        return redirect(url_for("account.sign_in"), 303)
    form = HouseForm()
    if form.validate_on_submit():
        sessions.drop()
        return redirect(url_for("account.sign_in"), 303)
    tokens = json.loads(unseal(bytes.fromhex(session[_LINKS]), _LINKS))
    links = [{"label": Role(role).label, "value": _link(token)} for role, token in tokens.items()]
    return render_template("account/set_up_links.html", form=form, links=links)


def _present_invitation() -> Invitation:
    """The link this browser came with. Raises ``Gone`` when it cannot be used any more."""
    if _LINKS in session:
        abort(redirect(url_for("account.set_up_links"), 303))
    throttle.spend(_TRIES, throttle.visitor())
    found = queries.find_invitation(session.get(_TOKEN, ""), clock.now())
    if found is None:
        raise Gone(_USED_UP)
    return found


def _use(found: Invitation, form: NewPasswordForm) -> bool:
    try:
        with transaction():
            operations.use_invitation(found, form.password.data)
    except RuleBroken as broken:
        attach(broken, form)
        return False
    return True


def _set_up(found: Invitation, form: SetUpForm) -> bool:
    people = {
        role: (form[f"{role.value}_username"].data, form[f"{role.value}_display_name"].data) for role in operations.FIRST_ADMINISTRATORS
    }
    try:
        with transaction():
            tokens = operations.create_first_administrators(found, people)
    except RuleBroken as broken:
        attach(broken, form)
        return False
    # The cookie is signed but readable, so the tokens in it are sealed.
    session[_LINKS] = seal(json.dumps({role.value: token for role, token in tokens.items()}), _LINKS).hex()
    return True


def _link(token: str) -> str:
    return absolute(url_for("account.enter_invitation", token=token))
