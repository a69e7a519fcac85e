"""Server time and queries of the cockpit and its lists: ``make bench-figures`` (PostgreSQL on 127.0.0.1:5432).

    python -m tests.benchmark_figures [--small 10000] [--large 1000000] [--rounds 7]

The cases, their days and their facts are made in bulk by the database itself, spread over three years, 24 departments, 8 areas, 6
regions and 7 channels; 4 of 100 are open. Prints a row for each page, and how long one step of a case takes with its figures.
"""

import argparse
import os
import statistics
import time
from typing import Any

from sqlalchemy import delete, event, insert, select, text

from portal import clock, db
from portal.accounts import queries as accounts
from portal.accounts.models import Department
from portal.accounts.vocabulary import DepartmentKind, Role
from portal.cases import handling
from portal.cases import queries as cases
from portal.cases.models import Case
from portal.cases.vocabulary import Status
from portal.routing.commands import load_text
from portal.supervision.facts.models import CaseFact, DurationCell, FigureCell
from portal.supervision.facts.operations import settle
from portal.supervision.facts.queries.measures import contributions
from tests.benchmark import database
from tests.browser import Browser
from tests.factories import make_department, make_user, open_session_of

SUPERVISOR = "benchmark-supervisor"
DEPARTMENTS, REGIONS = 24, ("120101", "120102", "120103", "120104", "120105", "120106")
PAGES = (
    ("cockpit, quarter", "/oversight/"),
    ("cockpit, year", "/oversight/?period=year"),
    ("cockpit, last year", "/oversight/?period=last_year"),
    ("cockpit, one department", "/oversight/?period=year&department={department}"),
    ("cockpit, one area", "/oversight/?period=year&area=ppp"),
    ("cockpit, one region", "/oversight/?period=year&region=120101"),
    ("list: overdue", "/oversight/cases?measure=overdue&from={first}&to={last}"),
    ("list: received in a year", "/oversight/cases?measure=received&from={first}&to={last}"),
    ("list: on time in a year", "/oversight/cases?measure=on_time&from={first}&to={last}"),
    ("list: one department", "/oversight/cases?measure=on_time&from={first}&to={last}&department={department}"),
    ("list: days of extension", "/oversight/cases?measure=days_extension&from={first}&to={last}"),
)

# One row a case, from its number n alone; r1 to r4 are its chances.
_CASES = """
INSERT INTO case_file (id, number, kind, status, title, area_key, respondent_name, lead_department_id, routing, received_at, received_on,
  assigned_on, replied_at, replied_on, closed_at, due_on, due_rule, was_on_time, days_used, finding, measures, commitment,
  commitment_due_on, was_sent_back, was_reopened, publication_stage, is_demo, version)
SELECT 100000000 + n, 'BENCH-' || n, 'complaint', CASE WHEN open THEN 'handling' ELSE 'closed' END, '政府采购：拖欠款项',
  (ARRAY['gov_procurement','ppp','bidding','gov_debt','investment_promotion','subdistrict_township','contract',''])[1 + n % 8], '某单位',
  (CAST(:departments AS int[]))[1 + n % {departments}], '[]', received::timestamptz, received, received,
  CASE WHEN open THEN NULL ELSE replied::timestamptz END, CASE WHEN open THEN NULL ELSE replied END,
  CASE WHEN open THEN NULL ELSE replied::timestamptz END, CASE WHEN open THEN received + 60 ELSE DATE '9999-12-31' END,
  CASE WHEN open THEN 'handle' ELSE '' END, CASE WHEN open THEN NULL ELSE r2 < 0.9 END, CASE WHEN open THEN NULL ELSE used * 5 / 7 END,
  CASE WHEN open THEN NULL ELSE (ARRAY['substantiated','partly','unsubstantiated','unverifiable'])[1 + n % 4] END, '责成支付',
  CASE WHEN r3 < 0.2 AND NOT open THEN '分期付清' ELSE '' END, CASE WHEN r3 < 0.2 AND NOT open THEN replied + 60 END,
  r3 > 0.95, r4 > 0.97, 'none', false, 1
FROM (SELECT n, open, r2, r3, r4, received, used, received + used AS replied FROM (
  SELECT n, r1 < 0.04 AS open, r2, r3, r4, 5 + (r4 * 55)::int AS used,
    CASE WHEN r1 < 0.04 THEN CURRENT_DATE - (r2 * 75)::int ELSE CURRENT_DATE - 62 - (r2 * 1000)::int END AS received
  FROM (SELECT n, random() AS r1, random() AS r2, random() AS r3, random() AS r4 FROM generate_series(1, :number) AS n) AS chances
) AS days) AS lives
"""
_SPANS = """
INSERT INTO case_span (case_id, after_on, until_on, party, stage, department_id, days, working_days)
SELECT id, received_on, replied_on - id % 5, 'department', 'handling', lead_department_id, replied_on - id % 5 - received_on, 0
FROM case_file WHERE number LIKE 'BENCH%' AND replied_on - id % 5 > received_on
UNION ALL
SELECT id, replied_on - id % 5, replied_on, (ARRAY['reporter','extension','hearing'])[1 + id % 3], 'handling', lead_department_id, id % 5, 0
FROM case_file WHERE number LIKE 'BENCH%' AND replied_on IS NOT NULL AND id % 5 > 0 AND replied_on - id % 5 > received_on
"""
_FACTS = """
INSERT INTO case_fact (case_id, department_id, area_key, region_code, channel, status, is_open, received_on, received_month, due_on,
  due_rule, clock_on, stopped_days, replied_on, replied_month, was_on_time, days_used, satisfaction, finding, was_sent_back, was_reopened,
  was_extended, promised_on, promised_month, promise_met_on)
SELECT id, lead_department_id, area_key, (CAST(:regions AS text[]))[1 + id % 6],
  (ARRAY['web','web','web','phone','window','letter','hotline'])[1 + id % 7], status, status = 'handling', received_on,
  (extract(year FROM received_on) * 100 + extract(month FROM received_on))::int, due_on, due_rule,
  CASE WHEN status = 'handling' THEN received_on END, 0, replied_on,
  (extract(year FROM replied_on) * 100 + extract(month FROM replied_on))::int, was_on_time, days_used,
  CASE WHEN replied_on IS NOT NULL AND id % 3 = 0 THEN 'satisfied' END, finding, was_sent_back, was_reopened, id % 12 = 0,
  commitment_due_on, (extract(year FROM commitment_due_on) * 100 + extract(month FROM commitment_due_on))::int,
  CASE WHEN id % 9 > 0 THEN commitment_due_on END
FROM case_file WHERE number LIKE 'BENCH%'
"""
_DURATIONS = """
INSERT INTO duration_cell (is_settled, month, department_id, days, number)
SELECT true, received_month, department_id, days_used, count(*) FROM case_fact WHERE days_used IS NOT NULL GROUP BY 2, 3, 4
"""
_RESPONDENTS = "INSERT INTO case_respondent (case_id, department_id, source) SELECT id, :home, 'reported' FROM case_file WHERE id % 200 = 1"


