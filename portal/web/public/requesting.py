"""What writing an objection and a request for repair have in common: what it is about, the kept answers, the proofs, the check, the end."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from portal.attachments import operations as attachments
from portal.errors import NotFound, RuleBroken
from portal.identifiers import normalise_width
from portal.records import queries
from portal.records.models import DishonestyRecord
from portal.web.admission import Door, admit
from portal.web.files import checked_uploads, file_rows
from portal.web.forms import attach
from portal.web.public import blueprint, request_session
from portal.web.public.request_forms import RecordIdForm, answers
from portal.web.throttle import Limit

Subject = TypeVar("Subject")
WRITING = Door(Limit("record-request", burst=20, every_seconds=60), calm_per_second=2)
_NO_RECORD = "没有找到这个编号的失信记录，请对照公示页面再看一遍。"


@dataclass(frozen=True)
class Request:
    """One of the two: its kind, the words of its pages."""

    kind: str
    heading: str
    where: tuple[tuple[str, str], ...]  # the lists in which the thing is found: words, endpoint

    @property
    def start(self) -> str:
        """The endpoint at which it begins."""
        return f"public.{self.kind}_start"


def chosen(what: Request, find: Callable[[str], Subject]) -> Subject | str | Response:
    """What ``find`` gives for the number in the address; else the page that asks for the number."""
    form = RecordIdForm(data={"public_id": request.args.get("public_id", "")})
    asked = normalise_width(request.args.get("public_id", "")).strip()
    if asked:
        try:
            return find(asked)
        except NotFound as error:
            attach(RuleBroken("public_id", error.message), form)
    if request.method == "POST" and form.validate():
        return redirect(url_for(what.start, public_id=form.public_id.data), 303)
    return render_template("public/_request_record.html", form=form, what=what)


def once_public(public_id: str) -> DishonestyRecord:
    """A record that is or was on the public page. Raises ``NotFound``."""
    found = queries.find_place(public_id)
    if found is None:
        raise NotFound(_NO_RECORD)
    return found


def keep_page(what: Request, form: Any, public_id: str, needs_proof: bool = False) -> Response | None:
    """Keep a valid page and go on to the check; None when a rule was broken, which then stands on the form."""
    admit(WRITING)
    try:
        proofs = checked_uploads(form.files)
        written = request_session.answers_for(what.kind, public_id)
        if needs_proof and not proofs and not (written and request_session.present_files(what.kind)):
            raise RuleBroken("files", "请上传能证明已经履行完毕的材料")
        warning = request_session.keep(what.kind, answers(form, public_id), proofs)
    except RuleBroken as error:
        attach(RuleBroken("files", error.message), form)
        return None
    if warning:
        flash(warning)
    return redirect(url_for(f"public.{what.kind}_check"), 303)


def proof_rows(kind: str) -> list[dict[str, Any]]:
    """The proofs added so far, each with a button that takes it away."""
    rows = file_rows(request_session.present_files(kind), "public.request_file_delete", request_kind=kind)
    return [{**row, "view_url": "", "delete_url": row["view_url"]} for row in rows]


@blueprint.post("/objections/files/<any(objection, repair):request_kind>/<token>/delete")
def request_file_delete(request_kind: str, token: str) -> Response:
    """Take a proof away again."""
    request_session.remove(request_kind, token)
    flash("材料已删除。")
    return redirect(url_for(f"public.{request_kind}_check"), 303)


def limits_sentence() -> str:
    """What may be uploaded."""
    return attachments.limits_sentence()
