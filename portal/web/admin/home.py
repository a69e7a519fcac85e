"""The first page of the admin area."""

from flask import render_template

from portal.web.admin.blueprint import blueprint, open_sections


@blueprint.get("/")
def home() -> str:
    """What this administrator can look after."""
    return render_template("admin/home.html", sections=open_sections())
