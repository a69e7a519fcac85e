"""After submitting: the tracking code, the receipt to print, and the blank form on paper."""

from typing import Any

from flask import Response as FlaskResponse
from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response

from portal.cases import progress, queries
from portal.cases import vocabulary as v
from portal.errors import NotFound
from portal.routing import queries as routing
from portal.web.public import blueprint, report_session, track_session
from portal.web.receipts import code_picture, receipt_values


@blueprint.get("/report/done")
def report_done() -> str:
    """The tracking code and what happens next; once the receipt is over, how to use the code."""
    receipt = report_session.present_receipt()
    if receipt is None:
        return render_template("public/report_done.html", receipt=None)
    case = queries.get_case(receipt["case_id"])
    return render_template("public/report_done.html", receipt=receipt, case=case, promises=progress.promises(case))


@blueprint.post("/report/done")
def open_reported_case() -> Response:
    """Open the progress page of what was just submitted, without typing the code."""
    receipt = report_session.present_receipt()
    if receipt is None:
        return redirect(url_for("public.track"), 303)
    track_session.open_report(receipt["report_id"])
    return redirect(url_for("public.track_case"), 303)


@blueprint.get("/report/receipt")
def report_receipt() -> str:
    """The receipt on one A4 page: a part that may be shown to others, and a part with the code."""
    return render_template("public/report_receipt.html", **receipt_values(_receipt()))


@blueprint.get("/report/receipt/code.svg")
def report_receipt_code() -> FlaskResponse:
    """The tracking code as a QR picture that holds the text of the code and nothing else."""
    return code_picture(_receipt()["code"])


def _receipt() -> dict[str, Any]:
    receipt = report_session.present_receipt()
    if receipt is None or not receipt["code"]:
        raise NotFound("回执只在提交后的一段时间内可以打开。查进度请用查询码。")
    return receipt


@blueprint.get("/report/paper")
def report_paper() -> str:
    """A blank form to print and fill in by hand."""
    return render_template(
        "public/report_paper.html", kinds=v.ReporterKind, conducts=v.Conduct, elsewhere=v.Elsewhere, areas=routing.areas()
    )
