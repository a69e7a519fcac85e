"""What each role may do, for those who watch over the work."""

from flask import render_template

from portal.accounts.vocabulary import Role
from portal.web.matrix import MEANINGS, matrix
from portal.web.oversight.blueprint import blueprint


@blueprint.get("/permissions")
def permissions() -> str:
    """Role by permission, made from the policy itself."""
    return render_template("oversight/permissions.html", roles=list(Role), rows=matrix(), meanings=MEANINGS)
