"""A ledger that people work on: tasks at every stage, an inspection under way, and what has to be put right."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import timedelta

from portal import clock
from portal.accounts import queries as accounts
from portal.accounts.models import User
from portal.db import flush
from portal.ledger import findings, operations, rounds
from portal.ledger.models import InspectionFinding, InspectionRound, TaskProgress
from portal.ledger.queries import inspections, tasks
from portal.ledger.queries.tasks import TaskFilter
from portal.ledger.vocabulary import CheckResult, TaskState

_REPORTS = (
    "实施方案已经起草，正在征求各单位意见。",
    "已经印发通知，完成第一批培训，第二批下月开展。",
    "台账已经建立，数据归集了八成，还差两个单位。",
)
_RESULTS = (CheckResult.MET, CheckResult.PARTLY, CheckResult.MET, CheckResult.NOT_MET)
_DEMANDS = (
    findings.Demand("没有建立政策承诺台账，说不清哪些已经兑现。", "建立台账，逐项写明兑现情况和责任人，报送台账。", 15),
    findings.Demand("失信记录更新不及时，有三条超过一个月没有归集。", "补充归集，写明原因，明确今后的更新时限。", 20),
)


def make(supervisor: User) -> None:
    """Let some tasks move, and inspect; nothing when somebody has worked on the ledger already."""
    found = tasks.list_tasks(TaskFilter(), clock.today())
    staffed = [(each, officer) for each in found if (officer := _officer_of(each)) is not None]
    if not staffed or tasks.latest_words([each.task_id for each in found]):
        return
    for number, (progress, officer) in enumerate(staffed[:9]):
        _work_on(number, progress, officer)
    unfinished = [progress for progress, _officer in staffed if progress.state is not TaskState.DONE]
    if unfinished:
        with _days_ago(9):
            operations.remind(unfinished[-1], supervisor, "请在月底前报送进展，写明完成时间。")
    _inspect(supervisor, [progress for progress, _officer in staffed])


def _officer_of(progress: TaskProgress) -> User | None:
    people = [user for each in progress.answering for user in accounts.users_of_department(each.id)]
    return next((user for user in people if user.is_demo and user.username.startswith("officer")), None)


def _days_ago(days: int) -> AbstractContextManager[None]:
    return clock.pretend(clock.now() - timedelta(days=days))


def _work_on(number: int, progress: TaskProgress, officer: User) -> None:
    with _days_ago(60 - 3 * number):
        operations.report(progress, officer, _REPORTS[number % len(_REPORTS)])
    if number % 3 == 0:
        with _days_ago(20 - number):
            row = operations.add_deliverable(progress, officer, "实施办法（试行）")
            operations.hand_in(row, progress, officer, "办法已经印发，全文见单位网站。")
            operations.move(progress, officer, TaskState.DONE, "办法已经印发实施，转入日常工作。")


def _inspect(supervisor: User, staffed: list[TaskProgress]) -> None:
    """An inspection with half of its lines filled in, one demand that was answered and one that is waited for."""
    today = clock.today()
    departments = list(dict.fromkeys(each.id for progress in staffed for each in progress.answering))
    wanted = rounds.SpecialRound("政策承诺兑现专项督查", today - timedelta(days=25), today + timedelta(days=12), departments)
    with _days_ago(24):
        made = rounds.add_special(supervisor, wanted)
        rounds.open_round(made, supervisor)
    with _days_ago(14):
        lines = inspections.list_checks(made.id)
        for number, line in enumerate(lines[: len(lines) // 2 + 1]):
            rounds.check_line(line, supervisor, _RESULTS[number % len(_RESULTS)], "看了台账、文件和网站。")
        answered = [_demand(made, supervisor, progress, demand) for progress, demand in _different(staffed)]
    with _days_ago(3):
        for finding, officer in answered[:1]:
            findings.answer(finding, officer, "台账已经建立，共 27 项承诺，25 项已经兑现，2 项写明了完成时间。")
        for finding, officer in answered[1:2]:
            findings.ask_time(finding, officer, 10, "两条记录要等上级单位核对，预计十天内可以补齐。")
    flush()


def _different(staffed: list[TaskProgress]) -> Iterator[tuple[TaskProgress, findings.Demand]]:
    """Tasks of different departments, a demand for each."""
    by_department = {progress.answering[0].id: progress for progress in reversed(staffed) if _officer_of(progress)}
    yield from zip(list(by_department.values())[-len(_DEMANDS) :], _DEMANDS, strict=False)


def _demand(made: InspectionRound, supervisor: User, progress: TaskProgress, demand: findings.Demand) -> tuple[InspectionFinding, User]:
    officer = _officer_of(progress)
    if officer is None or officer.department is None:
        raise LookupError(progress.name)
    return findings.issue(made, supervisor, officer.department, progress.task_id, demand), officer
