"""Taking leads in: by hand, from a table; and reading what body and area they mean."""

from typing import Any

from flask import Response as FlaskResponse
from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response
from wtforms import StringField, TextAreaField

from portal import clock
from portal.access import Permission, require
from portal.cases.vocabulary import Channel, Conduct
from portal.db import transaction
from portal.errors import RuleBroken
from portal.leads import entering, importing, queries
from portal.leads.entering import NUMBER_MAX, SHORT_MAX, TEXT_MAX, TEXT_MIN, NewLead, Reading
from portal.leads.models import Lead
from portal.leads.steps import expect_version
from portal.leads.vocabulary import SOURCES
from portal.leads.workflow import LeadAction
from portal.publication.checking import contacts_of_people
from portal.routing import queries as routing
from portal.web import importing as tables
from portal.web import sessions
from portal.web.acting import Act, given, posted_version, run
from portal.web.forms import Between, DayText, HouseForm, Length, Needed, SelectOne, attach
from portal.web.importing import Importer
from portal.web.leads.acts import about, open_lead
from portal.web.leads.blueprint import blueprint
from portal.web.units import unit_names

_PLAIN = {"spellcheck": "false", "autocomplete": "off"}


class ReadingForm(HouseForm):
    """What body, person, area and conduct a lead means."""

    unit_text = StringField("被反映单位", [Length(maximum=SHORT_MAX)], render_kw={"list": "units", **_PLAIN})
    person_text = StringField("被反映人员", [Length(maximum=SHORT_MAX)], render_kw=_PLAIN)
    area_key = SelectOne("重点领域", empty="说不准")
    conduct = SelectOne("失信行为", choices=Conduct, default=Conduct.UNSURE, empty=None)
    region_code = StringField("区划代码", [Length(maximum=6)], render_kw={"inputmode": "numeric", **_PLAIN})

    def __init__(self, *positional: Any, **named: Any) -> None:
        super().__init__(*positional, **named)
        self.area_key.offer(list(routing.area_titles().items()))

    def validate(self, extra_validators: Any = None) -> bool:
        """A region is six digits or left out."""
        is_valid = super().validate(extra_validators)
        code = self.region_code.data or ""
        if code and not (len(code) == 6 and code.isdecimal()):
            self.region_code.errors = [*self.region_code.errors, "区划代码要写 6 位数字，或者不填"]
            return False
        return is_valid

    def reading(self) -> Reading:
        """The answers."""
        return Reading(
            self.unit_text.data or "", self.person_text.data or "", self.area_key.data or "", self.region_code.data or "", self.conduct.data
        )


class LeadForm(ReadingForm):
    """A lead as it came in."""

    source = SelectOne("来源", [Needed("请选来源")], choices=[(each.value, each.label) for each in SOURCES], coerce=Channel)
    organ = StringField("来源单位", [Length(maximum=SHORT_MAX)], render_kw=_PLAIN)
    original_number = StringField("原编号", [Length(maximum=NUMBER_MAX)], render_kw=_PLAIN)
    received_on = DayText("收到日期", [Needed("请写收到日期，转为投诉举报后期限从这一天算起"), Between(latest=clock.today)])
    subject = StringField("标题", [Needed("请写标题"), Length(1, SHORT_MAX, ask="请写标题")], render_kw=_PLAIN)
    text = TextAreaField(
        "线索内容",
        [Needed(f"请照原文写线索内容，至少 {TEXT_MIN} 个字"), Length(TEXT_MIN, TEXT_MAX, ask="请写线索内容")],
    )

    def new(self) -> NewLead:
        """The answers."""
        said = (self.subject.data, self.text.data, self.organ.data or "", self.original_number.data or "")
        return NewLead(self.source.data, given(self.received_on.data), *said, reading=self.reading())


@blueprint.route("/new", methods=["GET", "POST"])
def enter_lead() -> str | Response:
    """Take one lead in by hand."""
    actor, form = sessions.actor(), LeadForm()
    require(actor, Permission.LEAD_ENTER)
    if form.validate_on_submit():
        try:
            with transaction():
                lead_id = entering.enter(actor, form.new(), contacts_of_people).id
            flash("线索已登记。请看看下面有没有重复的，再决定怎么处理。")
            return redirect(url_for("leads.show_lead", lead_id=lead_id), 303)
        except RuleBroken as error:
            attach(error, form)
    return render_template("leads/enter_lead.html", form=form, units=unit_names())


@blueprint.route("/<int:lead_id>/classification", methods=["GET", "POST"])
def classify_lead(lead_id: int) -> str | Response:
    """Correct what body, person and area a lead means."""
    lead = open_lead(lead_id, LeadAction.CLASSIFY)
    form = ReadingForm(data=_words_of(lead))

    def do() -> str:
        again = queries.get_visible(sessions.actor(), lead_id, for_update=True)
        expect_version(again, posted_version())
        entering.classify(again, sessions.actor(), form.reading())
        return url_for("leads.show_lead", lead_id=lead_id)

    hints = {
        "unit_text": "写全称；有几个单位的，用顿号分开。写到的单位和下属单位都看不到这条线索。",
        "person_text": "写了姓名的，本人看不到这条线索。",
        "region_code": "6 位数字；不填就是本地。",
    }
    act = Act("核对单位和领域", "保存", url_for("leads.show_lead", lead_id=lead_id), "", about(lead), hints, version=lead.version)
    return run(act, form, do, "已保存。")


def _words_of(lead: Lead) -> dict[str, Any]:
    return {name: getattr(lead, name) for name in ("unit_text", "person_text", "area_key", "conduct", "region_code")}


def _importer() -> Importer:
    actor = sessions.actor()
    require(actor, Permission.LEAD_ENTER)
    return Importer(
        "leads/import_leads.html",
        "leads",
        importing.COLUMNS,
        importing.EXAMPLE,
        importing.read_rows,
        lambda rows: importing.dry_run(actor, rows, contacts_of_people),
        lambda rows: importing.check(actor, rows, contacts_of_people),
        lambda rows: importing.enter_rows(actor, rows, contacts_of_people),
        lambda number: f"已导入 {number} 条线索。",
        lambda: url_for("leads.list_leads"),
        lambda extension: url_for("leads.import_template", extension=extension),
    )


@blueprint.route("/import", methods=["GET", "POST"])
def import_leads() -> str | Response:
    """Look at a file without changing anything; then enter its rows."""
    return tables.run(_importer())


@blueprint.get("/import/template.<extension>")
def import_template(extension: str) -> FlaskResponse:
    """An empty file with the headings and one example."""
    return tables.template_file(_importer(), extension)
