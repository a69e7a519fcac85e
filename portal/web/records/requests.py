"""Objections to records and requests for repair: what waits, and the decision with reasons."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from flask import Response as FlaskResponse
from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms import TextAreaField

from portal.access import Permission, allows, require
from portal.accounts.models import User
from portal.attachments import queries as files
from portal.db import transaction
from portal.errors import RuleBroken
from portal.publication.checking import inspector
from portal.records import queries
from portal.records.models import DishonestyRecord
from portal.records.objections import filing
from portal.records.objections import operations as objections
from portal.records.objections import queries as kept_objections
from portal.records.objections.models import PublicObjection
from portal.records.objections.queries import RECORD
from portal.records.repair import operations as repairs
from portal.records.repair import queries as kept_repairs
from portal.records.repair.models import CreditRepair
from portal.records.repair.vocabulary import RepairStatus
from portal.web import sessions
from portal.web.files import file_rows
from portal.web.filters import day
from portal.web.forms import HouseForm, Length, OneChoice, attach
from portal.web.lists import Moment, page_of, read_moment
from portal.web.objections import PAGE_ROWS, ObjectionDecisionForm, acted, due, due_of, proof_file, shown
from portal.web.records.blueprint import blueprint

_DECISIONS = [(each.value, each.label) for each in (RepairStatus.GRANTED, RepairStatus.REFUSED)]


class RepairDecisionForm(HouseForm):
    """Granted or refused, why, and what the body can do about it."""

    outcome = OneChoice("决定", choices=_DECISIONS)
    reasons = TextAreaField("理由", [Length(0, 1000)])
    remedy = TextAreaField("不服怎么办", [Length(0, 500)], default=filing.REMEDY)


@blueprint.get("/record-requests")
def list_requests() -> str:
    """Objections and requests for repair that wait, the oldest first, for those who may decide them."""
    actor = sessions.actor()
    found, pages = page_of(partial(_waiting, actor), PAGE_ROWS, lambda each: each.place, read_moment)
    mine = [each for each in found if allows(actor, each.kind.permission, each.record)]
    until = {kind: due_of(kind.clock, [each.item.id for each in mine if each.kind is kind]) for kind in _KINDS}
    return render_template("records/list_requests.html", rows=[_row(each, until[each.kind][each.item.id]) for each in mine], pages=pages)


def _row(each: "_Waiting", until: str) -> dict[str, Any]:
    url = url_for(each.kind.endpoint, record_id=each.record.public_id)
    return {"title": each.record.title, "url": url, "kind": each.kind.label, "at": each.item.received_at, "due": until}


@dataclass(frozen=True)
class _Kind:
    """One of the two kinds of request. ``rank`` tells them apart where two came in at the same instant with the same key."""

    rank: int
    label: str
    clock: str
    permission: Permission
    endpoint: str
    list_page: Callable[..., list[Any]]


_KINDS = (
    _Kind(0, "异议", filing.CLOCK, Permission.RECORD_REVOKE, "records.show_objections", kept_objections.list_open_to_records),
    _Kind(1, "信用修复", repairs.CLOCK, Permission.RECORD_REPAIR, "records.show_repairs", kept_repairs.list_open),
)


@dataclass(frozen=True)
class _Waiting:
    """Something that waits; its place counts the two kinds in turns, so that no two have the same."""

    kind: _Kind
    item: PublicObjection | CreditRepair
    record: DishonestyRecord

    @property
    def place(self) -> Moment:
        """Where it stands in the list of both kinds."""
        return self.item.received_at, self.item.id * len(_KINDS) + self.kind.rank


def _waiting(actor: User, after: Moment | None, limit: int, before: Moment | None) -> list[_Waiting]:
    """A page of both kinds, the oldest first."""
    found: list[_Waiting] = []
    for kind in _KINDS:
        behind = (after[0], (after[1] - kind.rank) // len(_KINDS)) if after else None
        ahead = (before[0], -((kind.rank - before[1]) // len(_KINDS))) if before else None
        for row in kind.list_page(actor, behind, limit, ahead):
            item, record = (row, row.record) if isinstance(row, CreditRepair) else row
            found.append(_Waiting(kind, item, record))
    found.sort(key=lambda each: each.place)
    return found[-limit:] if before else found[:limit]


@blueprint.route("/records/<record_id>/objections", methods=["GET", "POST"])
def show_objections(record_id: str) -> str | Response:
    """All objections to a record; the oldest that waits is decided here."""
    actor, form = sessions.actor(), ObjectionDecisionForm()
    record = queries.get_visible(actor, record_id)
    require(actor, Permission.RECORD_REVOKE, record)
    if form.validate_on_submit():
        try:
            return _decide_objection(form, record_id, actor)
        except RuleBroken as error:
            attach(error, form)
        record = queries.get_visible(actor, record_id)
    found = kept_objections.list_to(RECORD, record.id)
    page = shown(found, "records.objection_file", record_id=record_id)
    why_not = objections.why_not_decide(record, actor)
    return render_template("records/show_objections.html", form=form, record=record, why_not=why_not, **page)


def _decide_objection(form: ObjectionDecisionForm, record_id: str, actor: User) -> Response:
    with transaction():
        record = queries.get_visible(actor, record_id, for_update=True)
        objection = kept_objections.get_to(RECORD, record.id, request.form.get("item", type=int))
        if not acted(objections, objection, record, actor, form.reasons.data or ""):
            objections.decide(objection, record, actor, form.decision(), inspector(record.case))
    flash("已处理。")
    return redirect(url_for("records.show_objections", record_id=record_id), 303)


@blueprint.route("/records/<record_id>/repairs", methods=["GET", "POST"])
def show_repairs(record_id: str) -> str | Response:
    """All requests for repair of a record; the one that waits is confirmed and decided here."""
    actor, form = sessions.actor(), RepairDecisionForm()
    record = queries.get_visible(actor, record_id)
    require(actor, Permission.RECORD_REPAIR, record)
    if form.validate_on_submit():
        try:
            return _decide_repair(form, record_id, actor)
        except RuleBroken as error:
            attach(error, form)
        record = queries.get_visible(actor, record_id)
    found = kept_repairs.list_of(record.id)
    proofs = files.list_for_many(repairs.FILES, [each.id for each in found])
    return render_template(
        "records/show_repairs.html",
        form=form,
        record=record,
        items=[(_asked(each), file_rows(proofs[str(each.id)], "records.repair_file", record_id=record_id)) for each in found],
        waiting=next((each for each in found if each.is_open), None),
        why_not=objections.why_not_decide(record, actor),
    )


def _decide_repair(form: RepairDecisionForm, record_id: str, actor: User) -> Response:
    with transaction():
        record = queries.get_visible(actor, record_id, for_update=True)
        repair = kept_repairs.get_of(record.id, request.form.get("item", type=int))
        if request.form.get("act") == "confirm":
            repairs.confirm(repair, record, actor)
        elif not form.outcome.data:
            raise RuleBroken("outcome", "请选择怎样决定。")
        else:
            is_granted, said = form.outcome.data == RepairStatus.GRANTED.value, (form.reasons.data or "", form.remedy.data or "")
            repairs.decide(repair, record, actor, is_granted, said, inspector(record.case))
    flash("已处理。")
    return redirect(url_for("records.show_repairs", record_id=record_id), 303)


def _asked(repair: CreditRepair) -> list[dict[str, Any]]:
    name, contact = repairs.name_and_contact(repair)
    rows: list[tuple[str, Any]] = [
        ("状态", repair.status.label),
        ("收到", day(repair.received_at)),
        ("最晚决定", due(repairs.CLOCK, repair.id)),
        ("经办人", name),
        ("联系方式", contact),
        ("纠正和履行的情况", repair.fulfilled.splitlines()),
        ("公开信用承诺", repair.promise),
        ("理由", repair.reasons.splitlines()),
        ("不服怎么办", repair.remedy),
    ]
    return [{"label": label, "value": value} for label, value in rows if value]


@blueprint.get("/records/<record_id>/objections/<token>")
def objection_file(record_id: str, token: str) -> FlaskResponse:
    """A proof that came with an objection."""
    record = queries.get_visible(sessions.actor(), record_id)
    require(sessions.actor(), Permission.RECORD_REVOKE, record)
    return proof_file(filing.FILES, [each.id for each in kept_objections.list_to(RECORD, record.id)], token)


@blueprint.get("/records/<record_id>/repairs/<token>")
def repair_file(record_id: str, token: str) -> FlaskResponse:
    """A proof that came with a request for repair."""
    record = queries.get_visible(sessions.actor(), record_id)
    require(sessions.actor(), Permission.RECORD_REPAIR, record)
    return proof_file(repairs.FILES, [each.id for each in kept_repairs.list_of(record.id)], token)
