"""The blueprint that the views of the release desk hang on."""

from flask import Blueprint

blueprint = Blueprint("publication", __name__, url_prefix="/desk")
