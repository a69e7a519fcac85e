"""What an inspection found at a department: demanded, answered with proof, given back or accepted by somebody else's supervisor."""

from dataclasses import dataclass

from portal import clock
from portal.access import Actor, require
from portal.accounts.models import Department
from portal.audit import operations as audit
from portal.cases.handling import checked_text
from portal.db import add, flush
from portal.deadlines import operations as deadlines
from portal.deadlines import queries as limits
from portal.deadlines.counting import Unit
from portal.errors import RuleBroken, TransitionRefused
from portal.events import emit
from portal.ledger.events import FindingStepped
from portal.ledger.models import FindingExtension, FindingStep, InspectionFinding, InspectionRound
from portal.ledger.vocabulary import FindingStatus, RoundStatus
from portal.ledger.workflow import FINDING_TRANSITIONS, FindingAction, check_finding

SUBJECT = "finding"
RULE = "rectification"


@dataclass(frozen=True)
class Demand:
    """What is wrong, what has to be done, and within how many natural days."""

    problem: str
    demand: str
    days: int


def longest_days() -> int:
    """The most days a department can be given at once: the term of the limit in force."""
    return limits.limits()[RULE].value


def issue(made: InspectionRound, actor: Actor, department: Department, task_id: int | None, wanted: Demand) -> InspectionFinding:
    """Demand that a department puts something right. Only while the inspection is going on."""
    row = FINDING_TRANSITIONS[FindingAction.ISSUE]
    require(actor, row.permission)
    if made.status is not RoundStatus.OPEN:
        raise TransitionRefused(f"这次检查现在是“{made.status.label}”，不能提出整改。")
    if department.is_collective:
        raise RuleBroken("department", f"“{department.name}”不是一个具体单位，不能要求它整改。")
    _check_days(wanted.days)
    finding = InspectionFinding(
        round_id=made.id,
        round=made,
        task_id=task_id,
        department_id=department.id,
        department=department,
        status=row.target,
        problem=checked_text("problem", wanted.problem, "发现的问题", 5),
        demand=checked_text("demand", wanted.demand, "整改要求", 5),
        due_on=clock.today(),
        issued_at=clock.now(),
        issued_by_id=actor.id or 0,
    )
    add(finding)
    flush()
    _start_clock(finding, wanted.days)
    _step(finding, FindingAction.ISSUE, actor, finding.demand)
    return finding


def answer(finding: InspectionFinding, actor: Actor, text: str) -> None:
    """The department says what it put right; the proof is kept by the caller."""
    row = check_finding(FindingAction.ANSWER, finding.status)
    require(actor, row.permission, finding)
    text = checked_text("text", text, "整改情况", 10)
    finding.status = row.target
    if finding.open_extension is not None:
        finding.open_extension.decided_at = clock.now()
    deadlines.meet(SUBJECT, finding.id, RULE, clock.now())
    _step(finding, FindingAction.ANSWER, actor, text)


def longest_extension(finding: InspectionFinding) -> int:
    """How many natural days more the department can ask for now; 0 when it cannot: none is allowed, it had one, or it is late."""
    running = limits.open_deadline(SUBJECT, finding.id, RULE)
    if running is None or running.extension_days or running.is_overdue(clock.today()) or finding.open_extension is not None:
        return 0
    return deadlines.extension_cap(running)


def ask_time(finding: InspectionFinding, actor: Actor, days: int, reason: str) -> None:
    """Ask for more natural days, once for each term and before its last day is over, within the cap of the limit in force."""
    row = check_finding(FindingAction.ASK_TIME, finding.status)
    require(actor, row.permission, finding)
    most = longest_extension(finding)
    if not most:
        raise RuleBroken("days", "现在不能申请延期：已经申请过，或者期限已经过了。")
    if not 1 <= days <= most:
        raise RuleBroken("days", f"延期天数要在 1 到 {most} 之间。")
    text = checked_text("text", reason, "延期的理由", 5)
    finding.extensions.append(FindingExtension(finding_id=finding.id, days=days, reason=text, asked_at=clock.now()))
    _step(finding, FindingAction.ASK_TIME, actor, f"申请延长 {days} 天。{text}")


def decide_time(finding: InspectionFinding, actor: Actor, grants: bool, note: str) -> None:
    """A supervisor of another department grants or refuses the days asked for. Asked in time, it is granted also after the last day."""
    action = FindingAction.GRANT_TIME if grants else FindingAction.REFUSE_TIME
    require(actor, check_finding(action, finding.status).permission, finding)
    asked, running = finding.open_extension, limits.open_deadline(SUBJECT, finding.id, RULE)
    if asked is None or running is None:
        raise TransitionRefused("没有等待决定的延期申请。")
    text = checked_text("text", note, "决定的理由", 5)
    asked.decided_at, asked.is_granted = clock.now(), grants
    if grants:
        deadlines.extend(running, asked.days, asked.reason, on=clock.local_date(asked.asked_at))
        finding.due_on = running.due_on
    _step(finding, action, actor, text)


def give_back(finding: InspectionFinding, actor: Actor, reason: str, days: int) -> None:
    """What was done is not enough: the department has so many natural days more."""
    row = check_finding(FindingAction.RETURN, finding.status)
    require(actor, row.permission, finding)
    _check_days(days)
    text = checked_text("text", reason, "退回的理由", 5)
    finding.status = row.target
    _start_clock(finding, days)
    _step(finding, FindingAction.RETURN, actor, text)


def accept(finding: InspectionFinding, actor: Actor, note: str) -> None:
    """A supervisor of another department found it put right."""
    row = check_finding(FindingAction.ACCEPT, finding.status)
    require(actor, row.permission, finding)
    text = checked_text("text", note, "验收意见", 5)
    finding.status = row.target
    _step(finding, FindingAction.ACCEPT, actor, text)


def follow_successor(finding: InspectionFinding, successor: Department) -> None:
    """A dissolved department's duty goes to the one that took over from it."""
    if finding.status is not FindingStatus.ACCEPTED:
        finding.department_id = successor.id
        deadlines.hand_over(SUBJECT, finding.id, successor.id)


def _check_days(days: int) -> None:
    most = longest_days()
    if not 1 <= days <= most:
        raise RuleBroken("days", f"整改期限要在 1 到 {most} 天之间。")


def _start_clock(finding: InspectionFinding, days: int) -> None:
    basis = limits.limits()[RULE].basis
    running = deadlines.start(
        SUBJECT,
        finding.id,
        RULE,
        clock.today(),
        finding.department_id,
        value=days,
        unit=Unit.NATURAL,
        basis=f"整改通知载明的期限（{basis}）",
    )
    finding.due_on = running.due_on


def _step(finding: InspectionFinding, action: FindingAction, actor: Actor, text: str) -> None:
    step = FindingStep(finding_id=finding.id, action=action, text=text, at=clock.now(), user_id=actor.id or 0)
    finding.steps.append(step)
    flush()
    audit.record(actor, f"finding:{action.value}", "finding", finding.id, {"number": finding.number, "department": finding.department.name})
    emit(FindingStepped(finding.id, step.id, action))
