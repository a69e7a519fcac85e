"""A department's own tasks of the ledger: reading them, reporting on them, moving them, handing things in."""

from flask import Response as FlaskResponse
from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms import MultipleFileField, StringField, TextAreaField

from portal import clock
from portal.access import Permission, allows, require
from portal.accounts.models import User
from portal.attachments import operations as attachments
from portal.db import transaction
from portal.errors import RuleBroken
from portal.ledger import operations
from portal.ledger.models import TaskProgress
from portal.ledger.queries import inspections
from portal.ledger.queries import tasks as queries
from portal.ledger.queries.tasks import TaskFilter
from portal.ledger.workflow import task_move
from portal.web import sessions
from portal.web.desk.blueprint import blueprint
from portal.web.files import sent
from portal.web.filters import url_with
from portal.web.forms import HouseForm, Length, Needed, attach
from portal.web.ledger_pages import (
    ENTRY_ROWS,
    MoveForm,
    checked_files,
    deliverable_file,
    deliverable_rows,
    due_words,
    moments,
    moves,
    organ_rows,
    task_facts,
)

PAGE_ROWS = 50


class ReportForm(HouseForm):
    """How the task is getting on."""

    text = TextAreaField("进展情况", [Needed("请写明进展情况"), Length(5, 5000, ask="请写明进展情况")])


class DeliverableForm(HouseForm):
    """What else the task brings about."""

    title = StringField("成果的名称", [Needed("请写明成果的名称"), Length(2, 200, ask="请写明成果的名称")])


class HandInForm(HouseForm):
    """What was made, and the files."""

    text = TextAreaField("成果的说明", [Needed("请写明成果的说明"), Length(5, 5000, ask="请写明成果的说明")])
    files = MultipleFileField("附件")


@blueprint.get("/ledger")
def list_ledger_tasks() -> str:
    """The tasks in which the own department has a part, in the order of the plan, and the inspections to come."""
    home, today = sessions.actor().department, clock.today()
    wanted = TaskFilter(department_id=home.id if home else 0)
    found = queries.list_tasks(wanted, today, request.args.get("after", 0, type=int), PAGE_ROWS + 1)
    page = found[:PAGE_ROWS]
    rows = [
        {"progress": each, "column": each.column(today), "due": due_words(each, today), "part": _part(each, home.id if home else 0)}
        for each in page
    ]
    return render_template(
        "desk/list_ledger_tasks.html",
        rows=rows,
        total=sum(queries.count_by_column(wanted, today).values()),
        next_url=url_with(after=page[-1].task.seq) if len(found) > PAGE_ROWS else None,
        rounds=inspections.list_rounds_of(home.id) if home else [],
        late=inspections.count_late_findings(today, home.id) if home else 0,
    )


def _part(progress: TaskProgress, department_id: int) -> str:
    return next((each.role.label for each in progress.organs if each.department_id == department_id), "")


@blueprint.route("/ledger/<int:task_id>", methods=["GET", "POST"])
def show_ledger_task(task_id: int) -> str | Response:
    """One own task; whoever answers for it reports below."""
    actor, form = sessions.actor(), ReportForm()
    if form.validate_on_submit():
        try:
            with transaction():
                operations.report(_own(task_id, for_update=True), actor, form.text.data or "")
            flash("进展已提交，监督人员可以看到。")
            return redirect(_page(task_id), 303)
        except RuleBroken as error:
            attach(error, form)
    return _task_page(actor, task_id, form)


def _task_page(actor: User, task_id: int, form: ReportForm) -> str:
    progress, today = _own(task_id), clock.today()
    found = queries.list_entries(task_id, request.args.get("before", type=int), ENTRY_ROWS + 1)
    return render_template(
        "desk/show_ledger_task.html",
        progress=progress,
        column=progress.column(today),
        facts=task_facts(progress, today),
        organs=organ_rows(progress),
        moves=moves(progress, actor),
        deliverables=deliverable_rows(queries.list_deliverables(task_id), "desk.ledger_file"),
        checks=inspections.list_checks_of_task(task_id),
        moments=moments(found[:ENTRY_ROWS]),
        older_url=url_with(before=found[ENTRY_ROWS - 1].id) if len(found) > ENTRY_ROWS else None,
        form=form if allows(actor, Permission.LEDGER_UPDATE, progress) else None,
    )


