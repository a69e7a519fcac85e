"""The named unit's right of reply: the release desk's side, and the unit's own list and page, where only the public text is."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms import TextAreaField

from portal.access import Permission, allows, require
from portal.accounts.models import User
from portal.db import transaction
from portal.deadlines import queries as deadlines
from portal.errors import NotFound, RuleBroken
from portal.publication import queries, replies
from portal.publication.models import PublicationReply
from portal.publication.vocabulary import ReplyStatus
from portal.web import sessions
from portal.web.filters import day
from portal.web.forms import HouseForm, Length, Needed, attach
from portal.web.publication.blueprint import blueprint


class ReplyForm(HouseForm):
    """What the named unit says."""

    text = TextAreaField("本单位的回应", [Needed("请写本单位的回应"), Length(5, 1000, ask="请写本单位的回应")])


class ReplyDecisionForm(HouseForm):
    """What is done with the answer."""

    reason = TextAreaField("理由（不采用时写）", [Length(0, 1000)])


@blueprint.route("/publications/<public_id>/reply", methods=["GET", "POST"])
def ask_reply(public_id: str) -> Any:
    """Send the text to the named unit, and decide what is done with its answer."""
    actor, form = sessions.actor(), ReplyDecisionForm()
    publication = queries.get_for(actor, public_id)
    require(actor, Permission.CASE_READ, publication.case)
    if form.validate_on_submit():
        try:
            return _act(form, public_id, actor)
        except RuleBroken as error:
            attach(error, form)
        publication = queries.get_for(actor, public_id)
    reply, unit = queries.find_reply(publication.id), replies.named_unit(publication)
    decides = allows(actor, Permission.PUBLICATION_RELEASE, publication.case) and not publication.was_written_by(actor.id)
    return render_template(
        "publication/ask_reply.html",
        form=form,
        publication=publication,
        unit=unit.name if unit else "",
        why_not=replies.why_not_ask(publication),
        may_ask=replies.may_ask(publication, actor),
        rows=_rows(reply) if reply else [],
        decides=decides and reply is not None and reply.status is ReplyStatus.ANSWERED,
    )


def _act(form: ReplyDecisionForm, public_id: str, actor: User) -> Response:
    wanted = request.form.get("act", "")
    with transaction():
        publication = queries.get_for(actor, public_id, for_update=True)
        reply = queries.find_reply(publication.id)
        if wanted == "ask":
            replies.ask(publication, actor)
        elif reply is None or wanted not in {"accept", "refuse"}:
            raise RuleBroken("reason", "请选择采用或者不采用。")
        else:
            replies.decide(reply, actor, wanted == "accept", form.reason.data or "")
    flash("已送被反映单位。" if wanted == "ask" else "已处理回应。")
    return redirect(url_for("publication.ask_reply", public_id=public_id), 303)


def _due(reply: PublicationReply) -> str:
    running = deadlines.open_deadline(replies.CLOCK, reply.id, replies.RULE)
    return day(running.due_on) if running else ""


def _rows(reply: PublicationReply) -> list[dict[str, Any]]:
    rows: list[tuple[str, Any]] = [
        ("状态", reply.status.label),
        ("送达", day(reply.asked_at)),
        ("最晚回应", _due(reply)),
        ("回应原文（内部）", reply.text.splitlines()),
        ("公开时这样写", (reply.shown or replies.public_words(reply)).splitlines() if reply.text else []),
        ("不采用的理由", reply.reason.splitlines()),
    ]
    return [{"label": label, "value": value} for label, value in rows if value]


@blueprint.get("/publications/replies")
def list_replies() -> str:
    """Public texts that the actor's department was asked about."""
    actor = sessions.actor()
    shown = [
        each for each in queries.list_replies_of(actor) if allows(actor, Permission.PUBLICATION_ANSWER, each) and replies.is_shown(each)
    ]
    return render_template("publication/list_replies.html", shown=shown)


@blueprint.route("/publications/replies/<public_id>", methods=["GET", "POST"])
def show_reply(public_id: str) -> Any:
    """The public text, and the unit's answer to it."""
    actor, form = sessions.actor(), ReplyForm()
    reply = _received(actor, public_id)
    if form.validate_on_submit():
        try:
            with transaction():
                replies.answer(_received(actor, public_id), actor, form.text.data or "")
            flash("已提交回应。采用后公开在这条公示下面，能认出人的内容会隐去。")
            return redirect(url_for("publication.show_reply", public_id=public_id), 303)
        except RuleBroken as error:
            attach(error, form)
        reply = _received(actor, public_id)
    return render_template(
        "publication/show_reply.html",
        form=form,
        reply=reply,
        publication=reply.publication,
        due=_due(reply),
        asks=reply.status is ReplyStatus.ASKED,
    )


def _received(actor: User, public_id: str) -> PublicationReply:
    """What the actor's department was asked about. The same answer for whatever else there may be."""
    for each in queries.list_replies_of(actor):
        is_it = each.publication.public_id == public_id and replies.is_shown(each)
        if is_it and allows(actor, Permission.PUBLICATION_ANSWER, each):
            return each
    raise NotFound("没有找到请本单位回应的公示。")
