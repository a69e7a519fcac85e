"""Who the reporter is: asked for with a purpose, looked at for half an hour, every look written down."""

from typing import Any
from urllib.parse import quote

from flask import Response as FlaskResponse
from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from portal import clock
from portal.access import Permission, require
from portal.accounts.models import User
from portal.cases import queries as cases
from portal.cases.evidence import files_of
from portal.cases.models import Case
from portal.cases.secrecy import custody, queries, requests
from portal.cases.secrecy.models import IdentityRequest
from portal.cases.secrecy.vocabulary import RequestStatus
from portal.cases.vocabulary import Secrecy
from portal.db import transaction
from portal.errors import RuleBroken
from portal.web import sessions, throttle
from portal.web.desk.blueprint import blueprint
from portal.web.desk.forms import IdentityForm, PickupForm
from portal.web.forms import attach

_LOOKING = throttle.Limit("identity-look", burst=10, every_seconds=60)


@blueprint.route("/cases/<int:case_id>/identity", methods=["GET", "POST"])
def show_identity(case_id: int) -> Any:
    """Ask to see who the reporter is; with consent the view begins at once, otherwise custodians decide."""
    actor, form = sessions.actor(), IdentityForm()
    case = cases.get_visible(actor, case_id)
    require(actor, Permission.IDENTITY_READ, case)
    form.offer(_originals(case) if case.report.secrecy is Secrecy.SEALED else [])
    if form.validate_on_submit():
        try:
            return _asked(case_id, actor, form)
        except RuleBroken as error:
            attach(error, form)
    return render_template("desk/show_identity.html", case=cases.get_visible(actor, case_id), form=form, **_beside(case_id, actor))


def _asked(case_id: int, actor: User, form: IdentityForm) -> Any:
    """Ask; the pick-up code of a sealed identity is shown on this answer and never again."""
    with transaction():
        case = cases.get_visible_for_update(actor, case_id)
        asked = requests.ask(case, actor, form.purpose.data, form.reason.data or "", bool(form.with_originals.data), form.original)
        request_id, code = asked.request.id, asked.pickup_code
    if not code:
        return redirect(url_for("desk.show_identity_request", request_id=request_id), 303)
    case = cases.get_visible(actor, case_id)
    return render_template("desk/show_identity.html", case=case, form=form, code=code, request_id=request_id, **_beside(case_id, actor))


def _beside(case_id: int, actor: User) -> dict[str, Any]:
    case = cases.get_visible(actor, case_id)
    why_not = requests.why_not_ask(case)
    return {
        "why_not": why_not,
        "requests": queries.list_requests_of(case_id),
        "actor": actor,
        "is_open": case.report.secrecy is Secrecy.OPEN,
    }


def _originals(case: Case) -> list[tuple[str, str]]:
    return [(file.token, f"{file.display_name} 的原件") for file in files_of(case) if file.original_destroyed_at is None]


@blueprint.get("/identity-requests")
def list_identity_requests() -> str:
    """The requests of this person, newest first."""
    return render_template("desk/list_identity_requests.html", requests=queries.list_own_requests(sessions.actor()))


@blueprint.route("/identity-requests/<int:request_id>", methods=["GET", "POST"])
def show_identity_request(request_id: int) -> str:
    """How far a request has come; sent, the identity on this answer only."""
    actor, form, identity = sessions.actor(), PickupForm(), None
    request = _own(actor, request_id)
    if form.validate_on_submit():
        throttle.spend(_LOOKING, f"user:{actor.id}")
        try:
            with transaction():
                identity = requests.look(queries.get_own_request(actor.id, request_id, for_update=True), actor, form.pickup_code.data or "")
        except RuleBroken as error:
            attach(error, form)
        request = _own(actor, request_id)
    return render_template("desk/show_identity_request.html", asked=request, form=form, identity=identity, **_state(request))


def _own(actor: User, request_id: int) -> IdentityRequest:
    """A request of this person about a case they may still see."""
    request = queries.get_own_request(actor.id, request_id)
    cases.get_visible(actor, request.case_id)
    return request


def _state(request: IdentityRequest) -> dict[str, Any]:
    """What may be done with a request now, and who decided."""
    is_live = request.is_live(clock.now())
    can_look = is_live and request.status in {RequestStatus.APPROVED, RequestStatus.OPENED}
    is_sealed = request.level is Secrecy.SEALED
    files = [custody.file_of(request)] if request.attachment_id is not None else []
    if request.with_originals and request.status is RequestStatus.OPENED:
        files = [file for file in files_of(request.case) if file.original_destroyed_at is None]
    return {
        "is_live": is_live,
        "can_look": can_look and request.attachment_id is None,
        "can_withdraw": is_live and request.status is not RequestStatus.OPENED,
        "is_sealed": is_sealed,
        "files": files if can_look else [],
        "asked_file": custody.file_of(request) if request.attachment_id is not None else None,
        "deciders": _deciders(request),
    }


def _deciders(request: IdentityRequest) -> str:
    """Who decided, by department and name: staff among themselves."""
    people = [request.decided_by] if request.decided_by is not None else []
    if request.custody_act_id is not None and request.status is not RequestStatus.REFUSED:
        act = custody.act_of(request)
        people = [each.user for each in (act.first, act.second) if each is not None and act.granted_at is not None]
    return "、".join(f"{each.department.name if each.department else ''} {each.display_name}".strip() for each in people)


@blueprint.post("/identity-requests/<int:request_id>/withdraw")
def withdraw_identity_request(request_id: int) -> Response:
    """The requester needs it no longer."""
    actor = sessions.actor()
    _own(actor, request_id)
    with transaction():
        requests.withdraw(queries.get_own_request(actor.id, request_id, for_update=True), actor)
    flash("申请已撤回。")
    return redirect(url_for("desk.show_identity_request", request_id=request_id), 303)


@blueprint.post("/identity-requests/<int:request_id>/originals/<token>")
def download_original(request_id: int, token: str) -> Any:
    """An evidence file as it came, within the view. A wrong pick-up code shows the page of the request again."""
    actor, form = sessions.actor(), PickupForm()
    _own(actor, request_id)
    throttle.spend(_LOOKING, f"user:{actor.id}")
    try:
        with transaction():
            request = queries.get_own_request(actor.id, request_id, for_update=True)
            found = requests.original_of(request, actor, token, form.pickup_code.data or "")
            name, size = found.name or found.file.display_name, found.file.original_size_bytes
            chunks = found.chunks
    except RuleBroken as error:
        attach(error, form)
        request = _own(actor, request_id)
        return render_template("desk/show_identity_request.html", asked=request, form=form, identity=None, **_state(request))
    response = FlaskResponse(chunks, mimetype="application/octet-stream")
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    response.headers["Content-Length"] = str(size)
    return response
