"""Whether a receipt or a proof file is genuine: true or false, and nothing of the report that is not in the paper or the file."""

from flask import render_template, request
from flask_wtf.file import FileField
from wtforms import StringField, TextAreaField

from portal.accountability import proofs
from portal.accountability import queries as log
from portal.cases import receipts
from portal.errors import RuleBroken
from portal.web.admission import Door, admit
from portal.web.forms import HouseForm, Length, Needed, attach
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


class ProofForm(HouseForm):
    """A proof file, chosen or pasted."""

    file = FileField("存证证明文件")
    text = TextAreaField("或者粘贴文件的内容", render_kw={"autocomplete": "off", "spellcheck": "false"})

    def brought(self) -> bytes:
        """The bytes of the file, or what was pasted. Raises ``RuleBroken`` when there is nothing or too much."""
        chosen = request.files.get("file")
        data = chosen.stream.read(proofs.MAX_FILE_BYTES + 1) if chosen and chosen.filename else (self.text.data or "").encode("utf-8")
        if not data.strip():
            raise RuleBroken("file", "请选择存证证明文件，或者粘贴它的内容")
        if len(data) > proofs.MAX_FILE_BYTES:
            raise RuleBroken("file", "文件太大，不是存证证明")
        return data


@blueprint.route("/verify", methods=["GET", "POST"])
def verify() -> str:
    """Check a receipt by its number and short hash."""
    form, is_checked, report = ReceiptForm(), False, None
    if form.validate_on_submit():
        admit(_CHECKING)
        is_checked, report = True, receipts.find_genuine(form.number.data or "", form.printed.data or "")
    return render_template("public/verify.html", form=form, is_checked=is_checked, report=report, newest=log.newest_head())


@blueprint.route("/verify/file", methods=["GET", "POST"])
def verify_file() -> str:
    """Check a proof file: what it proves, or what does not fit."""
    form, found = ProofForm(), None
    if form.validate_on_submit():
        admit(_CHECKING)
        try:
            found = proofs.check(form.brought())
        except RuleBroken as error:
            attach(error, form)
    return render_template("public/verify_file.html", form=form, found=found)
