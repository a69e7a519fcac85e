"""Writing a public text: begun from the closed case, edited beside its source, cleared of what identifies, handed in."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from portal.access import Permission, allows
from portal.accounts.models import User
from portal.cases import queries as cases
from portal.crypto import keyed_hash
from portal.db import transaction
from portal.errors import RuleBroken, StalePage
from portal.publication import operations, queries
from portal.publication.checking import check_words, source_texts, unknown_words
from portal.publication.models import Publication
from portal.publication.redaction import Choice
from portal.publication.vocabulary import PublicationStatus
from portal.web import sessions
from portal.web.forms import HouseForm, attach
from portal.web.publication.blueprint import blueprint
from portal.web.publication.case_facts import case_rows
from portal.web.publication.forms import DraftForm, chosen, finding_rows

CONFLICT = 409


@blueprint.route("/cases/<int:case_id>/publication", methods=["GET", "POST"])
def edit_draft(case_id: int) -> Any:
    """The text beside its source. Without a draft: to where one is begun; with a finished one: to its page."""
    actor = sessions.actor()
    case = cases.get_visible(actor, case_id)
    publication = queries.find_living(case.id)
    if publication is None:
        return redirect(url_for("publication.begin_draft", case_id=case.id))
    if publication.status is not PublicationStatus.DRAFT or not allows(actor, Permission.PUBLICATION_DRAFT, case):
        return redirect(url_for("publication.show_publication", public_id=publication.public_id))
    form = DraftForm(obj=publication, data={"version": publication.version})
    if request.method == "POST":
        return _settle(form, publication, actor)
    return _page(form, publication)


@blueprint.route("/cases/<int:case_id>/publication/begin", methods=["GET", "POST"])
def begin_draft(case_id: int) -> Any:
    """Begin a text from the outcome; pressed twice, it is begun once."""
    actor, form = sessions.actor(), HouseForm()
    case = cases.get_visible(actor, case_id)
    why_not = operations.why_not_draft(case)
    if form.validate_on_submit():
        with transaction():
            case = cases.get_visible_for_update(actor, case_id)
            if queries.find_living(case.id) is None:
                operations.draft(case, actor)
                flash("已按办理结果起草，请核对文字，处理标出的内容。")
        return redirect(url_for("publication.edit_draft", case_id=case_id), 303)
    if not why_not and not allows(actor, Permission.PUBLICATION_DRAFT, case):
        why_not = "公示稿由牵头单位的承办人起草。"
    return render_template(
        "publication/begin_draft.html", case=case, form=form, why_not=why_not, rows=case_rows(case), newest=queries.find_newest(case.id)
    )


def _settle(form: DraftForm, publication: Publication, actor: User) -> Any:
    """Save what was typed, then do what the button says; whatever is refused is shown with the words still there."""
    wanted, status = request.form.get("act", "save"), 200
    if form.validate():
        try:
            if wanted == "submit":
                return _hand_in(form, publication.public_id, actor)
            return _save(form, publication.public_id, actor, wanted == "apply")
        except RuleBroken as error:
            attach(error, form)
        except StalePage as error:
            form.form_errors.append(error.message)
            status = CONFLICT
    return _page(form, queries.get_for(actor, publication.public_id), is_stale=status == CONFLICT), status


def _save(form: DraftForm, public_id: str, actor: User, applies: bool) -> Response:
    _keep_words(form, public_id, actor)
    if applies:
        with transaction():
            publication = queries.get_for(actor, public_id, for_update=True)
            operations.decide(publication, actor, chosen(check_words(publication)))
            left = len([each for each in check_words(publication) if each.blocks])
        flash(f"已应用，还有 {left} 处要处理。" if left else "已应用，没有要处理的内容了，可以提交审核。")
    else:
        flash("已保存。")
    publication = queries.get_for(actor, public_id)
    return redirect(url_for("publication.edit_draft", case_id=publication.case_id, _anchor="findings" if applies else None), 303)


def _hand_in(form: DraftForm, public_id: str, actor: User) -> Response:
    _keep_words(form, public_id, actor)
    with transaction():
        publication = queries.get_for(actor, public_id, for_update=True)
        if publication.status is PublicationStatus.DRAFT:
            operations.submit(publication, actor)
            flash("已提交审核，由另一位工作人员审核后公开。")
    return redirect(url_for("publication.show_publication", public_id=public_id), 303)


def _keep_words(form: DraftForm, public_id: str, actor: User) -> None:
    """Save the parts first, so that whatever comes after is about the words on the screen. The same press twice saves once."""
    pressed = keyed_hash((form.submission_key.data or "") + request.form.get("act", ""), "publication")
    with transaction():
        publication = queries.get_for(actor, public_id, for_update=True)
        if publication.submission_hash == pressed:
            return
        operations.expect_version(publication, form.seen_version)
        operations.save(publication, actor, form.texts)
        publication.submission_hash = pressed
    form.version.data = str(queries.get_for(actor, public_id).version)


def _page(form: DraftForm, publication: Publication, is_stale: bool = False) -> str:
    found = check_words(publication)
    form.version.data = str(publication.version)
    return render_template(
        "publication/edit_draft.html",
        form=form,
        publication=publication,
        case=publication.case,
        rows=case_rows(publication.case),
        sources=source_texts(publication.case),
        unknown=unknown_words(publication.case),
        findings=finding_rows(found),
        choices=Choice.choices(),
        asks_reporter=operations.wants_preview(publication.case),
        open_count=len([each for each in found if each.blocks]),
        saved={name: getattr(publication, name) for name, typed in form.texts.items() if typed != getattr(publication, name)}
        if is_stale
        else {},
    )
