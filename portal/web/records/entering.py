"""Entering and editing a record, its document, and its severity."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from flask import request, url_for
from werkzeug.wrappers import Response
from wtforms import IntegerField, MultipleFileField, StringField, TextAreaField
from wtforms.validators import Optional

from portal.access import Permission, require
from portal.accounts.departments import queries as departments
from portal.attachments import operations as attachments
from portal.leads import promoting
from portal.leads import queries as leads
from portal.leads.models import Lead
from portal.records import catalogue, queries, recognising
from portal.records.models import DishonestyRecord
from portal.records.recognising import NewDocument, NewRecord, NewSubject
from portal.records.rectification import queries as orders
from portal.records.rectification.models import Rectification
from portal.records.steps import expect_version
from portal.records.vocabulary import (
    DocumentKind,
    Pretext,
    RecordConduct,
    RecordSource,
    RectificationState,
    Severity,
    SocialImpact,
    SubjectKind,
)
from portal.records.workflow import TRANSITIONS, RecordAction
from portal.routing import queries as routing
from portal.web import sessions
from portal.web.acting import Act, given, posted_version, run
from portal.web.files import checked_uploads
from portal.web.filters import day
from portal.web.forms import DayText, HouseForm, Length, MoneyField, Needed, OneChoice, SelectOne
from portal.web.records.blueprint import blueprint, office


class RecordForm(HouseForm):
    """Who, on what document, did what."""

    department = SelectOne("失信主体", empty="不在名录里，填写下面的名称和代码", coerce=int)
    name = StringField("单位全称", [Length(0, 120)])
    credit_code = StringField("统一社会信用代码", [Length(0, 30)])
    subject_kind = SelectOne("主体类别", choices=SubjectKind, empty="在名录里的不用选")
    region = StringField("行政区划代码", [Length(0, 6)])
    kind = SelectOne("认定依据", [Needed("请选择认定依据")], choices=DocumentKind)
    document_title = StringField("文书名称", [Length(0, 120)])
    number = StringField("文号", [Needed("请填写认定文书的文号，没有文书不能认定失信记录"), Length(0, 80)])
    organ = StringField("作出文书的单位", [Needed("请填写作出文书的单位"), Length(0, 120)])
    issued_on = DayText("文书日期", [Needed("请填写文书日期")])
    files = MultipleFileField("认定文书的文件")
    conduct = SelectOne("失信行为", [Needed("请选择失信行为")], choices=RecordConduct)
    area = SelectOne("领域", empty="不分领域")
    title = StringField("标题", [Length(0, 120)])
    facts = TextAreaField("失信事实", [Needed("请写明失信事实"), Length(10, 2000, ask="请写明失信事实")])
    pretext = SelectOne("单位说的理由属于", choices=Pretext, empty="没有，或者都不是")
    loss = MoneyField("造成的损失")
    impact = SelectOne("社会影响", choices=SocialImpact, empty="还没有判断")
    rectification = SelectOne("整改情况", [Needed("请选择整改情况")], choices=RectificationState)


class EditForm(HouseForm):
    """What a record says."""

    conduct = RecordForm.conduct
    area = RecordForm.area
    title = RecordForm.title
    facts = RecordForm.facts
    pretext = RecordForm.pretext
    loss = RecordForm.loss
    impact = RecordForm.impact
    rectification = RecordForm.rectification


class GradeForm(HouseForm):
    """How grave it is, why, and how long it is shown."""

    severity = OneChoice("严重程度", [Needed("请选择严重程度")], choices=Severity)
    reason = TextAreaField("理由", [Needed("请写明理由"), Length(4, 1000, ask="请写明理由")])
    months = IntegerField("公示几个月", [Optional()])


class DocumentForm(HouseForm):
    """The document itself."""

    files = MultipleFileField("认定文书的文件", [Needed("请选择文件")])


_HINTS = {
    "name": "在名录里的单位不用填。",
    "credit_code": "18 位，机关以 11 开头，事业单位以 12 开头。",
    "facts": "只写单位，个人写职务，企业写“某企业”；不写反映人，不抄反映的原话。",
    "title": "不写时用“单位＋失信行为”。",
    "pretext": "这些理由依法都不能作为违约的理由。",
    "kind": "生效裁判、处罚、裁决、处分、问责或者其他法定文书；拒不整改认定书只能从整改通知录入。",
}


def _offer(form: Any) -> None:
    form.area.offer(list(routing.area_titles().items()))
    if "department" in form:
        form.department.offer([(each.id, each.name) for each in departments.list_active_organs()])


def _said(form: Any) -> dict[str, Any]:
    return {
        "conduct": form.conduct.data,
        "facts": form.facts.data,
        "title": form.title.data or "",
        "area_key": form.area.data or "",
        "pretext": form.pretext.data,
        "loss_fen": form.loss.data,
        "impact": form.impact.data,
        "rectification_state": form.rectification.data,
    }


def _new(form: RecordForm) -> NewRecord:
    kind = form.subject_kind.data or SubjectKind.DEPARTMENT
    subject = NewSubject(form.department.data, kind, form.name.data or "", form.credit_code.data or "", form.region.data or "")
    document = NewDocument(form.kind.data, form.number.data, form.organ.data, given(form.issued_on.data), form.document_title.data or "")
    return NewRecord(subject, document, **_said(form))


@blueprint.route("/records/new", methods=["GET", "POST"])
def enter_record() -> str | Response:
    """Recognise a breach on a document; with ``order`` in the address, after a refused order."""
    actor = sessions.actor()
    require(actor, Permission.RECORD_ENTER, office())
    order = orders.get_watched(actor, request.args["order"]) if request.args.get("order") else None

    def make(new: NewRecord) -> DishonestyRecord:
        again = orders.get_watched(actor, order.number, for_update=True) if order else None
        return recognising.recognise(actor, new, again)

    facts = [{"label": "整改通知", "value": order.number}, {"label": "认定拒不整改", "value": order.outcome}] if order else []
    back = url_for("records.show_rectification", order_number=order.number) if order else url_for("records.list_records")
    return _enter(RecordForm(data=_first_words(order)), make, facts, back)


@blueprint.route("/leads/<int:lead_id>/record", methods=["GET", "POST"])
def record_lead(lead_id: int) -> str | Response:
    """Recognise a breach of which a lead tells, on the document that came with it."""
    actor = sessions.actor()
    lead = leads.get_visible(actor, lead_id)
    require(actor, Permission.LEAD_HANDLE, lead)
    require(actor, Permission.RECORD_ENTER, office())

    def make(new: NewRecord) -> DishonestyRecord:
        again = leads.get_visible(actor, lead_id, for_update=True)
        return promoting.record(again, actor, replace(new, source=RecordSource.LEAD))

    facts: list[dict[str, Any]] = [
        {"label": "线索", "value": f"{lead.number}　{lead.source.label}"},
        {"label": "线索内容", "value": lead.text.splitlines()},
    ]
    return _enter(RecordForm(data=_words_of_lead(lead)), make, facts, url_for("leads.show_lead", lead_id=lead_id))


def _enter(form: RecordForm, make: Callable[[NewRecord], DishonestyRecord], facts: list[dict[str, Any]], back: str) -> str | Response:
    """The page on which a record is entered; ``make`` runs in a transaction, and the files go with its document."""
    _offer(form)
    checked = checked_uploads(form.files) if form.is_submitted() else []

    def do() -> str:
        record = make(_new(form))
        for each in checked:
            attachments.keep_file(recognising.FILES, record.document_id, each)
        return url_for("records.show_record", record_id=record.public_id)

    effect = "没有认定文书，不能认定失信记录。录入以后确定严重程度，再由另外两个人审核、发布。"
    hints = {**_HINTS, "files": attachments.limits_sentence() + "没有文件也能先录入，提交审核以前补上。"}
    return run(Act("认定失信记录", "录入", back, effect, facts, hints, uploads=True), form, do, "已录入，请确定严重程度。")


def _words_of_lead(lead: Lead) -> dict[str, Any]:
    body = next((row.department for row in lead.own_respondents if row.is_sure), None)
    return {
        "department": body.id if body is not None else None,
        "name": "" if body is not None else lead.unit_text,
        "region": lead.region_code,
        "area": lead.area_key,
        "organ": lead.organ,
        "rectification": RectificationState.OPEN,
    }


def _first_words(order: Rectification | None) -> dict[str, Any]:
    if order is None:
        return {"rectification": RectificationState.OPEN}
    given = order.answers[-1] if order.answers else None
    return {
        "department": order.department_id,
        "kind": DocumentKind.REFUSAL,
        "area": order.case.area_key,
        "pretext": given.pretext if given else None,
        "rectification": RectificationState.REFUSED,
    }


@blueprint.route("/records/<record_id>/edit", methods=["GET", "POST"])
def edit_record(record_id: str) -> str | Response:
    """Change what a record says before it is reviewed."""
    actor = sessions.actor()
    record = _open(record_id, RecordAction.EDIT)
    form = EditForm(data=_words_of(record))
    _offer(form)

    def do() -> str:
        again = queries.get_visible(actor, record_id, for_update=True)
        expect_version(again, posted_version())
        document = again.document
        new = NewDocument(document.kind, document.number, document.organ, document.issued_on)
        recognising.edit(again, actor, NewRecord(NewSubject(), new, **_said(form)))
        return url_for("records.show_record", record_id=record_id)

    act = Act("修改失信记录", "保存", _page(record), "改过以后要重新确定严重程度。", _about(record), _HINTS, version=record.version)
    return run(act, form, do, "已保存，请重新确定严重程度。")


def _words_of(record: DishonestyRecord) -> dict[str, Any]:
    names = ("conduct", "title", "facts", "pretext", "impact")
    values = {name: getattr(record, name) for name in names}
    return {**values, "area": record.area_key, "loss": record.loss_fen, "rectification": record.rectification_state}


@blueprint.route("/records/<record_id>/severity", methods=["GET", "POST"])
def grade_record(record_id: str) -> str | Response:
    """Decide the severity; the portal proposes one by its table."""
    actor = sessions.actor()
    record = _open(record_id, RecordAction.GRADE)
    proposed = recognising.proposed_severity(record)
    form = GradeForm(data={"severity": record.severity or proposed})

    def do() -> str:
        again = queries.get_visible(actor, record_id, for_update=True)
        recognising.grade(again, actor, form.severity.data, form.reason.data, form.months.data)
        return url_for("records.show_record", record_id=record_id)

    terms = "；".join(f"{each.label} {p.shortest}—{p.longest} 个月" for each, p in catalogue.PERIODS.items())
    hints = {
        "severity": f"按规则表，这条记录建议定为“{proposed.label}”；由您决定并写明理由。",
        "months": f"{terms}。从文书日期（{day(record.document.issued_on)}）算起。不填：轻微不公示，其他按最长。",
    }
    return run(Act("确定严重程度", "确定", _page(record), "", _about(record), hints), form, do, "已确定严重程度。")


@blueprint.route("/records/<record_id>/document", methods=["GET", "POST"])
def upload_document(record_id: str) -> str | Response:
    """Keep the document itself with the record."""
    actor, form = sessions.actor(), DocumentForm()
    record = _open(record_id, RecordAction.EDIT)
    checked = checked_uploads(form.files) if form.is_submitted() else []

    def do() -> str:
        again = queries.get_visible(actor, record_id, for_update=True)
        require(actor, Permission.RECORD_EDIT, again)
        for each in checked:
            attachments.keep_file(recognising.FILES, again.document_id, each)
        return url_for("records.show_record", record_id=record_id)

    hints = {"files": attachments.limits_sentence()}
    return run(Act("上传认定文书", "上传", _page(record), "", _about(record), hints, uploads=True), form, do, "已上传。")


def _open(record_id: str, action: RecordAction) -> DishonestyRecord:
    """A record this person may see and, by the policy, do this to."""
    actor = sessions.actor()
    record = queries.get_visible(actor, record_id)
    require(actor, TRANSITIONS[action].permission or Permission.RECORD_EDIT, record)
    return record


def _page(record: DishonestyRecord) -> str:
    return url_for("records.show_record", record_id=record.public_id)


def _about(record: DishonestyRecord) -> list[dict[str, Any]]:
    document = record.document
    return [
        {"label": "失信主体", "value": record.subject_name},
        {"label": "认定文书", "value": f"{document.organ} {document.number}（{day(document.issued_on)}）"},
    ]
