"""Roles: who holds them, what each may do, and resetting a second factor. Given by the security administrator only."""

from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response

from portal.access import Permission
from portal.accounts import operations, queries
from portal.accounts.rules import exclusions_of
from portal.accounts.vocabulary import Role
from portal.web.admin.acts import did, needs
from portal.web.admin.blueprint import blueprint
from portal.web.admin.people import _facts
from portal.web.forms import HouseForm, ManyChoices
from portal.web.matrix import MEANINGS, matrix
from portal.web.sessions import actor


class RolesForm(HouseForm):
    """Which roles somebody holds."""

    role = ManyChoices("角色", choices=Role)


@blueprint.get("/permissions")
def permissions() -> str:
    """Role by permission, made from the policy itself."""
    needs(Permission.ACCOUNT_READ)
    return render_template("admin/permissions.html", roles=list(Role), rows=matrix(), meanings=MEANINGS)


@blueprint.route("/users/<int:user_id>/roles", methods=["GET", "POST"])
def user_roles(user_id: int) -> str | Response:
    """Give and take back roles; the three administrators exclude each other and everything else."""
    needs(Permission.ROLE_GRANT)
    form = RolesForm(data={"role": sorted(queries.get_user(user_id).roles)})
    if form.validate_on_submit() and did(form, lambda: _set_roles(user_id, frozenset(form.role.data)), "已保存角色。"):
        return redirect(url_for("admin.user", user_id=user_id), 303)
    hints = {role.value: _excludes(role) for role in Role if exclusions_of(role)}
    return render_template("admin/user_roles.html", form=form, person=queries.get_user(user_id), hints=hints)


@blueprint.route("/users/<int:user_id>/second-factor", methods=["GET", "POST"])
def reset_second_factor(user_id: int) -> str | Response:
    """Ask once more, and take the authenticator off; the next sign-in enrols a new one."""
    needs(Permission.ROLE_GRANT)
    form, facts = HouseForm(), _facts(user_id)
    done = "已取消动态验证码，本人下次登录时重新绑定。"
    if form.validate_on_submit() and did(form, lambda: operations.reset_second_factor(queries.get_user(user_id), by=actor()), done):
        return redirect(url_for("admin.user", user_id=user_id), 303)
    return render_template("admin/reset_second_factor.html", form=form, facts=facts, user_id=user_id)


def _excludes(role: Role) -> str:
    """What the role cannot go with, in a few words; roles that are alone with everything need no list."""
    excluded = exclusions_of(role)
    if excluded == set(Role) - {role}:
        return "不能与其他任何角色兼任"
    return f"不能兼任{'、'.join(other.label for other in Role if other in excluded)}"


def _set_roles(user_id: int, wanted: frozenset[Role]) -> None:
    person = queries.get_user(user_id)
    for role in person.roles - wanted:
        operations.revoke_role(person, role, by=actor())
    for role in sorted(wanted - person.roles):
        operations.grant_role(person, role, by=actor())