@blueprint.route("/ledger/<int:task_id>/move", methods=["GET", "POST"])
def move_ledger_task(task_id: int) -> str | Response:
    """Bring an own task to another state."""
    actor, form = sessions.actor(), MoveForm()
    progress = _own_to_change(task_id)
    form.target.offer([(each.value, f"{each.label}（{task_move(progress.state, each).action.label}）") for each in moves(progress, actor)])
    if form.validate_on_submit():
        try:
            with transaction():
                operations.move(_own(task_id, for_update=True), actor, form.target.data, form.note.data or "")
            flash(f"已移到“{form.target.data.label}”。")
            return redirect(_page(task_id), 303)
        except RuleBroken as error:
            attach(error, form)
            progress = _own(task_id)
    return render_template("desk/move_ledger_task.html", progress=progress, form=form)


@blueprint.route("/ledger/<int:task_id>/deliverables", methods=["GET", "POST"])
def add_deliverable(task_id: int) -> str | Response:
    """Name something more that an own task brings about."""
    actor, form = sessions.actor(), DeliverableForm()
    progress = _own_to_change(task_id)
    if form.validate_on_submit():
        try:
            with transaction():
                made = operations.add_deliverable(_own(task_id, for_update=True), actor, form.title.data or "").id
            return redirect(url_for("desk.hand_in", task_id=task_id, deliverable_id=made), 303)
        except RuleBroken as error:
            attach(error, form)
            progress = _own(task_id)
    return render_template("desk/add_deliverable.html", progress=progress, form=form)


@blueprint.route("/ledger/<int:task_id>/deliverables/<int:deliverable_id>", methods=["GET", "POST"])
def hand_in(task_id: int, deliverable_id: int) -> str | Response:
    """Hand in a deliverable with its files, or more of it."""
    form = HandInForm()
    progress = _own_to_change(task_id)
    if form.validate_on_submit():
        try:
            _handed_in(task_id, deliverable_id, form)
            flash("成果已提交。")
            return redirect(_page(task_id), 303)
        except RuleBroken as error:
            attach(RuleBroken("files" if error.field == "file" else error.field, error.message), form)
            progress = _own(task_id)
    row = deliverable_rows([queries.get_deliverable(task_id, deliverable_id)], "desk.ledger_file")[0]
    if request.method == "GET":
        form.text.data = row["row"].text
    return render_template("desk/hand_in.html", progress=progress, form=form, limits=attachments.limits_sentence(), **row)


def _handed_in(task_id: int, deliverable_id: int, form: HandInForm) -> None:
    checked = checked_files(form.files)
    with transaction():
        progress = _own(task_id, for_update=True)
        deliverable = queries.get_deliverable(task_id, deliverable_id)
        operations.hand_in(deliverable, progress, sessions.actor(), form.text.data or "")
        for each in checked:
            attachments.keep_file("deliverable", deliverable.id, each)


@blueprint.get("/ledger/<int:task_id>/deliverables/<int:deliverable_id>/files/<token>")
def ledger_file(task_id: int, deliverable_id: int, token: str) -> FlaskResponse:
    """A file of an own task."""
    _own(task_id)
    return sent(deliverable_file(queries.get_deliverable(task_id, deliverable_id), token))


def _own(task_id: int, for_update: bool = False) -> TaskProgress:
    return queries.get_of_department(sessions.actor().department, task_id, for_update)


def _own_to_change(task_id: int) -> TaskProgress:
    """An own task that this person answers for. Raises ``NotAllowed`` for a supporting department."""
    progress = _own(task_id)
    require(sessions.actor(), Permission.LEDGER_UPDATE, progress)
    return progress


def _page(task_id: int) -> str:
    return url_for("desk.show_ledger_task", task_id=task_id)
