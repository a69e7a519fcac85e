"""The department tree: look, add, change, switch off and on."""

from collections.abc import Iterable
from typing import Any

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response
from wtforms import StringField, TextAreaField
from wtforms.validators import Optional, Regexp

from portal import clock
from portal.access import Permission
from portal.accounts.departments import changes, queries
from portal.accounts.departments import operations as tree
from portal.accounts.departments.models import DepartmentChange
from portal.accounts.models import Department
from portal.accounts.vocabulary import DepartmentKind
from portal.db import transaction
from portal.errors import RuleBroken
from portal.profiles.queries import region_code
from portal.web.admin.acts import did, needs, note
from portal.web.admin.blueprint import blueprint
from portal.web.filters import instant
from portal.web.forms import DayText, HouseForm, Length, Needed, SelectOne
from portal.web.sessions import actor
from portal.web.validators import CreditCode

_CONTACTS = ("phone", "address", "office_hours")


class DepartmentForm(HouseForm):
    """Everything about a department that can be edited."""

    name = StringField("名称", [Needed("请写单位名称"), Length(1, 120, ask="请写单位名称")])
    kind = SelectOne("类别", [Needed("请选择类别")], choices=DepartmentKind, empty=None)
    parent = SelectOne("上级单位", coerce=int, empty="没有上级（顶层）")
    aliases = TextAreaField("别名")
    region_code = StringField("行政区划代码", [Optional(), Regexp(r"\d{6}$", message="请写六位数字，例如 120101")])
    credit_code = StringField("统一社会信用代码", [CreditCode()])
    phone = StringField("电话", [Length(0, 40)])
    address = StringField("地址", [Length(0, 200)])
    office_hours = StringField("办公时间", [Length(0, 120)])
    successor = SelectOne("职责承接单位", coerce=int, empty="没有")
    from_on = DayText("新名称、承接单位从哪天起")

    def offer_departments(self, departments: list[tuple[Department, int]], own: Department | None = None) -> None:
        """Offer every possible parent and successor."""
        own_id = own.id if own else 0
        self.parent.offer([(each.id, "　" * depth + each.name) for each, depth in departments if not each.lies_in(own_id)])
        self.successor.offer([(each.id, each.name) for each, _ in departments if each.id != own_id])


class DeactivateForm(HouseForm):
    """Who takes over when a department goes out of office."""

    successor = SelectOne("职责承接单位", coerce=int, empty="没有")


@blueprint.get("/departments")
def departments() -> str:
    """The tree with contacts and people, and the collective names below it."""
    needs(Permission.DEPARTMENT_EDIT)
    everyone = queries.all_departments()
    return render_template(
        "admin/departments.html",
        tree=queries.list_tree(),
        collectives=[each for each in everyone if each.is_collective],
        people=queries.count_people([each.id for each in everyone]),
        waiting=[_said(each) for each in queries.list_waiting_changes()],
    )


@blueprint.route("/departments/new", methods=["GET", "POST"])
def add_department() -> str | Response:
    """Put a department into the tree."""
    needs(Permission.DEPARTMENT_EDIT)
    form = DepartmentForm(kind=DepartmentKind.ORGAN, region_code=region_code())
    del form.from_on
    form.offer_departments(queries.list_tree())
    if form.validate_on_submit() and did(form, lambda: _add(form), f"已增加单位“{form.name.data}”。"):
        return redirect(url_for("admin.departments"), 303)
    return render_template("admin/add_department.html", form=form)


@blueprint.route("/departments/<int:department_id>", methods=["GET", "POST"])
def edit_department(department_id: int) -> str | Response:
    """Change a department."""
    needs(Permission.DEPARTMENT_EDIT)
    department = queries.get_department(department_id)
    form = DepartmentForm(data=_filled(department))
    form.offer_departments(queries.list_tree(), department)
    if form.validate_on_submit() and did(form, lambda: _change(form, department_id), f"已保存“{form.name.data}”。"):
        return redirect(url_for("admin.departments"), 303)
    history = [_said(each) for each in queries.list_changes(department_id)]
    return render_template("admin/edit_department.html", form=form, department=queries.get_department(department_id), changes=history)


@blueprint.post("/departments/<int:department_id>/changes/<int:change_id>/cancel")
def cancel_department_change(department_id: int, change_id: int) -> Response:
    """Drop a new name or successor whose day has not come."""
    needs(Permission.DEPARTMENT_EDIT)
    with transaction():
        row = queries.get_change(department_id, change_id)
        changes.cancel(row)
        note("department:change_cancel", "department", department_id, from_on=row.from_on.isoformat())
        flash("已取消这项改动。")
    return redirect(url_for("admin.edit_department", department_id=department_id), 303)


