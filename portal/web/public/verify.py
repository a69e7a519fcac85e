"""Whether a receipt is genuine: true or false, and nothing else of the report."""

from flask import render_template
from wtforms import StringField

from portal.cases import receipts
from portal.web.admission import Door, admit
from portal.web.forms import HouseForm, Length, Needed
from portal.web.public import blueprint
from portal.web.throttle import Limit

_CHECKING = Door(Limit("verify", burst=20, every_seconds=20), calm_per_second=20)


class ReceiptForm(HouseForm):
    """The two lines of a receipt that belong together."""

    number = StringField(
        "受理编号", [Needed("请写受理编号，在回执联的第一行"), Length(maximum=30)], render_kw={"autocomplete": "off", "spellcheck": "false"}
    )
    printed = StringField(
        "校验码",
        [Needed("请写校验码，在回执联上，12 个字符"), Length(maximum=40)],
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )


@blueprint.route("/verify", methods=["GET", "POST"])
def verify() -> str:
    """Check a receipt by its number and short hash."""
    form, is_checked, report = ReceiptForm(), False, None
    if form.validate_on_submit():
        admit(_CHECKING)
        is_checked, report = True, receipts.find_genuine(form.number.data or "", form.printed.data or "")
    return render_template("public/verify.html", form=form, is_checked=is_checked, report=report)
