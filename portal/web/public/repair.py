"""「申请信用修复」: first the conditions and the earliest date, then what was fulfilled; check, done, with a code of its own."""

from typing import Any

from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response

from portal.deadlines import queries as deadlines
from portal.records.repair import eligibility, operations
from portal.records.repair.operations import DECIDE, UNPUBLISH, NewRepair
from portal.web.admission import admit
from portal.web.forms import HouseForm
from portal.web.public import blueprint, request_session
from portal.web.public.request_forms import RepairForm
from portal.web.public.requesting import WRITING, Request, chosen, keep_page, limits_sentence, once_public, proof_rows

_WHAT = Request(request_session.REPAIR, "申请信用修复", (("失信记录", "public.records"),))


@blueprint.route("/repairs/new", methods=["GET", "POST"])
def repair_start() -> str | Response:
    """The conditions, then the form; before the time has come, the reason and the date instead of a form."""
    record = chosen(_WHAT, once_public)
    if isinstance(record, str | Response):
        return record
    why_not = eligibility.why_not(record)
    form = RepairForm(data=request_session.answers_for(_WHAT.kind, record.public_id))
    if not why_not and form.validate_on_submit():
        answer = keep_page(_WHAT, form, record.public_id, needs_proof=True)
        if answer is not None:
            return answer
    return render_template(
        "public/repair_start.html",
        form=form,
        record=record,
        why_not=why_not,
        conditions=eligibility.conditions(record),
        promise=eligibility.promise_of(record),
        days=_days(),
        files=proof_rows(_WHAT.kind) if request_session.answers_for(_WHAT.kind, record.public_id) else [],
        limits=limits_sentence(),
    )


@blueprint.route("/repairs/check", methods=["GET", "POST"])
def repair_check() -> str | Response:
    """Everything once more, before it is handed in."""
    form = HouseForm()
    if form.validate_on_submit():
        admit(WRITING)
        request_session.hand_in(_WHAT.kind, _make)
        return redirect(url_for("public.repair_done"), 303)
    written = request_session.present_answers(_WHAT.kind)
    if not written:
        return redirect(url_for("public.repair_done" if request_session.receipt(_WHAT.kind) else _WHAT.start))
    record = once_public(written["record"])
    rows = _rows(written, eligibility.promise_of(record))
    return render_template("public/repair_check.html", form=form, record=record, rows=rows, files=proof_rows(_WHAT.kind))


@blueprint.get("/repairs/done")
def repair_done() -> str | Response:
    """The code, and by when it is decided."""
    receipt = request_session.receipt(_WHAT.kind)
    if receipt is None:
        return redirect(url_for("public.track"))
    return render_template("public/repair_done.html", receipt=receipt, days=_days())


def _make(written: dict[str, Any], key: str, proofs: tuple[str, int]) -> tuple[int, str]:
    new = NewRepair(written["name"], written["contact"], written["fulfilled"])
    return operations.receive(once_public(written["record"]), new, key, proofs)


def _rows(written: dict[str, Any], promise: str) -> list[dict[str, Any]]:
    url = url_for(_WHAT.start, public_id=written["record"])
    rows = [
        ("纠正和履行的情况", written["fulfilled"].splitlines()),
        ("公开的信用承诺", promise),
        ("经办人姓名", written["name"]),
        ("联系方式", written["contact"]),
    ]
    return [{"label": label, "value": value, "url": url} for label, value in rows]


def _days() -> tuple[int, int]:
    limits = deadlines.limits()
    return limits[DECIDE].value, limits[UNPUBLISH].value