def fill(number: int) -> int:
    """A supervisor, and so many cases with their facts; gives back the id of one of the departments."""
    load_text("heping")
    make_user(Role.SUPERVISOR, department=make_department("监督单位"), username=SUPERVISOR)
    with db.transaction() as session:
        for place in range(DEPARTMENTS):
            session.add(Department(name=f"第{place}局", kind=DepartmentKind.ORGAN, region_code=REGIONS[place % 6], position=100 + place))
        session.flush()
        for each in session.scalars(select(Department).where(Department.position >= 100, Department.path == "")):
            each.path = f"/{each.id}/"
    with db.transaction() as session:
        ids = list(session.scalars(select(Department.id).where(Department.position >= 100).order_by(Department.id).limit(DEPARTMENTS)))
        session.execute(text(_CASES.replace("{departments}", str(len(ids)))), {"number": number, "departments": ids})
        session.execute(text(_SPANS))
        session.execute(text(_FACTS), {"regions": list(REGIONS)})
        home = accounts.find_by_username(SUPERVISOR).department_id
        session.execute(text(_RESPONDENTS), {"home": home})
    with db.transaction() as session:
        session.execute(delete(FigureCell))
        made = contributions(CaseFact.case_id > 0).subquery()
        session.execute(insert(FigureCell).from_select([column.key for column in made.c], select(made), include_defaults=True))
        session.execute(text("UPDATE figure_cell SET is_settled = true"))
        session.execute(delete(DurationCell))
        session.execute(text(_DURATIONS))
    with db.engine().connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))
    return int(ids[0])


def measure(app: Any, department: int, rounds: int) -> dict[str, tuple[int, float]]:
    """For each page its number of queries and the median of its server time in milliseconds."""
    queries = 0

    def counted(*_: Any) -> None:
        nonlocal queries
        queries += 1

    event.listen(db.engine(), "before_cursor_execute", counted)
    year, found = clock.today().year, {}
    visitor = Browser(app)
    visitor.carry_session(open_session_of(accounts.find_by_username(SUPERVISOR)))
    for name, pattern in PAGES:
        db.session.remove()
        path = pattern.format(department=department, first=year * 100 + 1, last=year * 100 + 12)
        times = []
        for _ in range(rounds + 2):
            queries, began = 0, time.perf_counter()
            answer = visitor.client.get(path)
            times.append((time.perf_counter() - began) * 1000)
            if answer.status_code != 200:
                raise SystemExit(f"{path} answered {answer.status_code}")
        found[name] = (queries, statistics.median(times[2:]))
    found["one step of a case"] = (0, _time_of_step(rounds))
    return found


def _time_of_step(rounds: int) -> float:
    coordinator, times = accounts.find_by_username(SUPERVISOR), []
    case_id = db.session.scalars(select(Case.id).where(Case.status == Status.HANDLING, Case.id % 200 != 1).limit(1)).one()
    for number in range(rounds):
        began = time.perf_counter()
        with db.transaction():
            actor = accounts.get_user(coordinator.id)
            handling.remind(cases.get_case(case_id, for_update=True), actor, f"请尽快办理，第 {number} 次")
        times.append((time.perf_counter() - began) * 1000)
    with db.transaction():
        settle()
    return statistics.median(times)


def main() -> None:
    """Fill, measure, print."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--small", type=int, default=10_000)
    arguments.add_argument("--large", type=int, default=1_000_000)
    arguments.add_argument("--rounds", type=int, default=7)
    wanted = arguments.parse_args()
    results = []
    for number in (wanted.small, wanted.large):
        with database(f"xinnuo_figures_{os.getpid()}") as app, app.app_context():
            began = time.perf_counter()
            department = fill(number)
            print(f"{number} cases written in {time.perf_counter() - began:.0f} s", flush=True)
            results.append(measure(app, department, wanted.rounds))
            for name, (queries, spent) in results[-1].items():
                print(f"{name:<30}{queries:>8}{spent:>10.1f}", flush=True)
    print(f"{'page':<30}{'queries':>8}{'few, ms':>10}{'many, ms':>10}{'ratio':>8}")
    for name, (queries, few) in results[0].items():
        many = results[1][name][1]
        print(f"{name:<30}{max(queries, results[1][name][0]):>8}{few:>10.1f}{many:>10.1f}{many / few:>8.2f}")


if __name__ == "__main__":
    main()
