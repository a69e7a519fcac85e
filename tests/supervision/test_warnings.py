"""Warnings: exact tails against naive sums, few false alarms, none from few cases, each explained in one sentence."""

import random
from datetime import date, timedelta
from fractions import Fraction
from math import comb, exp, factorial

import pytest
from flask import Flask

from portal import clock, jobs
from portal.accounts import queries as accounts
from portal.accounts.vocabulary import Role
from portal.cases.models import Case, CaseRespondent
from portal.cases.vocabulary import RespondentSource
from portal.db import add, session, transaction
from portal.errors import NotAllowed, TransitionRefused
from portal.supervision.warnings import operations, queries, rules
from portal.supervision.warnings.models import WarningCell
from portal.supervision.warnings.rules import Basis, Count, Measure, WarningLevel
from portal.supervision.warnings.tails import binomial_tail, hypergeometric_tail, poisson_tail
from tests.factories import make_case, make_department, make_user


@pytest.mark.parametrize(("at_least", "mean"), [(0, 3.0), (1, 0.2), (5, 5.0), (12, 3.1), (40, 10.0), (3, 30.0), (2, 0.0)])
def test_the_poisson_tail_equals_the_naive_sum(at_least: int, mean: float) -> None:
    naive = 1 - sum(exp(-mean) * mean**k / factorial(k) for k in range(at_least))
    assert poisson_tail(at_least, mean) == pytest.approx(naive, rel=1e-6, abs=1e-12)


@pytest.mark.parametrize(
    ("at_least", "trials", "share"), [(0, 5, 0.3), (3, 10, 0.2), (12, 40, 1 / 13), (10, 10, 0.5), (7, 6, 0.9), (1, 300, 0.001)]
)
def test_the_binomial_tail_equals_the_naive_sum(at_least: int, trials: int, share: float) -> None:
    exact = Fraction(share)
    naive = sum(comb(trials, k) * exact**k * (1 - exact) ** (trials - k) for k in range(at_least, trials + 1))
    assert binomial_tail(at_least, trials, share) == pytest.approx(float(naive), rel=1e-9, abs=1e-300)


@pytest.mark.parametrize(
    ("at_least", "drawn", "marked", "total"), [(0, 5, 3, 20), (4, 10, 8, 50), (9, 20, 30, 200), (6, 5, 9, 30), (2, 10, 15, 20)]
)
def test_the_hypergeometric_tail_equals_the_naive_sum(at_least: int, drawn: int, marked: int, total: int) -> None:
    naive = sum(
        Fraction(comb(marked, k) * comb(total - marked, drawn - k), comb(total, drawn)) for k in range(at_least, drawn + 1) if drawn >= k
    )
    assert hypergeometric_tail(at_least, drawn, marked, total) == pytest.approx(float(naive), rel=1e-9, abs=1e-300)


def test_tails_keep_their_digits_where_they_are_very_small() -> None:
    naive = sum(Fraction(comb(200, k)) * Fraction(1, 20) ** k * Fraction(19, 20) ** (200 - k) for k in range(60, 201))
    assert binomial_tail(60, 200, 0.05) == pytest.approx(float(naive), rel=1e-9)
    assert binomial_tail(60, 200, 0.05) < 1e-25


def benjamini_hochberg_naively(chances: list[float], false_share: float) -> set[int]:
    """Every index whose chance is at most some threshold k/n · q that at least k chances do not exceed."""
    number = len(chances)
    limits = [false_share * k / number for k in range(1, number + 1) if sum(c <= false_share * k / number for c in chances) >= k]
    return {place for place, chance in enumerate(chances) if limits and chance <= max(limits)}


def test_the_correction_for_many_looks_equals_its_definition() -> None:
    generator = random.Random(7)
    for _ in range(200):
        chances = [generator.random() ** generator.choice((1, 4, 9)) for _ in range(generator.randint(1, 40))]
        looks = [
            rules.Look(f"u{place}", Measure.LATE, Basis.PEERS, Count(9, 10), Count(1, 10), 1.0, chance)
            for place, chance in enumerate(chances)
        ]
        kept = {int(look.unit[1:]) for look in rules.accepted(looks, 0.05)}
        assert kept == benjamini_hochberg_naively(chances, 0.05)


def poisson(generator: random.Random, mean: float) -> int:
    """A random Poisson number."""
    limit, product, number = exp(-mean), generator.random(), 0
    while product > limit:
        product, number = product * generator.random(), number + 1
    return number


def looks_of_a_month(generator: random.Random, means: list[float], burst: int | None = None) -> list[rules.Look]:
    """The looks of units with steady means; one has four times its mean in the last month, if wanted."""
    before = [sum(poisson(generator, mean) for _ in range(12)) for mean in means]
    now = [poisson(generator, mean * (4 if place == burst else 1)) for place, mean in enumerate(means)]
    found = []
    for place in range(len(means)):
        own, past = now[place], before[place]
        found.append(rules.look_at_number(f"u{place}", own, past, 12))
        found.append(rules.look_at_growth(f"u{place}", own, past, sum(now) - own, sum(before) - past))
    return [each for each in found if each is not None]


