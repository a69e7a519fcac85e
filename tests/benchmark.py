"""Server time and queries of the main pages with few and with many cases: ``make bench`` (PostgreSQL on 127.0.0.1:5432).

    python -m tests.benchmark [--small 1000] [--large 100000] [--rounds 15]
    python -m tests.benchmark --redaction      (the anonymiser on 400 characters and on hostile texts of a million; no database)

Prints a row for each page: queries, median milliseconds with few and with many cases, and the ratio. Timings belong here, not in tests.
"""

import argparse
import os
import random
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

SERVER = os.environ.get("XINNUO_TEST_POSTGRESQL", "postgresql+psycopg://postgres@127.0.0.1:5432/")
os.environ["XINNUO_DATA"] = tempfile.mkdtemp(prefix="xinnuo-bench-")

from sqlalchemy import create_engine, delete, event, func, insert, literal, select, text  # noqa: E402

from portal import clock, create_app, db, demo, jobs  # noqa: E402
from portal.accounts import queries as accounts  # noqa: E402
from portal.accounts.models import Department  # noqa: E402
from portal.cases import vocabulary as v  # noqa: E402
from portal.cases.models import NO_DUE_DATE, Case, CaseDepartment, CaseEvent, CaseTally, Report  # noqa: E402
from portal.cases.workflow import Action  # noqa: E402
from portal.config import settings  # noqa: E402
from portal.deadlines.counting import Unit  # noqa: E402
from portal.deadlines.models import Deadline  # noqa: E402
from portal.publication import redaction  # noqa: E402
from portal.publication.models import Publication, PublicationTerm  # noqa: E402
from portal.publication.vocabulary import PublicationStatus  # noqa: E402
from portal.routing.commands import load_text  # noqa: E402
from portal.textsearch import bigrams  # noqa: E402
from tests.browser import Browser  # noqa: E402
from tests.factories import open_session_of  # noqa: E402

OPEN_SHARE = 0.03
YEARS = 5
CHUNK = 5000


@contextmanager
def database(name: str) -> Iterator[Any]:
    """An app on a fresh PostgreSQL database, dropped at the end."""
    server = create_engine(SERVER + "postgres", isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
        connection.execute(text(f"CREATE DATABASE {name}"))
    os.environ["DATABASE_URL"] = SERVER + name
    settings.cache_clear()
    db.forget_engine()
    app = create_app()
    db.Base.metadata.create_all(db.engine())
    try:
        yield app
    finally:
        db.forget_engine()
        with server.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))


def fill(app: Any, number: int) -> None:
    """The demo data, and beside them ``number`` plain cases over five years, written in bulk."""
    with app.app_context():
        load_text("heping")
        demo.load_text()
        chance = random.Random(7)
        for start in range(0, number, CHUNK):
            with db.transaction() as session:
                _write(session, chance, range(start, min(start + CHUNK, number)))
        with db.transaction() as session:
            _tally(session)
        with db.engine().connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("ANALYZE" if db.engine().dialect.name == "sqlite" else "VACUUM ANALYZE"))
        jobs.refresh_figures()


def _tally(session: Any) -> None:
    """Bulk rows pass the listeners by, so the tallies are counted once."""
    session.execute(delete(CaseTally))
    whole = select(literal(None), Case.status, func.count()).group_by(Case.status)
    parts = select(CaseDepartment.department_id, CaseDepartment.status, func.count()).group_by(
        CaseDepartment.department_id, CaseDepartment.status
    )
    for each in (whole, parts):
        rows = [dict(department_id=row[0], status=row[1], change=row[2]) for row in session.execute(each)]
        session.execute(insert(CaseTally), rows)


def _write(session: Any, chance: random.Random, numbers: range) -> None:
    departments = [each.id for each in session.scalars(select(Department)) if not each.is_collective and each.parent_id]
    handlers = [accounts.find_by_username(name).department_id for name in ("officer", "officer2", "officer3", "officer4")]
    officer = accounts.find_by_username("officer")
    cases = [_case(chance, each, handlers, officer) for each in numbers]
    ids = list(session.scalars(insert(Case).returning(Case.id, sort_by_parameter_order=True), cases))
    lead = v.ParticipationRole.LEAD
    session.execute(
        insert(CaseDepartment),
        [
            dict(
                case_id=i,
                department_id=c["lead_department_id"],
                role=lead,
                status=c["status"],
                due_on=c["due_on"],
                joined_at=c["received_at"],
            )
            for i, c in zip(ids, cases, strict=True)
        ],
    )
    session.execute(insert(Report), [_report(i, c) for i, c in zip(ids, cases, strict=True)])
    session.execute(insert(CaseEvent), [row for i, c in zip(ids, cases, strict=True) for row in _events(i, c, officer)])
    clocks = [_clock(i, c) for i, c in zip(ids, cases, strict=True) if c["due_on"] != NO_DUE_DATE]
    session.execute(insert(Deadline), clocks)
    texts = [
        _publication(i, c, officer, departments) for i, c in zip(ids, cases, strict=True) if c["status"] is v.Status.CLOSED and i % 4 == 0
    ]
    if texts:
        made = list(session.scalars(insert(Publication).returning(Publication.id, sort_by_parameter_order=True), texts))
        terms = [dict(term=term, publication_id=i) for i, t in zip(made, texts, strict=True) for term in bigrams(t["title"] + t["facts"])]
        session.execute(insert(PublicationTerm), terms)


