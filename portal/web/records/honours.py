"""Honours check: one body or many, always with a purpose; question and answer are kept."""

import re

from flask import Response as FlaskResponse
from flask import flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms import StringField, TextAreaField

from portal.access import Permission, require
from portal.db import transaction
from portal.errors import RuleBroken
from portal.records.sanctions import operations, queries
from portal.records.sanctions.vocabulary import CheckPurpose
from portal.spreadsheets import MEDIA_TYPE, csv_bytes
from portal.web import sessions
from portal.web.filters import url_with
from portal.web.forms import HouseForm, Length, Needed, SelectOne, attach
from portal.web.records.blueprint import blueprint

PAGE_ROWS = 50
_PARTS = re.compile(r"[,，\t;；]")
_COLUMNS = (
    "单位", "统一社会信用代码", "结论", "失信行为", "严重程度", "认定文书", "影响期开始", "影响期结束", "修复状态", "异议",
    "正在实施的惩戒",
)  # fmt: skip


class CheckForm(HouseForm):
    """For what, and about whom."""

    purpose = SelectOne("用途", [Needed("请选择用途")], choices=CheckPurpose)
    matter = StringField("哪次评选、申报或创建", [Needed("请写明哪次评选、申报或创建"), Length(4, 200, ask="请写明哪次评选、申报或创建")])
    names = TextAreaField("查询的单位", [Needed("请写要查询的单位，一行一个")])


@blueprint.route("/honours", methods=["GET", "POST"])
def check_honours() -> str | Response:
    """Ask whether bodies may be honoured; below, what the own department asked before."""
    actor, form = sessions.actor(), CheckForm()
    require(actor, Permission.HONOURS_CHECK)
    if form.validate_on_submit():
        try:
            with transaction():
                number = operations.check_honours(actor, form.purpose.data, form.matter.data, _bodies(form.names.data)).number
            flash("已查询，这次查询已经记录。")
            return redirect(url_for("records.show_check", check_number=number), 303)
        except RuleBroken as error:
            attach(error, form)
    found = queries.list_checks(actor, request.args.get("before", type=int), PAGE_ROWS + 1)
    next_url = url_with(before=found[PAGE_ROWS - 1].id) if len(found) > PAGE_ROWS else None
    return render_template("records/check_honours.html", form=form, checks=found[:PAGE_ROWS], next_url=next_url)


def _bodies(text: str) -> list[tuple[str, str]]:
    """One body a line: the name, and behind a comma or tab its code."""
    lines = [[part.strip() for part in _PARTS.split(line)] for line in text.splitlines() if line.strip()]
    return [(parts[0], parts[1] if len(parts) > 1 else "") for parts in lines]


@blueprint.get("/honours/<check_number>")
def show_check(check_number: str) -> str:
    """The answer as it was given."""
    actor = sessions.actor()
    check = queries.get_check(actor, check_number)
    require(actor, Permission.HONOURS_CHECK)
    return render_template("records/show_check.html", check=check)


@blueprint.get("/honours/<check_number>.csv")
def check_file(check_number: str) -> FlaskResponse:
    """The answer as a table."""
    actor = sessions.actor()
    check = queries.get_check(actor, check_number)
    require(actor, Permission.HONOURS_CHECK)
    rows: list[list[str]] = []
    for row in check.rows:
        said = "有失信记录" if row.answers else "没有影响期内的失信记录" if row.is_known else "名录里没有这个单位，请核对名称"
        for each in row.answers or [{}]:
            facts = [each.get(name, "") for name in ("conduct", "severity", "document", "from", "until", "repair", "objection")]
            rows.append([row.name, row.credit_code, said, *facts, "、".join(each.get("sanctions", []))])
    response = make_response(csv_bytes(_COLUMNS, rows))
    response.headers["Content-Type"] = MEDIA_TYPE
    response.headers["Content-Disposition"] = f"attachment; filename=honours-{check.number}.csv"
    return response
