"""「对这条信息有异议」 about an outcome or a dishonesty record: write, check, done, with a code of its own."""

from typing import Any

from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response

from portal.deadlines import queries as deadlines
from portal.records.objections.filing import OTHERS, OWN, NewObjection
from portal.records.objections.vocabulary import ObjectionGround, Objector
from portal.web.admission import admit
from portal.web.forms import HouseForm
from portal.web.public import blueprint, request_session
from portal.web.public.objected import now_public, once_public
from portal.web.public.request_forms import ObjectionForm
from portal.web.public.requesting import WRITING, Request, chosen, keep_page, limits_sentence, proof_rows

_WHAT = Request(request_session.OBJECTION, "对公示的信息提出异议", (("办理结果", "public.outcomes"), ("失信记录", "public.records")))


@blueprint.route("/objections/new", methods=["GET", "POST"])
def objection_start() -> str | Response:
    """Who objects, on what ground, with what proof."""
    thing = chosen(_WHAT, now_public)
    if isinstance(thing, str | Response):
        return thing
    form = ObjectionForm(data=request_session.answers_for(_WHAT.kind, thing.public_id))
    if form.validate_on_submit():
        answer = keep_page(_WHAT, form, thing.public_id)
        if answer is not None:
            return answer
    files = proof_rows(_WHAT.kind) if request_session.answers_for(_WHAT.kind, thing.public_id) else []
    return render_template("public/objection_start.html", form=form, thing=thing, days=_days(), files=files, limits=limits_sentence())


@blueprint.route("/objections/check", methods=["GET", "POST"])
def objection_check() -> str | Response:
    """Everything once more, before it is handed in."""
    form = HouseForm()
    if form.validate_on_submit():
        admit(WRITING)
        request_session.hand_in(_WHAT.kind, _make)
        return redirect(url_for("public.objection_done"), 303)
    written = request_session.present_answers(_WHAT.kind)
    if not written:
        return redirect(url_for("public.objection_done" if request_session.receipt(_WHAT.kind) else _WHAT.start))
    thing = now_public(written["record"])
    return render_template("public/objection_check.html", form=form, thing=thing, rows=_rows(written), files=proof_rows(_WHAT.kind))


@blueprint.get("/objections/done")
def objection_done() -> str | Response:
    """The code, and by when it is decided."""
    receipt = request_session.receipt(_WHAT.kind)
    if receipt is None:
        return redirect(url_for("public.track"))
    return render_template("public/objection_done.html", receipt=receipt, days=_days())


def _make(written: dict[str, Any], key: str, proofs: tuple[str, int]) -> tuple[int, str]:
    who, ground = Objector(written["who"]), ObjectionGround(written["ground"])
    new = NewObjection(who, written["name"], written["contact"], written["wrong"], ground)
    return once_public(written["record"]).receive(new, key, proofs)


def _rows(written: dict[str, Any]) -> list[dict[str, Any]]:
    url = url_for(_WHAT.start, public_id=written["record"])
    rows = [
        ("您是", Objector(written["who"]).label),
        ("为什么有异议", ObjectionGround(written["ground"]).label),
        ("哪里不对", written["wrong"].splitlines()),
        ("名称或者姓名", written["name"]),
        ("联系方式", written["contact"]),
    ]
    return [{"label": label, "value": value, "url": url} for label, value in rows]


def _days() -> tuple[int, int]:
    limits = deadlines.limits()
    return limits[OWN].value, limits[OTHERS].value
