"""Objections to public texts: the list of those that wait, and the decision with reasons."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms import TextAreaField

from portal.access import Permission, allows, require
from portal.accounts.models import User
from portal.db import transaction
from portal.deadlines import queries as deadlines
from portal.errors import RuleBroken
from portal.publication import objections, queries
from portal.publication.models import Publication, PublicObjection
from portal.publication.vocabulary import ObjectionOutcome, ObjectionStatus
from portal.web import sessions
from portal.web.filters import day
from portal.web.forms import HouseForm, Length, OneChoice, attach
from portal.web.publication.blueprint import blueprint


class ObjectionDecisionForm(HouseForm):
    """What comes of an objection, and why."""

    outcome = OneChoice("处理结果", choices=ObjectionOutcome)
    reasons = TextAreaField("理由", [Length(0, 1000)])


@blueprint.get("/publications/objections")
def list_objections() -> str:
    """Objections that wait, the oldest first, for those who may decide them."""
    actor = sessions.actor()
    waiting = [each for each in queries.list_open_objections(actor) if allows(actor, Permission.PUBLICATION_WITHDRAW, each[1].case)]
    return render_template("publication/list_objections.html", rows=[_row(*each) for each in waiting])


@blueprint.route("/publications/<public_id>/objections", methods=["GET", "POST"])
def show_objections(public_id: str) -> Any:
    """All objections to a text; the oldest that waits is decided here."""
    actor, form = sessions.actor(), ObjectionDecisionForm()
    publication = queries.get_for(actor, public_id)
    require(actor, Permission.PUBLICATION_WITHDRAW, publication.case)
    if form.validate_on_submit():
        try:
            return _decide(form, public_id, actor)
        except RuleBroken as error:
            attach(error, form)
        publication = queries.get_for(actor, public_id)
    found = queries.list_objections_to(publication.id)
    waiting = [each for each in found if each.status is ObjectionStatus.OPEN]
    return render_template(
        "publication/show_objections.html",
        form=form,
        publication=publication,
        rows=[_rows(each) for each in found],
        waiting=waiting[0] if waiting else None,
        may_decide=not publication.was_written_by(actor.id),
        may_ask=bool(waiting) and deadlines.open_deadline(objections.CLOCK, waiting[0].id, objections.OWN) is not None,
    )


def _decide(form: ObjectionDecisionForm, public_id: str, actor: User) -> Response:
    with transaction():
        publication = queries.get_for(actor, public_id, for_update=True)
        objection = queries.get_objection(publication.id, request.form.get("objection", type=int))
        if request.form.get("act") == "ask_others":
            objections.ask_others(objection, publication, actor)
        elif not form.outcome.data:
            raise RuleBroken("outcome", "请选择处理结果。")
        else:
            objections.decide(objection, publication, actor, ObjectionOutcome(form.outcome.data), form.reasons.data or "")
    flash("已处理。")
    return redirect(url_for("publication.show_objections", public_id=public_id), 303)


def _due(objection: PublicObjection) -> str:
    clocks = [deadlines.open_deadline(objections.CLOCK, objection.id, rule) for rule in (objections.OWN, objections.OTHERS)]
    return next((day(each.due_on) for each in clocks if each is not None), "")


def _row(objection: PublicObjection, publication: Publication) -> dict[str, Any]:
    url = url_for("publication.show_objections", public_id=publication.public_id)
    return {"title": publication.title, "url": url, "who": objection.who.label, "at": objection.received_at, "due": _due(objection)}


def _rows(objection: PublicObjection) -> list[dict[str, Any]]:
    name, contact = objections.name_and_contact(objection)
    rows: list[tuple[str, Any]] = [
        ("状态", objection.status.label),
        ("收到", day(objection.received_at)),
        ("最晚处理", _due(objection)),
        ("提出人", f"{objection.who.label} {name}".strip()),
        ("联系方式", contact),
        ("哪里不对", objection.wrong.splitlines()),
        ("依据", objection.proof.splitlines()),
        ("处理结果", objection.outcome.label if objection.outcome else ""),
        ("理由", objection.reasons.splitlines()),
    ]
    return [{"label": label, "value": value} for label, value in rows if value]
