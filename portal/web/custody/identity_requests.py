"""Requests to open an identity that one custodian decides alone: purpose, reason, area and requester, never the case or the name."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response
from wtforms import TextAreaField

from portal import clock
from portal.access import Permission, allows
from portal.accounts.models import User
from portal.cases.secrecy import queries, requests
from portal.cases.secrecy.custody import area_title
from portal.cases.secrecy.models import IdentityRequest
from portal.db import transaction
from portal.errors import NotFound, RuleBroken
from portal.web.custody.blueprint import blueprint
from portal.web.forms import HouseForm, Length, Needed, OneChoice, attach
from portal.web.sessions import actor


class DecisionForm(HouseForm):
    """Yes, or no with a reason that the requester reads."""

    decision = OneChoice("决定", [Needed("请选择批准或者不批准")], choices=[("approve", "批准"), ("refuse", "不批准")])
    reason = TextAreaField("理由", [Length(0, 500)])


@blueprint.get("/identity-requests")
def list_identity_requests() -> str:
    """What waits for a decision, the oldest first, and what this custodian decided lately."""
    person = actor()
    waiting = [each for each in queries.list_undecided(clock.now()) if allows(person, Permission.IDENTITY_DECIDE, each)]
    return render_template(
        "custody/list_identity_requests.html", waiting=waiting, decided=queries.list_decided_by(person.id), area_title=area_title
    )


@blueprint.route("/identity-requests/<int:request_id>", methods=["GET", "POST"])
def decide_identity_request(request_id: int) -> str | Response:
    """One request, and the decision. Who has a conflict of interest finds nothing here."""
    person, form = actor(), DecisionForm()
    request = _seen_by(person, request_id)
    if form.validate_on_submit():
        try:
            with transaction():
                found = queries.get_request(request_id, for_update=True)
                requests.decide(found, person, form.decision.data == "approve", form.reason.data or "")
            flash("已批准，申请人 24 小时内可以查看。" if form.decision.data == "approve" else "已记录为不批准，申请人会看到理由。")
            return redirect(url_for("custody.list_identity_requests"), 303)
        except RuleBroken as error:
            attach(error, form)
        request = _seen_by(person, request_id)
    return render_template("custody/decide_identity_request.html", form=form, facts=_facts(request))


def _seen_by(person: User, request_id: int) -> IdentityRequest:
    """A request that this custodian may decide now. Raises ``NotFound``, the same for one that does not exist."""
    request = queries.get_request(request_id)
    is_waiting = any(each.id == request_id for each in queries.list_undecided(clock.now()))
    if not is_waiting or not allows(person, Permission.IDENTITY_DECIDE, request):
        raise NotFound("没有找到等您决定的申请。")
    return request


def _facts(request: IdentityRequest) -> list[dict[str, Any]]:
    return [
        {"label": "申请人", "value": f"{request.requester_label} {request.requester.display_name}"},
        {"label": "重点领域", "value": area_title(request)},
        {"label": "用途", "value": request.purpose.label},
        {"label": "理由", "value": request.reason},
        {"label": "要看什么", "value": "身份信息和材料原件" if request.with_originals else "身份信息"},
    ]
