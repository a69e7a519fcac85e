"""The inbox of letters (来函): what a body complained of sees of a complaint, and its answer."""

from flask import Response as FlaskResponse
from flask import flash, redirect, render_template, request, url_for
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response
from wtforms import MultipleFileField, TextAreaField

from portal.accounts.models import User
from portal.attachments import operations as attachments
from portal.attachments import queries as files
from portal.cases.letters import operations, queries
from portal.cases.letters.vocabulary import LetterStatus
from portal.db import transaction
from portal.errors import NotFound, RuleBroken
from portal.web import sessions
from portal.web.desk.blueprint import blueprint
from portal.web.files import file_rows, sent
from portal.web.forms import HouseForm, Length, Needed, attach


class LetterAnswerForm(HouseForm):
    """What the department says to it, and what shows it."""

    answer = TextAreaField("有关情况", [Needed("请写明有关情况"), Length(5, 5000, ask="请写明有关情况")])
    files = MultipleFileField("有关材料")


@blueprint.get("/letters")
def list_letters() -> str:
    """The letters the own department received."""
    return render_template("desk/list_letters.html", letters=queries.list_received(sessions.actor()))


@blueprint.route("/letters/<number>", methods=["GET", "POST"])
def show_letter(number: str) -> str | Response:
    """One letter, and the answer to it."""
    actor, form = sessions.actor(), LetterAnswerForm()
    letter = queries.get_received(actor, number)
    if letter.opened_at is None and request.method == "GET":
        with transaction():
            operations.note_opened(queries.get_received(actor, number, for_update=True), actor)
        letter = queries.get_received(actor, number)
    if form.validate_on_submit():
        try:
            _answered(actor, number, form)
            flash("回函已提交。")
            return redirect(url_for("desk.show_letter", number=number), 303)
        except RuleBroken as error:
            attach(RuleBroken("files" if error.field == "file" else error.field, error.message), form)
            letter = queries.get_received(actor, number)
    rows = file_rows(files.list_for("letter", letter.id), "desk.letter_file", number=number)
    return render_template(
        "desk/show_letter.html",
        letter=letter,
        form=form if letter.status is LetterStatus.SENT else None,
        files=rows,
        limits=attachments.limits_sentence(),
        name_told=operations.name_told(letter),
    )


def _answered(actor: User, number: str, form: LetterAnswerForm) -> None:
    chosen = [each for each in form.files.data if isinstance(each, FileStorage) and each.filename]
    checked = attachments.check_files([(each.stream, each.filename or "") for each in chosen])
    with transaction():
        letter = queries.get_received(actor, number, for_update=True)
        operations.answer(letter, actor, form.answer.data or "")
        for each in checked:
            attachments.keep_file("letter", letter.id, each)


@blueprint.get("/letters/<number>/files/<token>")
def letter_file(number: str, token: str) -> FlaskResponse:
    """A file of the own answer."""
    letter = queries.get_received(sessions.actor(), number)
    found = files.find_owned("letter", letter.id, token)
    if found is None:
        raise NotFound("没有找到这个附件。")
    return sent(found)
