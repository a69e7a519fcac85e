"""Sanctions of a record, their end, and leniency."""

from typing import Any

from flask import url_for
from werkzeug.wrappers import Response
from wtforms import StringField, TextAreaField

from portal import clock
from portal.access import Permission, require
from portal.records import queries
from portal.records.models import DishonestyRecord
from portal.records.sanctions import operations
from portal.records.sanctions import queries as sanctions
from portal.records.sanctions.operations import NewSanction
from portal.records.sanctions.vocabulary import SANCTION_BASES, LeniencyGround, LeniencyKind, SanctionKind
from portal.web import sessions
from portal.web.acting import Act, given, run
from portal.web.filters import day
from portal.web.forms import DayText, HouseForm, Length, Needed, OneChoice, SelectOne
from portal.web.records.blueprint import blueprint


class SanctionForm(HouseForm):
    """One sanction of the list, from and until when, and who lifts it."""

    kind = SelectOne("惩戒措施", [Needed("请选择惩戒措施")], choices=SanctionKind)
    measure = TextAreaField("具体内容", [Length(0, 1000)])
    starts_on = DayText("开始日期", [Needed("请填写开始日期")])
    ends_on = DayText("截止日期", [Needed("请填写截止日期")])
    lifted_by_organ = StringField("由哪个单位解除", [Needed("请填写由哪个单位解除"), Length(0, 120)])


class LiftForm(HouseForm):
    """Why a sanction ends early."""

    why = TextAreaField("解除的理由", [Needed("请写明理由"), Length(2, 1000, ask="请写明理由")])


class LeniencyForm(HouseForm):
    """What is granted, on what ground, for what reasons."""

    kind = OneChoice("决定", [Needed("请选择从轻或者免于惩戒")], choices=LeniencyKind)
    ground = OneChoice("理由", [Needed("请选择一项理由")], choices=LeniencyGround)
    reasons = TextAreaField("说明", [Needed("请写明决定的理由"), Length(10, 2000, ask="请写明决定的理由")])


def _open(record_id: str, permission: Permission) -> DishonestyRecord:
    actor = sessions.actor()
    record = queries.get_visible(actor, record_id)
    require(actor, permission, record)
    return record


def _facts(record: DishonestyRecord) -> list[dict[str, Any]]:
    rows = [("记录", record.title), ("严重程度", record.severity.label if record.severity else ""), ("影响期到", day(record.effect_until))]
    return [{"label": label, "value": value} for label, value in rows]


@blueprint.route("/records/<record_id>/sanctions", methods=["GET", "POST"])
def impose_sanction(record_id: str) -> str | Response:
    """Let a sanction follow a record."""
    actor, record = sessions.actor(), _open(record_id, Permission.SANCTION_IMPOSE)
    form = SanctionForm(data={"starts_on": clock.today(), "ends_on": record.effect_until})

    def do() -> str:
        again = queries.get_visible(actor, record_id, for_update=True)
        lasts = given(form.starts_on.data), given(form.ends_on.data)
        new = NewSanction(form.kind.data, *lasts, form.lifted_by_organ.data, form.measure.data or "")
        operations.impose(again, actor, new)
        return url_for("records.show_record", record_id=record_id)

    bases = "；".join(f"{kind.label}（{basis}）" for kind, basis in SANCTION_BASES.items())
    act = Act("实施惩戒", "实施", url_for("records.show_record", record_id=record_id), "", _facts(record), {"kind": f"只有这些：{bases}。"})
    return run(act, form, do, "已实施。")


@blueprint.route("/records/<record_id>/sanctions/<int:sanction_id>/end", methods=["GET", "POST"])
def lift_sanction(record_id: str, sanction_id: int) -> str | Response:
    """End a sanction before its day."""
    actor, form, record = sessions.actor(), LiftForm(), _open(record_id, Permission.SANCTION_IMPOSE)
    sanction = sanctions.get_sanction(record.id, sanction_id)

    def do() -> str:
        again = queries.get_visible(actor, record_id, for_update=True)
        operations.lift(sanctions.get_sanction(again.id, sanction_id), again, actor, form.why.data)
        return url_for("records.show_record", record_id=record_id)

    facts = [*_facts(record), {"label": "惩戒措施", "value": f"{sanction.kind.label}，到 {day(sanction.ends_on)}"}]
    return run(Act("解除惩戒", "解除", url_for("records.show_record", record_id=record_id), "", facts), form, do, "已解除。")


@blueprint.route("/records/<record_id>/leniency", methods=["GET", "POST"])
def decide_leniency(record_id: str) -> str | Response:
    """Grant lighter sanctions or none."""
    actor, form, record = sessions.actor(), LeniencyForm(), _open(record_id, Permission.LENIENCY_DECIDE)

    def do() -> str:
        again = queries.get_visible(actor, record_id, for_update=True)
        operations.decide_leniency(again, actor, form.kind.data, form.ground.data, form.reasons.data)
        return url_for("records.show_record", record_id=record_id)

    effect = "从轻的，惩戒期限最长到影响期的一半；免于惩戒的，正在实施的惩戒同时解除。一条记录只决定一次。"
    back = url_for("records.show_record", record_id=record_id)
    return run(Act("从轻、免于惩戒", "决定", back, effect, _facts(record)), form, do, "已决定。")
