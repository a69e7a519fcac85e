"""Recovery codes: shown once, made anew on request."""

from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response

from portal.accounts import signing_in
from portal.accounts.vocabulary import SignInTask
from portal.db import transaction
from portal.web import sessions
from portal.web.account import steps
from portal.web.account.blueprint import blueprint
from portal.web.account.forms import CodeForm
from portal.web.forms import HouseForm


@blueprint.route("/recovery-codes", methods=["GET", "POST"])
def recovery_codes() -> str | Response:
    """The fresh codes, until the person says that they are written down."""
    row, form = steps.doing(SignInTask.SAVE_CODES), HouseForm()
    if form.validate_on_submit():
        with transaction():
            signing_in.codes_are_saved(row)
        return redirect(url_for("account.next_step" if row.opened_at is None else "account.settings"), 303)
    return render_template("account/recovery_codes.html", form=form, codes=signing_in.fresh_recovery_codes(row))


@blueprint.route("/recovery-codes/new", methods=["GET", "POST"])
def renew_recovery_codes() -> str | Response:
    """Ten new codes in the place of the old, after a right one-time code."""
    row, form = sessions.opened(), CodeForm()
    if form.validate_on_submit():
        with transaction():
            is_right = signing_in.confirm_totp(row, form.code.data, steps.device_token())
            if is_right:
                signing_in.renew_recovery_codes(row)
        if is_right:
            return redirect(url_for("account.recovery_codes"), 303)
        form.code.errors = ["这个验证码不对，或者已经用过。请等手机上换成下一个再输入。"]
    return render_template("account/renew_recovery_codes.html", form=form)
