"""The lead's side of letters to respondents: writing one, the head's decision, and the answer that came."""

from flask import Response as FlaskResponse
from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms import BooleanField, TextAreaField

from portal.access import Permission, allows, require
from portal.accounts.departments.queries import get_department
from portal.accounts.models import User
from portal.attachments import queries as attachments
from portal.cases import queries as cases
from portal.cases.letters import operations, queries
from portal.cases.letters.models import RespondentLetter
from portal.cases.letters.vocabulary import LetterStatus
from portal.cases.models import Case
from portal.db import transaction
from portal.errors import NotFound, RuleBroken
from portal.publication.checking import inspector
from portal.web import sessions
from portal.web.desk.blueprint import blueprint
from portal.web.files import file_rows, sent
from portal.web.forms import HouseForm, Length, Needed, OneChoice, SelectOne, attach

_LONGEST = 3000


class LetterForm(HouseForm):
    """The summary in the office's own words."""

    department = SelectOne("收函单位", [Needed("请选择收函单位")], coerce=int)
    matter = TextAreaField("反映事项的要点", [Needed("请写明反映事项的要点"), Length(10, _LONGEST, ask="请写明反映事项的要点")])
    asked = TextAreaField("请对方说明什么", [Needed("请写明请对方说明什么"), Length(5, _LONGEST, ask="请写明请对方说明什么")])
    gives_identity = BooleanField("按反映人的同意，在函中写明反映人的名称")


class DecisionForm(HouseForm):
    """Send the letter, or give it back."""

    outcome = OneChoice("审核意见", [Needed("请选择发出或者驳回")], choices=[("send", "同意发出"), ("refuse", "驳回重写")])
    reason = TextAreaField("驳回的理由", [Length(0, 1000)])


@blueprint.route("/cases/<int:case_id>/letters", methods=["GET", "POST"])
def write_letter(case_id: int) -> str | Response:
    """Write a letter to a body complained of, for the head to send."""
    actor, form = sessions.actor(), LetterForm()
    case = _open(actor, case_id, form)
    if form.validate_on_submit():
        try:
            number = _written(actor, case_id, form)
            flash("核实函已提交，等单位负责人审核后发出。")
            return redirect(url_for("desk.case_letter", case_id=case_id, number=number), 303)
        except RuleBroken as error:
            attach(error, form)
            case = _open(actor, case_id, form)
    return render_template("desk/write_letter.html", case=case, form=form)


def _open(actor: User, case_id: int, form: LetterForm) -> Case:
    """The case, and the form with the bodies a letter can go to and the words of a letter that was given back."""
    case = cases.get_visible(actor, case_id)
    if not operations.may_be_sent(case):
        raise NotFound("没有找到这个页面。")
    require(actor, Permission.LETTER_WRITE, case)
    form.department.offer([(each.id, each.name) for each in queries.list_addressees(case)])
    if not operations.may_give_identity(case):
        del form.gives_identity
    refused = [each for each in queries.list_of_case(case.id) if each.status is LetterStatus.REFUSED]
    if request.method == "GET" and refused:
        form.department.data, form.matter.data, form.asked.data = refused[-1].department_id, refused[-1].matter, refused[-1].asked
    return case


def _written(actor: User, case_id: int, form: LetterForm) -> str:
    gives = bool(form.gives_identity.data) if "gives_identity" in form else False
    text = operations.LetterText(form.matter.data or "", form.asked.data or "", gives)
    with transaction():
        case = cases.get_visible_for_update(actor, case_id)
        return operations.write(case, actor, get_department(form.department.data), text, inspector(case)).number


@blueprint.route("/cases/<int:case_id>/letters/<number>", methods=["GET", "POST"])
def case_letter(case_id: int, number: str) -> str | Response:
    """The letter with its answer; the head sends it or gives it back."""
    actor, form = sessions.actor(), DecisionForm()
    letter = queries.get_of_case(actor, case_id, number)
    if form.validate_on_submit():
        try:
            flash(_decided(actor, case_id, number, form))
            return redirect(url_for("desk.case_letter", case_id=case_id, number=number), 303)
        except RuleBroken as error:
            attach(error if error.field == "reason" else RuleBroken("outcome", error.message), form)
            letter = queries.get_of_case(actor, case_id, number)
    files = file_rows(attachments.list_for("letter", letter.id), "desk.case_letter_file", case_id=case_id, number=number)
    name = operations.name_told(letter)
    return render_template("desk/case_letter.html", letter=letter, form=_decision(actor, letter, form), files=files, name_told=name)


def _decision(actor: User, letter: RespondentLetter, form: DecisionForm) -> DecisionForm | None:
    waits = letter.status is LetterStatus.SUBMITTED and letter.author_id != actor.id
    return form if waits and allows(actor, Permission.LETTER_SEND, letter.case) else None


def _decided(actor: User, case_id: int, number: str, form: DecisionForm) -> str:
    with transaction():
        cases.get_visible_for_update(actor, case_id)
        letter = queries.get_of_case(actor, case_id, number, for_update=True)
        if form.outcome.data == "refuse":
            operations.refuse(letter, actor, form.reason.data or "")
            return "核实函已驳回，退给承办人重写。"
        operations.send(letter, actor, inspector(letter.case))
        return "核实函已发出，对方会收到提醒，提醒里没有内容。"


@blueprint.get("/cases/<int:case_id>/letters/<number>/files/<token>")
def case_letter_file(case_id: int, number: str, token: str) -> FlaskResponse:
    """A file that came with the answer."""
    letter = queries.get_of_case(sessions.actor(), case_id, number)
    found = attachments.find_owned("letter", letter.id, token)
    if found is None:
        raise NotFound("没有找到这个附件。")
    return sent(found)
