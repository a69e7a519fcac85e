"""What every request of another platform goes through: a limit, a size, proof of who sent it."""

from typing import Any

from flask import Response, make_response, request

from portal.errors import RuleBroken, TooLarge
from portal.exchange import partners
from portal.exchange.models import ExchangePartner
from portal.exchange.outbox import encoded
from portal.exchange.receiving.operations import read_object
from portal.exchange.vocabulary import PartnerKind, Scope
from portal.web.exchange import blueprint
from portal.web.throttle import Limit, spend, visitor

MOST_BYTES = 5 * 1024 * 1024
_REQUESTS = Limit("exchange", 120, 0.5)
_OF_ONE_KEY = Limit("exchange-key", 120, 1.0)


@blueprint.before_request
def _admit() -> None:
    """Count each request once, whatever it asks. Raises ``TooMany``."""
    spend(_REQUESTS, visitor())


def body() -> bytes:
    """The bytes of the request. Raises ``TooLarge``, and ``RuleBroken`` when nothing says how many they are."""
    if request.content_length is None:
        raise RuleBroken("body", "请求头 Content-Length 要写明内容的长度。")
    if request.content_length > MOST_BYTES:
        raise TooLarge("请求内容超过 5 MB，请分几批发送。")
    return request.get_data(cache=False)


def signed(data: bytes, *kinds: PartnerKind) -> ExchangePartner:
    """Who signed the request, inside the present transaction. Raises ``NotProven``."""
    return partners.sender_of(dict(request.headers), request.method, request.script_root + request.path, data, *kinds)


def with_key(scope: Scope) -> ExchangePartner:
    """The hotline whose key the request carries. Raises ``NotProven``, ``NotAllowed``, ``TooMany``."""
    partner = partners.caller_of(request.headers.get("Authorization", ""), scope)
    spend(_OF_ONE_KEY, partner.key_id)
    return partner


def content(data: bytes) -> dict[str, Any]:
    """The JSON object of the request."""
    return read_object(data)


def answer(found: dict[str, Any], status: int = 200) -> Response:
    """A JSON answer; nothing of it is kept on the way."""
    response = make_response(encoded(found), status)
    response.headers["Content-Type"] = "application/json"
    return response
