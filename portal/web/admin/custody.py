"""The custody key for the security administrator: what is missing, making the key once, changing it."""

from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response
from wtforms import TextAreaField

from portal.access import Permission
from portal.accounts import queries as accounts
from portal.accounts.models import User
from portal.custody import ceremony, rotation
from portal.custody.shares import NEEDED, SHARES
from portal.custody.status import CustodyState, state
from portal.errors import NotFound
from portal.web.admin.acts import did, needs
from portal.web.admin.blueprint import blueprint
from portal.web.forms import HouseForm, Length, ManyChoices, Needed
from portal.web.sessions import actor


class FoundingForm(HouseForm):
    """Who the three are."""

    custodian = ManyChoices("三位保管人")

    def offer(self, found: CustodyState) -> None:
        """Offer everybody who has a passphrase; exactly three are chosen beforehand."""
        ready = [each.person for each in found.candidates if each.has_passphrase]
        self.custodian.offer([(str(each.id), f"{each.display_name}（{_home(each)}）") for each in ready])
        if not self.is_submitted() and len(ready) == SHARES:
            self.custodian.data = [str(each.id) for each in ready]

    def chosen(self) -> list[int]:
        """The user ids of those who were chosen."""
        return [int(value) for value in self.custodian.data or []]


class RotationForm(FoundingForm):
    """Who holds the new key, and why it is changed."""

    reason = TextAreaField("更换的理由", [Needed("请写明为什么更换"), Length(2, 300, ask="请写明为什么更换")])


@blueprint.get("/custody")
def custody() -> str:
    """How the key stands, the steps to the first one, and what to do when somebody leaves."""
    needs(Permission.CUSTODY_FOUND)
    return render_template("admin/custody.html", state=state(), needed=NEEDED, shares=SHARES)


@blueprint.route("/custody/key", methods=["GET", "POST"])
def make_custody_key() -> str | Response:
    """Make the first key, once in the life of the house."""
    needs(Permission.CUSTODY_FOUND)
    found, form = state(), FoundingForm()
    if found.key is not None:
        raise NotFound
    form.offer(found)
    done = "密封密钥已经生成，私钥已分成三份，平台没有保留。"
    if form.validate_on_submit() and did(form, lambda: ceremony.found(actor(), form.chosen()), done):
        return redirect(url_for("admin.custody"), 303)
    return render_template("admin/make_custody_key.html", form=form, state=state(), keys=_fingerprints(state()))


@blueprint.route("/custody/rotation", methods=["GET", "POST"])
def rotate_custody_key() -> str | Response:
    """Ask two present custodians to change the key, and say who holds the new one."""
    needs(Permission.CUSTODY_FOUND)
    found, form = state(), RotationForm()
    if found.key is None:
        raise NotFound
    form.offer(found)
    if form.validate_on_submit() and did(form, lambda: _begin(form), "已发起更换，等两位在任保管人在 24 小时内同意。"):
        return redirect(url_for("admin.custody"), 303)
    return render_template("admin/rotate_custody_key.html", form=form, state=state(), keys=_fingerprints(state()))


def _begin(form: RotationForm) -> None:
    requester = accounts.get_user(actor().id)
    rotation.begin(requester, requester, form.chosen(), form.reason.data)


def _home(person: User) -> str:
    return person.department.name if person.department else "不属于任何单位"


def _fingerprints(found: CustodyState) -> dict[str, str]:
    """Beside each name the fingerprint of the person's own key, to be compared with what their own page shows."""
    return {str(each.person.id): f"公钥指纹 {each.fingerprint}" for each in found.candidates if each.has_passphrase}
