"""The accountability log for everybody: published heads, how they hang together, and the script that checks proofs offline."""

import json
from pathlib import Path
from typing import Any

from flask import Response, make_response, render_template, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response as AnyResponse

from portal import clock
from portal.accountability import offline, proofs
from portal.accountability import queries as log
from portal.accountability.models import SignedHead
from portal.accountability.operations import plain_head
from portal.accountability.signing import public_key
from portal.errors import NotFound
from portal.web.addresses import absolute
from portal.web.filters import day
from portal.web.public import blueprint, track_session
from portal.web.public.report_session import present_receipt
from portal.web.public.track import ask_for_code
from portal.web.revalidation import revalidated

_SHOWN, _FED = 60, 100


@blueprint.get("/verify/heads")
def verify_heads() -> AnyResponse | str:
    """The newest published heads, the key, and how to check without asking us."""
    heads = log.list_heads(_SHOWN)
    rows = [[day(head.on), head.size, _breakable(head.root)] for head in heads]
    key = public_key()
    return revalidated(None, [rows, key], lambda: render_template("public/verify_heads.html", heads=heads, rows=rows, public_key=key))


def _breakable(digits: str) -> Markup:
    """A long hash that fits a phone: it may break after every eight digits, and is copied whole."""
    return Markup("<wbr>").join(digits[start : start + 8] for start in range(0, len(digits), 8))


@blueprint.get("/verify/heads.atom")
def verify_feed() -> AnyResponse:
    """The published heads as an Atom feed; each entry holds its head as JSON."""
    heads = [(head, json.dumps(plain_head(head).plain())) for head in log.list_heads(_FED)]
    return revalidated(None, [said for _head, said in heads], lambda: _fed(heads))


def _fed(heads: list[tuple[SignedHead, str]]) -> Response:
    body = render_template(
        "public/verify_feed.xml",
        heads=heads,
        updated=heads[0][0].at if heads else clock.start_of(clock.today()),
        page_url=absolute(url_for("public.verify_heads")),
        feed_url=absolute(url_for("public.verify_feed")),
    )
    response = make_response(body)
    response.headers["Content-Type"] = "application/atom+xml; charset=utf-8"
    return response


@blueprint.get("/verify/consistency")
def verify_consistency() -> Response:
    """That one published head (``to``) continues the log as another one or a proof file has it (``from``), as JSON."""
    earlier, later = request.args.get("from", 0, int), request.args.get("to", 0, int)
    return json_file(proofs.consistency(earlier, later), f"consistency-{earlier}-{later}.json")


@blueprint.get("/verify/portal-verify.py")
def verify_script() -> AnyResponse:
    """The script that checks proofs without us; the portal itself checks with the same lines."""
    lines = Path(offline.__file__).read_bytes()

    def made() -> Response:
        response = Response(lines, mimetype="text/x-python")
        response.headers.set("Content-Disposition", "attachment", filename="portal-verify.py")
        return response

    return revalidated(None, lines, made)


@blueprint.get("/report/proof")
def report_proof() -> Response:
    """The proof file of what this browser has just submitted."""
    receipt = present_receipt()
    if receipt is None:
        raise NotFound("存证证明请在进度页下载。查进度请用查询码。")
    return _proof(receipt["case_id"])


@blueprint.get("/track/proof")
def track_proof() -> Any:
    """The proof file of the case that the tracking code has opened."""
    report = track_session.present_report()
    return ask_for_code() if report is None else _proof(report.case_id)


def _proof(case_id: int) -> Response:
    proof = proofs.proof_of(case_id)
    return json_file(proof, f"存证证明-{proof['case_number']}.json")


def json_file(value: dict[str, Any], name: str) -> Response:
    """A JSON file to keep."""
    response = Response(json.dumps(value, ensure_ascii=False, indent=1), mimetype="application/json")
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response
