"""An objection to a dishonesty record: the mark shows at once, somebody who did not write the record decides with reasons."""

from collections.abc import Mapping

from portal.access import SYSTEM, Actor, Permission, require
from portal.audit import operations as audit
from portal.cases.inspecting import Inspect, refuse_telling
from portal.errors import NotAllowed, RuleBroken, TransitionRefused
from portal.events import emit
from portal.records import ending, releasing, steps
from portal.records.events import ObjectionFiled, ObjectionSettled
from portal.records.models import DishonestyRecord
from portal.records.objections import filing, queries
from portal.records.objections.filing import Decision, NewObjection
from portal.records.objections.models import PublicObjection
from portal.records.objections.queries import RECORD
from portal.records.objections.vocabulary import ObjectionOutcome, ObjectionStatus
from portal.records.vocabulary import RecordStatus

_GONE = frozenset({RecordStatus.REVOKED, RecordStatus.REPAIRED, RecordStatus.ARCHIVED})


def receive(
    record: DishonestyRecord, new: NewObjection, submission_key: str, draft_files: tuple[str, int] | None = None
) -> tuple[int, str]:
    """Take an objection to a public record: its id and the code that opens its page. The mark shows from now on.

    ``draft_files`` names the owner of the proofs that were uploaded before. Raises ``TransitionRefused`` when the record is not public.
    """
    if not record.is_public:
        raise TransitionRefused("这条记录已经不在公开页面上。")
    objection, code = filing.file(RECORD, record.id, new, submission_key, draft_files, record.responsible_id)
    releasing.mark_objection(record, True)
    audit.record(SYSTEM, "objection:receive", "record", record.public_id, {"objection": objection.id})
    emit(ObjectionFiled(record.id, objection.id))
    return objection.id, code


def why_not_decide(record: DishonestyRecord, actor: Actor) -> str:
    """Why this person cannot decide about the record, in a sentence; empty when nothing but the policy stands in the way."""
    wrote = actor.id in steps.writer_ids(record)
    return "录入、修改过这条记录或者给它定级的人，不能处理对它的异议、修复申请，请由另一个人处理。" if wrote else ""


def ask_others(objection: PublicObjection, record: DishonestyRecord, actor: Actor) -> None:
    """Another body has to check it: the longer limit runs, from the day the objection came in."""
    _expect(objection, record, actor)
    filing.lengthen(objection, record.responsible_id)
    _log("ask_others", objection, record, actor)


def begin_expertise(objection: PublicObjection, record: DishonestyRecord, actor: Actor, why: str) -> None:
    """Experts look at it; the clock stands still."""
    _expect(objection, record, actor)
    filing.begin_expertise(objection, why)
    _log("begin_expertise", objection, record, actor)


def end_expertise(objection: PublicObjection, record: DishonestyRecord, actor: Actor) -> None:
    """The experts have answered."""
    _expect(objection, record, actor)
    filing.end_expertise(objection)
    _log("end_expertise", objection, record, actor)


def decide(objection: PublicObjection, record: DishonestyRecord, actor: Actor, decision: Decision, inspect: Inspect) -> None:
    """Keep, correct or revoke, with reasons. Corrected is only what was corrected since.

    Whoever wrote the record never decides. The public page, its log and every channel follow.
    """
    _expect(objection, record, actor)
    decision = decision.checked()
    refuse_naming(record, {"reasons": decision.reasons, "remedy": decision.remedy}, inspect)
    if decision.outcome is ObjectionOutcome.CORRECTED and not queries.was_corrected_since(objection):
        raise RuleBroken("outcome", "收到异议以后还没有更正，请先更正记录，再办结异议。")
    if decision.outcome is ObjectionOutcome.WITHDRAWN and record.status not in _GONE:
        _revoke(record, actor, decision.reasons, inspect)
    filing.close(objection, actor, decision)
    if decision.outcome is ObjectionOutcome.KEPT and record.is_public:
        steps.keep_version(record, actor, filing.KEPT)
    releasing.mark_objection(record, bool(queries.list_to(RECORD, record.id, ObjectionStatus.OPEN)))
    _log("decide", objection, record, actor, outcome=decision.outcome.label)
    emit(ObjectionSettled(record.id, objection.id, decision.outcome))


def refuse_naming(record: DishonestyRecord, texts: Mapping[str, str], inspect: Inspect) -> None:
    """Who objects or asks for repair reads the words, and may be the body complained of: nothing in them tells of the reporter."""
    if record.case is not None:
        for field, text in texts.items():
            refuse_telling(record.case, field, text, inspect)


def _revoke(record: DishonestyRecord, actor: Actor, reasons: str, inspect: Inspect) -> None:
    try:
        ending.revoke(record, actor, reasons, inspect)
    except RuleBroken as error:
        raise RuleBroken("reasons", error.message) from error


def _expect(objection: PublicObjection, record: DishonestyRecord, actor: Actor) -> None:
    require(actor, Permission.RECORD_REVOKE, record)
    if objection.status is not ObjectionStatus.OPEN:
        raise TransitionRefused("这条异议已经处理。")
    why_not = why_not_decide(record, actor)
    if why_not:
        raise NotAllowed(why_not)


def _log(what: str, objection: PublicObjection, record: DishonestyRecord, actor: Actor, **detail: object) -> None:
    audit.record(actor, f"objection:{what}", "record", record.public_id, {"objection": objection.id, **detail})
