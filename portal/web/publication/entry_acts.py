"""What is done to a public entry on a page of its own: marked kept, the mark taken away, withdrawn."""

from collections.abc import Callable
from datetime import date
from typing import Any

from flask import flash, redirect, render_template, url_for

from portal.access import Permission, require
from portal.db import transaction
from portal.errors import RuleBroken, TransitionRefused
from portal.registers import commitments, operations, queries
from portal.registers.models import RegisterEntry
from portal.web import sessions
from portal.web.forms import HouseForm, attach
from portal.web.publication.blueprint import blueprint
from portal.web.publication.entry_forms import FulfilForm, ReasonForm
from portal.web.registers import inspect


@blueprint.route("/registers/<int(max=2147483647):entry_id>/fulfil", methods=["GET", "POST"])
def fulfil_entry(entry_id: int) -> Any:
    """The owner marks a promise as kept, with proof."""
    actor, form = sessions.actor(), FulfilForm()
    entry = queries.get_entry(entry_id)
    require(actor, Permission.REGISTER_FULFIL, entry)
    reason = commitments.why_not_fulfil(entry)
    if reason:
        raise TransitionRefused(reason)

    def mark(row: RegisterEntry) -> None:
        commitments.fulfil(row, actor, form.on.data or date.min, form.proof.data or "", inspect)

    return _act(form, entry_id, "publication/fulfil_entry.html", mark, "已登记，公开页已更新。")


@blueprint.route("/registers/<int(max=2147483647):entry_id>/deny", methods=["GET", "POST"])
def deny_entry(entry_id: int) -> Any:
    """A supervisor takes a false mark away."""
    actor, form = sessions.actor(), ReasonForm()
    require(actor, Permission.REGISTER_DENY, queries.get_entry(entry_id))
    return _act(
        form,
        entry_id,
        "publication/deny_entry.html",
        lambda row: commitments.deny(row, actor, form.reason.data or "", inspect),
        "已撤销，公开页已更新。",
    )


@blueprint.route("/registers/<int(max=2147483647):entry_id>/withdraw", methods=["GET", "POST"])
def withdraw_entry(entry_id: int) -> Any:
    """Take an entry off the page; the reason stays there."""
    actor, form = sessions.actor(), ReasonForm()
    require(actor, Permission.REGISTER_WITHDRAW, queries.get_entry(entry_id))
    return _act(
        form,
        entry_id,
        "publication/withdraw_entry.html",
        lambda row: operations.withdraw(row, actor, form.reason.data or "", inspect),
        "已撤下，原网址上显示撤下的理由。",
    )


def _act(form: HouseForm, entry_id: int, template: str, act: Callable[[RegisterEntry], None], banner: str) -> Any:
    """Do it in a transaction and go to the entry; a broken rule is shown on the form."""
    if form.validate_on_submit():
        try:
            with transaction():
                act(queries.get_entry(entry_id, for_update=True))
            flash(banner)
            return redirect(url_for("publication.show_entry", entry_id=entry_id), 303)
        except RuleBroken as error:
            attach(error, form)
    return render_template(template, form=form, entry=queries.get_entry(entry_id))
