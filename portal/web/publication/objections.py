"""Objections to public texts: the list of those that wait, and the decision with reasons."""

from typing import Any

from flask import Response as FlaskResponse
from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from portal.access import Permission, allows, require
from portal.accounts.models import User
from portal.db import transaction
from portal.errors import RuleBroken
from portal.publication import objections, queries
from portal.publication.models import Publication
from portal.records.objections import filing
from portal.records.objections import queries as kept
from portal.records.objections.models import PublicObjection
from portal.web import sessions
from portal.web.forms import attach
from portal.web.lists import page_of, read_moment
from portal.web.objections import PAGE_ROWS, ObjectionDecisionForm, acted, due_of, proof_file, shown
from portal.web.publication.blueprint import blueprint


@blueprint.get("/publications/objections")
def list_objections() -> str:
    """Objections that wait, the oldest first, for those who may decide them."""
    actor = sessions.actor()
    found, pages = page_of(
        lambda *place: queries.list_open_objections(actor, *place), PAGE_ROWS, lambda row: (row[0].received_at, row[0].id), read_moment
    )
    waiting = [each for each in found if allows(actor, Permission.PUBLICATION_WITHDRAW, each[1].case)]
    until = due_of(filing.CLOCK, [objection.id for objection, _publication in waiting])
    return render_template("publication/list_objections.html", rows=[_row(*each, until[each[0].id]) for each in waiting], pages=pages)


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
    page = shown(kept.list_to(queries.OUTCOME, publication.id), "publication.objection_file", public_id=public_id)
    why_not = objections.why_not_decide(publication, actor)
    return render_template("publication/show_objections.html", form=form, publication=publication, why_not=why_not, **page)


def _decide(form: ObjectionDecisionForm, public_id: str, actor: User) -> Response:
    with transaction():
        publication = queries.get_for(actor, public_id, for_update=True)
        objection = kept.get_to(queries.OUTCOME, publication.id, request.form.get("item", type=int))
        if not acted(objections, objection, publication, actor, form.reasons.data or ""):
            objections.decide(objection, publication, actor, form.decision())
    flash("已处理。")
    return redirect(url_for("publication.show_objections", public_id=public_id), 303)


def _row(objection: PublicObjection, publication: Publication, until: str) -> dict[str, Any]:
    url = url_for("publication.show_objections", public_id=publication.public_id)
    return {"title": publication.title, "url": url, "who": objection.who.label, "at": objection.received_at, "due": until}


@blueprint.get("/publications/<public_id>/objections/<token>")
def objection_file(public_id: str, token: str) -> FlaskResponse:
    """A proof that came with an objection."""
    publication = queries.get_for(sessions.actor(), public_id)
    require(sessions.actor(), Permission.PUBLICATION_WITHDRAW, publication.case)
    return proof_file(filing.FILES, [each.id for each in kept.list_to(queries.OUTCOME, publication.id)], token)
