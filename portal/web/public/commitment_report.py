"""「这条承诺没有兑现」: the report form with unit, kind of trouble and commitment filled in; the address holds only its public id."""

from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response

from portal.cases import drafts
from portal.cases.vocabulary import Conduct
from portal.db import transaction
from portal.registers import queries
from portal.registers.models import RegisterEntry
from portal.registers.vocabulary import Kind
from portal.web.admission import admit
from portal.web.forms import HouseForm
from portal.web.public import blueprint, report_session
from portal.web.public.report import BEGINNING
from portal.web.public.report_forms import ENDS_OPEN


@blueprint.route("/commitments/<register_id>/report", methods=["GET", "POST"])
def commitment_report(register_id: str) -> str | Response:
    """What will be filled in; the button begins the report. A draft that is open is only replaced by pressing it."""
    entry, form = queries.get_published(Kind.COMMITMENT, register_id), HouseForm()
    if form.validate_on_submit():
        admit(BEGINNING)
        answers = filled_in(entry)
        if report_session.present_draft() is not None:
            report_session.discard()
        with transaction():
            _token, row = report_session.draft_to_change()
            drafts.save(row, answers)
        return redirect(url_for("public.report_step", number=1), 303)
    return render_template("public/commitment_report.html", entry=entry, form=form, has_draft=report_session.present_draft() is not None)


def filled_in(entry: RegisterEntry) -> dict[str, str]:
    """The answers that follow from the commitment. The narrative is only begun: the reporter says what happened."""
    text = " ".join(entry.body.split())
    quoted = text if len(text) <= 200 else text[:200] + "……"
    return {
        "conduct": Conduct.COMMITMENT_UNMET.value,
        "respondent_text": entry.department.name if entry.department else "",
        "narrative_start": f"这条公开承诺没有兑现：{entry.title}（承诺编号 {entry.public_id}）。\n承诺的内容：{quoted}\n{ENDS_OPEN}",
    }
