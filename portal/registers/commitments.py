"""Whether a commitment is kept: marked by its owner with proof, denied by a supervisor with reasons, missed when its last day is over."""

from datetime import date

from portal import clock
from portal.access import SYSTEM, Actor
from portal.deadlines import operations as deadlines
from portal.deadlines.events import DeadlineMoved, DeadlineOverdue
from portal.errors import RuleBroken, TransitionRefused
from portal.registers import queries
from portal.registers.models import RegisterEntry
from portal.registers.operations import RULE, SUBJECT, Inspect, checked_public, may, step
from portal.registers.vocabulary import Kind
from portal.registers.workflow import EntryAction


def why_not_fulfil(entry: RegisterEntry) -> str:
    """Why fulfilment cannot be marked now, in a sentence; empty when it can."""
    if entry.kind is not Kind.COMMITMENT or entry.published_at is None:
        return "已经公开的承诺才能登记履行。"
    if entry.due_on is None:
        return "这是长期的服务承诺，没有兑现期限，不登记履行。"
    return "已经登记过履行。" if entry.fulfilled_on is not None else ""


def fulfil(entry: RegisterEntry, actor: Actor, on: date, proof: str, inspect: Inspect) -> None:
    """The owner says since when the promise is kept and by what that can be seen; both become public."""
    row = may(entry, actor, EntryAction.FULFIL)
    reason = why_not_fulfil(entry)
    if reason:
        raise TransitionRefused(reason)
    if on > clock.today() or (entry.published_at is not None and on < clock.local_date(entry.published_at)):
        raise RuleBroken("on", "请填从公开承诺到今天之间的一天。")
    entry.proof = checked_public("proof", proof, "凭什么说已经履行，会公开显示", inspect)
    entry.fulfilled_on = on
    entry.was_late = entry.due_on is not None and on > entry.due_on
    deadlines.meet(SUBJECT, entry.id, RULE, clock.now())
    step(entry, actor, row, entry.proof)


def deny(entry: RegisterEntry, actor: Actor, reason: str, inspect: Inspect) -> None:
    """A supervisor found that the promise is not kept: the mark goes, the reason is public. Past its last day it counts as missed."""
    row = may(entry, actor, EntryAction.DENY)
    if entry.fulfilled_on is None or entry.due_on is None:
        raise TransitionRefused("这条承诺没有登记履行。")
    reason = checked_public("reason", reason, "核实的情况，会公开显示", inspect)
    entry.fulfilled_on, entry.proof = None, ""
    entry.was_late = entry.due_on < clock.today()
    if entry.due_on > clock.today():
        deadlines.start_until(SUBJECT, entry.id, RULE, clock.today(), entry.due_on, entry.department_id, "公开承诺")
    step(entry, actor, row, reason)


def follow_overdue(event: DeadlineOverdue) -> None:
    """The last day of a promise has passed: its history keeps that it was missed, also when it is kept later."""
    entry = queries.find_entry(event.subject_id) if event.subject_kind == SUBJECT else None
    if entry is not None and entry.fulfilled_on is None:
        entry.was_late = True
        step(entry, SYSTEM, may(entry, SYSTEM, EntryAction.MISS))


def follow_moved(event: DeadlineMoved) -> None:
    """A change of the calendar moved the last day."""
    entry = queries.find_entry(event.subject_id) if event.subject_kind == SUBJECT else None
    if entry is not None:
        entry.move_due(event.due_on)
        entry.changed_at = clock.now()
