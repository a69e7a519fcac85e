"""The release desk: public texts drafted, checked, released and withdrawn."""

from flask import Blueprint

blueprint = Blueprint("publication", __name__, url_prefix="/desk")
