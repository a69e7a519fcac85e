"""Printing: the list of chosen cases, and the whole file of a case (卷宗) as a page or as a PDF that the worker makes."""

from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from portal.accounts.models import User
from portal.audit import operations as audit
from portal.cases import queries as cases
from portal.cases.lists import dossier, queries
from portal.cases.models import Case
from portal.db import transaction
from portal.documents import body
from portal.errors import NotFound, RuleBroken
from portal.routing import queries as routing
from portal.web import sessions
from portal.web.desk.blueprint import back_to_list, blueprint
from portal.web.desk.selection import chosen_ids


@blueprint.get("/cases/print")
def print_cases() -> str | Response:
    """The chosen cases as a list to print, and the way to their files."""
    actor = sessions.actor()
    try:
        found = queries.list_selected(actor, chosen_ids(actor))
    except RuleBroken as error:
        flash(error.message)
        return redirect(back_to_list(), 303)
    return render_template("desk/print_cases.html", cases=found, titles=routing.area_titles(), most=dossier.MOST)


@blueprint.post("/cases/print/files")
def ask_dossiers() -> Response:
    """Have the files of the chosen cases made as one PDF."""
    actor = sessions.actor()
    with transaction():
        found = queries.list_selected(actor, request.form.getlist("case", type=int)[: dossier.MOST])
        _ask(actor, found)
    return _waiting()


@blueprint.get("/cases/<int:case_id>/dossier")
def show_dossier(case_id: int) -> str:
    """The whole file of a case to read and print; that it was taken out is written down."""
    actor = sessions.actor()
    cases.get_visible(actor, case_id)
    with transaction():
        case = cases.get_visible(actor, case_id)
        audit.record(actor, "list:print", "case", case.id, {"number": case.number})
    file = cases.get_file(actor, case_id)
    return render_template("desk/show_dossier.html", case=file.case, paper=body(dossier.dossier_of(file, actor)))


@blueprint.post("/cases/<int:case_id>/dossier/file")
def ask_dossier(case_id: int) -> Response:
    """Have the file made as a PDF with page numbers."""
    actor = sessions.actor()
    with transaction():
        _ask(actor, [cases.get_visible(actor, case_id)])
    return _waiting()


def _ask(actor: User, found: Sequence[Case]) -> None:
    if not found:
        raise NotFound("选中的办件现在都看不到了。")
    dossier.ask(actor, found)


def _waiting() -> Response:
    flash("正在生成，做好后在这里下载。")
    return redirect(url_for("downloads.list_files"), 303)
