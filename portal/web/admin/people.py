"""Accounts: make, invite, change, switch off and on, unlock. Roles are in ``roles.py``, given by another administrator."""

from flask import flash, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response
from wtforms import StringField

from portal import clock
from portal.access import Permission
from portal.accounts import operations, queries, substitution
from portal.accounts.departments.queries import get_department, list_active_organs
from portal.accounts.models import Department
from portal.accounts.people import edit_person
from portal.crypto import seal, unseal
from portal.db import transaction
from portal.errors import NotFound
from portal.web.addresses import absolute
from portal.web.admin.acts import did, needs, note
from portal.web.admin.blueprint import blueprint
from portal.web.forms import DayField, Email, FilterForm, HouseForm, Length, Needed, SelectOne
from portal.web.sessions import actor

PER_PAGE = 50
_LINK_CONTEXT = "admin.invitation"
_LINK_KEY = "invitation_made"  # not the key of an invitation that this browser was invited with


class PeopleFilter(FilterForm):
    """Looking for people."""

    search = StringField("姓名或用户名")
    department = SelectOne("单位", coerce=int, empty="全部单位")


class PersonForm(HouseForm):
    """Who somebody is and where they work."""

    display_name = StringField("姓名", [Needed("请填写姓名"), Length(1, 60)])
    department = SelectOne("所在单位", coerce=int, empty="不属于任何单位（管理员）")
    email = StringField("邮箱", [Email(), Length(0, 120)])
    phone = StringField("电话", [Length(0, 40)])


class SubstituteForm(HouseForm):
    """Who stands in, and on which days."""

    substitute = SelectOne("代理人", [Needed("请选择代理人")], coerce=int)
    from_on = DayField("从哪天起", [Needed("请写开始日期")])
    until_on = DayField("到哪天止", [Needed("请写结束日期")])


class NewPersonForm(PersonForm):
    """The same with a user name, which never changes."""

    username = StringField("用户名", [Needed("请填写用户名")], render_kw={"autocomplete": "off", "spellcheck": "false"})


