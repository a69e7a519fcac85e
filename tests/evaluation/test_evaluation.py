"""Evaluation: scores recomputed naively, ranks, objections with their time, publication by another, versions."""

from datetime import timedelta

import pytest

from portal import clock
from portal.accounts import queries as accounts
from portal.accounts.models import User
from portal.accounts.vocabulary import Role
from portal.db import transaction
from portal.errors import NotAllowed, RuleBroken, TransitionRefused
from portal.evaluation import indicators, objections, operations, queries, scoring
from portal.evaluation.indicators import Indicator, defaults
from portal.evaluation.models import Evaluation
from portal.evaluation.scoring import Standing
from portal.evaluation.vocabulary import EvaluationStatus, ObjectionStatus, Source, Subject
from portal.evaluation.workflow import TRANSITIONS, EvaluationAction
from portal.profiles import loader
from portal.routing import loading
from portal.supervision.periods import past_keys
from tests.bulletins.making import count, day_in, supervisors
from tests.factories import make_department, make_user
from tests.supervision.cases_of_a_year import put_cases

A, S = EvaluationAction, EvaluationStatus
REASON = "我单位有两件办件是依法中止后恢复的，不应算作超期。"


def year() -> str:
    return past_keys(clock.today(), 12, 1)[0]


@pytest.fixture
def place(app):
    """Three departments with a year of cases, and two supervisors."""
    with transaction():
        loading.load_profile(loader.read_profile("heping"))
    one, two, small = make_department("区一局"), make_department("区二局"), make_department("区小局")
    put_cases(20, one, day_in(year()), "a", late=5, satisfied=8, unsatisfied=2)
    put_cases(12, two, day_in(year()), "a", late=0, satisfied=3)
    put_cases(9, small, day_in(year()), "a")
    count()
    return one, two, small, *supervisors()


def begun(author: User, subject: Subject = Subject.DEPARTMENT) -> int:
    with transaction():
        return operations.begin(accounts.get_user(author.id), subject, year()).id


def do(evaluation_id: int, act, actor: User, *more) -> Evaluation:
    with transaction():
        act(queries.get_evaluation(evaluation_id, for_update=True), accounts.get_user(actor.id), *more)
    return queries.get_evaluation(evaluation_id)


def score_of(evaluation_id: int, name: str):
    return next(each for each in queries.get_evaluation(evaluation_id).scores if each.name == name)


def after_objections(evaluation_id: int):
    until = queries.get_evaluation(evaluation_id).objections_until
    return clock.pretend(clock.start_of(until + timedelta(days=1)))


def test_every_status_can_be_reached_and_only_a_dropped_evaluation_ends():
    reached = {row.target for row in TRANSITIONS.values() if row.target}
    left = {status for row in TRANSITIONS.values() for status in row.sources}
    assert reached == set(S) and set(S) - left == {S.DROPPED} and set(TRANSITIONS) == set(A)


def test_ties_share_a_rank_and_under_ten_answers_there_is_none():
    rows = {1: ("局", 10, 90.0), 2: ("局", 50, 80.5), 3: ("局", 12, 80.5), 4: ("局", 30, 70.0), 5: ("局", 9, 99.0), 6: ("街", 10, 10.0)}
    places = scoring.places({key: Standing(*row) for key, row in rows.items()} | {7: Standing("局", 99, None)})
    assert places == {1: 1, 2: 2, 3: 2, 4: 4, 6: 1}


def test_a_score_is_the_weighted_mean_of_what_has_a_value():
    one, two, three = (Indicator(key, Source.MANUAL, weight, key) for key, weight in (("a", 50), ("b", 30), ("c", 20)))
    assert scoring.total((one, two, three), {"a": 80, "b": 50, "c": None}) == round((50 * 80 + 30 * 50) / 80, 2)
    assert scoring.total((one,), {"a": None}) is None
    assert scoring.rate(Source.SATISFIED, 3, 4) is None and scoring.rate(Source.SATISFIED, 3, 5) == 60
    assert scoring.rate(Source.LEDGER, 1, 2) == 50


@pytest.mark.parametrize("subject", Subject)
def test_the_sets_the_portal_comes_with_weigh_a_hundred(subject):
    assert indicators.checked(defaults(subject)) == defaults(subject)


def test_the_score_is_that_of_a_naive_count(place):
    one, _two, _small, author, _second = place
    score = score_of(begun(author), one.name)
    on_time, satisfied, clear = 100 * 15 / 20, 100 * 8 / 10, 100.0
    assert {key: score.rate_of(key) for key in ("on_time", "satisfied", "clear", "kept")} == {
        "on_time": on_time, "satisfied": satisfied, "clear": clear, "kept": None,
    }  # fmt: skip
    naive = (25 * on_time + 15 * satisfied + 10 * clear) / (25 + 15 + 10)
    assert score.total == round(naive, 2) == 81.5


def test_ranks_need_ten_answers_and_satisfaction_five_ratings(place):
    one, two, small, author, _second = place
    number = begun(author)
    assert [score_of(number, each.name).rank for each in (two, one, small)] == [1, 2, None]
    assert score_of(number, two.name).rate_of("satisfied") is None, "three ratings tell too much of who gave them"


def test_values_entered_by_hand_count_and_need_a_source(place):
    one, _two, _small, author, _second = place
    number = begun(author)
    score = score_of(number, one.name)
    with pytest.raises(RuleBroken):
        do(number, operations.enter, author, "manual_1", {score.id: 101.0}, "人大办公室通报")
    with pytest.raises(RuleBroken):
        do(number, operations.enter, author, "manual_1", {score.id: 90.0}, "")
    do(number, operations.enter, author, "manual_1", {score.id: 90.0}, "人大办公室通报")
    assert score_of(number, one.name).total == round((50 * 81.5 + 5 * 90) / 55, 2)


