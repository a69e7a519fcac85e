"""The list of records and the page of each, with what this person may do now."""

from typing import Any

from flask import Response as FlaskResponse
from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from portal.access import Permission, allows
from portal.accounts.models import User
from portal.attachments import queries as files
from portal.deadlines import queries as clocks
from portal.errors import NotFound
from portal.exchange.aggregation import queries as aggregation
from portal.exchange.aggregation.models import RowDelivery
from portal.records import ending, queries, recognising, releasing, steps
from portal.records.models import DishonestyRecord
from portal.records.objections import queries as objections
from portal.records.repair import queries as repairs
from portal.records.sanctions import queries as sanctions
from portal.records.vocabulary import RecordStatus
from portal.records.workflow import TRANSITIONS, RecordAction
from portal.web import record_page, sessions
from portal.web.files import file_rows, sent
from portal.web.filters import day, money, url_with
from portal.web.records.blueprint import blueprint

PAGE_ROWS = 50
# The endpoint of each act, in the order of its button; the table and the policy say whether it is open.
_PAGES = (
    (RecordAction.GRADE, "records.grade_record"),
    (RecordAction.SUBMIT, "records.submit_record"),
    (RecordAction.REVIEW, "records.decide_record"),
    (RecordAction.PUBLISH, "records.decide_record"),
    (RecordAction.REPORT_PROGRESS, "records.report_progress"),
    (RecordAction.EDIT, "records.edit_record"),
    (RecordAction.CORRECT, "records.correct_record"),
    (RecordAction.NOTE_BASIS_GONE, "records.note_basis_gone"),
    (RecordAction.REVOKE, "records.revoke_record"),
)
# Pages of what came in about the record, shown when anything did.
_REQUESTS = (
    (Permission.RECORD_REVOKE, "records.show_objections", "异议", lambda record_id: objections.list_to(objections.RECORD, record_id)),
    (Permission.RECORD_REPAIR, "records.show_repairs", "信用修复申请", repairs.list_of),
)
_SANCTIONED = frozenset({RecordStatus.PUBLISHED, RecordStatus.KEPT, RecordStatus.ENDED})


@blueprint.get("/records-home")
def home() -> Response:
    """Where this part begins for a person: with the records, or with the orders that their house received."""
    actor = sessions.actor()
    watches = recognising.may_enter(actor) or bool(queries.list_visible(actor, limit=1))
    return redirect(url_for("records.list_records" if watches else "records.list_received"))


@blueprint.get("/records")
def list_records() -> str:
    """Records this person may see, by state, newest first."""
    actor, name = sessions.actor(), request.args.get("status", "")
    status = RecordStatus(name) if name in set(RecordStatus) else None
    found = queries.list_visible(actor, status, request.args.get("before", ""), PAGE_ROWS + 1)
    counts = queries.count_visible(actor)
    tabs = [_tab(None, sum(counts.values()), status), *(_tab(each, counts[each], status) for each in RecordStatus)]
    return render_template(
        "records/list_records.html",
        records=found[:PAGE_ROWS],
        tabs=tabs,
        next_url=url_with(before=found[PAGE_ROWS - 1].public_id) if len(found) > PAGE_ROWS else None,
        total=counts[status] if status else sum(counts.values()),
        may_enter=recognising.may_enter(actor),
    )


def _tab(status: RecordStatus | None, count: int, present: RecordStatus | None) -> dict[str, Any]:
    url = url_for("records.list_records", status=status.value if status else None)
    return {"label": status.label if status else "全部", "url": url, "count": count, "current": status is present}


def may(record: DishonestyRecord, actor: User, action: RecordAction) -> bool:
    """Whether table and policy leave an act open to this person now."""
    row = TRANSITIONS[action]
    return record.status in row.sources and row.permission is not None and allows(actor, row.permission, record)


@blueprint.get("/records/<record_id>")
def show_record(record_id: str) -> str:
    """Everything known of a record, and what can be done with it."""
    actor = sessions.actor()
    record = queries.get_visible(actor, record_id)
    papers = files.list_for(recognising.FILES, record.document_id)
    return render_template(
        "records/show_record.html",
        record=record,
        rows=record_page.values(record)["rows"],
        periods=_periods(record),
        clocks=[(_CLOCKS[each.rule_key], each.due_on) for each in clocks.list_open(steps.SUBJECT, record.id)],
        buttons=_buttons(record, actor),
        missing=releasing.why_not_submit(record) if may(record, actor, RecordAction.SUBMIT) else "",
        files=file_rows(papers, "records.document_file", record_id=record_id),
        may_upload=may(record, actor, RecordAction.EDIT),
        progress=queries.list_progress(record.id),
        events=queries.list_events(record.id),
        sanctions=sanctions.list_of([record.id]),
        leniency=sanctions.find_leniency(record.id),
        may_sanction=record.status in _SANCTIONED and allows(actor, Permission.SANCTION_IMPOSE, record),
        repair=ending.why_not_repair(record),
        deliveries=_newest_by_partner(record.id),
    )


def _newest_by_partner(record_id: int) -> list[RowDelivery]:
    """Where the last version of a record stands at each upper platform."""
    return list({each.partner_id: each for each in aggregation.list_deliveries_of([record_id])}.values())


_CLOCKS = {steps.PUBLISH: "最晚公示", steps.REVOKE: "最晚撤销"}


def _buttons(record: DishonestyRecord, actor: User) -> list[tuple[str, str]]:
    found: dict[str, str] = {}
    for action, endpoint in _PAGES:
        if may(record, actor, action):
            found.setdefault(url_for(endpoint, record_id=record.public_id), "审核、发布" if "decide" in endpoint else action.label)
    for permission, endpoint, words, has_any in _REQUESTS:
        if has_any(record.id) and allows(actor, permission, record):
            found[url_for(endpoint, record_id=record.public_id)] = words
    return [(label, url) for url, label in found.items()]


def _periods(record: DishonestyRecord) -> list[dict[str, Any]]:
    rows = [
        ("损失金额", money(record.loss_fen)),
        ("社会影响", record.impact.label if record.impact else ""),
        ("严重程度", f"{record.severity.label}：{record.severity_reason}" if record.severity else "还没有确定"),
        ("公示到", day(record.display_until) if record.is_shown else "不公示"),
        ("影响期到", day(record.effect_until)),
        ("保存到", day(record.kept_until)),
        ("最早可以修复", day(record.repairable_from)),
        ("录入", f"{record.responsible.name}　{record.source.label}　{day(record.recognised_at)}"),
        ("结束原因", record.ending),
    ]
    return [{"label": label, "value": value} for label, value in rows if value]


@blueprint.get("/records/<record_id>/document/<token>")
def document_file(record_id: str, token: str) -> FlaskResponse:
    """The file of the document a record rests on."""
    record = queries.get_visible(sessions.actor(), record_id)
    found = files.find_owned(recognising.FILES, record.document_id, token)
    if found is None:
        raise NotFound("没有找到这个附件。")
    return sent(found)
