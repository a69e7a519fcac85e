"""What is public already is corrected by three people; its term is changed with a reason."""

from datetime import date
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms import TextAreaField

from portal.access import Permission, allows, require
from portal.accounts.models import User
from portal.db import transaction
from portal.errors import RuleBroken, TransitionRefused
from portal.publication import corrections, queries
from portal.publication.models import PublicationCorrection
from portal.publication.rules import rules
from portal.publication.vocabulary import CorrectionStatus
from portal.web import sessions
from portal.web.fields import DayText
from portal.web.forms import HouseForm, Length, Needed, attach
from portal.web.publication.blueprint import blueprint
from portal.web.publication.forms import DraftForm


class CorrectionForm(DraftForm):
    """Other words for a public text, and what changed."""

    what = TextAreaField("更正了什么", [Needed("请写更正了什么，会公开显示"), Length(4, 300, ask="请写更正了什么，会公开显示")])


class DecisionForm(HouseForm):
    """The second or third person's decision."""

    reason = TextAreaField("理由（不采用时写）", [Length(0, 1000)])


class TermForm(HouseForm):
    """Until when the text is shown, and why."""

    until = DayText("公示到哪天", [Needed("请填公示到哪天")])
    reason = TextAreaField("理由", [Needed("请写理由，会公开显示"), Length(4, 300, ask="请写理由，会公开显示")])


@blueprint.route("/publications/<public_id>/correction", methods=["GET", "POST"])
def correct_publication(public_id: str) -> Any:
    """Propose other words; with one that waits, to its page."""
    actor = sessions.actor()
    publication = queries.get_for(actor, public_id)
    require(actor, Permission.PUBLICATION_DRAFT, publication.case)
    form, why_not = CorrectionForm(obj=publication), corrections.why_not_propose(publication)
    if form.validate_on_submit():
        try:
            with transaction():
                publication = queries.get_for(actor, public_id, for_update=True)
                corrections.propose(publication, actor, form.texts, form.what.data or "")
            flash("已提交更正，另两位工作人员审核、签发后改公开页。")
            return redirect(url_for("publication.show_publication", public_id=public_id), 303)
        except RuleBroken as error:
            attach(error, form)
    publication = queries.get_for(actor, public_id)
    return render_template("publication/correct_publication.html", form=form, publication=publication, why_not=why_not)


@blueprint.route("/publications/<public_id>/correction/decision", methods=["GET", "POST"])
def show_correction(public_id: str) -> Any:
    """The correction that waits, beside what is public now, with the decision."""
    actor, form = sessions.actor(), DecisionForm()
    publication = queries.get_for(actor, public_id)
    require(actor, Permission.CASE_READ, publication.case)
    correction = _waiting(publication.id)
    if form.validate_on_submit():
        try:
            return _decide(form, public_id, actor)
        except RuleBroken as error:
            attach(error, form)
        publication = queries.get_for(actor, public_id)
        correction = _waiting(publication.id)
    return render_template(
        "publication/show_correction.html",
        form=form,
        publication=publication,
        correction=correction,
        changes=corrections.differences(publication, correction),
        why_not=corrections.why_not_decide(correction, actor),
        may_decide=allows(actor, Permission.PUBLICATION_RELEASE, publication.case),
        step="审核通过" if correction.status is CorrectionStatus.OPEN else "签发，改公开页",
        rules=rules(),
    )


def _waiting(publication_id: int) -> PublicationCorrection:
    found = queries.find_correction(publication_id)
    if found is None:
        raise TransitionRefused("现在没有等审核的更正。")
    return found


def _decide(form: DecisionForm, public_id: str, actor: User) -> Response:
    decision = request.form.get("decision", "")
    with transaction():
        correction = _waiting(queries.get_for(actor, public_id, for_update=True).id)
        if request.form.get("correction") != f"{correction.id}:{correction.status.value}":
            raise RuleBroken("reason", "这份更正刚刚有了变化，请看过现在的文字再决定。")
        if decision == "refuse":
            corrections.refuse(correction, actor, form.reason.data or "")
        elif decision == "pass":
            corrections.decide(correction, actor)
        else:
            raise RuleBroken("reason", "请选择通过或者不采用。")
    flash("已处理。")
    return redirect(url_for("publication.show_publication", public_id=public_id), 303)


@blueprint.route("/publications/<public_id>/term", methods=["GET", "POST"])
def change_term(public_id: str) -> Any:
    """Show a text longer, or end it earlier."""
    actor = sessions.actor()
    publication = queries.get_for(actor, public_id)
    require(actor, Permission.PUBLICATION_WITHDRAW, publication.case)
    form = TermForm(data={"until": publication.ends_on})
    if form.validate_on_submit():
        try:
            with transaction():
                publication = queries.get_for(actor, public_id, for_update=True)
                corrections.change_term(publication, actor, form.until.data or date.min, form.reason.data or "")
            flash("已改公示期。")
            return redirect(url_for("publication.show_publication", public_id=public_id), 303)
        except RuleBroken as error:
            attach(error, form)
    return render_template("publication/change_term.html", form=form, publication=queries.get_for(actor, public_id))
