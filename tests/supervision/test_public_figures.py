"""The figures for the public: whole months, kept as counted, nothing under five; the same numbers as a naive count."""

from datetime import date, timedelta

from portal import clock
from portal.accounts.vocabulary import Role
from portal.db import transaction
from portal.supervision import figures, queries
from portal.supervision.operations import refresh_public_figures
from tests.factories import make_case, make_department, make_user
from tests.supervision.cases_of_a_year import last_month, put_cases


def refreshed() -> None:
    with transaction():
        refresh_public_figures()


def values(row: str, period: str) -> dict[str, object]:
    return next((each.values for each in queries.list_cells([period], row) if each.row == row), {})


def test_the_interval_of_a_share_is_wilsons():
    assert [round(each, 1) for each in figures.wilson(105, 110) or ()] == [89.8, 98.0]
    assert [round(each, 1) for each in figures.wilson(10, 10) or ()] == [72.2, 100.0]
    assert figures.wilson(0, 0) is None


def test_the_ninetieth_percentile_is_not_exceeded_by_nine_in_ten():
    assert figures.percentile({each: 1 for each in range(1, 11)}, 0.9) == 9  # type: ignore[arg-type]
    assert figures.percentile({}, 0.9) is None  # type: ignore[arg-type]


def test_a_year_is_counted_by_department_area_and_period(app):
    one, two = make_department("区一局"), make_department("区二局")
    for month in range(1, 13):
        put_cases(7, one, date(2025, month, 15), "a", days=month)
        put_cases(6, two, date(2025, month, 15), "b", late=6 if month == 3 else 0)
    put_cases(3, one, clock.today(), "a")  # this month is not over
    refreshed()
    assert values("all", "2025")["received"] == 156
    assert values(f"department:{one.id}", "2025") | {} == {
        "received": 84, "replied": 84, "on_time": 84, "on_time_rate": 100.0,
        "median_days": 6.5, "p90_days": 11, "rated": 0, "satisfied": 0, "satisfied_rate": None,
        "reopened": 0, "promises": 0, "promises_kept": 0,
    }  # fmt: skip
    assert values(f"department:{two.id}", "2025Q1")["on_time_rate"] == 66.7
    assert values("area:b", "2025-03") == {"received": 6, "replied": 6}
    assert not queries.list_cells([f"{clock.today():%Y-%m}"])


def test_small_numbers_are_kept_but_never_shown(app):
    one, two, three = (make_department(f"区{name}局") for name in "一二三")
    for lead, number in ((one, 40), (two, 3), (three, 9)):
        put_cases(number, lead, date(2025, 5, 15), "a", late=2, satisfied=2)
    refreshed()
    cells = {each.row: each.values for each in queries.list_cells(["2025"])}
    assert cells["all"]["received"] == 52 and cells[f"department:{one.id}"]["received"] == 40
    assert not {"received", "replied"} & {*cells[f"department:{two.id}"], *cells[f"department:{three.id}"]}
    assert cells["all"]["on_time"] == 46 and cells[f"department:{one.id}"]["on_time_rate"] == 95.0
    assert (cells["all"]["rated"], cells["all"]["satisfied_rate"]) == (6, 100.0)
    assert "rated" not in cells[f"department:{one.id}"], "two who rated would be told"


def test_what_was_counted_is_not_counted_again(app):
    lead, other = make_department("区一局"), make_department("区二局")
    month = last_month()
    put_cases(9, lead, month)
    refreshed()
    put_cases(9, other, month)  # moved, or entered later: what people read does not move
    refreshed()
    assert values("all", f"{month:%Y-%m}")["received"] == 9
    with clock.pretend(clock.now() + timedelta(days=32)):
        put_cases(6, lead, last_month())
        refreshed()
        assert values("all", f"{month:%Y-%m}")["received"] == 9
        assert values("all", f"{last_month():%Y-%m}")["received"] == 6


def test_what_is_kept_from_those_who_watch_is_not_counted(app):
    watched, lead, other = make_department("区监督办"), make_department("区财政局"), make_department("区建委")
    make_user(Role.SUPERVISOR, department=make_department("区监督办一科", parent=watched), display_name="郑监督")
    with clock.pretend(clock.now() - timedelta(days=clock.today().day)):
        for _ in range(5):
            make_case(lead, respondent=other)
        make_case(lead, respondent=watched)
        make_case(lead, respondent_person="郑监督")
    refreshed()
    assert values("all", f"{last_month():%Y-%m}")["received"] == 5


def test_what_is_overdue_is_told_as_the_month_began(app):
    lead, quiet = make_department("区一局"), make_department("区二局")
    put_cases(5, quiet, last_month())
    with clock.pretend(clock.now() - timedelta(days=200)):
        for _ in range(5):
            make_case(lead)
    refreshed()
    month = last_month()
    assert values(f"department:{lead.id}", f"{month.year}@{month.month:02}") == {"overdue": 5}
    assert values(f"department:{quiet.id}", f"{month.year}@{month.month:02}") == {"overdue": 0}


def test_the_home_figures_end_with_the_last_quarter(app):
    lead = make_department("区一局")
    for month in range(1, 13):
        put_cases(5, lead, date(2025, month, 2), satisfied=5)
    refreshed()
    kept = queries.find_public_figures(2025)
    assert kept is not None and kept.values["as_of"] == "2025-12-31" and kept.values["counted_until"] == "2025-12"
    assert (kept.values["received"], kept.values["satisfied_rate"], kept.values["median_days"]) == (60, 100.0, 10)