def test_a_department_objects_in_time_and_another_supervisor_decides(place):
    one, two, _small, author, second = place
    number = begun(author)
    head, stranger = make_user(Role.HEAD, department=one), make_user(Role.HEAD, department=two)
    own_supervisor = make_user(Role.SUPERVISOR, department=one)
    score_id = score_of(number, one.name).id

    def objects(person: User, key: str = "on_time") -> int:
        with transaction():
            score = queries.get_evaluation(number).scores
            return objections.make(next(each for each in score if each.id == score_id), accounts.get_user(person.id), key, REASON).id

    def decides(person: User, is_upheld: bool, corrected: float | None) -> None:
        with transaction():
            found = queries.get_objection(objection, for_update=True)
            objections.decide(found, accounts.get_user(person.id), is_upheld, corrected, "查明中止的两件不应计入，予以改正。")

    with pytest.raises(TransitionRefused):
        objects(head)
    opened = do(number, operations.open_objections, author)
    assert opened.objections_until is not None and opened.objections_until >= clock.today() + timedelta(days=5)
    with pytest.raises(NotAllowed):
        objects(stranger)
    objection = objects(head)
    with pytest.raises(RuleBroken):
        objects(head)
    with after_objections(number), pytest.raises(TransitionRefused, match="还有 1 条异议"):
        do(number, operations.finalise, author)
    with pytest.raises(NotAllowed):
        decides(own_supervisor, True, 85.0)
    with pytest.raises(RuleBroken):
        decides(second, True, None)
    decides(second, True, 85.0)
    assert queries.get_objection(objection).status is ObjectionStatus.UPHELD
    assert score_of(number, one.name).total == round((25 * 85 + 15 * 80 + 10 * 100) / 50, 2)
    with pytest.raises(TransitionRefused, match="异议期到"):
        do(number, operations.finalise, author)
    with after_objections(number):
        with pytest.raises(TransitionRefused, match="异议期已经结束"):
            objects(head, "satisfied")
        assert do(number, operations.finalise, author).status is S.FINAL


def test_another_supervisor_publishes_and_a_later_change_is_a_new_version(place):
    one, two, _small, author, second = place
    number = begun(author)
    with pytest.raises(RuleBroken):
        begun(author)
    do(number, operations.open_objections, author)
    with after_objections(number):
        do(number, operations.finalise, author)
        with pytest.raises(TransitionRefused):
            do(number, operations.publish, author)
        do(number, operations.publish, second)
    put_cases(12, two, day_in(year()), "a", late=12)
    count()
    assert score_of(number, two.name).rate_of("on_time") == 100, "published scores stay"
    do(number, operations.revise, second)
    later = queries.find_last_version(Subject.DEPARTMENT, year())
    assert later is not None and later.version == 2
    assert [score_of(later.id, each.name).rank for each in (one, two)] == [1, 2]
    assert [each.id for each in queries.list_published()] == [number], "the new version is not published yet"
    do(number, operations.withdraw, second, "指标计算有误，重新评分。")
    assert not queries.list_published()


def test_periods_follow_the_plan_and_indicators_have_versions(place):
    _one, _two, _small, author, _second = place
    assert operations.lengths() == [6, 12], "和平: mid-year and year-end"
    with pytest.raises(RuleBroken), transaction():
        operations.begin(accounts.get_user(author.id), Subject.DEPARTMENT, past_keys(clock.today(), 3, 1)[0])
    before = queries.get_evaluation(begun(author))
    half = [Indicator("on_time", Source.ON_TIME, 60, "按时办结率"), Indicator("manual_1", Source.MANUAL, 40, "第三方评价")]
    for wrong in (half[:1], [*half, Indicator("manual_2", Source.MANUAL, 40, "第三方评价")]):
        with pytest.raises(RuleBroken), transaction():
            operations.change_set(accounts.get_user(author.id), Subject.DEPARTMENT, wrong, "突出按时办结")
    with transaction():
        operations.change_set(accounts.get_user(author.id), Subject.DEPARTMENT, half, "突出按时办结")
    assert [each.version for each in queries.list_sets(Subject.DEPARTMENT)] == [2, 1]
    assert len(queries.get_evaluation(before.id).indicators) == 9, "what was begun before keeps its indicators"
    assert operations.indicators_of(Subject.DEPARTMENT) == tuple(half)


def test_sichuan_evaluates_by_quarter(app):
    with transaction():
        loading.load_profile(loader.read_profile("sichuan"))
    assert 3 in operations.lengths()


def test_regions_are_scored_like_departments(app):
    with transaction():
        loading.load_profile(loader.read_profile("heping"))
    author, _second = supervisors()
    east, west = make_department("河东区政府", region_code="120102"), make_department("河西区政府", region_code="120103")
    put_cases(10, east, day_in(year()), "a", late=5)
    put_cases(6, make_department("河东区财政局", east, region_code="120102"), day_in(year()), "a")
    put_cases(10, west, day_in(year()), "a")
    count()
    number = begun(author, Subject.REGION)
    assert [(each.name, each.answered, each.rank) for each in queries.get_evaluation(number).scores if each.answered] == [
        ("河西区政府", 10, 1), ("河东区政府", 16, 2),
    ]  # fmt: skip
