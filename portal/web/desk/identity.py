"""Who the reporter is: shown once, to who says why, and written down."""

from flask import render_template, request

from portal.access import Permission, require
from portal.cases import queries
from portal.cases.identity import open_identity
from portal.db import transaction
from portal.errors import RuleBroken
from portal.web import sessions
from portal.web.desk.blueprint import blueprint
from portal.web.desk.forms import IdentityForm
from portal.web.forms import attach


@blueprint.route("/cases/<int:case_id>/identity", methods=["GET", "POST"])
def show_identity(case_id: int) -> str:
    """Ask for the reason; sent, show the identity on this answer only."""
    actor, form, identity = sessions.actor(), IdentityForm(), None
    case = queries.get_visible(actor, case_id)
    require(actor, Permission.IDENTITY_READ, case)
    if request.method == "POST" and form.validate():
        try:
            with transaction():
                identity = open_identity(queries.get_visible_for_update(actor, case_id), actor, form.reason.data)
        except RuleBroken as error:
            attach(error, form)
    return render_template("desk/show_identity.html", case=case, form=form, identity=identity)
