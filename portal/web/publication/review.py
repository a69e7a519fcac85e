"""The second pair of eyes: texts handed in are released, given back or refused; what is public can be withdrawn."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from portal.access import Permission, allows, require
from portal.accounts.models import User
from portal.db import transaction
from portal.errors import RuleBroken, StalePage
from portal.publication import corrections, operations, queries, releasing
from portal.publication.changes import changes
from portal.publication.checking import check_words, source_texts, unknown_words
from portal.publication.models import Publication
from portal.publication.rules import rules
from portal.publication.vocabulary import Preview, PublicationStatus
from portal.web import outcome_page, sessions
from portal.web.filters import day, url_with
from portal.web.forms import attach
from portal.web.publication.blueprint import blueprint
from portal.web.publication.case_facts import case_rows
from portal.web.publication.forms import ReviewForm, WithdrawForm, finding_rows

CONFLICT = 409
PAGE_ROWS = 50
Decision = Callable[[Publication, User, str], None]
DECISIONS: dict[str, tuple[Decision, str]] = {
    "review": (lambda publication, actor, _reason: releasing.review(publication, actor), "审核通过，等另一位审核员签发。"),
    "approve": (lambda publication, actor, _reason: releasing.approve(publication, actor), "已签发。"),
    "give_back": (releasing.give_back, "已退回修改。"),
    "refuse": (releasing.refuse, "已决定不予公开。"),
    "take_out": (releasing.take_out, "已移出待发布，退回起草人。"),
}

_REFUSAL_HEADINGS = {
    PublicationStatus.DRAFT: "退回的理由",
    PublicationStatus.REFUSED: "不予公开的理由",
    PublicationStatus.CANCELLED: "作废的原因",
}


@blueprint.get("/publications")
def list_drafts() -> str:
    """Texts by where they stand; those that wait for the second person first."""
    actor = sessions.actor()
    counts = queries.count_for_desk(actor)
    wanted = request.args.get("status", PublicationStatus.SUBMITTED.value)
    status = PublicationStatus(wanted) if wanted in {each.value for each in PublicationStatus} else PublicationStatus.SUBMITTED
    found = queries.list_for_desk(actor, status, request.args.get("before", type=int), PAGE_ROWS + 1)
    shown = found[:PAGE_ROWS]
    return render_template(
        "publication/list_drafts.html",
        status=status,
        shown=shown,
        total=counts[status],
        rules=rules(),
        tabs=[
            {"label": each.label, "url": url_with(status=each.value, before=None), "count": counts[each], "current": each is status}
            for each in PublicationStatus
        ],
        next_url=url_with(before=shown[-1].id) if len(found) > PAGE_ROWS else None,
    )


@blueprint.route("/publications/<public_id>", methods=["GET", "POST"])
def show_publication(public_id: str) -> Any:
    """A text with its source, its findings, what changed, and the decision."""
    actor, form, status = sessions.actor(), ReviewForm(), 200
    publication = queries.get_for(actor, public_id)
    if form.validate_on_submit():
        try:
            return _decide(form, public_id, actor)
        except RuleBroken as error:
            attach(error, form)
        except StalePage as error:
            form.form_errors.append(error.message)
            status = CONFLICT
        publication = queries.get_for(actor, public_id)
    return _page(form, publication, actor), status


def _decide(form: ReviewForm, public_id: str, actor: User) -> Response:
    decision, sentence = DECISIONS.get(request.form.get("decision", ""), (None, ""))
    if decision is None:
        raise RuleBroken("reason", "请选择通过、退回或不予公开。")
    if request.form["decision"] in {"review", "approve"} and not form.confirmed.data:
        raise RuleBroken("confirmed", "请先核对，再勾选。")
    with transaction():
        publication = queries.get_for(actor, public_id, for_update=True)
        operations.expect_version(publication, form.seen_version)
        decision(publication, actor, form.reason.data or "")
    flash(sentence)
    return redirect(url_for("publication.show_publication", public_id=public_id), 303)


def _page(form: ReviewForm, publication: Publication, actor: User) -> str:
    case, status = publication.case, publication.status
    may_read = allows(actor, Permission.CASE_READ, case)
    form.version.data = str(publication.version)
    return render_template(
        "publication/show_publication.html",
        form=form,
        publication=publication,
        case=case,
        stands=_stands(publication, actor),
        rows=case_rows(case) if may_read else [],
        sources=source_texts(case) if may_read else [],
        unknown=unknown_words(case),
        findings=finding_rows(check_words(publication)) if may_read else [],
        changes=changes(publication),
        decides=_deciding(publication, actor),
        why_not=_why_not(publication, actor),
        rules=rules(),
        withdraws=status is PublicationStatus.RELEASED and allows(actor, Permission.PUBLICATION_WITHDRAW, case),
    )


def _deciding(publication: Publication, actor: User) -> str:
    """What this person decides now: the review, the approval, taking it out of the batch, or nothing."""
    decided = {
        PublicationStatus.SUBMITTED: "review",
        PublicationStatus.REVIEWED: "approve",
        PublicationStatus.APPROVED: "take_out",
    }
    what = decided.get(publication.status, "")
    if not allows(actor, Permission.PUBLICATION_RELEASE, publication.case):
        return ""
    return "" if what != "take_out" and publication.was_written_by(actor.id) else what


def _why_not(publication: Publication, actor: User) -> str:
    asked = {PublicationStatus.SUBMITTED: releasing.why_not_review, PublicationStatus.REVIEWED: releasing.why_not_approve}
    why_not = asked.get(publication.status)
    return why_not(publication, actor) if why_not else ""


def _stands(publication: Publication, actor: User) -> dict[str, Any]:
    """Where the text stands, in words and as what can be done."""
    status, until = publication.status, publication.preview_due_on
    may_draft = allows(actor, Permission.PUBLICATION_DRAFT, publication.case)
    waits_correction = queries.find_correction(publication.id) is not None
    asked = (
        f"{publication.preview.label}，{day(until)}前回答。" if operations.asks_reporter(publication) else f"{publication.preview.label}。"
    )
    return {
        "preview": "" if publication.preview is Preview.NOT_ASKED else asked,
        "refusal_heading": _REFUSAL_HEADINGS.get(status, "上次退回的理由"),
        "is_public": status is PublicationStatus.RELEASED,
        "log": queries.list_versions(publication.id),
        "waits_correction": waits_correction and allows(actor, Permission.CASE_READ, publication.case),
        "may_correct": may_draft and not corrections.why_not_propose(publication),
        "is_waiting": releasing.is_waiting(publication),
        "comes_out": day(publication.batch_on) if status is PublicationStatus.APPROVED else "",
        "may_edit": status is PublicationStatus.DRAFT and may_draft,
    }


@blueprint.get("/publications/<public_id>/preview")
def preview(public_id: str) -> str:
    """The public page as it will be: the same template and values as the published one."""
    return outcome_page.page(queries.get_for(sessions.actor(), public_id))


@blueprint.route("/publications/<public_id>/withdraw", methods=["GET", "POST"])
def withdraw_publication(public_id: str) -> Any:
    """Take a text off the public page; the reason stays there."""
    actor, form = sessions.actor(), WithdrawForm()
    publication = queries.get_for(actor, public_id)
    require(actor, Permission.PUBLICATION_WITHDRAW, publication.case)
    if form.validate_on_submit():
        try:
            with transaction():
                publication = queries.get_for(actor, public_id, for_update=True)
                operations.withdraw(publication, actor, form.reason.data or "")
            flash("已撤下，原网址上显示撤下的理由。")
            return redirect(url_for("publication.show_publication", public_id=public_id), 303)
        except RuleBroken as error:
            attach(error, form)
    return render_template("publication/withdraw_publication.html", form=form, publication=queries.get_for(actor, public_id))
