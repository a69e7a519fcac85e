"""What a receipt page shows, whoever prints it: the reporter at home, or the clerk at the window."""

import io
from typing import Any

import segno
from flask import Response

from portal.cases import progress, queries
from portal.cases.receipts import short_hash
from portal.routing import queries as routing
from portal.web.filters import day


def receipt_values(receipt: dict[str, Any]) -> dict[str, Any]:
    """The values of both parts of a receipt that can still be opened."""
    report = queries.get_report(receipt["report_id"])
    area = routing.find_area(report.area_key)
    return {
        "receipt": receipt,
        "report": report,
        "topic": area.title if area else report.conduct.label,
        "short_hash": short_hash(report.receipt_hash),
        "promise_lines": [f"{day(on)}前，{title}" for title, on in progress.promises(report.case)],
    }


def code_picture(code: str) -> Response:
    """The tracking code as a QR picture that holds the text of the code and nothing else."""
    picture = io.BytesIO()
    segno.make_qr(code, error="m").save(picture, kind="svg", scale=6, border=4, light="#fff", xmldecl=False, svgns=True)
    return Response(picture.getvalue(), mimetype="image/svg+xml")
