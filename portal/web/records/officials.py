"""The restricted file of officials: nothing is shown before a purpose is given, and that is logged."""

from flask import render_template, url_for
from werkzeug.wrappers import Response
from wtforms import StringField, TextAreaField

from portal.access import Permission, require
from portal.accounts.departments import queries as departments
from portal.accounts.models import User
from portal.db import transaction
from portal.errors import RuleBroken
from portal.records.officials import operations, queries
from portal.records.officials.models import OfficialReading
from portal.records.officials.operations import NewDiscipline, ReadDiscipline
from portal.records.officials.vocabulary import EFFECT_MONTHS, DisciplineKind
from portal.web import sessions
from portal.web.acting import Act, given, run
from portal.web.forms import DayText, HouseForm, Length, Needed, SelectOne, attach
from portal.web.records.blueprint import blueprint, office


class ReadForm(HouseForm):
    """Why the file is read, and about whom."""

    purpose = TextAreaField("查阅的用途", [Needed("请写明查阅的用途"), Length(4, 500, ask="请写明查阅的用途")])
    name = StringField("姓名", [Length(0, 60)])


class DisciplineForm(HouseForm):
    """One decision about one person."""

    name = StringField("姓名", [Needed("请填写姓名"), Length(2, 60)])
    department = SelectOne("所在单位", [Needed("请选择所在单位")], coerce=int)
    position = StringField("职务", [Needed("请填写职务"), Length(2, 80)])
    kind = SelectOne("处分", [Needed("请选择处分")], choices=DisciplineKind)
    document_number = StringField("决定文号", [Needed("请填写决定文号"), Length(0, 80)])
    organ = StringField("作出决定的机关", [Needed("请填写作出决定的机关"), Length(0, 120)])
    decided_on = DayText("决定日期", [Needed("请填写决定日期")])


@blueprint.route("/officials", methods=["GET", "POST"])
def read_officials() -> str:
    """The file, once somebody says for what; who read it before stands below."""
    actor, form = sessions.actor(), ReadForm()
    require(actor, Permission.OFFICIAL_READ, office())
    found: list[ReadDiscipline] | None = None
    if form.validate_on_submit():
        try:
            with transaction():
                found = operations.read(actor, office(), form.purpose.data, form.name.data or "")
        except RuleBroken as error:
            attach(error, form)
    return render_template("records/read_officials.html", form=form, found=found, readings=_readings(actor))


def _readings(actor: User) -> list[OfficialReading]:
    return queries.list_readings(actor.department.id) if actor.department else []


@blueprint.route("/officials/new", methods=["GET", "POST"])
def enter_official() -> str | Response:
    """Put a decision into the file."""
    actor, form = sessions.actor(), DisciplineForm()
    require(actor, Permission.OFFICIAL_ENTER, office())
    form.department.offer([(each.id, each.name) for each in departments.list_active_organs()])

    def do() -> str:
        home = departments.get_department(form.department.data)
        said = (form.position.data, form.kind.data, form.document_number.data, form.organ.data, given(form.decided_on.data))
        operations.enter(actor, office(), NewDiscipline(form.name.data, home, *said))
        return url_for("records.read_officials")

    terms = "；".join(f"{kind.label} {months} 个月" for kind, months in EFFECT_MONTHS.items())
    effect = f"只登记开除以外的处分，影响期：{terms}。期满自动结束，不再能查到。任何时候都不公开。"
    return run(Act("登记处分", "登记", url_for("records.read_officials"), effect), form, do, "已登记。")
