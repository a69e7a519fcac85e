"""Cases from the upper platform and their ends, and news of cases that we handed down."""

from flask import Response

from portal.db import transaction
from portal.exchange.passing.ends import hear_end
from portal.exchange.passing.operations import hear, take_case
from portal.exchange.passing.packets import read_end, read_news, read_packet
from portal.exchange.vocabulary import PartnerKind
from portal.web.exchange import blueprint, incoming


@blueprint.post("/cases")
def take_passed_case() -> Response:
    """Take a case with its clock; the same again gives the same number."""
    data = incoming.body()
    with transaction():
        partner = incoming.signed(data, PartnerKind.UPPER)
        passed = take_case(partner, read_packet(incoming.content(data)))
        answer = {"reference": passed.reference, "number": passed.case.number}
    return incoming.answer(answer)


@blueprint.post("/case-news")
def take_case_news() -> Response:
    """Hear how far a case is."""
    data = incoming.body()
    with transaction():
        partner = incoming.signed(data, PartnerKind.LOWER)
        reference = hear(partner, read_news(incoming.content(data))).reference
    return incoming.answer({"reference": reference})


@blueprint.post("/case-ends")
def take_case_end() -> Response:
    """Hear that a case is over above; of a case that never came as well, so that nobody tries for days to tell us."""
    data = incoming.body()
    with transaction():
        partner = incoming.signed(data, PartnerKind.UPPER)
        end = read_end(incoming.content(data))
        hear_end(partner, end)
    return incoming.answer({"reference": end.reference})
