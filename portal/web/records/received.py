"""What a body that was ordered to rectify sees: its orders and nothing else, and its answers."""

from typing import Any

from flask import Response as FlaskResponse
from flask import render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms import MultipleFileField, TextAreaField

from portal.access import Permission, require
from portal.attachments import operations as attachments
from portal.attachments import queries as files
from portal.records.rectification import operations, queries
from portal.records.rectification.vocabulary import Stance
from portal.records.rectification.workflow import TRANSITIONS, RectificationAction
from portal.records.vocabulary import Pretext
from portal.web import sessions
from portal.web.acting import Act, run
from portal.web.files import checked_uploads, file_rows
from portal.web.filters import day
from portal.web.forms import HouseForm, Length, Needed, OneChoice, SelectOne
from portal.web.records.blueprint import blueprint
from portal.web.records.rectifications import file_of, noted_opening


class AnswerForm(HouseForm):
    """What the body did, why it happened, and what shows it."""

    stance = OneChoice("整改情况", [Needed("请选择整改情况")], choices=Stance)
    text = TextAreaField("原因和整改情况", [Needed("请写明原因和整改情况"), Length(10, 5000, ask="请写明原因和整改情况")])
    pretext = SelectOne("没有履行的理由属于", choices=Pretext, empty="都不是")
    files = MultipleFileField("凭证")


@blueprint.get("/rectifications/received")
def list_received() -> str:
    """The orders the own department received."""
    return render_template("records/list_received.html", orders=queries.list_received(sessions.actor()))


@blueprint.get("/rectifications/received/<order_number>")
def show_received(order_number: str) -> str:
    """One order, the own answers, and what was decided about them."""
    actor = sessions.actor()
    order = queries.get_received(actor, order_number)
    if order.opened_at is None and request.method == "GET":
        noted_opening(order_number)
        order = queries.get_received(actor, order_number)
    kept = files.list_for_many("rectification", [each.id for each in order.answers])
    rows = {each.id: file_rows(kept[str(each.id)], "records.received_file", order_number=order_number) for each in order.answers}
    may_answer = order.status in TRANSITIONS[RectificationAction.ANSWER].sources
    return render_template("records/show_received.html", order=order, files=rows, may_answer=may_answer)


@blueprint.route("/rectifications/received/<order_number>/answer", methods=["GET", "POST"])
def answer_received(order_number: str) -> str | Response:
    """Report what was done."""
    actor, form = sessions.actor(), AnswerForm()
    order = queries.get_received(actor, order_number)
    require(actor, Permission.RECTIFICATION_ANSWER, order)
    checked = checked_uploads(form.files) if form.is_submitted() else []

    def do() -> str:
        again = queries.get_received(actor, order_number, for_update=True)
        given = operations.answer(again, actor, form.stance.data, form.text.data, form.pretext.data)
        for each in checked:
            attachments.keep_file("rectification", given.id, each)
        return url_for("records.show_received", order_number=order_number)

    facts: list[dict[str, Any]] = [{"label": "整改要求", "value": order.demand.splitlines()}, {"label": "期限", "value": day(order.due_on)}]
    hints = {"pretext": "这些理由依法都不能作为不履行的理由，如实选择。", "files": attachments.limits_sentence()}
    back = url_for("records.show_received", order_number=order_number)
    return run(Act("报送整改情况", "报送", back, "报送后由监督人员验收。", facts, hints, uploads=True), form, do, "已报送。")


@blueprint.get("/rectifications/received/<order_number>/files/<token>")
def received_file(order_number: str, token: str) -> FlaskResponse:
    """A file of an own answer."""
    return file_of(queries.get_received(sessions.actor(), order_number), token)
