"""Inspections: made from the plan's rhythm or by hand, opened, checked line by line, concluded."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from portal import clock
from portal.access import SYSTEM, Actor, Permission, require
from portal.audit import operations as audit
from portal.cases.handling import checked_text
from portal.crypto import random_token
from portal.db import add, flush
from portal.deadlines import operations as deadlines
from portal.errors import RuleBroken, TransitionRefused
from portal.events import emit
from portal.ledger.cadence import PlannedRound, planned_rounds
from portal.ledger.events import RoundOpened
from portal.ledger.models import InspectionCheck, InspectionRound
from portal.ledger.queries import inspections as queries
from portal.ledger.queries import tasks
from portal.ledger.vocabulary import CheckResult, RoundKind, RoundStatus
from portal.ledger.workflow import RoundAction, check_round
from portal.profiles.queries import current

SUBJECT = "inspection"
DUE_RULE = "inspection_due"
AHEAD = timedelta(days=183)  # how long before its last day an inspection of the plan is made


@dataclass(frozen=True)
class SpecialRound:
    """What a supervisor writes of an inspection that the plan does not have; empty lists stand for all."""

    title: str
    starts_on: date
    due_on: date
    department_ids: Collection[int] = ()
    task_keys: Collection[str] = ()


def make_planned_rounds(today: date, since: date) -> int:
    """Make the inspections of the plan that end on ``since`` or later and are not made yet; returns how many. Safe to repeat.

    One that has not begun and that a changed plan no longer has is cancelled.
    """
    jurisdiction = current()
    if jurisdiction is None:
        return 0
    planned = [each for year in (today.year, today.year + 1) for each in planned_rounds(jurisdiction.content, year)]
    near = [each for each in planned if since <= each.due_on <= today + AHEAD]
    made = [_make_planned(each) for each in near if queries.find_round_by_key(_key(each)) is None]
    keys = {_key(each) for each in planned}
    for old in queries.list_waiting_planned(today):
        if old.key not in keys:
            _end(old, SYSTEM, RoundStatus.CANCELLED, "方案修改后不再有这次检查。")
    return len(made)


def _key(planned: PlannedRound) -> str:
    jurisdiction = current()
    return f"{jurisdiction.key if jurisdiction else ''}:{planned.key}"


def _make_planned(planned: PlannedRound) -> InspectionRound:
    made = InspectionRound(
        key=_key(planned),
        kind=RoundKind.PLANNED,
        title=planned.title[:120],
        period=planned.period,
        starts_on=planned.starts_on,
        due_on=planned.due_on,
        quote=planned.quote,
        task_keys=list(planned.task_keys),
        department_ids=[],
        status=RoundStatus.PLANNED,
        created_at=clock.now(),
    )
    return _started(made)


def add_special(actor: Actor, wanted: SpecialRound) -> InspectionRound:
    """Arrange an inspection by hand. Raises ``RuleBroken`` (``title``, ``starts_on``, ``due_on``)."""
    require(actor, Permission.LEDGER_MANAGE)
    title = checked_text("title", wanted.title, "检查的名称", 4)
    if len(title) > 60:
        raise RuleBroken("title", f"检查的名称最多 60 个字（现在 {len(title)} 个字）。")
    if wanted.due_on < wanted.starts_on:
        raise RuleBroken("due_on", "结束的日期要在开始的日期以后。")
    if wanted.due_on <= clock.today():
        raise RuleBroken("due_on", "结束的日期要在今天以后。")
    made = InspectionRound(
        key=f"special:{random_token()}",
        kind=RoundKind.SPECIAL,
        title=title,
        period=f"{wanted.starts_on:%Y.%m.%d}—{wanted.due_on:%Y.%m.%d}",
        starts_on=wanted.starts_on,
        due_on=wanted.due_on,
        quote="",
        task_keys=sorted(wanted.task_keys),
        department_ids=sorted(wanted.department_ids),
        status=RoundStatus.PLANNED,
        created_at=clock.now(),
        created_by_id=actor.id,
    )
    _log(actor, "inspection:add", _started(made))
    return made


def _started(made: InspectionRound) -> InspectionRound:
    add(made)
    flush()
    today = clock.today()
    if made.due_on > today:
        deadlines.start_until(SUBJECT, made.id, DUE_RULE, today, made.due_on, None, made.quote or "临时安排的检查")
    return made


def open_round(made: InspectionRound, actor: Actor) -> int:
    """Begin: the checklist is written from the tasks and organs as they are now; returns how many lines it has."""
    row = check_round(RoundAction.OPEN, made.status)
    require(actor, row.permission)
    lines = _lines(made)
    if not lines:
        raise TransitionRefused("这次检查的范围里没有任务，不能开始。")
    for line in lines:
        add(line)
    made.status, made.opened_at = row.target, clock.now()
    flush()
    _log(actor, "inspection:open", made)
    emit(RoundOpened(made.id))
    return len(lines)


def _lines(made: InspectionRound) -> list[InspectionCheck]:
    """One line for each task and department that answers for it; a task of nobody has one line without a department."""
    chosen, found = set(made.department_ids), []
    for progress in tasks.list_by_keys(list(made.task_keys)):
        answering = [each.id for each in progress.answering if not chosen or each.id in chosen]
        nobody: list[int | None] = [] if chosen or progress.answering else [None]
        for department_id in [*answering, *nobody]:
            found.append(InspectionCheck(round_id=made.id, task_id=progress.task_id, department_id=department_id, remark=""))
    return found


def check_line(line: InspectionCheck, actor: Actor, result: CheckResult, remark: str) -> None:
    """Write down what was seen of a task at a department. What is not as it should be has to be described."""
    require(actor, Permission.LEDGER_MANAGE)
    if line.round.status is not RoundStatus.OPEN:
        raise TransitionRefused(f"这次检查现在是“{line.round.status.label}”，不能填写检查结果。")
    if result is CheckResult.WAITING:
        raise RuleBroken("result", "请选择检查结果。")
    must_say = result in (CheckResult.PARTLY, CheckResult.NOT_MET)
    line.remark = checked_text("remark", remark, "检查情况", 5) if must_say else remark.strip()[:5000]
    line.result, line.checked_at, line.checked_by_id = result, clock.now(), actor.id
    audit.record(actor, "inspection:check", "inspection", line.round_id, {"line": line.id, "result": result.label})


def conclude(made: InspectionRound, actor: Actor, conclusion: str) -> None:
    """End an inspection whose every line was checked. What has to be put right goes on."""
    row = check_round(RoundAction.CONCLUDE, made.status)
    require(actor, row.permission)
    waiting = len(queries.list_checks(made.id, result=CheckResult.WAITING))
    if waiting:
        raise TransitionRefused(f"还有 {waiting} 项没有填写检查结果，不能结束。")
    _end(made, actor, row.target, checked_text("conclusion", conclusion, "检查结论", 10))


def cancel(made: InspectionRound, actor: Actor, reason: str) -> None:
    """Call an inspection off, saying why. Findings already sent out stay."""
    row = check_round(RoundAction.CANCEL, made.status)
    require(actor, row.permission)
    _end(made, actor, row.target, checked_text("conclusion", reason, "取消的理由", 5))


def _end(made: InspectionRound, actor: Actor, status: RoundStatus, conclusion: str) -> None:
    made.status, made.conclusion, made.ended_at, made.ended_by_id = status, conclusion, clock.now(), actor.id
    if status is RoundStatus.CONCLUDED:
        deadlines.meet(SUBJECT, made.id, DUE_RULE, clock.now())
    else:
        deadlines.cancel(SUBJECT, made.id, DUE_RULE)
    _log(actor, "inspection:conclude" if status is RoundStatus.CONCLUDED else "inspection:cancel", made)


def _log(actor: Actor, action: str, made: InspectionRound) -> None:
    audit.record(actor, action, "inspection", made.id, {"title": made.title})
