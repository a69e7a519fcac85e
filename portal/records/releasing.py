"""From a graded record to the public page: one writes, another reviews, a third publishes. And what is told there afterwards."""

from portal import clock
from portal.access import Actor
from portal.cases.handling import checked_text, refuse_placeholders
from portal.cases.inspecting import Inspect, refuse_telling
from portal.db import add, flush
from portal.deadlines import operations as deadlines
from portal.errors import NotAllowed, RuleBroken, TransitionRefused
from portal.records import steps
from portal.records.models import DishonestyRecord, RecordProgress, RecordTerm
from portal.records.recognising import has_file
from portal.records.vocabulary import RectificationState
from portal.records.workflow import RecordAction
from portal.textsearch import bigrams

_TEXTS = (("title", "标题"), ("facts", "失信事实"))


def why_not_submit(record: DishonestyRecord) -> str:
    """What is missing before a record can be reviewed, in a sentence; empty when nothing is."""
    if record.document.gone_on is not None:
        return "认定文书已经撤销或者变更，请撤销这条记录。"
    if record.severity is None:
        return "还没有确定严重程度。"
    return "" if has_file(record) else "还没有上传认定文书。没有文书，不能公示。"


def why_not_publish(record: DishonestyRecord, actor: Actor) -> str:
    """Why this person cannot publish the record now, in a sentence; empty when nothing but the policy stands in the way."""
    if actor.id in steps.writer_ids(record):
        return "录入、修改过这条记录或者给它定级的人不能发布，请由另一位审核员发布。"
    if actor.id == record.reviewer_id:
        return "审核人不能发布自己审核的记录，请由第三个人发布。"
    if not record.is_shown:
        return "这条记录定为不公示，请选“不公示，仅留存”。"
    if record.display_until is not None and record.display_until < clock.today():
        return "按认定文书的日期，公示期已经过了，只能留存。"
    return why_not_submit(record)


def submit(record: DishonestyRecord, actor: Actor, inspect: Inspect) -> None:
    """Hand the record to a second person. Refused while anything in it names a person or a firm (``inspect``)."""
    _refuse(why_not_submit(record))
    _check_texts(record, inspect)
    steps.take(record, RecordAction.SUBMIT, actor)


def give_back(record: DishonestyRecord, actor: Actor, reason: str) -> None:
    """The second or third person wants changes."""
    steps.take(record, RecordAction.GIVE_BACK, actor, checked_text("reason", reason, "退回的理由", 4))
    record.reviewer_id = None


def review(record: DishonestyRecord, actor: Actor, inspect: Inspect) -> None:
    """The second person passes the record on; everything is checked once more."""
    if actor.id in steps.writer_ids(record):
        raise NotAllowed("录入、修改过这条记录或者给它定级的人不能审核，请由另一位审核员办理。")
    _refuse(why_not_submit(record))
    _check_texts(record, inspect)
    steps.take(record, RecordAction.REVIEW, actor)
    record.reviewer_id = actor.id
    flush()


def publish(record: DishonestyRecord, actor: Actor, inspect: Inspect) -> None:
    """The third person puts the record on the public page; the clock of publication is met."""
    if actor.id in {*steps.writer_ids(record), record.reviewer_id}:
        raise NotAllowed(why_not_publish(record, actor))
    _refuse(why_not_publish(record, actor))
    _check_texts(record, inspect)
    record.publisher_id, record.published_at, record.published_on = actor.id, clock.now(), clock.today()
    steps.take(record, RecordAction.PUBLISH, actor)
    deadlines.meet(steps.SUBJECT, record.id, steps.PUBLISH, clock.now())
    index(record)
    steps.keep_version(record, actor, "首次公示")


def keep(record: DishonestyRecord, actor: Actor, reason: str) -> None:
    """The record has its effect but is not shown: a minor one, or one whose display would be over."""
    if actor.id in steps.writer_ids(record):
        raise NotAllowed("录入、修改过这条记录或者给它定级的人不能决定，请由另一位审核员办理。")
    is_over = record.display_until is not None and record.display_until < clock.today()
    if record.is_shown and not is_over:
        raise TransitionRefused("这条记录应当公示。只有轻微失信、或者公示期已经过了的，才能不公示。")
    steps.take(record, RecordAction.KEEP, actor, checked_text("reason", reason, "不公示的理由", 4))
    deadlines.meet(steps.SUBJECT, record.id, steps.PUBLISH, clock.now())


def report_progress(record: DishonestyRecord, actor: Actor, state: RectificationState, text: str, inspect: Inspect) -> None:
    """Tell on the record what was done about the wrong."""
    text = checked_text("text", text, "整改进展", 4)
    _check_text(record, "text", text, inspect)
    steps.take(record, RecordAction.REPORT_PROGRESS, actor)
    record.rectification_state = state
    add(RecordProgress(record_id=record.id, on=clock.today(), state=state, text=text, reported_by_id=actor.id))
    flush()


def correct(record: DishonestyRecord, actor: Actor, texts: dict[str, str], what: str, inspect: Inspect) -> None:
    """Change the words of a public record; ``what`` says so on the page. Whoever wrote it first does not correct it alone."""
    if actor.id in steps.writer_ids(record):
        raise NotAllowed("录入、修改过这条记录或者给它定级的人不能单独更正已经公示的记录，请由另一位审核员更正。")
    what = checked_text("what", what, "更正了什么，会公开显示", 4)
    _check_text(record, "what", what, inspect)
    for name, heading in _TEXTS:
        setattr(record, name, checked_text(name, texts[name], heading, 4))
    _check_texts(record, inspect)
    steps.take(record, RecordAction.CORRECT, actor, what)
    index(record)
    steps.keep_version(record, actor, what)


def mark_objection(record: DishonestyRecord, is_objected: bool) -> None:
    """Show or take away the mark that somebody objects; the public page follows at once."""
    if record.is_objected != is_objected:
        record.is_objected = is_objected
        record.enter(record.status, clock.now())
        flush()


def index(record: DishonestyRecord) -> None:
    """Make the record findable by its words."""
    steps.forget_terms(record)
    words = " ".join([record.title, record.facts, record.subject_name, record.document.number, record.document.organ])
    for term in sorted(bigrams(words)):
        add(RecordTerm(term=term, record_id=record.id))
    flush()


def _check_texts(record: DishonestyRecord, inspect: Inspect) -> None:
    for name, _heading in _TEXTS:
        _check_text(record, name, getattr(record, name), inspect)


def _check_text(record: DishonestyRecord, field: str, text: str, inspect: Inspect) -> None:
    """Nothing public names a person or a firm, and nothing of a reporter or in a reporter's words."""
    refuse_placeholders(field, text)
    found = inspect(text)
    if found:
        raise RuleBroken(field, "公示的文字里不能有这些内容：" + "、".join(dict.fromkeys(found)) + "。个人写职务，企业写“某企业”。")
    if record.case is not None:
        refuse_telling(record.case, field, text, inspect)


def _refuse(reason: str) -> None:
    if reason:
        raise TransitionRefused(reason)
