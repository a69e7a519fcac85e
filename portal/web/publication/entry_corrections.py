"""A public entry of a register is corrected by two people; what stood there before can be read by staff."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from portal.access import Permission, allows, require
from portal.accounts.departments import queries as departments
from portal.accounts.models import User
from portal.db import transaction
from portal.errors import RuleBroken, TransitionRefused
from portal.registers import corrections, queries
from portal.registers.fields import FIELDS
from portal.registers.models import RegisterCorrection, RegisterEntry
from portal.registers.vocabulary import Kind, said_topic
from portal.versions.difference import Stretch, compared
from portal.web import sessions
from portal.web.filters import day
from portal.web.forms import attach
from portal.web.publication.blueprint import blueprint
from portal.web.publication.entry_forms import CorrectionDecisionForm, fitted_correction, needed
from portal.web.registers import inspect


@blueprint.route("/registers/<int(max=2147483647):entry_id>/correct", methods=["GET", "POST"])
def correct_entry(entry_id: int) -> Any:
    """Propose other words for a public entry."""
    actor = sessions.actor()
    entry = queries.get_entry(entry_id)
    require(actor, Permission.REGISTER_WRITE, entry)
    form, why_not = fitted_correction(entry, actor), corrections.why_not_propose(entry)
    if form.validate_on_submit():
        try:
            with transaction():
                entry = queries.get_entry(entry_id, for_update=True)
                corrections.propose(entry, actor, form.given, form.what.data or "", inspect)
            flash("已提交更正，另一位工作人员审核后改公开页。")
            return redirect(url_for("publication.show_entry", entry_id=entry_id), 303)
        except RuleBroken as error:
            attach(error, form)
    entry = queries.get_entry(entry_id)
    return render_template("publication/correct_entry.html", form=form, entry=entry, why_not=why_not, needed=needed(entry.kind))


@blueprint.route("/registers/<int(max=2147483647):entry_id>/correction", methods=["GET", "POST"])
def show_entry_correction(entry_id: int) -> Any:
    """The correction that waits, beside what is public now, with the decision."""
    actor, form = sessions.actor(), CorrectionDecisionForm()
    entry = queries.get_entry(entry_id)
    require(actor, Permission.REGISTER_CORRECT, entry)
    correction = _waiting(entry_id)
    if form.validate_on_submit():
        try:
            return _decide(form, entry_id, actor)
        except RuleBroken as error:
            attach(error, form)
        entry, correction = queries.get_entry(entry_id), _waiting(entry_id)
    present = {name: getattr(entry, name) for name in correction.values}
    return render_template(
        "publication/show_entry_correction.html",
        form=form,
        entry=entry,
        correction=correction,
        changes=differences(entry.kind, present, corrections.values_of(correction.values)),
        why_not=corrections.why_not_decide(correction, actor),
    )


def _waiting(entry_id: int) -> RegisterCorrection:
    found = queries.find_correction(entry_id)
    if found is None:
        raise TransitionRefused("现在没有等审核的更正。")
    return found


def _decide(form: CorrectionDecisionForm, entry_id: int, actor: User) -> Response:
    decision = request.form.get("decision", "")
    with transaction():
        entry, correction = queries.get_entry(entry_id, for_update=True), _waiting(entry_id)
        if request.form.get("correction") != str(correction.id):
            raise RuleBroken("reason", "这份更正刚刚有了变化，请看过现在的文字再决定。")
        if decision == "refuse":
            corrections.refuse(correction, entry, actor, form.reason.data or "")
        elif decision == "pass":
            corrections.accept(correction, entry, actor, inspect)
        else:
            raise RuleBroken("reason", "请选择通过或者不采用。")
    flash("公开页已更正。" if decision == "pass" else "没有采用这份更正，公开页不变。")
    return redirect(url_for("publication.show_entry", entry_id=entry_id), 303)


def differences(kind: Kind, before: Mapping[str, Any], after: Mapping[str, Any]) -> list[tuple[str, list[Stretch]]]:
    """What differs, field by field, word for word."""
    said = [(field.label, _said(kind, field.name, before), _said(kind, field.name, after)) for field in FIELDS[kind] if field.name in after]
    return [(label, compared(old, new)) for label, old, new in said if old != new]


def _said(kind: Kind, name: str, values: Mapping[str, Any]) -> str:
    value = values.get(name)
    if not value:
        return "（没有）"
    if name == "department_id":
        return departments.get_department(value).name
    if name == "topic":
        return said_topic(kind, value)
    return str(day(value)) if isinstance(value, date) else str(value)


def versions(entry: RegisterEntry) -> list[dict[str, Any]]:
    """Every correction that was put on the page, the newest first, with what it changed."""
    return [
        {
            "on": each.decided_at,
            "what": each.what,
            "author": each.author.display_name,
            "changes": differences(entry.kind, corrections.values_of(each.before), corrections.values_of(each.values)),
        }
        for each in queries.list_applied(entry.id)
    ]


def ways(entry: RegisterEntry, actor: User) -> list[tuple[str, str]]:
    """The pages about corrections that this person may open now: (words, address)."""
    waits = queries.find_correction(entry.id) is not None
    if waits and allows(actor, Permission.REGISTER_CORRECT, entry):
        return [("审核更正", url_for("publication.show_entry_correction", entry_id=entry.id))]
    may_write = not waits and allows(actor, Permission.REGISTER_WRITE, entry)
    return [("更正", url_for("publication.correct_entry", entry_id=entry.id))] if may_write else []
