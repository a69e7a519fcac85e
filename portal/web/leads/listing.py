"""The inbox, its export, and the page of each lead with what probably is the same matter and what can be done with it."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms import StringField, TextAreaField

from portal import clock
from portal.accounts.models import User
from portal.cases.vocabulary import Channel
from portal.db import transaction
from portal.deadlines import queries as deadlines
from portal.deadlines.counting import due_date
from portal.errors import RuleBroken
from portal.leads import export, promoting, queries, recusing, traces
from portal.leads.models import Lead, LeadEvent
from portal.leads.queries import LeadFilter
from portal.leads.vocabulary import SOURCES, LeadStatus
from portal.leads.workflow import LeadAction
from portal.records import queries as records
from portal.routing import operations as routing
from portal.routing import queries as routing_queries
from portal.web import sessions
from portal.web.filters import day, url_with
from portal.web.forms import DayText, FilterForm, HouseForm, Length, Needed, OneChoice, SelectOne, attach
from portal.web.leads.blueprint import blueprint
from portal.web.lists import active_filters, page_of
from portal.web.units import unit_names

PAGE_ROWS = 50
_FROM_START: dict[str, Any] = {"after": None, "before": None}
_KEPT = ("status", "number", "source", "unit", "area", "region", "received_from", "received_to")


class LeadFilterForm(FilterForm):
    """What narrows the inbox."""

    number = StringField("线索编号或原编号", [Length(0, 60)])
    source = SelectOne("来源", choices=[(each.value, each.label) for each in SOURCES], empty="全部", coerce=Channel)
    unit = StringField("被反映单位", [Length(0, 120)], render_kw={"list": "units", "autocomplete": "off"})
    area = SelectOne("重点领域", empty="全部")
    region = StringField("区划代码", [Length(0, 6)], render_kw={"inputmode": "numeric"})
    received_from = DayText("收到日期从")
    received_to = DayText("收到日期到")


class ExportForm(HouseForm):
    """As what, and what for."""

    form = OneChoice("文件格式", [Needed("请选择文件格式")], choices=list(export.FORMATS.items()), default="xlsx")
    reason = TextAreaField("导出的用途", [Needed("请写明导出的用途"), Length(2, 1000, ask="请写明导出的用途")])


@blueprint.get("")
def list_leads() -> str:
    """Leads this person may see, by state: of those that wait the oldest first."""
    actor, form, wanted = sessions.actor(), _filter_form(), _wanted()
    counts = queries.count_visible(actor, wanted)
    found, pages = page_of(lambda *place: queries.list_visible(actor, wanted, *place), PAGE_ROWS, lambda lead: (lead.received_on, lead.id))
    return render_template(
        "leads/list_leads.html",
        leads=found,
        filters=form,
        active=active_filters(form),
        hidden={"status": request.args.get("status", "")},
        tabs=[_tab(status, counts, wanted) for status in (*LeadStatus, None)],
        total=sum(counts.values()) if wanted.status is None else counts[wanted.status],
        status=wanted.status,
        areas=routing_queries.area_titles(),
        units=unit_names(),
        pages=pages,
        kept=_kept(),
    )


def _filter_form() -> LeadFilterForm:
    form = LeadFilterForm(request.args)
    form.area.offer(list(routing_queries.area_titles().items()))
    form.validate()
    return form


def _wanted() -> LeadFilter:
    """What the address asks for; whatever in it makes no sense does not narrow. Without a state: what waits."""
    form, status = LeadFilterForm(request.args), request.args.get("status", LeadStatus.WAITING.value)
    unit, region = form.unit.data or "", request.args.get("region", "")
    return LeadFilter(
        status=LeadStatus(status) if status in set(LeadStatus) else None,
        source=form.source.data if form.source.data in SOURCES else None,
        unit_text=unit,
        unit_ids=routing.departments_meant(unit).named if unit else (),
        region_code=_region_prefix(region),
        area_key=request.args.get("area", ""),
        number=form.number.data or "",
        received_from=form.received_from.data,
        received_to=form.received_to.data,
    )


def _region_prefix(code: str) -> str:
    """A region with everything in it: 370300 is all of 3703 (GB/T 2260)."""
    if not code.isdecimal():
        return ""
    return next((code[:length] for length in (2, 4) if len(code) == 6 and not code[length:].strip("0")), code)


def _kept() -> dict[str, Any]:
    return {name: request.args[name] for name in _KEPT if request.args.get(name)}


def _tab(status: LeadStatus | None, counts: Mapping[LeadStatus, int], wanted: LeadFilter) -> dict[str, Any]:
    return {
        "label": status.label if status else "全部",
        "url": url_with(status=status.value if status else "all", **_FROM_START),
        "count": counts[status] if status else sum(counts.values()),
        "current": status is wanted.status,
    }


@blueprint.route("/export", methods=["GET", "POST"])
def export_leads() -> str | Response:
    """Ask for the file of the present list."""
    actor, form, wanted = sessions.actor(), ExportForm(), _wanted()
    if form.validate_on_submit():
        try:
            with transaction():
                export.ask(actor, wanted, form.form.data, form.reason.data)
            flash("正在生成，做好后在这里下载。")
            return redirect(url_for("downloads.list_files"), 303)
        except RuleBroken as error:
            attach(error, form)
    back = url_for("leads.list_leads", **_kept())
    return render_template("leads/export_leads.html", form=form, number=export.count(actor, wanted), back=back)


# The endpoint of each act, in the order of its button; the table and the policy say whether it is open.
_PAGES = (
    (LeadAction.REPORT, "desk.register_report"),
    (LeadAction.RECORD, "records.record_lead"),
    (LeadAction.ATTACH, "leads.attach_lead"),
    (LeadAction.MERGE, "leads.merge_lead"),
    (LeadAction.CLASSIFY, "leads.classify_lead"),
    (LeadAction.UNDO_MERGE, "leads.undo_merge"),
    (LeadAction.DETACH, "leads.detach_lead"),
    (LeadAction.RESUME, "leads.resume_lead"),
    (LeadAction.DECLINE, "leads.decline_lead"),
    (LeadAction.RECUSE, "leads.recuse_lead"),
)


@blueprint.get("/<int:lead_id>")
def show_lead(lead_id: int) -> str:
    """Everything known of a lead, what probably is the same matter, and what this person can do with it."""
    actor = sessions.actor()
    lead = queries.get_visible(actor, lead_id)
    open_now, events = promoting.possible_actions(lead, actor), queries.list_events(lead_id)
    return render_template(
        "leads/show_lead.html",
        lead=lead,
        rows=rows_of(lead),
        buttons=[(action.label, url_for(endpoint, lead_id=lead_id)) for action, endpoint in _PAGES if action in open_now],
        triage_on=_triage_day(lead),
        doubles=traces.find_doubles(actor, traces.matter_of(lead)) if lead.status is LeadStatus.WAITING else [],
        main=_seen_main(actor, lead),
        merged=queries.list_merged(actor, lead_id),
        case=queries.find_case_seen(actor, lead.case_id),
        record=records.find_visible(actor, lead.record_id),
        events=events,
        others=queries.list_numbers(actor, {each.other_id for each in events if each.other_id is not None}),
        said=_said,
        kept_out=recusing.kept_out(lead),
        open_now={each.value for each in open_now},
        may_take_in=promoting.can_take_in,
    )


def _seen_main(actor: User, lead: Lead) -> Lead | None:
    return next(iter(queries.list_seen_leads(actor, [lead.main_id])), None) if lead.main_id is not None else None


def _triage_day(lead: Lead) -> Any:
    """Until when a report made of a lead that waits must be taken up or not, counted from its receipt (信访条例 art. 22)."""
    if lead.status is not LeadStatus.WAITING:
        return None
    limit = deadlines.limits()["triage"]
    return due_date(lead.received_on, limit.value, limit.unit, deadlines.calendar()).on


def rows_of(lead: Lead) -> list[dict[str, Any]]:
    """What a lead says about itself, beside its words."""
    bodies = [row.department.name for row in lead.own_respondents if row.is_sure]
    possible = [row.department.name for row in lead.own_respondents if not row.is_sure]
    facts: list[tuple[str, Any]] = [
        ("来源", f"{lead.source.label}　{lead.organ}".strip()),
        ("原编号", lead.original_number),
        ("收到日期", day(lead.received_on)),
        ("被反映单位", lead.unit_text or "没有写明"),
        ("认出的单位", "、".join(bodies) or "不在单位名录里"),
        ("可能指的单位", "、".join(possible)),
        ("被反映人员", lead.person_text),
        ("重点领域", routing_queries.area_titles().get(lead.area_key, "")),
        ("失信行为", lead.conduct.label),
        ("区划代码", lead.region_code),
        ("登记", f"{lead.keeper.name}　{day(clock.local_date(lead.entered_at))}"),
    ]
    return [{"label": label, "value": value} for label, value in facts if value]


_WORDS: dict[str, Callable[[str], str]] = {"case": lambda value: f"办件 {value}", "person": lambda value: value}


def _said(event: LeadEvent) -> str:
    """What an event tells beside its action."""
    return "　".join(words(event.detail[name]) for name, words in _WORDS.items() if event.detail.get(name))
