"""The verbs of clocks, inside the caller's transaction. Days are calendar days in Asia/Shanghai."""

from collections.abc import Collection, Sequence
from datetime import date, datetime

from portal import clock
from portal.db import add, flush
from portal.deadlines import queries
from portal.deadlines.counting import Unit
from portal.deadlines.events import DeadlineExtended, DeadlineResumed, DeadlineStarted, DeadlineSuspended
from portal.deadlines.ladder import LadderStep, next_step_on
from portal.deadlines.limits import Pause
from portal.deadlines.models import ChangeCause, Deadline, DeadlinePause, DeadlineStep
from portal.deadlines.moves import put_off, rungs_of, set_last_day
from portal.errors import RuleBroken, TransitionRefused
from portal.events import emit


def start(
    subject_kind: str,
    subject_id: int,
    rule_key: str,
    on: date,
    department_id: int | None = None,
    value: int | None = None,
    unit: Unit | None = None,
    basis: str | None = None,
) -> Deadline:
    """Start a clock; the day ``on`` of the event itself is not counted (民法典 201).

    Value, unit and basis come from the limit in force, unless given: an order or a commitment sets its own. Raises
    ``TransitionRefused`` when this rule's clock is already open on the subject, ``KeyError`` for an unknown rule without
    value and unit.
    """
    if queries.open_deadline(subject_kind, subject_id, rule_key) is not None:
        raise TransitionRefused("这项时限已经在计时，不能重复起算。")
    limit = queries.find_limit(rule_key)
    if limit is None and (value is None or unit is None):
        raise KeyError(rule_key)
    deadline = Deadline(
        subject_kind=subject_kind,
        subject_id=subject_id,
        rule_key=rule_key,
        department_id=department_id,
        started_on=on,
        value=value if value is not None else limit.value,  # type: ignore[union-attr]
        unit=unit if unit is not None else limit.unit,  # type: ignore[union-attr]
        basis=basis if basis is not None else limit.basis if limit else "",
        extension_days=0,
        paused_days=0,
        due_round=1,
        created_at=clock.now(),
    )
    set_last_day(deadline)
    add(deadline)
    flush()
    emit(DeadlineStarted(*_about(deadline), started_on=on))
    return deadline


def start_until(
    subject_kind: str, subject_id: int, rule_key: str, on: date, due_on: date, department_id: int | None = None, basis: str = ""
) -> Deadline:
    """Start a clock that ends on a promised calendar day, as a commitment to pay by a date has it.

    It is a natural-day term, so a promised day that is off moves to the next worked day (民法典 203).
    """
    if due_on <= on:
        raise RuleBroken("due_on", "截止日期要晚于起算日期。")
    return start(subject_kind, subject_id, rule_key, on, department_id, (due_on - on).days, Unit.NATURAL, basis)


def meet(subject_kind: str, subject_id: int, rule_key: str, at: datetime) -> Deadline | None:
    """The duty was done at the aware instant ``at``: its open clock ends. None when no such clock is open."""
    deadline = queries.open_deadline(subject_kind, subject_id, rule_key)
    if deadline is None:
        return None
    on = clock.local_date(at)
    if deadline.is_paused:
        _resume_one(deadline, max(on, deadline.paused_on or on))
    deadline.close_as_met(at, on)
    return deadline


def cancel(subject_kind: str, subject_id: int, rule_key: str) -> Deadline | None:
    """The duty no longer exists: its open clock ends without being met. None when no such clock is open."""
    deadline = queries.open_deadline(subject_kind, subject_id, rule_key)
    if deadline is not None:
        _cancel_one(deadline)
    return deadline


def cancel_all(subject_kind: str, subject_id: int, but: Collection[str] = ()) -> list[Deadline]:
    """Every open clock of the subject ends without being met, those of the rules ``but`` left out."""
    deadlines = [each for each in queries.list_open(subject_kind, subject_id) if each.rule_key not in but]
    for deadline in deadlines:
        _cancel_one(deadline)
    return deadlines


def hand_over(subject_kind: str, subject_id: int, department_id: int) -> list[Deadline]:
    """The open clocks of the subject become another department's; their last days stay."""
    deadlines = queries.list_open(subject_kind, subject_id)
    for deadline in deadlines:
        deadline.department_id = department_id
    return deadlines


