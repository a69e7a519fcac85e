"""The blueprint that the supervisors' views hang on."""

from flask import Blueprint

blueprint = Blueprint("oversight", __name__, url_prefix="/oversight")