@blueprint.route("/departments/<int:department_id>/deactivate", methods=["GET", "POST"])
def deactivate_department(department_id: int) -> str | Response:
    """Ask once more, and take a department out of office."""
    needs(Permission.DEPARTMENT_EDIT)
    department = queries.get_department(department_id)
    form = DeactivateForm(successor=department.successor_id)
    form.successor.offer([(each.id, each.name) for each in queries.list_active_organs() if each.id != department_id])
    name, people = department.name, queries.count_people([department_id]).get(department_id, 0)
    if form.validate_on_submit() and did(form, lambda: _deactivate(form, department_id), f"已停用“{name}”。"):
        return redirect(url_for("admin.departments"), 303)
    facts = [{"label": "单位", "value": name}, {"label": "在岗人员", "value": f"{people} 人"}]
    return render_template("admin/deactivate_department.html", form=form, facts=facts)


@blueprint.post("/departments/<int:department_id>/activate")
def activate_department(department_id: int) -> Response:
    """Put a department back into office."""
    needs(Permission.DEPARTMENT_EDIT)
    with transaction():
        department = queries.get_department(department_id)
        tree.activate_department(department)
        note("department:activate", "department", department_id, name=department.name)
        flash(f"已恢复使用“{department.name}”。")
    return redirect(url_for("admin.departments"), 303)


def _filled(department: Department) -> dict[str, object]:
    plain = {field: getattr(department, field) for field in ("name", "kind", "region_code", "credit_code", *_CONTACTS)}
    return {**plain, "parent": department.parent_id, "successor": department.successor_id, "aliases": "\n".join(department.aliases)}


def _lines(text: str | None) -> Iterable[str]:
    return (text or "").splitlines()


def _found(department_id: int | None) -> Department | None:
    return queries.get_department(department_id) if department_id else None


def _add(form: DepartmentForm) -> None:
    department = tree.add_department(form.name.data, form.kind.data, _found(form.parent.data))
    tree.set_aliases(department, _lines(form.aliases.data))
    _set_rest(form, department)
    tree.set_successor(department, _found(form.successor.data))
    note("department:add", "department", department.id, name=department.name)


def _change(form: DepartmentForm, department_id: int) -> None:
    department = queries.get_department(department_id)
    before = department.name
    # Before the renaming, which adds the old name to the aliases that the page had.
    tree.set_aliases(department, _lines(form.aliases.data))
    _change_from(form, department)
    tree.set_kind(department, form.kind.data)
    tree.move_department(department, _found(form.parent.data))
    _set_rest(form, department)
    note("department:change", "department", department.id, before=before, name=department.name)


def _set_rest(form: DepartmentForm, department: Department) -> None:
    department.region_code, department.credit_code = form.region_code.data or "", form.credit_code.data or ""
    tree.set_contacts(department, *(form[name].data or "" for name in _CONTACTS))


def _change_from(form: DepartmentForm, department: Department) -> None:
    """A new name and a new successor hold from the day that was given, or from today; to have no successor any more, at once."""
    name, successor, on = form.name.data.strip(), _found(form.successor.data), form.from_on.data
    new_name = name if name != department.name else ""
    takes_over = successor if successor is not None and successor.id != department.successor_id else None
    if new_name or takes_over is not None:
        changes.change_from(department, on or clock.today(), actor().id, new_name, takes_over)
    elif on is not None:
        raise RuleBroken("from_on", "没有新名称，也没有新的承接单位，不用填日期。")
    if successor is None:
        tree.set_successor(department, None)


def _said(row: DepartmentChange) -> dict[str, Any]:
    """A change in words."""
    what = [f"名称由“{row.old_name}”改为“{row.new_name}”"] if row.new_name else []
    what += [f"职责由“{row.successor.name}”承接"] if row.successor else []
    state = "已取消" if row.cancelled_at else f"{instant(row.done_at)} 生效" if row.done_at else row.failure or "等待生效"
    return {"row": row, "name": row.old_name, "what": "，".join(what), "state": state}


def _deactivate(form: DeactivateForm, department_id: int) -> None:
    department = queries.get_department(department_id)
    successor = _found(form.successor.data)
    if successor is not None and successor.id != department.successor_id:
        changes.change_from(department, clock.today(), actor().id, successor=successor)
    elif successor is None:
        tree.set_successor(department, None)
    tree.deactivate_department(department)
    note("department:deactivate", "department", department_id, name=department.name, successor_id=form.successor.data)
