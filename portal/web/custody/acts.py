"""The requests that wait for custodians: the list, one request with approval by passphrase, and refusing."""

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response
from wtforms import PasswordField, TextAreaField

from portal import clock
from portal.accounts import queries as accounts
from portal.custody import acts, commands, queries, rotation, unlocking
from portal.custody.vocabulary import ActKind, ActState
from portal.db import transaction
from portal.errors import TransitionRefused
from portal.web.custody.blueprint import blueprint
from portal.web.custody.trying import went_well
from portal.web.forms import HouseForm, Length, Needed
from portal.web.sessions import actor

_PAST_ROWS = 20


class ApprovalForm(HouseForm):
    """The passphrase is the approval."""

    passphrase = PasswordField("保管口令", [Needed("请填写保管口令")], render_kw={"autocomplete": "off", "spellcheck": "false"})


class RefusalForm(HouseForm):
    """Why not, for the requester."""

    refusal = TextAreaField("不同意的理由", [Needed("请写明不同意的理由"), Length(2, 500, ask="请写明不同意的理由")])


@blueprint.get("/acts")
def list_acts() -> str:
    """What waits, the oldest first, and what was answered lately."""
    person = actor()
    waiting = queries.list_waiting(person, clock.now())
    return render_template("custody/list_acts.html", waiting=waiting, past=queries.list_answered(person, _PAST_ROWS))


@blueprint.route("/acts/<int:act_id>", methods=["GET", "POST"])
def show_act(act_id: int) -> str | Response:
    """Who asks for what and why, until when; approve with the passphrase."""
    act, form = acts.get_for(actor(), act_id), ApprovalForm()
    if form.validate_on_submit() and went_well(form, lambda: _approve(act_id, form.passphrase.data)):
        return redirect(url_for("custody.show_act", act_id=act_id), 303)
    act = acts.get_for(actor(), act_id)
    return render_template("custody/show_act.html", act=act, form=form, why_not=acts.why_not(act, actor()), hours=_hours())


def _approve(act_id: int, passphrase: str) -> None:
    user_id = actor().id
    act = acts.get_for(actor(), act_id)
    kind, reason = act.kind, acts.why_not(act, actor())
    if reason:
        raise TransitionRefused(reason)
    unlocked = unlocking.unlock(user_id, unlocking.place_of_act(act_id), passphrase)
    if kind is ActKind.ROTATE:
        with transaction():
            granted = rotation.approve(act_id, accounts.get_user(user_id), unlocked)
        moved = commands.complete(granted) if granted else None
        flash("您已同意，还需要另一个单位的一位保管人同意。" if moved is None else f"密封密钥已经更换，{moved} 份密封内容改由新密钥保护。")
        return
    with transaction():
        state = acts.approve(act_id, accounts.get_user(user_id), unlocked).state
    flash("两位保管人已同意，申请人可以凭取件码查看。" if state is ActState.GRANTED else "您已同意，还需要另一个单位的一位保管人同意。")


@blueprint.route("/acts/<int:act_id>/refuse", methods=["GET", "POST"])
def refuse_act(act_id: int) -> str | Response:
    """Refuse, with the reason that the requester reads."""
    act, form = acts.get_for(actor(), act_id), RefusalForm()
    if form.validate_on_submit() and went_well(form, lambda: _refuse(act_id, form.refusal.data)):
        flash("已记录为不同意，申请人会看到理由。")
        return redirect(url_for("custody.list_acts"), 303)
    return render_template("custody/refuse_act.html", act=acts.get_for(actor(), act_id) if form.errors else act, form=form)


def _refuse(act_id: int, reason: str) -> None:
    user_id = actor().id
    with transaction():
        acts.refuse(act_id, accounts.get_user(user_id), reason)


def _hours() -> int:
    return int(acts.WINDOW.total_seconds() // 3600)
