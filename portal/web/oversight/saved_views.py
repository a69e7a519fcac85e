"""Saved views of the overview: a query with a name, one's own or shared with the own department."""

from typing import Any
from urllib.parse import parse_qsl, urlencode

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms import BooleanField, HiddenField, StringField

from portal.bookmarks import operations, queries
from portal.db import transaction
from portal.errors import RuleBroken
from portal.web import sessions
from portal.web.forms import HouseForm, Length, Needed, attach
from portal.web.oversight.blueprint import blueprint

PAGE = "oversight"
KEPT = ("period", "region", "department", "area", "channel", "measure", "from", "to", "rule", "age", "lead_region", "shared")


def query_of(given: Any) -> str:
    """What of an address is worth keeping: the filters that are set."""
    return urlencode([(name, given.get(name)) for name in KEPT if given.get(name)])


class ViewForm(HouseForm):
    """What a view is called and who has it."""

    name = StringField("名称", [Needed("请给这个视图起个名称"), Length(1, 40, ask="请给这个视图起个名称")])
    is_shared = BooleanField("本单位的监督人员也能用")
    query = HiddenField()


@blueprint.route("/views", methods=["GET", "POST"])
def list_views() -> str | Response:
    """The views one can use, and a form to keep the one just looked at."""
    actor, form = sessions.actor(), ViewForm(query=query_of(request.args))
    if form.validate_on_submit():
        try:
            with transaction():
                operations.save(sessions.actor(), PAGE, form.name.data, query_of(dict(parse_qsl(form.query.data))), form.is_shared.data)
            flash(f"已保存视图“{form.name.data}”。")
            return redirect(url_for("oversight.list_views"))
        except RuleBroken as error:
            attach(error, form)
            actor = sessions.actor()
    return render_template("oversight/list_views.html", views=queries.list_views(actor, PAGE), form=form, actor=actor)


@blueprint.route("/views/<int:view_id>", methods=["GET", "POST"])
def edit_view(view_id: int) -> str | Response:
    """Rename one's own view, share it or keep it for oneself."""
    view = queries.get_own_view(sessions.actor(), view_id)
    form = ViewForm(obj=view)
    if form.validate_on_submit():
        try:
            with transaction():
                operations.change(queries.get_own_view(sessions.actor(), view_id), form.name.data, form.is_shared.data)
            flash("已改好。")
            return redirect(url_for("oversight.list_views"))
        except RuleBroken as error:
            attach(error, form)
            view = queries.get_own_view(sessions.actor(), view_id)
    return render_template("oversight/edit_view.html", view=view, form=form)


@blueprint.post("/views/<int:view_id>/delete")
def delete_view(view_id: int) -> Response:
    """Delete one's own view."""
    with transaction():
        operations.delete(queries.get_own_view(sessions.actor(), view_id))
    flash("已删除这个视图。")
    return redirect(url_for("oversight.list_views"))
