"""Reports of hotline platforms: handed in with a key of their own, asked about by their own number."""

from flask import Response, request

from portal.db import transaction
from portal.exchange.hotline.asking import read_ask
from portal.exchange.hotline.operations import status_of, take_report
from portal.exchange.vocabulary import Scope
from portal.web.exchange import blueprint, incoming


@blueprint.post("/reports")
def take_hotline_report() -> Response:
    """Take a report; the same again gives the same answer, without the tracking code."""
    data = incoming.body()
    with transaction():
        partner = incoming.with_key(Scope.WRITE)
        ask = read_ask(incoming.content(data))
        taken, is_new = take_report(partner, ask, request.headers.get("Idempotency-Key", ""), data)
    return incoming.answer(taken.model_dump(), 201 if is_new else 200)


@blueprint.get("/reports/<original_number>")
def hotline_status(original_number: str) -> Response:
    """Where a report stands."""
    partner = incoming.with_key(Scope.READ)
    return incoming.answer(status_of(partner, original_number).model_dump())