def test_steady_random_numbers_hardly_ever_warn_and_a_real_rise_does() -> None:
    generator = random.Random(20261130)
    means = [0.3, 1.0, 2.0, 4.0, 6.0, 9.0, 12.0, 15.0, 20.0, 30.0] * 3
    alarms = sum(bool(rules.judge(looks_of_a_month(generator, means))) for _ in range(400))
    assert alarms / 400 <= 0.05
    seen = 0
    for _ in range(100):
        found = rules.judge(looks_of_a_month(generator, means, burst=6))
        seen += any(each.unit == "u6" and each.level is WarningLevel.RED for each in found)
    assert seen >= 95


def test_few_cases_never_warn() -> None:
    few = [
        rules.look_at_number("u", 4, 0, 12),
        rules.look_at_growth("u", 4, 0, 500, 6000),
        rules.look_at_share("u", Measure.LATE, Basis.PEERS, Count(4, 10), Count(0, 500)),
    ]
    assert rules.judge([each for each in few if each is not None]) == [] and len([each for each in few if each]) == 3
    assert rules.look_at_number("u", 50, 0, 5) is None
    assert rules.look_at_growth("u", 50, 1, 19, 400) is None
    assert rules.look_at_share("u", Measure.LATE, Basis.PEERS, Count(9, 9), Count(0, 500)) is None
    assert rules.look_at_share("u", Measure.LATE, Basis.HISTORY, Count(9, 12), Count(0, 19)) is None


def test_a_warning_says_its_numbers_in_one_sentence() -> None:
    look = rules.look_at_number("u", 12, 12, 12)
    assert look is not None
    (found,) = rules.judge([look])
    assert rules.sentence(found) == "本月收到 12 件，以前 12 个月平均每月 1.0 件，只靠偶然出现这种情况的可能性不到万分之一。"
    share = rules.look_at_share("u", Measure.LATE, Basis.PEERS, Count(12, 20), Count(30, 300))
    assert share is not None
    text = rules.sentence(rules.Found("u", Measure.LATE, WarningLevel.YELLOW, (share,)))
    assert text.startswith("答复 20 件，其中超期 12 件（60.0%），同类单位同期是 10.0%，")


@pytest.fixture
def months(app: Flask) -> list[str]:
    """The twelve months before the last one, counted, with two cases a month for each of three departments."""
    places = [make_department(region_code="120101").id for _ in range(3)]
    last = clock.today().replace(day=1) - timedelta(days=1)
    before = operations.months_until(last, operations.MONTHS_BEFORE + 1)
    with transaction():
        for month in before[:-1]:
            operations.mark_counted(month)
            for place in places:
                add(WarningCell(month=month, department_id=place, region_code="120101", area_key="contract", received=2, replied=2))
    return before


def cases_of_the_last_month(number: int, department_id: int, **fields: object) -> list[Case]:
    """So many cases received on the last day of the month before this one."""
    day = clock.today().replace(day=1) - timedelta(days=1)
    made = [make_case() for _ in range(number)]
    with transaction():
        for each in made:
            case = session.get(Case, each.id)
            case.received_on, case.lead_department_id, case.area_key = day, department_id, "contract"
            for name, value in fields.items():
                setattr(case, name, value)
    return made


def test_the_job_finds_an_unusual_month_once_and_a_supervisor_notes_what_was_done(months: list[str]) -> None:
    supervisor = make_user(Role.SUPERVISOR)
    place = queries.list_cells(months[:1])[0].department_id
    cases_of_the_last_month(14, place)
    assert jobs.find_warnings() >= 1 and jobs.find_warnings() == 0
    found = [each for each in queries.list_warnings() if each.department_id == place]
    assert [each.measure for each in found] == [Measure.RECEIVED]
    assert "本月收到 14 件，以前 12 个月平均每月 2.0 件" in found[0].sentence
    with pytest.raises(NotAllowed), transaction():
        operations.acknowledge(queries.get_warning(found[0].id), make_user(Role.HEAD), "已经核实")
    for is_first in (True, False):
        with transaction():
            act = (queries.get_warning(found[0].id), accounts.get_user(supervisor.id), "已核实，系同一项目集中反映")
            if is_first:
                operations.acknowledge(*act)
            else:
                with pytest.raises(TransitionRefused):
                    operations.acknowledge(*act)
    assert found[0].id not in [each.id for each in queries.list_warnings(open_only=True)]


def test_cases_that_a_supervisor_may_not_know_of_are_not_counted(months: list[str]) -> None:
    accused = make_department()
    make_user(Role.SUPERVISOR, department=accused)
    place = queries.list_cells(months[:1])[0].department_id
    for case in cases_of_the_last_month(14, place):
        with transaction():
            add(CaseRespondent(case_id=case.id, department_id=accused.id, source=RespondentSource.REPORTED))
    assert jobs.find_warnings() == 0
    assert [each.received for each in queries.list_cells(months[-1:])] == []


def test_a_month_is_counted_as_its_cases_are(months: list[str]) -> None:
    place = queries.list_cells(months[:1])[0].department_id
    day = date.fromisoformat(f"{months[-1]}-05")
    cases_of_the_last_month(3, place)
    cases_of_the_last_month(2, place, received_on=day, replied_on=day, was_on_time=False)
    cases_of_the_last_month(4, place, received_on=day - timedelta(days=40), replied_on=day, was_on_time=True)
    jobs.find_warnings()
    (cell,) = [each for each in queries.list_cells(months[-1:]) if each.area_key]
    assert (cell.received, cell.replied, cell.late, cell.region_code) == (5, 6, 2, "120101")