def suspend(
    subject_kind: str, subject_id: int, on: date, reason: str, rule_keys: Collection[str] | None = None, ground: Pause | None = None
) -> list[Deadline]:
    """Stop running clocks; the day ``on`` itself still runs. Without ``rule_keys``: those whose limit ``ground`` (or anything) suspends.

    Clocks that have not begun by ``on`` or stand still already are left alone. Raises ``RuleBroken`` without a reason.
    """
    reason = reason.strip()
    if not reason:
        raise RuleBroken("reason", "请写明暂停计时的原因。")
    stopped = []
    for deadline in queries.list_open(subject_kind, subject_id):
        if deadline.is_paused or deadline.started_on > on or not _may_suspend(deadline, rule_keys, ground):
            continue
        deadline.stop(on, reason)
        deadline.pauses.append(DeadlinePause(started_on=on, reason=reason))
        emit(DeadlineSuspended(*_about(deadline), suspended_on=on))
        stopped.append(deadline)
    return stopped


def resume(subject_kind: str, subject_id: int, on: date, rule_keys: Collection[str] | None = None) -> list[Deadline]:
    """Let stopped clocks run again from the day after ``on``; each last day moves by the days the pause took.

    The days are counted in the clock's own unit, and a last day that is off moves on (domain rule 4.7).
    """
    resumed = []
    for deadline in queries.list_open(subject_kind, subject_id):
        if deadline.is_paused and (rule_keys is None or deadline.rule_key in rule_keys):
            _resume_one(deadline, on)
            resumed.append(deadline)
    return resumed


def extend(deadline: Deadline, days: int, reason: str, on: date | None = None) -> Deadline:
    """Lengthen a clock once, by at most what its limit allows, from the day its term ended. ``on`` defaults to today.

    Raises ``RuleBroken`` (fields ``days``, ``reason``) when the law has no extension for it, it was extended before, the term
    is over, the days exceed the cap, or no reason is given; ``TransitionRefused`` when the clock is closed.
    """
    if not deadline.is_open:
        raise TransitionRefused("这项时限已经结束，不能延期。")
    if not reason.strip():
        raise RuleBroken("reason", "请写明延期的理由，反映人会看到。")
    cap = extension_cap(deadline)
    if deadline.extension_days:
        raise RuleBroken("days", f"这项时限已经延期 {deadline.extension_days} 天，只能延期一次。")
    if cap == 0:
        raise RuleBroken("days", "这项时限依规定不能延期。")
    if not 1 <= days <= cap:
        raise RuleBroken("days", f"延期天数要在 1 到 {cap} 之间。")
    if deadline.is_overdue(on or clock.today()):
        raise RuleBroken("days", "期限已经届满，不能再延期。")
    old_due_on = deadline.due_on
    deadline.extension_days = days
    put_off(deadline, ChangeCause.EXTENSION, reason.strip())
    emit(DeadlineExtended(*_about(deadline), old_due_on=old_due_on, days=days))
    return deadline


def extension_cap(deadline: Deadline) -> int:
    """How many days (in the clock's unit) its limit may be extended by; 0 when the rules have no extension for it."""
    limit = queries.find_limit(deadline.rule_key)
    extension = queries.find_limit(limit.extended_by) if limit and limit.extended_by else None
    return extension.value if extension and extension.unit is deadline.unit else 0


def record_steps(deadline: Deadline, steps: Sequence[LadderStep], at: datetime) -> None:
    """Write down that steps were fired at ``at``, and on which day the clock speaks up next."""
    for step in steps:
        deadline.steps.append(DeadlineStep(step=step, due_round=deadline.due_round, fired_at=at))
    deadline.next_step_on = next_step_on(rungs_of(deadline, queries.calendar()), deadline.fired)


def _may_suspend(deadline: Deadline, rule_keys: Collection[str] | None, ground: Pause | None) -> bool:
    if rule_keys is not None:
        return deadline.rule_key in rule_keys
    return ground in suspended_by(deadline) if ground else bool(suspended_by(deadline))


def suspended_by(deadline: Deadline) -> frozenset[Pause]:
    """What may stop a clock, by its limit; nothing, when the rules have no limit for it."""
    limit = queries.find_limit(deadline.rule_key)
    return limit.suspended_by if limit else frozenset()


def _cancel_one(deadline: Deadline) -> None:
    for pause in deadline.pauses:
        if pause.ended_on is None:
            pause.ended_on = max(clock.today(), pause.started_on)
    deadline.close_as_cancelled(clock.now())


def _resume_one(deadline: Deadline, on: date) -> None:
    pause = deadline.pauses[-1]
    if on < pause.started_on:
        raise RuleBroken("on", "恢复计时的日期不能早于暂停的日期。")
    pause.ended_on = on
    deadline.run_again()
    put_off(deadline, ChangeCause.PAUSE, pause.reason)
    emit(DeadlineResumed(*_about(deadline), resumed_on=on))


def _about(deadline: Deadline) -> tuple[int, str, int, str, int | None, date]:
    """What every event about a clock says first."""
    return deadline.id, deadline.subject_kind, deadline.subject_id, deadline.rule_key, deadline.department_id, deadline.due_on
