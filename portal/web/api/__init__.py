"""The read-only interface to open data for programs, under ``/api/v1``."""

from flask import Blueprint

blueprint = Blueprint("api", __name__, url_prefix="/api/v1")

from portal.web.api import judgements, lists, openapi, periods, registers  # noqa: E402, F401  (views attach themselves to the blueprint)
