"""The routing table in words: the ordered rules, the areas, the functions, and the way of one made-up report through them."""

from flask import render_template, request

from portal.access import Permission
from portal.accounts.departments.queries import list_active_organs
from portal.accounts.models import Department
from portal.profiles.vocabulary import OrganRole, OwnerFunction
from portal.routing import operations, queries
from portal.routing.models import AreaOrgan
from portal.routing.rules import Proposal
from portal.web.admin import routing_words as words
from portal.web.admin.acts import needs
from portal.web.admin.blueprint import blueprint
from portal.web.forms import FilterForm, SelectOne


class DryRun(FilterForm):
    """A made-up report: its area and whom it is about."""

    area = SelectOne("领域", empty="没有选领域")
    respondent = SelectOne("被反映单位", coerce=int, empty="不在本地单位表内")


@blueprint.get("/routing")
def routing_table() -> str:
    """Areas and owners as loaded; with ``try`` in the query, who would get a report and why. Nothing is changed."""
    needs(Permission.PROFILE_LOAD)
    areas = queries.areas()
    form = DryRun(request.args)
    form.area.offer([(area.key, area.title) for area in areas])
    form.respondent.offer([(each.id, each.name) for each in list_active_organs()])
    proposal: Proposal | None = None
    if "area" in request.args and form.validate():
        proposal = operations.propose_for(form.area.data, [form.respondent.data] if form.respondent.data else [])
    rows = [[area.title, *[_names(area.organs, role) for role in OrganRole]] for area in areas]
    in_force, draft = queries.rules_in_force(), queries.draft_rules()
    names = words.names()
    shown = draft or in_force
    return render_template(
        "admin/routing_table.html",
        dry_run=form,
        proposal=proposal,
        rows=rows,
        owners=_owners(),
        rules=[(each, words.said_conditions(each, names), words.said_target(each.target, names)) for each in shown.rules],
        default=words.said_target(shown.default, names),
        changes=words.said_changes(in_force, draft, names) if draft else [],
    )


def _names(organs: list[AreaOrgan], role: OrganRole) -> str:
    return "、".join(_said(each.department) for each in organs if each.role is role) or "—"


def _said(department: Department) -> str:
    return department.name + ("（集合名称，不分派）" if department.is_collective else "")


def _owners() -> list[list[str]]:
    owners = queries.owners()
    rows = []
    for function in OwnerFunction:
        own = [each for each in owners if each.function is function]
        if own:
            names = "、".join(f"{_said(each.department)}（{each.role.label}）" for each in own)
            rows.append([function.label, names, "系统推定，可以改" if own[0].is_inferred else "按配置"])
    return rows
