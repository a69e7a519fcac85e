"""Aggregation upward: where each record stands at each upper platform, the batches, their files and receipts."""

from typing import Any

from flask import Response as FlaskResponse
from flask import flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms import FileField

from portal.access import Permission, require
from portal.db import transaction
from portal.errors import NotFound, RuleBroken
from portal.exchange.aggregation import files, operations, queries
from portal.exchange.aggregation.models import ExchangeBatch
from portal.exchange.queries import get_partner
from portal.exchange.vocabulary import PartnerKind, RowState
from portal.records import queries as records
from portal.web import sessions
from portal.web.filters import url_with
from portal.web.forms import HouseForm, Needed, attach
from portal.web.records.blueprint import blueprint, office

PAGE_ROWS = 50
MOST_BYTES = 5 * 1024 * 1024


class ReceiptForm(HouseForm):
    """The receipt of the upper platform."""

    file = FileField("上级平台的回执", [Needed("请选择回执文件")])


def _needs() -> None:
    require(sessions.actor(), Permission.RECORD_AGGREGATE, office())


@blueprint.get("/aggregation")
def list_aggregation() -> str:
    """Every version of every record this person may see, with where it stands; those sent back can be queued again."""
    _needs()
    name = request.args.get("state", "")
    state = RowState(name) if name in set(RowState) else None
    found = queries.list_visible(sessions.actor(), state, request.args.get("before", type=int), PAGE_ROWS + 1)
    return render_template(
        "records/list_aggregation.html",
        rows=found[:PAGE_ROWS],
        partners=_partners(),
        tabs=[_tab(None, state), *(_tab(each, state) for each in RowState)],
        next_url=url_with(before=found[PAGE_ROWS - 1].id) if len(found) > PAGE_ROWS else None,
    )


def _tab(state: RowState | None, present: RowState | None) -> dict[str, Any]:
    url = url_for("records.list_aggregation", state=state.value if state else None)
    return {"label": state.label if state else "全部", "url": url, "current": state is present}


def _partners() -> list[dict[str, Any]]:
    """Each upper platform with how many rows stand where, and whether a file can be made for it now."""
    counts = queries.count_by_partner()
    return [
        {
            "partner": each,
            "counts": [(state, counts.get((each.id, state), 0)) for state in RowState],
            "may_cut": each.kind is PartnerKind.UPPER_FILES and each.is_open and counts.get((each.id, RowState.PENDING), 0) > 0,
        }
        for each in queries.list_record_partners()
    ]


@blueprint.post("/aggregation/again")
def aggregate_again() -> Response:
    """Queue a record that was sent back, as it stands now."""
    _needs()
    with transaction():
        record = records.get_visible(sessions.actor(), request.form.get("record", ""))
        partner = get_partner(request.form.get("partner", 0, type=int))
        operations.send_again(sessions.actor(), record, partner, office())
    flash("已重新排队，会和下一批一起报送。")
    return redirect(url_for("records.list_aggregation"), 303)


@blueprint.post("/aggregation/cut")
def cut_aggregation_batch() -> Response:
    """Make the batch of an upper platform that gets files."""
    _needs()
    with transaction():
        partner = get_partner(request.form.get("partner", 0, type=int))
        number = operations.cut_for_files(sessions.actor(), partner, office()).number
    flash("已生成报送批次，请下载报送包，报上级平台以后上传回执。")
    return redirect(url_for("records.show_aggregation_batch", batch_number=number), 303)


@blueprint.get("/aggregation/batches")
def list_aggregation_batches() -> str:
    """All batches, newest first."""
    _needs()
    found = queries.list_batches(request.args.get("before", type=int), PAGE_ROWS + 1)
    shown = found[:PAGE_ROWS]
    return render_template(
        "records/list_aggregation_batches.html",
        batches=shown,
        counts=queries.count_in_batches([each.id for each in shown]),
        states=RowState,
        next_url=url_with(before=shown[-1].id) if len(found) > PAGE_ROWS else None,
    )


@blueprint.route("/aggregation/batches/<batch_number>", methods=["GET", "POST"])
def show_aggregation_batch(batch_number: str) -> str | Response:
    """A batch with the rows this person may see; of one that went as a file, the receipt can be uploaded."""
    _needs()
    actor, form = sessions.actor(), ReceiptForm()
    batch = queries.get_batch(batch_number)
    may_carry = batch.message_id is None and not queries.is_kept_from_batch(actor, batch.id)
    if may_carry and form.validate_on_submit():
        try:
            return _read(form, batch_number)
        except RuleBroken as error:
            attach(error, form)
    batch = queries.get_batch(batch_number)
    shown = {"rows": queries.list_visible_in_batch(actor, batch.id), "headings": files.receipt_headings(batch), "may_carry": may_carry}
    return render_template("records/show_aggregation_batch.html", batch=batch, form=form, **shown)


def _read(form: ReceiptForm, batch_number: str) -> Response:
    upload = form.file.data
    data = upload.stream.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise RuleBroken("file", "回执超过 5 MB，请核对是不是选错了文件。")
    with transaction():
        batch: ExchangeBatch = queries.get_batch(batch_number)
        taken, refused = files.read_receipt(batch, data, upload.filename or "")
    flash(f"已读取回执：已收 {taken} 条，被退 {refused} 条。")
    return redirect(url_for("records.show_aggregation_batch", batch_number=batch_number), 303)


@blueprint.get("/aggregation/batches/<batch_number>/package.zip")
def aggregation_file(batch_number: str) -> FlaskResponse:
    """The batch as a ZIP of CSV, XLSX, JSON and manifest."""
    _needs()
    batch = queries.get_batch(batch_number)
    if batch.message_id is not None:
        raise NotFound("这个批次通过接口报送，没有报送包。")
    if queries.is_kept_from_batch(sessions.actor(), batch.id):
        raise NotFound
    response = make_response(files.package(batch))
    response.headers["Content-Type"] = "application/zip"
    response.headers["Content-Disposition"] = f"attachment; filename={batch.number}.zip"
    return response
