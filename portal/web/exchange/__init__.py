"""The interface for other platforms, under ``/exchange/v1`` (``docs/exchange.md``): what they send is signed, or carries a key."""

from flask import Blueprint

blueprint = Blueprint("exchange", __name__, url_prefix="/exchange/v1")

from portal.web.exchange import batches, cases, describing, reports  # noqa: E402, F401  (views attach themselves to the blueprint)
