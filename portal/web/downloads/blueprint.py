"""The blueprint that the pages of prepared files hang on."""

from flask import Blueprint

blueprint = Blueprint("downloads", __name__, url_prefix="/downloads")
