"""Exports of the list (D5): columns, format, what for; the worker makes the file and 「文件」 hands it out."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms import TextAreaField

from portal.accounts.models import User
from portal.cases.lists import columns, export
from portal.cases.queries import QueueFilter, Tab
from portal.db import transaction
from portal.errors import RuleBroken
from portal.web import sessions
from portal.web.desk.blueprint import blueprint, list_args
from portal.web.desk.filters import queue_filter
from portal.web.forms import HouseForm, Length, ManyChoices, Needed, OneChoice, attach


class ExportForm(HouseForm):
    """Which columns, as what, and what for."""

    columns = ManyChoices("导出哪些列", [Needed("请至少选一列")], choices=[(each.key, each.label) for each in columns.COLUMNS])
    form = OneChoice("文件格式", [Needed("请选择文件格式")], choices=list(export.FORMATS.items()), default="xlsx")
    reason = TextAreaField("导出的用途", [Needed("请写明导出的用途"), Length(2, 1000, ask="请写明导出的用途")])


@blueprint.route("/cases/export", methods=["GET", "POST"])
def export_cases() -> str | Response:
    """Ask for the file of the present list, or of the ticked rows."""
    actor, form = sessions.actor(), ExportForm(data={"columns": [each.key for each in columns.COLUMNS]})
    wanted = _wanted(actor)
    if form.validate_on_submit():
        try:
            with transaction():
                export.ask(actor, wanted, form.columns.data, form.form.data, form.reason.data)
            flash("正在生成，做好后在这里下载。")
            return redirect(url_for("downloads.list_files"), 303)
        except RuleBroken as error:
            attach(error, form)
    number = export.count(actor, wanted)
    return render_template("desk/export_cases.html", form=form, number=number, is_selection=wanted.case_ids is not None, kept=list_args())


def _wanted(actor: User) -> QueueFilter:
    """The present list; with ticked rows, those of all tabs and filters."""
    wanted, ticked = queue_filter(actor), tuple(request.args.getlist("case", type=int))
    if not ticked or request.args.get("all"):
        return wanted
    return QueueFilter(today=wanted.today, soon_until=wanted.soon_until, tab=Tab.ALL, case_ids=ticked)