def _case(chance: random.Random, number: int, handlers: list[int], officer: Any) -> dict[str, Any]:
    today = clock.today()
    is_open = chance.random() < OPEN_SHARE
    received = today - timedelta(days=chance.randrange(70) if is_open else 70 + chance.randrange(365 * YEARS))
    used = chance.randrange(5, 60)
    lead = chance.choice(handlers)
    return dict(
        number=f"BENCH-{number:07d}",
        kind=v.ReportKind.COMPLAINT,
        status=chance.choice([v.Status.PENDING, v.Status.HANDLING, v.Status.HANDLING]) if is_open else v.Status.CLOSED,
        title="政府采购：拖欠款项",
        area_key=chance.choice(["gov_procurement", "ppp", "bidding", "gov_debt"]),
        respondent_name=f"第{number % 40}街道办事处",
        lead_department_id=lead,
        officer_id=officer.id if lead == officer.department_id and number % 3 == 0 else None,
        routing=[],
        received_at=clock.start_of(received),
        received_on=received,
        assigned_on=received,
        replied_at=None if is_open else clock.start_of(received + timedelta(days=used)),
        replied_on=None if is_open else received + timedelta(days=used),
        closed_at=None if is_open else clock.start_of(received + timedelta(days=used)),
        due_on=received + timedelta(days=60) if is_open else NO_DUE_DATE,
        due_rule="handle" if is_open else "",
        was_on_time=None if is_open else chance.random() < 0.9,
        days_used=None if is_open else used * 5 // 7,
        finding=None if is_open else v.Finding.SUBSTANTIATED,
        measures="责成支付",
    )


def _report(case_id: int, case: dict[str, Any]) -> dict[str, Any]:
    return dict(
        case_id=case_id,
        kind=case["kind"],
        reporter_kind=v.ReporterKind.PERSON,
        secrecy=v.Secrecy.CONFIDENTIAL,
        channel=v.Channel.WEB,
        conduct=v.Conduct.ARREARS,
        narrative="拖欠合同款项已经很久，请求依法支付。" * 5,
        elsewhere=v.Elsewhere.NONE,
        publication_choice=v.PublicationChoice.AGREE,
        submitted_at=case["received_at"],
        tracking_hash=f"{case_id:064d}",
        submission_hash=f"{case_id:064x}",
        receipt_hash="0" * 64,
    )


def _events(case_id: int, case: dict[str, Any], officer: Any) -> list[dict[str, Any]]:
    steps = [
        (Action.SUBMIT, None, v.Status.PENDING),
        (Action.SIGN_FOR, v.Status.PENDING, v.Status.PENDING),
        (Action.ACCEPT, v.Status.PENDING, v.Status.HANDLING),
    ]
    return [
        dict(
            case_id=case_id,
            action=action,
            at=case["received_at"] + timedelta(hours=hour),
            from_status=before,
            to_status=after,
            actor_id=officer.id,
            actor_department_id=officer.department_id,
            actor_kind="staff",
            is_public=True,
            detail={},
        )
        for hour, (action, before, after) in enumerate(steps)
    ]


def _clock(case_id: int, case: dict[str, Any]) -> dict[str, Any]:
    return dict(
        subject_kind="case",
        subject_id=case_id,
        rule_key="handle",
        department_id=case["lead_department_id"],
        started_on=case["received_on"],
        value=60,
        unit=Unit.NATURAL,
        due_on=case["due_on"],
        provisional=False,
        calendar_version="bench",
        basis="",
        extension_days=0,
        paused_days=0,
        due_round=1,
        created_at=case["received_at"],
    )


