"""代为登记 (D5): a report by phone, at the window, by letter or from elsewhere is taken down on one page."""

from dataclasses import replace
from typing import Any

from flask import Response as FlaskResponse
from flask import redirect, render_template, request, session, url_for
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from portal.access import Permission, require
from portal.accounts.models import User
from portal.attachments import operations as attachments
from portal.cases import drafts, intake, queries
from portal.cases import vocabulary as v
from portal.cases.evidence import protect_originals
from portal.crypto import random_token
from portal.db import transaction
from portal.errors import NotFound, RuleBroken
from portal.leads import promoting
from portal.leads import queries as leads
from portal.profiles import queries as profiles
from portal.web import sessions
from portal.web.desk.blueprint import blueprint
from portal.web.desk.intake_form import IntakeForm, words_of_lead
from portal.web.forms import attach, packed
from portal.web.receipts import code_picture, receipt_values
from portal.web.units import unit_names

_RECEIPT = "intake_receipt"
_NO_REGION = "000000"


@blueprint.route("/intake", methods=["GET", "POST"])
@blueprint.route("/leads/<int:lead_id>/report", methods=["GET", "POST"])
def register_report(lead_id: int | None = None) -> str | Response:
    """Take a report down, once for each filling-in of the page; of a lead, with its words, source, number and day."""
    actor = sessions.actor()
    lead = leads.get_visible(actor, lead_id) if lead_id is not None else None
    require(actor, Permission.REPORT_REGISTER)
    form = IntakeForm(data=words_of_lead(lead, leads.list_merged(actor, lead.id)) if lead is not None else None)
    if lead is not None:
        require(actor, Permission.LEAD_HANDLE, lead)
    form.ask_of(lead)
    if form.validate_on_submit():
        try:
            session[_RECEIPT] = _registered(actor, form, lead_id)
            return redirect(url_for("desk.registered_report"), 303)
        except RuleBroken as error:
            attach(RuleBroken("files" if error.field == "file" else error.field, error.message), form)
    return render_template("desk/register_report.html", form=form, lead=lead, units=unit_names(), limits=attachments.limits_sentence())


def _registered(actor: User, form: IntakeForm, lead_id: int | None) -> str:
    """The token that opens the receipt. The same press twice gives the first case, whose code was shown then and is not kept."""
    chosen = [each for each in form.files.data if isinstance(each, FileStorage) and each.filename]
    checked = attachments.check_files([(each.stream, each.filename or "") for each in chosen])
    key, token = form.submission_key.data or random_token(), random_token()
    with transaction():
        made = _submitted(actor, form, key, lead_id)
        if made.tracking_code is not None:
            for each in checked:
                attachments.keep_file("report", made.report_id, each)
            protect_originals(queries.get_report(made.report_id), "report", made.report_id)
        drafts.keep_receipt(token, made)
    return token


def _submitted(actor: User, form: IntakeForm, key: str, lead_id: int | None) -> intake.Receipt:
    """The case that was made, now or at the first press; a lead is locked before anything is made of it."""
    new, region = drafts.new_report(packed(form)), profiles.get_current().region_code or _NO_REGION
    if lead_id is not None:
        new = replace(new, late_reason=form.late_reason.data if form.late_reason else "")
        return promoting.report(leads.get_visible(actor, lead_id, for_update=True), actor, new, key, region)
    channel, number = v.Channel(form.channel.data), form.original_number.data or ""
    new = replace(new, channel=channel, received_on=form.received_on.data, original_number=number)
    return intake.submit(new, key, region, registered_by=actor)


@blueprint.get("/intake/done")
def registered_report() -> str:
    """The number, the tracking code to hand over, and until when what will happen."""
    receipt = _receipt()
    if receipt is None:
        return render_template("desk/registered_report.html", receipt=None)
    return render_template("desk/registered_report.html", **receipt_values(receipt))


@blueprint.get("/intake/receipt")
def print_receipt() -> str:
    """The receipt to print for the reporter: two parts on one A4 page."""
    return render_template("desk/print_receipt.html", **receipt_values(_with_code()), site_url=request.url_root)


@blueprint.get("/intake/receipt/code.svg")
def receipt_code() -> FlaskResponse:
    """The tracking code as a QR picture."""
    return code_picture(_with_code()["code"])


def _receipt() -> dict[str, Any] | None:
    token = session.get(_RECEIPT)
    row = drafts.load(token) if isinstance(token, str) else None
    return drafts.receipt_of(row) if row is not None else None


def _with_code() -> dict[str, Any]:
    receipt = _receipt()
    if receipt is None or not receipt["code"]:
        raise NotFound("回执只在登记后的两小时内可以打开。")
    return receipt
