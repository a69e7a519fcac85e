"""The forms about something public: its public id, an objection, a request for repair."""

from typing import Any

from wtforms import BooleanField, MultipleFileField, StringField, TextAreaField

from portal.records.objections.vocabulary import ObjectionGround, Objector
from portal.web.forms import HouseForm, Length, Needed, OneChoice

_CONTACT = "请写电话或者邮箱，有事要联系您"
_AUTOCOMPLETE_NAME, _AUTOCOMPLETE_TEL = {"autocomplete": "name"}, {"autocomplete": "tel"}


class RecordIdForm(HouseForm):
    """Which of the things that are public it is about."""

    public_id = StringField("公示编号", [Needed("请写公示编号，它在公示页面的下面")], render_kw={"autocomplete": "off"})


class ObjectionForm(HouseForm):
    """Who, on what ground, what is wrong, proof, contact."""

    who = OneChoice("您是", [Needed("请选择您是谁")], choices=Objector)
    ground = OneChoice("为什么有异议", [Needed("请选择一项理由")], choices=ObjectionGround)
    wrong = TextAreaField("哪里不对", [Needed("请写哪里不对"), Length(5, 2000, ask="请写哪里不对")])
    files = MultipleFileField("证明材料")
    name = StringField("名称或者姓名", [Needed("请写名称或者姓名"), Length(2, 80, ask="请写名称或者姓名")], render_kw=_AUTOCOMPLETE_NAME)
    contact = StringField("联系方式", [Needed(_CONTACT), Length(5, 120, ask=_CONTACT)], render_kw=_AUTOCOMPLETE_TEL)


class RepairForm(HouseForm):
    """What was fulfilled, proof, the promise, contact."""

    fulfilled = TextAreaField("纠正和履行的情况", [Needed("请写怎样纠正、履行了什么"), Length(10, 3000, ask="请写怎样纠正、履行了什么")])
    files = MultipleFileField("履行完毕的证明")
    promises = BooleanField("本单位作出上面的信用承诺，同意公开", [Needed("要修复信用，必须公开作出信用承诺")])
    name = StringField("经办人姓名", [Needed("请写经办人姓名"), Length(2, 80, ask="请写经办人姓名")], render_kw=_AUTOCOMPLETE_NAME)
    contact = StringField("联系方式", [Needed(_CONTACT), Length(5, 120, ask=_CONTACT)], render_kw=_AUTOCOMPLETE_TEL)


def answers(form: Any, public_id: str) -> dict[str, Any]:
    """The answers as they are kept: plain values under the names of the fields, and the record."""
    names = [field.name for field in form if field.type not in {"HiddenField", "CSRFTokenField", "MultipleFileField"}]
    kept = {name: getattr(form, name).data for name in names}
    return {"record": public_id, **{name: getattr(value, "value", value) for name, value in kept.items()}}
