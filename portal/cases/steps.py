"""The one way a case moves: check the table and the policy, change, keep the clocks, write the event, tell it."""

from datetime import datetime
from typing import Any

from portal import clock
from portal.access import SYSTEM, Actor, Reporter, require
from portal.audit import operations as audit
from portal.cases import queries
from portal.cases.events import CaseStepped
from portal.cases.models import SUBJECT, Case, CaseEvent
from portal.cases.terms import term_for
from portal.cases.vocabulary import ExtensionStatus, ReplyStatus, Status
from portal.cases.workflow import GIVEN, Action, Transition, check
from portal.db import add, flush
from portal.deadlines import operations as deadlines
from portal.deadlines import queries as deadline_queries
from portal.deadlines.limits import INTERNAL_RULES
from portal.errors import StalePage
from portal.events import emit

# Steps whose clocks run from the day the report came in, whenever the step itself is taken.
_FROM_RECEIPT = {Action.SUBMIT, Action.ESCALATE, Action.CLASSIFY}
_ASKED_BY = {Action.UPHOLD: Action.REQUEST_REVIEW, Action.UPHOLD_FINAL: Action.REQUEST_FINAL_REVIEW}


def expect_version(case: Case, version: int) -> None:
    """Raise ``StalePage`` when somebody changed the case after the page with ``version`` was opened."""
    if case.version == version:
        return
    events = queries.list_events(case.id)
    if not events:
        raise StalePage("这件办件刚刚有变动，请核对后再提交。")
    last = events[-1]
    who = last.actor.display_name if last.actor else ("反映人" if last.actor_kind == "reporter" else "系统")
    raise StalePage(f"{who} {clock.local(last.at):%H:%M} 改过这件办件（{last.action.label}）。您写的内容还在，请核对后再提交。")


def take(
    case: Case, action: Action, actor: Actor, reason: str = "", detail: dict[str, Any] | None = None, at: datetime | None = None
) -> CaseEvent:
    """Take one step of the table. Raises ``NotAllowed`` or ``TransitionRefused``; returns the event written.

    ``at`` is the aware instant of the step (now, if not given). ``detail`` is shown on the timeline and must hold nothing of the
    reporter's identity.
    """
    row = check(action, case.status, reason)
    require(actor, row.permission, case)
    at = at or clock.now()
    before = case.status
    target = _target(case, row)
    if target is not before:
        case.enter(target, at)
    case.version += 1
    _keep_clocks(case, row, at)
    event = write_event(case, row, actor, before, at, reason.strip(), detail or {})
    emit_step(case, event, actor)
    return event


def _target(case: Case, row: Transition) -> Status:
    if row.returns:
        request = queries.find_last_event(case.id, _ASKED_BY[row.action])
        if request is not None and request.from_status is not None:
            return request.from_status
    return row.target or case.status


def write_event(
    case: Case, row: Transition, actor: Actor, before: Status | None, at: datetime, reason: str, detail: dict[str, Any]
) -> CaseEvent:
    """Append the event of a step; ``before`` is None for the step that made the case."""
    kind = "system" if actor is SYSTEM else "reporter" if isinstance(actor, Reporter) else "staff"
    event = add(
        CaseEvent(
            case_id=case.id,
            action=row.action,
            at=at,
            from_status=before,
            to_status=case.status,
            actor_id=actor.id,
            actor_department_id=actor.department.id if actor.department else None,
            actor_kind=kind,
            lead_department_id=case.lead_department_id,
            is_public=row.is_public,
            reason=reason,
            detail=detail,
        )
    )
    flush()
    return event


def emit_step(case: Case, event: CaseEvent, actor: Actor) -> None:
    """Log the step for the auditor and tell the house."""
    from_status = event.from_status.value if event.from_status else ""
    audit.record(actor, f"case:{event.action.value}", "case", case.id, {"from": from_status, "to": event.to_status.value})
    emit(CaseStepped(case.id, event.id, event.action, event.is_public))


def _keep_clocks(case: Case, row: Transition, at: datetime) -> None:
    """End and start the clocks the table names, and remember which one governs now."""
    for rule_key in row.meets:
        deadlines.meet(SUBJECT, case.id, rule_key, at)
    for rule_key in row.ends:
        deadlines.cancel(SUBJECT, case.id, rule_key)
    if row.cancels:
        deadlines.cancel_all(SUBJECT, case.id, row.spares)
    start_clocks(case, row, at)
    refresh_due(case)


def start_clocks(case: Case, row: Transition, at: datetime) -> None:
    """Start the clocks a step starts, counted from the day of the step (for what is new or owed since, from the day it was received).

    A department owes nothing before it was given the case, also where the report came in before it was taken down.
    """
    for named in row.starts:
        rule_key = term_for(case, named)
        on = case.received_on if row.action in _FROM_RECEIPT and named not in GIVEN else clock.local_date(at)
        if rule_key and deadline_queries.open_deadline(SUBJECT, case.id, rule_key) is None:  # one that runs on is not started twice
            deadlines.start(SUBJECT, case.id, rule_key, on, department_id=case.lead_department_id)


def refresh_due(case: Case) -> None:
    """Copy the date of the governing clock, the running one with the earliest last day, to the case, where lists sort by it.

    The house's own aims never govern: by them no case is overdue.
    """
    flush()
    running = [each for each in deadline_queries.list_open(SUBJECT, case.id) if not each.is_paused and each.rule_key not in INTERNAL_RULES]
    governing = running[0] if running else None
    case.fall_due(governing.due_on if governing else None, governing.rule_key if governing else "")


def drop_extension(case: Case) -> None:
    """A request for more time that nobody will decide, because the reply or another department came first, ends unapproved."""
    request = queries.find_open_extension(case.id)
    if request is not None:
        request.status, request.decided_at = ExtensionStatus.REFUSED, clock.now()


def drop_reply(case: Case) -> None:
    """A reply that waited for review when the case was taken from its author ends unsent."""
    if case.open_reply is not None:
        case.open_reply.status = ReplyStatus.REFUSED


def mark_submission(case: Case, submission_hash: str) -> None:
    """Keep with the newest event which press of a button wrote it, so that the same press again is known."""
    event = queries.find_last_event(case.id)
    if event is not None:
        event.submission_hash = submission_hash
