"""The same act on many cases (D5): choose, see what will change and what will not, give the reason, read what came of it."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms import StringField, TextAreaField

from portal.access.checks import may_ever
from portal.accounts import queries as accounts
from portal.accounts.departments import queries as departments
from portal.accounts.models import User
from portal.accounts.vocabulary import Role
from portal.cases.lists import bulk, queries
from portal.cases.lists.bulk import ACTS, BulkAct, Choice
from portal.cases.lists.models import WORDS_MAX
from portal.crypto import keyed_hash
from portal.db import transaction
from portal.errors import NotFound, RuleBroken
from portal.web import sessions
from portal.web.desk.blueprint import back_to_list, blueprint, list_args
from portal.web.desk.selection import BulkButton, chosen_ids
from portal.web.forms import FilterForm, HouseForm, Length, Needed, SelectOne, attach


class ChoiceForm(FilterForm):
    """What is chosen once for all cases; the names are not those of the list's filters, which stay in the same address."""

    to_department = SelectOne("单位", coerce=int)
    to_officer = SelectOne("承办人", coerce=int)
    put_tag = SelectOne("标签", empty="（写一个新的）")
    words = StringField("新标签", [Length(0, WORDS_MAX)])


class ReasonForm(HouseForm):
    """Why; of a 催办 it goes into the letter."""

    reason = TextAreaField("理由", [Needed("请写明理由"), Length(2, 1000, ask="请写明理由")])


def buttons(actor: User) -> list[BulkButton]:
    """The acts that this person's roles can take on some case."""
    acts = [act for act in ACTS.values() if may_ever(actor, act.permission)]
    return [BulkButton(act.label, url_for("desk.bulk_act", act=act.key)) for act in acts]


@blueprint.route("/cases/bulk/<act>", methods=["GET", "POST"])
def bulk_act(act: str) -> str | Response:
    """Show what the act would do to the selection; posted, do it."""
    actor, row, form = sessions.actor(), _act(act), ReasonForm()
    try:
        ids = request.form.getlist("case", type=int) if request.method == "POST" else chosen_ids(actor)
    except RuleBroken as error:
        flash(error.message)
        return redirect(back_to_list(), 303)
    asking = _asked(row, actor)
    if form.validate_on_submit():
        try:
            return redirect(url_for("desk.bulk_result", run_id=_done(row, ids, actor, asking, form), **list_args()), 303)
        except RuleBroken as error:
            attach(error, form)
    return _page(row, ids, actor, asking, form)


def _act(key: str) -> BulkAct:
    if key not in ACTS:
        raise NotFound("没有这种批量办理。")
    return ACTS[key]


def _done(act: BulkAct, ids: list[int], actor: User, asking: ChoiceForm, form: ReasonForm) -> int:
    pressed = keyed_hash(form.submission_key.data or "", "bulk")
    with transaction():
        choice = _choice(act, actor, asking, ids[: bulk.MOST])
        if choice is None:
            raise RuleBroken("reason", "请先选好要用的单位、人员或标签。")
        return bulk.carry_out(act, ids[: bulk.MOST], actor, choice, form.reason.data, pressed).id


def _page(act: BulkAct, ids: list[int], actor: User, asking: ChoiceForm, form: ReasonForm) -> str:
    values: dict[str, Any] = {"act": act, "ids": ids, "asking": asking, "form": form, "kept": list_args(), "is_all": "all" in request.args}
    cases = queries.list_selected(actor, ids)
    try:
        choice = _choice(act, actor, asking, ids)
    except RuleBroken as error:
        attach(error, asking)
        choice = None
    plan = bulk.plan(act, cases, actor, choice) if choice is not None else None
    return render_template("desk/bulk_act.html", plan=plan, found=len(cases), gone=len(ids) - len(cases), **values)


# What each thing that is chosen offers, and which fields ask for it.
_Offer = Callable[[ChoiceForm, User], None]


def _offer_departments(form: ChoiceForm, actor: User) -> None:
    form.to_department.offer([(each.id, each.name) for each in departments.list_active_organs()])


def _offer_officers(form: ChoiceForm, actor: User) -> None:
    people = accounts.users_of_department(actor.department_id, Role.OFFICER) if actor.department_id else []
    form.to_officer.offer([(each.id, each.display_name) for each in people])


def _offer_tags(form: ChoiceForm, actor: User) -> None:
    form.put_tag.offer([(each.words, each.words) for each in queries.list_tags(actor)])


_OFFERS: dict[str, tuple[tuple[str, ...], _Offer]] = {
    "": ((), lambda form, actor: None),
    "department": (("to_department",), _offer_departments),
    "officer": (("to_officer",), _offer_officers),
    "tag": (("put_tag", "words"), _offer_tags),
}


def _asked(act: BulkAct, actor: User) -> ChoiceForm:
    """The form of what is chosen, with the fields of this act alone and what the address says."""
    form = ChoiceForm(request.args)
    names, offer = _OFFERS[act.chooses]
    offer(form, actor)
    form.validate()
    for name in [field.name for field in form if field.name not in names]:
        delattr(form, name)
    return form


def _choice(act: BulkAct, actor: User, asking: ChoiceForm, ids: list[int]) -> Choice | None:
    """What was chosen; None while it was not."""
    if act.chooses == "":
        return Choice()
    given = {field.name: field.data for field in asking if field.data and not field.errors}
    if "to_department" in given:
        return Choice(department=departments.get_department(given["to_department"]))
    if "to_officer" in given:
        return Choice(officer=accounts.get_user(given["to_officer"]))
    words = given.get("words") or given.get("put_tag")
    return bulk.tag_choice(actor, words, ids) if words else None


@blueprint.get("/cases/bulk-results/<int:run_id>")
def bulk_result(run_id: int) -> str:
    """What came of an act of one's own: what was changed, and the exact list of what was not and why."""
    actor = sessions.actor()
    run = queries.get_own_run(actor, run_id)
    left = dict(run.skipped)
    found = {case.id: case for case in queries.list_selected(actor, [*run.done, *left])}
    values = {"done": [found[each] for each in run.done if each in found], "unseen": len([each for each in run.done if each not in found])}
    skipped = [(found.get(case_id), why) for case_id, why in left.items()]
    return render_template("desk/bulk_result.html", run=run, act=ACTS[run.act], skipped=skipped, **values)
