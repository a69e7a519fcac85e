"""A custodian's own things: the passphrase, the recovery sheet, and coming back with the sheet."""

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response
from wtforms import PasswordField, TextAreaField

from portal.accounts import queries as accounts
from portal.custody import custodians, passphrases, queries, shares, unlocking
from portal.db import transaction
from portal.web import throttle
from portal.web.custody.blueprint import blueprint
from portal.web.custody.trying import went_well
from portal.web.forms import HouseForm, Needed
from portal.web.sessions import actor

_OFF = {"autocomplete": "off", "spellcheck": "false"}
_DERIVING = throttle.Limit("custody-new-passphrase", burst=10, every_seconds=30)  # each costs half a second and 256 MiB


class NewPassphraseForm(HouseForm):
    """A passphrase, typed twice."""

    new_passphrase = PasswordField("新的保管口令", [Needed("请填写新的保管口令")], render_kw=_OFF)
    new_passphrase_again = PasswordField("再写一遍", [Needed("请再写一遍新的保管口令")], render_kw=_OFF)

    def says_the_same_twice(self) -> bool:
        """Whether both are equal; if not, the second field says so."""
        if self.new_passphrase.data != self.new_passphrase_again.data:
            self.new_passphrase_again.errors = ["两次写的不一样，请重新填写"]
            return False
        return True


class ChangePassphraseForm(NewPassphraseForm):
    """The present passphrase, and the new one."""

    passphrase = PasswordField("现在的保管口令", [Needed("请填写现在的保管口令")], render_kw=_OFF)


class SheetForm(HouseForm):
    """The passphrase that shows the sheet."""

    passphrase = PasswordField("保管口令", [Needed("请填写保管口令")], render_kw=_OFF)


class RecoveryForm(NewPassphraseForm):
    """The words of the sheet, and a new passphrase."""

    recovery_words = TextAreaField("恢复单上的 33 个词", [Needed("请按恢复单上的次序写出 33 个词")], render_kw=_OFF)


@blueprint.route("/passphrase", methods=["GET", "POST"])
def set_passphrase() -> str | Response:
    """Set the first passphrase, or change it with the present one."""
    is_first = queries.find_custodian(actor().id) is None
    form = NewPassphraseForm() if is_first else ChangePassphraseForm()
    if form.validate_on_submit() and form.says_the_same_twice() and went_well(form, lambda: _set(form, is_first)):
        flash("保管口令已设置。请牢记，平台没有保存，也没有人能替您找回。" if is_first else "保管口令已修改。")
        return redirect(url_for("custody.home"), 303)
    return render_template("custody/set_passphrase.html", form=form, is_first=is_first, policy=passphrases.POLICY)


def _set(form: NewPassphraseForm, is_first: bool) -> None:
    user_id, wanted = actor().id, form.new_passphrase.data
    throttle.spend(_DERIVING, str(user_id))
    custodians.check_passphrase(actor(), wanted)
    if is_first:
        pair, locked = custodians.prepare_keys(wanted)
        with transaction():
            custodians.set_keys(accounts.get_user(user_id), pair, locked)
    elif isinstance(form, ChangePassphraseForm):
        unlocked = unlocking.unlock(user_id, unlocking.PASSPHRASE, form.passphrase.data)
        locked = passphrases.lock(unlocked.private_key, wanted)
        with transaction():
            custodians.change_passphrase(accounts.get_user(user_id), unlocked, locked)


@blueprint.route("/sheet", methods=["GET", "POST"])
def show_sheet() -> str:
    """Show the 33 words, to be printed, after the passphrase. They stand on this answer only and are kept nowhere."""
    form, user_id, words = SheetForm(), actor().id, []
    if form.validate_on_submit():
        went_well(form, lambda: words.extend(_words(user_id, form.passphrase.data)))
    key = queries.find_present_key()
    return render_template("custody/show_sheet.html", form=form, words=words, key=key, person=actor())


def _words(user_id: int, passphrase: str) -> list[str]:
    unlocked = unlocking.unlock(user_id, unlocking.SHEET, passphrase)
    with transaction():
        return custodians.show_sheet(accounts.get_user(user_id), unlocked)


@blueprint.route("/recover", methods=["GET", "POST"])
def recover() -> str | Response:
    """Take a share up again from its sheet, with a new passphrase."""
    form = RecoveryForm()
    if form.validate_on_submit() and form.says_the_same_twice() and went_well(form, lambda: _recover(form)):
        flash("份额已经取回，新的保管口令已设置。")
        return redirect(url_for("custody.home"), 303)
    return render_template("custody/recover.html", form=form, policy=passphrases.POLICY)


def _recover(form: RecoveryForm) -> None:
    user_id, wanted = actor().id, form.new_passphrase.data
    throttle.spend(_DERIVING, str(user_id))
    line = shares.read_words(form.recovery_words.data)
    custodians.find_recoverable(actor(), line)
    custodians.check_passphrase(actor(), wanted)
    pair, locked = custodians.prepare_keys(wanted)
    with transaction():
        custodians.recover(accounts.get_user(user_id), line, pair, locked)
