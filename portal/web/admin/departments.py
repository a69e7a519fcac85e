"""The department tree: look, add, change, switch off and on."""

from collections.abc import Iterable

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response
from wtforms import StringField, TextAreaField

from portal.access import Permission
from portal.accounts.departments import operations as tree
from portal.accounts.departments import queries
from portal.accounts.models import Department
from portal.accounts.vocabulary import DepartmentKind
from portal.db import transaction
from portal.profiles.queries import get_current
from portal.web.admin.acts import did, needs, note
from portal.web.admin.blueprint import blueprint
from portal.web.forms import HouseForm, Length, Needed, SelectOne


class DepartmentForm(HouseForm):
    """Everything about a department that can be edited."""

    name = StringField("名称", [Needed("请写单位名称"), Length(1, 120, ask="请写单位名称")])
    kind = SelectOne("类别", [Needed("请选择类别")], choices=DepartmentKind, empty=None)
    parent = SelectOne("上级单位", coerce=int, empty="没有上级（顶层）")
    aliases = TextAreaField("别名")
    phone = StringField("电话", [Length(0, 40)])
    address = StringField("地址", [Length(0, 200)])
    office_hours = StringField("办公时间", [Length(0, 120)])
    successor = SelectOne("职责承接单位", coerce=int, empty="没有")

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
    )


@blueprint.route("/departments/new", methods=["GET", "POST"])
def add_department() -> str | Response:
    """Put a department into the tree."""
    needs(Permission.DEPARTMENT_EDIT)
    form = DepartmentForm(kind=DepartmentKind.ORGAN)
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
    return render_template("admin/edit_department.html", form=form, department=queries.get_department(department_id))


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
    plain = {field: getattr(department, field) for field in ("name", "kind", "phone", "address", "office_hours")}
    return {**plain, "parent": department.parent_id, "successor": department.successor_id, "aliases": "\n".join(department.aliases)}


def _lines(text: str | None) -> Iterable[str]:
    return (text or "").splitlines()


def _found(department_id: int | None) -> Department | None:
    return queries.get_department(department_id) if department_id else None


def _add(form: DepartmentForm) -> None:
    region = get_current().region_code
    department = tree.add_department(form.name.data, form.kind.data, _found(form.parent.data), region_code=region)
    tree.set_aliases(department, _lines(form.aliases.data))
    _set_rest(form, department)
    note("department:add", "department", department.id, name=department.name)


def _change(form: DepartmentForm, department_id: int) -> None:
    department = queries.get_department(department_id)
    before = department.name
    # Before the renaming, which adds the old name to the aliases that the page had.
    tree.set_aliases(department, _lines(form.aliases.data))
    tree.rename_department(department, form.name.data)
    tree.set_kind(department, form.kind.data)
    tree.move_department(department, _found(form.parent.data))
    _set_rest(form, department)
    note("department:change", "department", department.id, before=before, name=department.name)


def _set_rest(form: DepartmentForm, department: Department) -> None:
    tree.set_contacts(department, form.phone.data or "", form.address.data or "", form.office_hours.data or "")
    tree.set_successor(department, _found(form.successor.data))


def _deactivate(form: DeactivateForm, department_id: int) -> None:
    department = queries.get_department(department_id)
    tree.set_successor(department, _found(form.successor.data))
    tree.deactivate_department(department)
    note("department:deactivate", "department", department_id, name=department.name, successor_id=form.successor.data)
