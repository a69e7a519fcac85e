"""What the public is told of a month, what warnings look at, and what supervisors see of it come from the same definitions."""

from collections import Counter

from flask import Flask
from sqlalchemy import delete

from portal import clock
from portal.accounts import queries as accounts
from portal.accounts.vocabulary import Role
from portal.db import session, transaction
from portal.supervision import queries
from portal.supervision.cockpit import Cockpit, cockpit
from portal.supervision.disclosure import TOTAL
from portal.supervision.facts import operations as facts
from portal.supervision.facts.models import CaseFact, DurationCell, FigureCell
from portal.supervision.facts.queries.narrowing import Narrowing
from portal.supervision.figures import median, percentile
from portal.supervision.operations import refresh_public_figures
from portal.supervision.periods import Period, PeriodKind, period_of, previous
from portal.supervision.public_figures import MEASURES, values_of
from portal.supervision.warnings import operations as warnings
from portal.supervision.warnings import queries as warned
from tests.factories import make_user
from tests.supervision import naive_figures as naive
from tests.supervision.random_lives import make_world


def seen_by_supervisor(period: Period) -> Cockpit:
    supervisor = accounts.get_user(make_user(Role.SUPERVISOR).id)
    return cockpit(supervisor, Narrowing(), period, previous(period, PeriodKind.LAST_MONTH), clock.today(), {})


def test_the_same_cases_give_the_same_numbers_on_all_sides(app: Flask) -> None:
    make_world(2026, 80)
    period = period_of(PeriodKind.LAST_MONTH, clock.today())
    with transaction():
        refresh_public_figures()
        warnings.find_warnings()
    found, month = seen_by_supervisor(period), f"{period.first:%Y-%m}"
    for department, row in [(None, TOTAL), *((key, f"department:{key}") for key in found.departments if key)]:
        counts = found.departments[department].counts if department else found.total.counts
        told = next((cell.counted for cell in queries.list_cells([month]) if cell.row == row), {})
        assert +Counter({name: told.get(name, 0) for name in told if not name.startswith("days:")}) == +Counter(
            {name: counts[name] for name in ("received", "replied", "on_time", "satisfied", "reopened")}
            | {"unsatisfied": counts["rated"] - counts["satisfied"], "unrated": counts["replied"] - counts["rated"]}
            | {"not_reopened": counts["replied"] - counts["reopened"], "promises": counts["promised"], "promises_kept": counts["kept"]}
        )
        own = [cell for cell in warned.list_cells([month]) if cell.department_id == department]
        if department:
            assert [sum(getattr(cell, name) for cell in own) for name in ("received", "replied", "late", "substantiated")] == [
                counts["received"], counts["replied"], counts["replied"] - counts["on_time"], counts["substantiated"] + counts["partly"],
            ]  # fmt: skip


def test_the_days_told_to_the_public_are_those_of_the_cases_answered(app: Flask) -> None:
    make_world(7, 400)
    with transaction():
        refresh_public_figures()
    last = period_of(PeriodKind.LAST_MONTH, clock.today())
    (row,) = [cell for cell in queries.list_cells([f"{last.first:%Y-%m}"]) if cell.row == TOTAL]
    used = naive.days_used(naive.wholes(), last)
    assert used and {int(name[5:]): number for name, number in row.counted.items() if name.startswith("days:")} == used
    told = values_of(row.counted, MEASURES)  # whatever the guard lets out this month
    assert (told["median_days"], told["p90_days"]) == (median(used), percentile(used, 0.9))


def test_nothing_is_counted_for_all_before_every_case_has_its_facts(app: Flask) -> None:
    make_world(3, 12)
    with transaction():
        for table in (CaseFact, FigureCell, DurationCell):
            session.execute(delete(table))
        refresh_public_figures()
        assert warnings.find_warnings() == 0
    assert not queries.list_public_figures() and warned.find_last_counted() is None
    with transaction():
        assert facts.keep_missing(100) == 12
        refresh_public_figures()
        warnings.find_warnings()
    assert queries.list_public_figures() and warned.find_last_counted()
