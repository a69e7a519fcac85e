"""Taking out the paper of a case that was handed to the discipline organs."""

from flask import render_template, request

from portal.access import Permission, require
from portal.cases import queries
from portal.codes import grouped
from portal.db import transaction
from portal.exchange.discipline import ask_for_paper
from portal.web import sessions
from portal.web.desk.blueprint import blueprint
from portal.web.forms import HouseForm


@blueprint.route("/cases/<int:case_id>/transfer-paper", methods=["GET", "POST"])
def take_transfer(case_id: int) -> str:
    """First the page that says what follows, then the code that opens the paper, shown once."""
    actor, form, code = sessions.actor(), HouseForm(), ""
    case = queries.get_visible(actor, case_id)
    require(actor, Permission.CASE_TAKE_TRANSFER, case)
    if request.method == "POST" and form.validate():
        with transaction():
            code = ask_for_paper(queries.get_visible_for_update(actor, case_id), actor)
        case = queries.get_visible(actor, case_id)
    return render_template("desk/take_transfer.html", case=case, form=form, code=grouped(code))
