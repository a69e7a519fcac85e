"""Saved views of the queue (D2): kept under a name, renamed, shared with the department, deleted; and which columns are shown."""

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response
from wtforms import BooleanField, StringField

from portal.accounts import operations as accounts
from portal.bookmarks import operations as bookmarks
from portal.bookmarks import queries
from portal.cases.lists import columns
from portal.cases.lists.queries import PAGE
from portal.db import transaction
from portal.errors import RuleBroken
from portal.web import sessions
from portal.web.desk.blueprint import back_to_list, blueprint, written_query
from portal.web.forms import HouseForm, Length, ManyChoices, Needed, attach

NAME_MAX = 40


class ViewForm(HouseForm):
    """The name of a view, and who has it."""

    name = StringField("视图名称", [Needed("请写视图的名称"), Length(1, NAME_MAX, ask="请写视图的名称")])
    is_shared = BooleanField("给本单位的人一起用")


class ColumnsForm(HouseForm):
    """The columns of the queue; number and matter are always there."""

    columns = ManyChoices(
        "显示哪些列", choices=[(each.key, each.label) for each in columns.COLUMNS if each.on_screen and not each.is_fixed]
    )


@blueprint.route("/views/new", methods=["GET", "POST"])
def save_view() -> str | Response:
    """Keep the present list under a name."""
    actor, form = sessions.actor(), ViewForm()
    if form.validate_on_submit():
        try:
            with transaction():
                bookmarks.save(actor, PAGE, form.name.data, written_query(), form.is_shared.data)
            flash(f"视图“{form.name.data}”已保存，在列表上面可以点开。")
            return redirect(back_to_list(), 303)
        except RuleBroken as error:
            attach(error, form)
    return render_template("desk/save_view.html", form=form)


@blueprint.get("/views")
def list_views() -> str:
    """The views of the person, to be changed or deleted; those of others in the department to be used."""
    actor = sessions.actor()
    return render_template("desk/list_views.html", views=queries.list_views(actor, PAGE), own_id=actor.id)


@blueprint.route("/views/<int:view_id>", methods=["GET", "POST"])
def edit_view(view_id: int) -> str | Response:
    """Rename a view of one's own, share it, or keep it to oneself."""
    actor = sessions.actor()
    view = queries.get_own_view(actor, view_id)
    form = ViewForm(data={"name": view.name, "is_shared": view.is_shared})
    if form.validate_on_submit():
        try:
            with transaction():
                bookmarks.change(queries.get_own_view(actor, view_id), form.name.data, form.is_shared.data)
            flash("视图已修改。")
            return redirect(url_for("desk.list_views"), 303)
        except RuleBroken as error:
            attach(error, form)
    return render_template("desk/edit_view.html", form=form, view_id=view_id)


@blueprint.post("/views/<int:view_id>/deletion")
def delete_view(view_id: int) -> Response:
    """Forget a view of one's own."""
    actor = sessions.actor()
    with transaction():
        bookmarks.delete(queries.get_own_view(actor, view_id))
    flash("视图已删除。")
    return redirect(url_for("desk.list_views"), 303)


@blueprint.route("/columns", methods=["GET", "POST"])
def choose_columns() -> str | Response:
    """Which columns the queue shows this person."""
    actor = sessions.actor()
    form = ColumnsForm(data={"columns": [each.key for each in columns.shown(actor.list_columns)]})
    if form.validate_on_submit():
        with transaction():
            accounts.set_list_columns(actor, form.columns.data)
        flash("列表的列已保存。" if form.columns.data else "没有选列，按平台的设置显示。")
        return redirect(back_to_list(), 303)
    return render_template("desk/choose_columns.html", form=form)
