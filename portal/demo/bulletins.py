"""Bulletins and evaluations at every stage: out, waiting for the second signature, being written; an objection decided, one that waits."""

from contextlib import AbstractContextManager
from datetime import timedelta

from portal import clock
from portal.accounts import queries as accounts
from portal.accounts.models import User
from portal.bulletins import operations as bulletins
from portal.bulletins import queries
from portal.bulletins.figures import Asked
from portal.bulletins.models import Bulletin
from portal.bulletins.vocabulary import Block, Scope
from portal.demo.regions import EVALUATED_AGO
from portal.evaluation import objections, operations
from portal.evaluation.models import EvaluationScore
from portal.evaluation.vocabulary import Subject
from portal.supervision.facts import operations as facts
from portal.supervision.operations import refresh_public_figures
from portal.supervision.periods import past_keys

_WORDS = {
    Block.OVERVIEW: "本季度各单位按照政务诚信建设方案，受理、办理群众和企业反映的政务失信问题，多数办件在期限内答复。",
    Block.PRACTICE: "对拖欠账款类反映实行台账管理，逐件明确承办人和兑现时间，按周调度。",
    Block.PROBLEMS: "个别单位签收不及时，有的办件临近期限才开始核实，影响了反映人的感受。",
    Block.NEXT: "对已经超期的办件逐件督办；对承诺事项逐项核对兑现情况，下个季度通报进展。",
}
_REASON = "本单位有办件因等待工程造价鉴定依法中止计时，请核对是否算作超期。"
_DECISION = "经核对，中止期间没有计入办理时限，评分的数字不受影响，维持原评分。"


def make(supervisor: User, second: User) -> None:
    """The newest quarter as a bulletin, the newest year as an evaluation; nothing where there is one already."""
    if queries.list_bulletins(limit=1):
        return
    facts.keep_missing(10_000)
    refresh_public_figures()
    _bulletin(supervisor, second)
    _evaluation(supervisor, second)
    _in_work(supervisor)


def _bulletin(supervisor: User, second: User) -> None:
    with _days_ago(6):
        made = bulletins.begin(supervisor, Asked(past_keys(clock.today(), 3, 1)[0], Scope.ALL), "", is_public=True)
        _write(made, supervisor)
        bulletins.freeze(made, supervisor)
    with _days_ago(5):
        bulletins.approve(made, second)


def _write(bulletin: Bulletin, supervisor: User) -> None:
    for block, text in _WORDS.items():
        bulletins.write(bulletin, supervisor, block, text)


def _in_work(supervisor: User) -> None:
    """What is not out yet: two bulletins, two evaluations, and a department that does not agree with its score."""
    today, months = clock.today(), operations.lengths()[0]
    with _days_ago(2):
        waiting = bulletins.begin(supervisor, Asked(past_keys(today, 6, 1)[0], Scope.ALL), "", is_public=False)
        _write(waiting, supervisor)
        bulletins.freeze(waiting, supervisor)
        _write(bulletins.begin(supervisor, Asked(past_keys(today, 3, 2)[1], Scope.ALL), "", is_public=False), supervisor)
        newest, older, oldest = past_keys(today, months, 3)
        operations.begin(supervisor, Subject.REGION, newest)
        operations.begin(supervisor, Subject.DEPARTMENT, older)
        disputed = operations.begin(supervisor, Subject.DEPARTMENT, oldest)
        for each in [each for each in disputed.indicators if each.key.startswith("manual")]:
            operations.enter(disputed, supervisor, each.key, {score.id: 90.0 for score in disputed.scores}, "年度办理情况通报（演示）")
        operations.open_objections(disputed, supervisor)
    with _days_ago(1):
        score, head = next((found, person) for found in disputed.scores if (person := _head_of(found)) is not None)
        objections.make(score, head, "on_time", _REASON)


def _evaluation(supervisor: User, second: User) -> None:
    with _days_ago(EVALUATED_AGO.days):
        made = operations.begin(supervisor, Subject.DEPARTMENT, past_keys(clock.today(), operations.lengths()[0], 1)[0])
        for number, each in enumerate(each for each in made.indicators if each.key.startswith("manual")):
            values = {score.id: 82.0 + (7 * place + 5 * number) % 15 for place, score in enumerate(made.scores)}
            operations.enter(made, supervisor, each.key, values, "年度办理情况通报（演示）")
        operations.open_objections(made, supervisor)
    with _days_ago(19):
        found = next(((score, head) for score in made.scores if (head := _head_of(score)) is not None), None)
        if found is not None:
            objection = objections.make(found[0], found[1], "on_time", _REASON)
            objections.decide(objection, second, False, None, _DECISION)
    with _days_ago(3):
        operations.finalise(made, supervisor)
        operations.publish(made, second)


def _days_ago(days: int) -> AbstractContextManager[None]:
    return clock.pretend(clock.now() - timedelta(days=days))


def _head_of(score: EvaluationScore) -> User | None:
    people = accounts.users_of_department(score.department_id or 0)
    return next((user for user in people if user.is_demo and user.username.startswith("head")), None)
