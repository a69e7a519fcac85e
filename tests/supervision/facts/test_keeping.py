"""Facts and cells follow every change of a case; what the worker makes for older cases is the same."""

from datetime import timedelta
from typing import Any

from flask import Flask
from sqlalchemy import delete, select

from portal import clock, jobs
from portal.access import Reporter
from portal.accounts.vocabulary import Role
from portal.cases import replying, reporting
from portal.cases.attribution.models import CaseSpan
from portal.cases.models import Case
from portal.cases.vocabulary import Satisfaction, Solved, Status
from portal.db import session, transaction
from portal.supervision.facts.models import CaseFact, DurationCell, FigureCell
from portal.supervision.facts.queries.measures import COUNTED, DIMENSIONS
from tests.factories import case_in, do_to, make_case, make_department, make_user


def sums() -> dict[tuple[Any, ...], dict[str, int]]:
    """The cells added up, those of nothing left out."""
    found: dict[tuple[Any, ...], dict[str, int]] = {}
    for row in session.scalars(select(FigureCell)):
        counts = found.setdefault((row.month, *(getattr(row, name) for name in DIMENSIONS)), dict.fromkeys(COUNTED, 0))
        for name in COUNTED:
            counts[name] += getattr(row, name)
    return {key: counts for key, counts in found.items() if any(counts.values())}


def durations() -> dict[tuple[Any, ...], int]:
    """The cells of durations added up."""
    found: dict[tuple[Any, ...], int] = {}
    for row in session.scalars(select(DurationCell)):
        key = (row.month, row.department_id, row.days)
        found[key] = found.get(key, 0) + row.number
    return {key: number for key, number in found.items() if number}


def facts() -> list[dict[str, Any]]:
    """Every fact row as plain values."""
    columns = [column.key for column in CaseFact.__table__.columns]
    return [{name: getattr(row, name) for name in columns} for row in session.scalars(select(CaseFact).order_by(CaseFact.case_id))]


def many_cases() -> list[Case]:
    """Cases in every state in two departments, in two months, some rated, one handled again."""
    found = []
    for name in ("示例甲局", "示例乙局"):
        lead = make_department(name, region_code="120101" if name == "示例甲局" else "120102")
        officer, head = make_user(Role.OFFICER, department=lead), make_user(Role.HEAD, department=lead)
        for days_ago in (0, 45):
            with clock.pretend(clock.now() - timedelta(days=days_ago)):
                found += [case_in(status, lead, officer, head) for status in Status]
        closed = [case for case in found if case.status is Status.CLOSED and case.lead_department_id == lead.id]
        for case in closed:
            do_to(case, reporting.rate, Reporter(case.id, case.report.id), Solved.YES, Satisfaction.SATISFIED, "", False)
        do_to(closed[0], replying.reopen, make_user(Role.SUPERVISOR), "发现新的材料，需要重办")
    return found


def test_the_worker_makes_the_same_rows_for_cases_that_have_none(app: Flask) -> None:
    number = len(many_cases())
    kept_facts, kept_sums, kept_durations = facts(), sums(), durations()
    assert sum(kept_durations.values()) == sum(row["days_used"] is not None for row in kept_facts) > 0
    assert len(kept_facts) == number
    assert sum(counts["received"] for counts in kept_sums.values()) == number
    assert sum(counts["satisfied"] for counts in kept_sums.values()) == 2, "the rated case that is handled again has no answer now"
    with transaction():
        for model in (CaseFact, CaseSpan, FigureCell, DurationCell):
            session.execute(delete(model))
    assert jobs.keep_facts() == number
    assert (facts(), sums(), durations()) == (kept_facts, kept_sums, kept_durations)
    assert jobs.keep_facts() == 0


def test_settling_changes_no_sum_and_leaves_one_row_a_key(app: Flask) -> None:
    many_cases()
    before = sums(), durations()
    assert jobs.settle_figures() > len(before[0])
    assert (sums(), durations()) == before
    rows = session.scalars(select(FigureCell)).all()
    assert all(row.is_settled for row in rows)
    make_case(make_department())
    assert jobs.settle_figures() > 0
    assert len({(row.month, *(getattr(row, name) for name in DIMENSIONS)) for row in session.scalars(select(FigureCell))}) == len(
        session.scalars(select(FigureCell)).all()
    )


def test_what_is_undone_leaves_no_fact_behind(app: Flask) -> None:
    case = make_case(make_department())
    before = sums(), facts()
    try:
        with transaction():
            session.get(Case, case.id).area_key = "ppp"
            session.flush()
            raise LookupError
    except LookupError:
        pass
    assert (sums(), facts()) == before


def test_a_case_that_moves_to_another_area_leaves_the_old_cell(app: Flask) -> None:
    case = make_case(make_department(), area_key="bidding")
    with transaction():
        session.get(Case, case.id).area_key = "ppp"
    assert {key[2]: counts["received"] for key, counts in sums().items()} == {"ppp": 1}
