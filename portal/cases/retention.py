"""How long it is kept who a reporter is, and how it is destroyed: by the clock, or because the reporter asks (个人信息保护法 art. 19, 47).

The case, its figures and its log stay; keys are destroyed, and with them what they close, also in backups without the keys.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from portal import clock
from portal.access import SYSTEM, Actor, Permission, Reporter, require
from portal.attachments import operations as attachments
from portal.audit import operations as audit
from portal.cases import queries as cases
from portal.cases.events import ReporterErased
from portal.cases.identity import forget_address, forget_identity
from portal.cases.models import Case, Report
from portal.cases.secrecy import queries
from portal.cases.secrecy.models import Erasure, LegalHold
from portal.cases.secrecy.requests import end_all_of
from portal.cases.secrecy.vocabulary import ErasedThing, ErasureCause
from portal.cases.steps import SUBJECT
from portal.db import add, flush
from portal.deadlines import queries as deadlines
from portal.deadlines.limits import INTERNAL_RULES
from portal.errors import RuleBroken, TransitionRefused
from portal.events import emit

MIN_REASON = 5
# Which limit says how long each thing is kept, in the order in which they fall due.
KEPT_BY = {
    ErasedThing.ADDRESS: "keep_address",
    ErasedThing.IDENTITY: "keep_identity",
    ErasedThing.ORIGINALS: "keep_identity",
}


@dataclass(frozen=True)
class Due:
    """How much of one kind is to be destroyed now. ``oldest`` is when the oldest of these cases ended."""

    what: ErasedThing
    number: int
    oldest: datetime | None


def kept_days(what: ErasedThing) -> int:
    """How many days after the end of the handling something is kept."""
    return deadlines.limits()[KEPT_BY[what]].value


def list_due() -> list[Due]:
    """What the next run would destroy, by kind."""
    found = [(what, queries.count_due(what, _ended_before(what))) for what in KEPT_BY]
    return [Due(what, each.number, each.oldest) for what, each in found]


def erase_due(limit: int) -> int:
    """Destroy some of what is kept no longer; returns how much. Nothing is destroyed twice, and nothing that a hold protects."""
    erased = 0
    for what in KEPT_BY:
        for report in queries.list_due(what, _ended_before(what), limit - erased):
            _erase(report, what, ErasureCause.RETENTION, SYSTEM)
            erased += 1
        if erased >= limit:
            break
    return erased


def _ended_before(what: ErasedThing) -> datetime:
    return clock.now() - timedelta(days=kept_days(what))


def why_not_erase(case: Case) -> str:
    """Why the reporter's identity cannot be destroyed on request now, and when it can; empty when it can."""
    if queries.ended_at(case.id) is None:
        return "这件反映还没有办完，办理和复查还需要联系您。办结以后，可以在这里申请删除。"
    if queries.find_hold(case.id) is not None:
        return "监督部门决定暂缓销毁这件反映的信息（理由见下面）。解除以后，可以在这里申请删除。"
    open_clocks = deadlines.list_open(SUBJECT, case.id)
    running = [each for each in open_clocks if each.due_on >= clock.today() and each.rule_key not in INTERNAL_RULES]
    if running:
        last = max(each.due_on for each in running)
        return (
            f"还有一项期限没有到（{last.year} 年 {last.month} 月 {last.day} 日），核对结果可能需要联系您。这一天以后，可以在这里申请删除。"
        )
    return ""


def is_erased(report: Report) -> bool:
    """Whether nothing is kept any more of who the reporter is."""
    return any(each.what is ErasedThing.IDENTITY for each in queries.list_erasures(report.id))


def erase_on_request(case: Case, reporter: Reporter) -> None:
    """Destroy at once what is kept of the reporter: identity, address, originals. Everything else goes on working.

    Raises ``NotAllowed``, ``TransitionRefused`` with the reason and the time when it cannot be yet, or when it was done.
    """
    require(reporter, Permission.REPORT_ERASE, case)
    report = cases.get_report(reporter.report_id)
    refusal = "您是匿名反映，我们没有保存您的身份信息。" if not report.reporter_kind.is_named else why_not_erase(case)
    if is_erased(report):
        refusal = "您的身份信息已经销毁。"
    if refusal:
        raise TransitionRefused(refusal)
    done = {each.what for each in queries.list_erasures(report.id)}
    for what in [each for each in KEPT_BY if each not in done]:
        _erase(report, what, ErasureCause.REQUEST, reporter)


def _erase(report: Report, what: ErasedThing, cause: ErasureCause, actor: Actor) -> None:
    _ERASERS[what](report)
    emit(ReporterErased(report.case_id, report.id, what))
    add(Erasure(case_id=report.case_id, report_id=report.id, what=what, cause=cause, erased_at=clock.now()))
    flush()
    audit.record(actor, "identity:erase", "case", report.case_id, {"report": report.id, "what": what.value, "cause": cause.value})


def _erase_identity(report: Report) -> None:
    end_all_of(report)
    row = cases.find_identity(report.id)
    if row is not None:
        forget_identity(row)
    audit.erase_personal("case", report.case_id)


def _erase_address(report: Report) -> None:
    row = cases.find_identity(report.id)
    if row is not None:
        forget_address(row)


def _erase_originals(report: Report) -> None:
    for kind, key in [("report", report.id), *(("supplement", each.id) for each in cases.list_supplements(report.case_id))]:
        attachments.destroy_originals(kind, key)


_ERASERS = {
    ErasedThing.IDENTITY: _erase_identity,
    ErasedThing.ADDRESS: _erase_address,
    ErasedThing.ORIGINALS: _erase_originals,
}


def hold(case: Case, actor: Actor, reason: str) -> LegalHold:
    """Keep everything of a case from being destroyed until further notice. The reporter reads why.

    Raises ``NotAllowed``, ``RuleBroken``, or ``TransitionRefused`` when it is held already.
    """
    require(actor, Permission.CASE_HOLD, case)
    if queries.find_hold(case.id) is not None:
        raise TransitionRefused("这件办件已经暂缓销毁。")
    row = add(LegalHold(case_id=case.id, reason=_reason(reason), set_by_id=actor.id, set_at=clock.now()))
    flush()
    audit.record(actor, "case:hold", "case", case.id, personal={"reason": row.reason})
    return row


def lift_hold(case: Case, actor: Actor, reason: str) -> None:
    """End the hold; from then on the usual times hold again. Raises as ``hold``."""
    require(actor, Permission.CASE_HOLD, case)
    row = queries.find_hold(case.id)
    if row is None:
        raise TransitionRefused("这件办件没有暂缓销毁。")
    row.lift_reason, row.lifted_by_id, row.lifted_at = _reason(reason), actor.id, clock.now()
    audit.record(actor, "case:lift_hold", "case", case.id, personal={"reason": row.lift_reason})


def _reason(text: str) -> str:
    if len(text.strip()) < MIN_REASON:
        raise RuleBroken("reason", f"请写明理由，至少 {MIN_REASON} 个字。")
    return text.strip()
