"""Batches of records from lower platforms."""

from flask import Response

from portal.db import transaction
from portal.exchange.receiving.operations import take_batch
from portal.exchange.vocabulary import PartnerKind
from portal.web.exchange import blueprint, incoming


@blueprint.post("/batches")
def take_records() -> Response:
    """Take a batch and give its receipt; the same batch again gives the same receipt."""
    data = incoming.body()
    with transaction():
        partner = incoming.signed(data, PartnerKind.LOWER)
        receipt = take_batch(partner, incoming.content(data))
    return incoming.answer(receipt)
