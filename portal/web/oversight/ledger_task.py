"""One task of the ledger as a supervisor sees it: its course, its deliverables, and what can be done about it."""

from collections.abc import Callable
from typing import Any

from flask import Response as FlaskResponse
from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms import TextAreaField

from portal import clock
from portal.accounts.departments import queries as departments
from portal.accounts.models import User
from portal.db import transaction
from portal.errors import RuleBroken
from portal.ledger import operations
from portal.ledger.models import TaskProgress
from portal.ledger.queries import inspections
from portal.ledger.queries import tasks as queries
from portal.ledger.workflow import task_move
from portal.profiles.vocabulary import OrganRole
from portal.web import sessions
from portal.web.files import sent
from portal.web.filters import day, url_with
from portal.web.forms import DayText, HouseForm, Length, Needed, SelectOne, attach
from portal.web.ledger_pages import (
    ENTRY_ROWS,
    MoveForm,
    deliverable_file,
    deliverable_rows,
    list_url,
    moments,
    moves,
    organ_rows,
    task_facts,
)
from portal.web.oversight.blueprint import blueprint


class RemindForm(HouseForm):
    """What the departments are told."""

    text = TextAreaField("催办的要求", [Needed("请写明催办的要求"), Length(5, 2000, ask="请写明催办的要求")])


class DueForm(HouseForm):
    """Another last day, or none to go back to the plan's."""

    due_on = DayText("新的期限")
    reason = TextAreaField("调整的理由", [Needed("请写明调整期限的理由"), Length(5, 2000, ask="请写明调整期限的理由")])


class OrganForm(HouseForm):
    """Which department takes part, and how."""

    department = SelectOne("单位", [Needed("请选择单位")], coerce=int)
    role = SelectOne("分工", [Needed("请选择分工")], choices=OrganRole)


@blueprint.get("/ledger/<int:task_id>")
def show_task(task_id: int) -> str:
    """The words of the plan, who has it, what came of it, what inspections said."""
    progress, today, actor = queries.get_progress(task_id), clock.today(), sessions.actor()
    found = queries.list_entries(task_id, request.args.get("before", type=int), ENTRY_ROWS + 1)
    return render_template(
        "oversight/show_task.html",
        progress=progress,
        column=progress.column(today),
        facts=task_facts(progress, today),
        organs=organ_rows(progress),
        added=[each for each in progress.organs if each.is_added],
        moves=moves(progress, actor),
        deliverables=deliverable_rows(queries.list_deliverables(task_id), "oversight.task_file"),
        checks=inspections.list_checks_of_task(task_id),
        moments=moments(found[:ENTRY_ROWS]),
        older_url=url_with(before=found[ENTRY_ROWS - 1].id) if len(found) > ENTRY_ROWS else None,
    )


@blueprint.get("/ledger/<int:task_id>/deliverables/<int:deliverable_id>/files/<token>")
def task_file(task_id: int, deliverable_id: int, token: str) -> FlaskResponse:
    """A file of something that was handed in."""
    return sent(deliverable_file(queries.get_deliverable(task_id, deliverable_id), token))


@blueprint.route("/ledger/<int:task_id>/move", methods=["GET", "POST"])
def move_task(task_id: int) -> str | Response:
    """Bring the task to another state; asks for words where the move needs them."""
    actor, form = sessions.actor(), MoveForm()
    _offer(form, queries.get_progress(task_id), actor)
    if form.validate_on_submit():
        try:
            with transaction():
                progress = queries.get_progress(task_id, for_update=True)
                operations.move(progress, actor, form.target.data, form.note.data or "")
                name = progress.name
            flash(f"已把「{name}」移到“{form.target.data.label}”。")
            return redirect(list_url("oversight.list_tasks", form.back.data) if form.back.data else _page(task_id), 303)
        except RuleBroken as error:
            attach(error, form)
    return _shown("move_task", task_id, form)


def _offer(form: MoveForm, progress: TaskProgress, actor: User) -> None:
    offered = moves(progress, actor)
    form.target.offer([(each.value, f"{each.label}（{task_move(progress.state, each).action.label}）") for each in offered])


@blueprint.route("/ledger/<int:task_id>/remind", methods=["GET", "POST"])
def remind_task(task_id: int) -> str | Response:
    """Remind the departments that answer for the task."""
    form = RemindForm()
    return _acted(
        "remind_task",
        task_id,
        form,
        lambda progress, actor: operations.remind(progress, actor, form.text.data or ""),
        lambda progress: f"已催办{'、'.join(each.name for each in progress.answering)}。",
    )


@blueprint.route("/ledger/<int:task_id>/due", methods=["GET", "POST"])
def set_task_due(task_id: int) -> str | Response:
    """Set another last day; the words of the plan stay."""
    form = DueForm()
    return _acted(
        "set_task_due",
        task_id,
        form,
        lambda progress, actor: operations.set_due(progress, actor, form.due_on.data, form.reason.data or ""),
        lambda progress: f"期限已调整为{day(progress.due_on) if progress.due_on else '没有期限'}。",
    )


@blueprint.route("/ledger/<int:task_id>/organs", methods=["GET", "POST"])
def add_task_organ(task_id: int) -> str | Response:
    """Name a department where the plan says 「有关部门」 or nobody."""
    form = OrganForm()
    form.department.offer([(each.id, each.name) for each in departments.list_active_organs()])
    return _acted(
        "add_task_organ",
        task_id,
        form,
        lambda progress, actor: operations.add_organ(progress, actor, departments.get_department(form.department.data), form.role.data),
        lambda progress: f"已明确{progress.organs[-1].department.name}为这项任务的单位。",
    )


@blueprint.post("/ledger/<int:task_id>/organs/<int:organ_id>/remove")
def remove_task_organ(task_id: int, organ_id: int) -> Response:
    """Take away a department that was named here."""
    with transaction():
        progress, organ = queries.get_progress(task_id, for_update=True), queries.get_organ(task_id, organ_id)
        name = organ.department.name
        operations.remove_organ(progress, sessions.actor(), organ)
    flash(f"已撤销{name}在这项任务里的分工。")
    return redirect(_page(task_id), 303)


def _page(task_id: int) -> str:
    return url_for("oversight.show_task", task_id=task_id)


def _shown(template: str, task_id: int, form: Any) -> str:
    progress = queries.get_progress(task_id)
    return render_template(f"oversight/{template}.html", progress=progress, organs=organ_rows(progress), form=form)


def _acted(
    template: str, task_id: int, form: Any, act: Callable[[TaskProgress, User], object], said: Callable[[TaskProgress], str]
) -> str | Response:
    """Do it when the form is right and say what was done; otherwise show the form."""
    actor = sessions.actor()
    queries.get_progress(task_id)
    if form.validate_on_submit():
        try:
            with transaction():
                progress = queries.get_progress(task_id, for_update=True)
                act(progress, actor)
                words = said(progress)
            flash(words)
            return redirect(_page(task_id), 303)
        except RuleBroken as error:
            attach(error, form)
    return _shown(template, task_id, form)
