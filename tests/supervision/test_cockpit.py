"""The cockpit's figures on random data are those of a naive count over the rows, for everybody who may see them."""

from collections import Counter
from datetime import timedelta

import pytest
from flask import Flask

from portal import clock
from portal.accounts import queries as accounts
from portal.accounts.models import User
from portal.accounts.vocabulary import Role
from portal.supervision.cockpit import Cockpit, Line, cockpit, months_of
from portal.supervision.facts.queries.listing import Listing, count_behind, list_behind
from portal.supervision.facts.queries.measures import MEASURES, PARTIES
from portal.supervision.facts.queries.narrowing import Narrowing
from portal.supervision.periods import Period, PeriodKind, period_of, previous
from tests.factories import make_user
from tests.supervision import naive_figures as naive
from tests.supervision.random_lives import World, make_world

# satisfaction, response, reopened, extended, returned, in time; and what each is a share of
RATES = (
    ("satisfied", "rated"), ("rated", "replied"), ("reopened", "replied"), ("extended", "replied"), ("returned", "received"),
    ("on_time", "replied"),
)  # fmt: skip
KINDS = (PeriodKind.MONTH, PeriodKind.QUARTER, PeriodKind.YEAR, PeriodKind.LAST_QUARTER, PeriodKind.LAST_MONTH)


def count(world: World, actor_id: int, wanted: Narrowing, kind: PeriodKind) -> tuple[Cockpit, Period]:
    period = period_of(kind, clock.today())
    kinds = {each.id: each.kind.value for each in world.departments}
    return cockpit(accounts.get_user(actor_id), wanted, period, previous(period, kind), clock.today(), kinds), period


def narrowings(world: World) -> list[tuple[Narrowing, object]]:
    """Filters, each with the naive way to keep a case."""
    lead, area, region = world.departments[0].id, world.chance.choice(["ppp", "bidding"]), "1201"
    channel = world.chance.choice(["web", "phone"])
    return [
        (Narrowing(), lambda row: True),
        (Narrowing(area_key=area), lambda row: row.case.area_key == area),
        (Narrowing(region=region), lambda row: row.region.startswith(region)),
        (Narrowing(area_key="", region=""), lambda row: row.case.area_key == "" and row.region == ""),
        (Narrowing(department_id=lead), lambda row: row.case.lead_department_id == lead),
        (Narrowing(channel=channel), lambda row: row.channel == channel),
    ]


# The first eighteen seeds ask for every filter, kind of period and sight together; the others only differ in their rows.
SEEDS = [pytest.param(seed, marks=[pytest.mark.one_database] if seed >= 18 else []) for seed in range(50)]


@pytest.mark.parametrize("seed", SEEDS)
def test_every_figure_is_that_of_a_naive_count(app: Flask, seed: int) -> None:
    world = make_world(seed)
    home = world.departments[0]
    actor = make_user(Role.SUPERVISOR, department=home if seed % 3 == 0 else None)
    everything = naive.wholes(hidden_from=[home.id] if seed % 3 == 0 else [])
    filters = narrowings(world)
    wanted, keeps = filters[seed // 3 % len(filters)]
    kind, today = KINDS[seed % len(KINDS)], clock.today()
    found, period = count(world, actor.id, wanted, kind)
    rows = [row for row in everything if keeps(row)]  # type: ignore[operator]
    check_period(found.before, rows, previous(period, kind))
    for department in [None, *(each.id for each in world.departments)]:
        own = [row for row in rows if department is None or row.case.lead_department_id == department]
        line = found.total if department is None else found.departments.get(department, Line())
        check_period(line, own, period)
        assert {name: getattr(line, name) for name in ("in_hand", "due_today", "overdue", "ages")} | {
            "by_rule": +line.by_rule
        } == naive.live(own, today)
        assert line.missed == naive.missed(own, period, today)
    for month in sorted(found.trend)[-3:]:
        assert measures(found.trend[month]) == naive.counts(rows, whole_month(month))
    assert +Counter({place: counts["received"] for place, counts in found.heat.items()}) == Counter(
        (row.region, row.case.area_key) for row in rows if naive.lies_in(row.case.received_on, period)
    )
    check_days(found, wanted, everything, rows, period)
    check_lists_of_days(accounts.get_user(actor.id), wanted, everything if wanted.department_id else rows, period)


def measures(line: Line) -> Counter[str]:
    """What a line counted, without the days."""
    return +Counter({name: line.counts[name] for name in MEASURES})


def check_period(line: Line, rows: list[naive.Whole], period: Period) -> None:
    """Counts, rates with their intervals, and how long cases take."""
    counts = naive.counts(rows, period)
    assert measures(line) == counts
    for part, base in RATES:
        assert line.rate(part, base) == (round(100 * counts[part] / counts[base], 1) if counts[base] else None)
    assert line.interval("on_time", "replied") == pytest.approx(naive.wilson(counts["on_time"], counts["replied"]), abs=1e-6)
    ended, running = naive.durations(rows, period)
    assert (+line.durations.ended, +line.durations.running) == (ended, running)
    for quantile in (0.5, 0.9):
        assert line.durations.quantile(quantile) == naive.kaplan_meier(ended, running, quantile)


def whole_month(month: int) -> Period:
    """The days of a month written as 202611."""
    first = clock.today().replace(year=month // 100, month=month % 100, day=1)
    return Period(first, (first + timedelta(days=32)).replace(day=1) - timedelta(days=1))


def check_lists_of_days(actor: User, wanted: Narrowing, rows: list[naive.Whole], period: Period) -> None:
    """A number of days opens the cases that have such days, under the department asked for, and tells how many they are."""
    for name, party in PARTIES.items():
        listing = Listing(name, months_of(period), clock.today())
        behind = {
            row.case.id
            for row in rows
            if naive.lies_in(row.case.replied_on, period) and row.case.was_on_time is not None
            if any(each == party and wanted.department_id in (None, department) for department, each in naive.each_day(row))
        }
        assert {case.id for case in list_behind(actor, wanted, listing)} == behind
        assert count_behind(actor, wanted, listing) == len(behind)


def check_days(found: Cockpit, wanted: Narrowing, everything: list, rows: list, period: Period) -> None:
    """Days belong to the department in charge on them, which need not lead the case today."""
    expected = naive.days(everything if wanted.department_id else rows, period)
    if wanted.department_id:
        expected = {key: value for key, value in expected.items() if key == wanted.department_id}
    told = {key: +Counter(line.days) for key, line in found.departments.items() if any(line.days.values())}
    assert told == expected
    if not wanted.department_id:
        answered = [row for row in rows if naive.lies_in(row.case.replied_on, period) and row.case.was_on_time is not None]
        open_days = sum(1 for row in answered for _day in naive.each_day(row))
        assert sum(found.total.counts[name] for name in PARTIES) == open_days, "the days add up to the calendar"


def test_the_trend_is_that_of_each_month_alone(app: Flask) -> None:
    world = make_world(7, 60)
    actor = make_user(Role.SUPERVISOR)
    found, _period = count(world, actor.id, Narrowing(), PeriodKind.MONTH)
    rows = naive.wholes()
    assert len(found.trend) == 12
    for month, line in found.trend.items():
        assert measures(line) == naive.counts(rows, whole_month(month))


def test_leaving_cases_open_does_not_flatter(app: Flask) -> None:
    quick, slow = Counter({5: 10}), Counter({40: 10})
    assert naive.kaplan_meier(quick, Counter(), 0.5) == 5
    assert naive.kaplan_meier(quick, slow, 0.9) is None, "half are in hand: nobody knows yet when nine of ten are answered"