def _publication(case_id: int, case: dict[str, Any], officer: Any, departments: list[int]) -> dict[str, Any]:
    return dict(
        public_id=f"b{case_id:09d}",
        case_id=case_id,
        status=PublicationStatus.RELEASED,
        title=f"关于反映{case['respondent_name']}拖欠款项问题的办理结果",
        facts="经核查，反映的问题属实，合同款项应当支付。",
        measures="责成支付",
        area_key=case["area_key"],
        conduct=v.Conduct.ARREARS,
        finding=v.Finding.SUBSTANTIATED,
        respondent_name=case["respondent_name"],
        department_id=case["lead_department_id"],
        received_month=f"{case['received_on']:%Y-%m}",
        replied_month=f"{case['replied_on']:%Y-%m}",
        days_used=case["days_used"],
        author_id=officer.id,
        drafted_at=case["replied_at"],
        reviewer_id=accounts.find_by_username("publisher").id,
        released_at=case["replied_at"],
        changed_at=case["replied_at"],
        ends_on=clock.today() + timedelta(days=365),
    )


PAGES = (
    ("home", None, "/"),
    ("outcomes", None, "/outcomes"),
    ("outcomes, a word", None, "/outcomes?keyword=拖欠"),
    ("queue of a department", "officer", "/desk/cases?tab=handling"),
    ("queue of a department, all", "officer", "/desk/cases"),
    ("queue of a supervisor", "supervisor", "/desk/cases?tab=overdue"),
    ("queue of a supervisor, all", "supervisor", "/desk/cases"),
    ("case", "supervisor", "/desk/cases/20"),
    ("oversight", "supervisor", "/oversight/"),
)


def measure(app: Any, rounds: int) -> dict[str, tuple[int, float]]:
    """For each page its number of queries and the median of its server time in milliseconds."""
    queries = 0

    def counted(*_: Any) -> None:
        nonlocal queries
        queries += 1

    event.listen(db.engine(), "before_cursor_execute", counted)
    found = {}
    for name, username, path in PAGES:
        visitor = Browser(app)
        if username:
            visitor.carry_session(open_session_of(accounts.find_by_username(username)))
            db.session.remove()
        times = []
        for _ in range(rounds + 2):
            queries, began = 0, time.perf_counter()
            answer = visitor.client.get(path)
            times.append((time.perf_counter() - began) * 1000)
            if answer.status_code != 200:
                raise SystemExit(f"{path} answered {answer.status_code}")
        found[name] = (queries, statistics.median(times[2:]))
    return found


REDACTION_PIECES = {
    "an ordinary text": "经办人：张伟，已于2019年7月3日将欠款打入沈阳岚砚机械制造有限公司账户（6222021234567890123）。",
    "surnames": "张",
    "digits": "1",
    "phone digits with gaps": "1 3-",
    "mail signs": "a@",
    "middle dots": "阿·",
    "company words": "有限公司",
    "roads": "路1号",
    "brackets": "（2019",
    "spaces": " ",
    "list": "张伟、",
}


def measure_redaction(size: int) -> None:
    """Print what the anonymiser needs for 400 characters of an ordinary text, and for hostile texts of ``size`` characters."""
    ordinary = filled(REDACTION_PIECES["an ordinary text"], 400)
    redaction.find(ordinary)
    began = time.process_time()
    for _ in range(20):
        redaction.find(ordinary)
    print(f"{'redaction, 400 characters':<40}{(time.process_time() - began) * 50:>10.1f} ms", flush=True)
    for name, piece in REDACTION_PIECES.items():
        began = time.process_time()
        redaction.find(filled(piece, size))
        print(f"{f'redaction, {size} characters, {name}':<60}{time.process_time() - began:>8.1f} s", flush=True)


def filled(piece: str, size: int) -> str:
    """The piece again and again up to ``size`` characters."""
    return (piece * (size // len(piece) + 1))[:size]


def main() -> None:
    """Fill, measure, print."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--small", type=int, default=1_000)
    arguments.add_argument("--large", type=int, default=100_000)
    arguments.add_argument("--rounds", type=int, default=15)
    arguments.add_argument("--redaction", action="store_true", help="measure the anonymiser alone; needs no database")
    wanted = arguments.parse_args()
    if wanted.redaction:
        measure_redaction(1_000_000)
        return
    results = []
    for number in (wanted.small, wanted.large):
        with database(f"xinnuo_bench_{os.getpid()}") as app:
            began = time.perf_counter()
            fill(app, number)
            print(f"{number} cases written in {time.perf_counter() - began:.0f} s", flush=True)
            results.append(measure(app, wanted.rounds))
    print(f"{'page':<30}{'queries':>8}{'few, ms':>10}{'many, ms':>10}{'ratio':>8}")
    for name, (queries, few) in results[0].items():
        many = results[1][name][1]
        print(f"{name:<30}{max(queries, results[1][name][0]):>8}{few:>10.1f}{many:>10.1f}{many / few:>8.2f}")


if __name__ == "__main__":
    main()