@blueprint.get("/users")
def users() -> str:
    """People with their departments and roles."""
    needs(Permission.ACCOUNT_READ)
    filters = PeopleFilter(request.args)
    filters.department.offer(_offered())
    filters.validate()
    total = queries.count_users(filters.search.data or "", filters.department.data)
    pages = max(1, -(-total // PER_PAGE))
    page = min(max(request.args.get("page", 1, int), 1), pages)
    found = queries.list_users(filters.search.data or "", filters.department.data, limit=PER_PAGE, offset=(page - 1) * PER_PAGE)
    return render_template("admin/users.html", filters=filters, people=found, total=total, page=page, pages=pages, now=clock.now())


@blueprint.route("/users/new", methods=["GET", "POST"])
def create_user() -> str | Response:
    """Make an account without rights and a link to set its password."""
    needs(Permission.ACCOUNT_CREATE)
    form = NewPersonForm()
    form.department.offer(_offered())
    made: list[int] = []
    if form.validate_on_submit() and did(form, lambda: made.append(_create(form))):
        return redirect(url_for("admin.invitation", user_id=made[0]), 303)
    return render_template("admin/create_user.html", form=form)


@blueprint.get("/users/<int:user_id>")
def user(user_id: int) -> str:
    """One person, and what can be done."""
    needs(Permission.ACCOUNT_READ)
    person = queries.get_user(user_id)
    is_locked, sign_ins = operations.is_locked(person), queries.recent_sign_ins(user_id, 5)
    number = len(queries.list_passkeys(user_id))
    standing_in = queries.list_substitutions(user_id, clock.today())
    return render_template(
        "admin/user.html", person=person, is_locked=is_locked, sign_ins=sign_ins, passkeys=number, substitutions=standing_in
    )


@blueprint.route("/users/<int:user_id>/edit", methods=["GET", "POST"])
def edit_user(user_id: int) -> str | Response:
    """Change name, department and contacts."""
    needs(Permission.ACCOUNT_CREATE)
    person = queries.get_user(user_id)
    fields = {"display_name": person.display_name, "department": person.department_id, "email": person.email, "phone": person.phone}
    form = PersonForm(data=fields)
    form.department.offer(_offered())
    if form.validate_on_submit() and did(form, lambda: _edit(form, user_id), "已保存。"):
        return redirect(url_for("admin.user", user_id=user_id), 303)
    return render_template("admin/edit_user.html", form=form, person=queries.get_user(user_id))


@blueprint.route("/users/<int:user_id>/substitute", methods=["GET", "POST"])
def substitute_user(user_id: int) -> str | Response:
    """Let a colleague stand in for some days."""
    needs(Permission.ACCOUNT_CREATE)
    person = queries.get_user(user_id)
    form = SubstituteForm(from_on=clock.today())
    form.substitute.offer([(each.id, f"{each.display_name}（{each.username}）") for each in queries.list_colleagues(person)])
    if form.validate_on_submit() and did(form, lambda: _substitute(form, user_id), "已安排代理，到期自动结束。"):
        return redirect(url_for("admin.user", user_id=user_id), 303)
    return render_template("admin/substitute_user.html", form=form, person=queries.get_user(user_id))


@blueprint.post("/users/<int:user_id>/substitute/<int:substitution_id>/end")
def end_substitution(user_id: int, substitution_id: int) -> Response:
    """End a substitution before its day."""
    needs(Permission.ACCOUNT_CREATE)
    with transaction():
        row = queries.get_substitution(user_id, substitution_id)
        substitution.end_substitution(row)
        note("account:end_substitute", "user", user_id, substitute=row.substitute_id)
        flash("已结束代理。")
    return redirect(url_for("admin.user", user_id=user_id), 303)


@blueprint.post("/users/<int:user_id>/invite")
def invite_user(user_id: int) -> Response:
    """Make a new one-time link to set the password; older links end."""
    needs(Permission.ACCOUNT_CREATE)
    with transaction():
        _keep_link(operations.create_invitation(queries.get_user(user_id), by=actor()))
    return redirect(url_for("admin.invitation", user_id=user_id), 303)


@blueprint.get("/users/<int:user_id>/invitation")
def invitation(user_id: int) -> str:
    """The link just made, shown once."""
    needs(Permission.ACCOUNT_CREATE)
    sealed = session.pop(_LINK_KEY, None)
    token = unseal(bytes.fromhex(sealed), _LINK_CONTEXT) if isinstance(sealed, str) else ""
    link = absolute(url_for("account.enter_invitation", token=token)) if token else ""
    return render_template("admin/invitation.html", person=queries.get_user(user_id), link=link, days=operations.INVITATION_LIFE.days)


@blueprint.route("/users/<int:user_id>/disable", methods=["GET", "POST"])
def disable_user(user_id: int) -> str | Response:
    """Ask once more, and switch an account off; its sessions end at once."""
    needs(Permission.ACCOUNT_CREATE)
    person, form = queries.get_user(user_id), HouseForm()
    facts = _facts(user_id)
    done = f"已停用{person.display_name}的账号。"
    if form.validate_on_submit() and did(form, lambda: operations.disable(queries.get_user(user_id), by=actor()), done):
        return redirect(url_for("admin.user", user_id=user_id), 303)
    return render_template("admin/disable_user.html", form=form, facts=facts, user_id=user_id)


@blueprint.post("/users/<int:user_id>/enable")
def enable_user(user_id: int) -> Response:
    """Switch an account on again."""
    needs(Permission.ACCOUNT_CREATE)
    with transaction():
        operations.enable(queries.get_user(user_id), by=actor())
    flash("账号已恢复使用。")
    return redirect(url_for("admin.user", user_id=user_id), 303)


@blueprint.post("/users/<int:user_id>/unlock")
def unlock_user(user_id: int) -> Response:
    """Lift the lock after failed attempts."""
    needs(Permission.ROLE_GRANT)
    with transaction():
        operations.unlock(queries.get_user(user_id), by=actor())
    flash("账号已解锁。")
    return redirect(url_for("admin.user", user_id=user_id), 303)


def _offered() -> list[tuple[int, str]]:
    return [(each.id, each.name) for each in list_active_organs()]


def _facts(user_id: int) -> list[dict[str, str]]:
    person = queries.get_user(user_id)
    home = person.department.name if person.department else "不属于任何单位"
    return [
        {"label": "姓名", "value": person.display_name},
        {"label": "用户名", "value": person.username},
        {"label": "单位", "value": home},
    ]


def _home(form: PersonForm) -> Department | None:
    return get_department(form.department.data) if form.department.data else None


def _create(form: NewPersonForm) -> int:
    made = operations.create_user(
        form.username.data, form.display_name.data, _home(form), email=form.email.data or "", phone=form.phone.data or "", by=actor()
    )
    _keep_link(operations.create_invitation(made, by=actor()))
    return made.id


def _edit(form: PersonForm, user_id: int) -> None:
    person = queries.get_user(user_id)
    if not person.is_active:
        raise NotFound("这个账号已停用，请先恢复。")
    changed = edit_person(person, form.display_name.data, _home(form), form.email.data or "", form.phone.data or "")
    if changed:
        note("account:edit", "user", user_id, changed=changed)


def _keep_link(token: str) -> None:
    """Keep the token for the next page only; the cookie can be read by its browser, so it is sealed."""
    session[_LINK_KEY] = seal(token, _LINK_CONTEXT).hex()


def _substitute(form: SubstituteForm, user_id: int) -> None:
    person, colleague = queries.get_user(user_id), queries.get_user(form.substitute.data)
    row = substitution.appoint_substitute(person, colleague, form.from_on.data, form.until_on.data, actor())  # type: ignore[arg-type]
    note("account:substitute", "user", user_id, substitute=colleague.id, since=row.from_on.isoformat(), until=row.until_on.isoformat())
