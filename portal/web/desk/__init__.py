"""The back office of a department."""

from flask import Blueprint

blueprint = Blueprint("desk", __name__, url_prefix="/desk")

from portal.web.desk import case, queue  # noqa: E402, F401  (views attach themselves to the blueprint)
