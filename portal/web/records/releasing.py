"""The way of a record to the public and back: submitting, deciding, progress, corrections, a fallen basis, revocation."""

from collections.abc import Callable
from typing import Any

from flask import url_for
from werkzeug.wrappers import Response
from wtforms import StringField, TextAreaField

from portal.access import require
from portal.publication.checking import inspector
from portal.records import ending, queries, releasing
from portal.records.models import DishonestyRecord
from portal.records.vocabulary import RecordStatus, RectificationState
from portal.records.workflow import TRANSITIONS, RecordAction
from portal.web import sessions
from portal.web.acting import Act, run
from portal.web.filters import day
from portal.web.forms import HouseForm, Length, Needed, OneChoice, SelectOne
from portal.web.records.blueprint import blueprint


class SubmitForm(HouseForm):
    """Nothing to say."""


class ReasonForm(HouseForm):
    """Why."""

    reason = TextAreaField("理由", [Needed("请写明理由"), Length(4, 1000, ask="请写明理由")])


class DecisionForm(HouseForm):
    """What the second or third person decides."""

    outcome = OneChoice("处理", [Needed("请选择怎样处理")], choices=())
    reason = TextAreaField("理由（退回、不公示时填写）", [Length(0, 1000)])


class ProgressForm(HouseForm):
    """What was done about the wrong."""

    state = SelectOne("整改情况", [Needed("请选择整改情况")], choices=RectificationState)
    text = TextAreaField("整改进展", [Needed("请写明整改进展"), Length(4, 1000, ask="请写明整改进展")])


class CorrectionForm(HouseForm):
    """The corrected words, and what was corrected."""

    title = StringField("标题", [Needed("请写标题"), Length(4, 120)])
    facts = TextAreaField("失信事实", [Needed("请写明失信事实"), Length(10, 2000, ask="请写明失信事实")])
    what = TextAreaField("更正了什么", [Needed("请写明更正了什么"), Length(4, 300, ask="请写明更正了什么")])


def _page(record_id: str) -> str:
    return url_for("records.show_record", record_id=record_id)


def _open(record_id: str, action: RecordAction) -> DishonestyRecord:
    actor = sessions.actor()
    record = queries.get_visible(actor, record_id)
    permission = TRANSITIONS[action].permission
    if permission is not None:
        require(actor, permission, record)
    return record


def _act(record: DishonestyRecord, form: Any, words: tuple[str, str, str], do: Callable[[DishonestyRecord], None], **hints: str) -> Any:
    """The page of an act on a record: heading, button and effect in ``words``; ``do`` gets the record read again, locked."""
    actor, record_id = sessions.actor(), record.public_id

    def done() -> str:
        do(queries.get_visible(actor, record_id, for_update=True))
        return _page(record_id)

    facts = [
        {"label": "记录", "value": record.title},
        {"label": "认定文书", "value": f"{record.document.organ} {record.document.number}"},
        {"label": "状态", "value": record.status.label},
        {"label": "公示到", "value": day(record.display_until) if record.is_shown else "不公示"},
    ]
    return run(Act(words[0], words[1], _page(record_id), words[2], facts, hints), form, done, f"已{words[1]}。")


@blueprint.route("/records/<record_id>/submission", methods=["GET", "POST"])
def submit_record(record_id: str) -> str | Response:
    """Hand a record to a second person."""
    record, form = _open(record_id, RecordAction.SUBMIT), SubmitForm()
    words = ("提交审核", "提交审核", "提交后不能再改。由另外两个人审核、发布；文字里有个人姓名、企业名称的，不能提交。")
    return _act(record, form, words, lambda again: releasing.submit(again, sessions.actor(), inspector(again.case)))


@blueprint.route("/records/<record_id>/release", methods=["GET", "POST"])
def decide_record(record_id: str) -> str | Response:
    """Review, publish, keep without display, or give back."""
    record, form, actor = _open(record_id, RecordAction.REVIEW), DecisionForm(), sessions.actor()
    form.outcome.offer([(action.value, action.label) for action in _outcomes(record)])

    def do(again: DishonestyRecord) -> None:
        action, reason = RecordAction(form.outcome.data), form.reason.data or ""
        if action is RecordAction.REVIEW:
            releasing.review(again, actor, inspector(again.case))
        elif action is RecordAction.PUBLISH:
            releasing.publish(again, actor, inspector(again.case))
        elif action is RecordAction.KEEP:
            releasing.keep(again, actor, reason)
        else:
            releasing.give_back(again, actor, reason)

    why_not = releasing.why_not_publish(record, actor) if record.status is RecordStatus.REVIEWED else ""
    effect = why_not or "录入、审核、发布是三个不同的人。请核对文书、主体、事实和期限；公示的文字里不能有个人姓名和企业名称。"
    return _act(record, form, ("审核、发布", "确定", effect), do)


def _outcomes(record: DishonestyRecord) -> list[RecordAction]:
    wanted = (RecordAction.REVIEW, RecordAction.PUBLISH, RecordAction.KEEP, RecordAction.GIVE_BACK)
    return [action for action in wanted if record.status in TRANSITIONS[action].sources]


@blueprint.route("/records/<record_id>/progress", methods=["GET", "POST"])
def report_progress(record_id: str) -> str | Response:
    """Tell what was done about the wrong."""
    record, form = _open(record_id, RecordAction.REPORT_PROGRESS), ProgressForm()

    def do(again: DishonestyRecord) -> None:
        releasing.report_progress(again, sessions.actor(), form.state.data, form.text.data, inspector(again.case))

    return _act(record, form, ("登记整改进展", "登记", "公示中的记录会马上显示这条进展。"), do, text="不写个人姓名和企业名称。")


@blueprint.route("/records/<record_id>/correction", methods=["GET", "POST"])
def correct_record(record_id: str) -> str | Response:
    """Change the words of a public record."""
    record = _open(record_id, RecordAction.CORRECT)
    form = CorrectionForm(data={"title": record.title, "facts": record.facts})

    def do(again: DishonestyRecord) -> None:
        texts = {"title": form.title.data, "facts": form.facts.data}
        releasing.correct(again, sessions.actor(), texts, form.what.data, inspector(again.case))

    words = ("更正公示的记录", "更正", "马上公开，更正了什么也公开显示。录入、修改过它的人不能单独更正。")
    return _act(record, form, words, do, what="例如：更正了合同履行的期限。")


@blueprint.route("/records/<record_id>/basis", methods=["GET", "POST"])
def note_basis_gone(record_id: str) -> str | Response:
    """The document was annulled or changed."""
    record, form = _open(record_id, RecordAction.NOTE_BASIS_GONE), ReasonForm()
    words = ("登记依据已撤销或变更", "登记", "登记后，依据这份文书的所有记录都要在 3 个工作日内撤销。")
    return _act(record, form, words, lambda again: ending.note_basis_gone(again, sessions.actor(), form.reason.data))


@blueprint.route("/records/<record_id>/revocation", methods=["GET", "POST"])
def revoke_record(record_id: str) -> str | Response:
    """Revoke a record."""
    record, form = _open(record_id, RecordAction.REVOKE), ReasonForm()
    words = ("撤销失信记录", "撤销", "撤销后马上从所有公开页面撤下，惩戒同时解除，不能恢复。")
    hint = "公开显示在原来的网址上，不写个人姓名。"
    return _act(
        record, form, words, lambda again: ending.revoke(again, sessions.actor(), form.reason.data, inspector(again.case)), reason=hint
    )
