"""「对这条信息有异议」: the unit named, somebody spoken of or anybody concerned says what is wrong with a public text."""

from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response
from wtforms import StringField, TextAreaField

from portal.db import transaction
from portal.deadlines import queries as deadlines
from portal.publication import objections, queries
from portal.publication.vocabulary import Objector
from portal.web.admission import Door, admit
from portal.web.forms import HouseForm, Length, Needed, OneChoice
from portal.web.public import blueprint
from portal.web.throttle import Limit

_OBJECTING = Door(Limit("objection", burst=5, every_seconds=300), calm_per_second=2)
_NAME, _CONTACT = "请写名称或者姓名", "请写电话或者邮箱，处理结果要告诉您"


class ObjectionForm(HouseForm):
    """Who, what, proof, contact."""

    who = OneChoice("您是", [Needed("请选择您是谁")], choices=Objector)
    name = StringField(
        "名称或者姓名", [Needed("请写名称或者姓名"), Length(2, 80, ask="请写名称或者姓名")], render_kw={"autocomplete": "name"}
    )
    wrong = TextAreaField("哪里不对", [Needed("请写哪里不对"), Length(5, 2000, ask="请写哪里不对")])
    proof = TextAreaField("依据", [Length(2, 2000, ask="请写依据")])
    contact = StringField("联系方式", [Needed(_CONTACT), Length(5, 120, ask=_CONTACT)], render_kw={"autocomplete": "tel"})

    def given(self) -> objections.NewObjection:
        """The objection as typed."""
        return objections.NewObjection(
            Objector(self.who.data), self.name.data or "", self.contact.data or "", self.wrong.data or "", self.proof.data or ""
        )


@blueprint.route("/outcomes/<public_id>/objection", methods=["GET", "POST"])
def outcome_objection(public_id: str) -> str | Response:
    """Say what is wrong with a public text."""
    publication, form = queries.get_outcome(public_id), ObjectionForm()
    if form.validate_on_submit():
        admit(_OBJECTING)
        with transaction():
            objections.receive(queries.get_outcome(public_id), form.given(), form.submission_key.data or "")
        return redirect(url_for("public.outcome_objection_done", public_id=public_id), 303)
    return render_template("public/outcome_objection.html", form=form, publication=publication, days=_days())


@blueprint.get("/outcomes/<public_id>/objection/done")
def outcome_objection_done(public_id: str) -> str:
    """What happens next."""
    return render_template("public/outcome_objection_done.html", publication=queries.get_outcome(public_id), days=_days())


def _days() -> tuple[int, int]:
    limits = deadlines.limits()
    return limits[objections.OWN].value, limits[objections.OTHERS].value
