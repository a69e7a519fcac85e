"""The blueprint that the pages of leads hang on."""

from flask import Blueprint

blueprint = Blueprint("leads", __name__, url_prefix="/desk/leads")
