"""How every step of the table is taken: one view for all, with the same care for versions, double presses and typed words."""

from collections.abc import Callable, Sequence
from typing import Any

from flask import flash, redirect, render_template, request
from werkzeug.wrappers import Response

from portal.accounts.models import User
from portal.cases import queries
from portal.cases.possible import require_possible
from portal.cases.steps import expect_version, mark_submission
from portal.crypto import keyed_hash
from portal.db import transaction
from portal.errors import RuleBroken, StalePage
from portal.web import sessions
from portal.web.desk.blueprint import back_to_list, blueprint, here
from portal.web.desk.steps import STEPS, Step
from portal.web.forms import HouseForm, attach

Answer = Response | str | tuple[str, int]
CONFLICT = 409


def settle(case_id: int, actor: User, form: Any, step: Step) -> bool:
    """Take the step in one transaction; False when the form has errors.

    The same press twice takes it once. Raises ``StalePage`` when somebody was faster, and what ``require_possible`` raises.
    """
    pressed = keyed_hash(form.submission_key.data or "", "step")
    with transaction():
        case = queries.get_visible_for_update(actor, case_id)
        if queries.was_submitted(case.id, pressed):
            return True
        expect_version(case, form.seen_version)
        require_possible(case, actor, *step.actions)
        step.prepare(form, case, actor)
        if not form.validate():
            return False
        sentence = step.do(case, actor, form)
        mark_submission(case, pressed)
    flash(sentence)
    return True


def after(case_id: int, actor: User) -> Response:
    """Back to the case; to the list when the step took the case out of the person's sight."""
    address = here("desk.show_case", case_id) if queries.is_visible(actor, case_id) else back_to_list()
    return redirect(address, 303)


def page_of(step: Step, case_id: int, actor: User, form: HouseForm, changed: Sequence[Any] = ()) -> Answer:
    """The page of a step, with whatever was typed. Asks again whether the case may be seen and the step taken.

    ``changed`` are the events that came between opening and sending; the page then answers as a conflict.
    """
    case = queries.get_visible(actor, case_id)
    require_possible(case, actor, *step.actions)
    more = step.prepare(form, case, actor)
    values: dict[str, Any] = {"case": case, "form": form, "step": step, "changed": changed, **more}
    return render_template(f"desk/{step.endpoint}.html", **values), CONFLICT if changed else 200


def _take(step: Step, case_id: int) -> Answer:
    """Try to take the step; when it cannot be, show the page again with what was typed and why."""
    actor, form = sessions.actor(), step.form()
    changed: list[Any] = []
    try:
        if settle(case_id, actor, form, step):
            return after(case_id, actor)
    except RuleBroken as error:
        if step.is_press:
            raise
        attach(error, form)
    except StalePage as error:
        if step.is_press:
            raise
        form.form_errors.append(error.message)
        changed = queries.list_events(case_id)[form.seen_version :]
    return page_of(step, case_id, actor, form, changed)


def _view(step: Step) -> Callable[[int], Answer]:
    def view(case_id: int) -> Answer:
        """Show the page of the step, or take it."""
        if request.method == "GET" or "edit" in request.form:
            return page_of(step, case_id, sessions.actor(), step.form())
        return _take(step, case_id)

    return view


for _step in STEPS:
    _methods = ["POST"] if _step.is_press else ["GET", "POST"]
    blueprint.add_url_rule(f"/cases/<int:case_id>/{_step.path}", _step.endpoint, _view(_step), methods=_methods)
